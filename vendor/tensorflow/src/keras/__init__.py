"""The stand-in's Keras: see the package ``tensorflow`` beside it."""

import sys

import tensorflow

__getattr__ = tensorflow.__getattr__
sys.modules.setdefault("tensorflow.keras", sys.modules[__name__])
