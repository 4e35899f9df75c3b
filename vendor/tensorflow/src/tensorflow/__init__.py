"""A stand-in for TensorFlow: every name can be imported, nothing can be computed.

Rasa 3.6 imports TensorFlow in modules that a linear pipeline never runs. Here each attribute of ``tensorflow`` and
``keras`` is an empty class, so those modules load (classes are derived from them, annotations name them). Calling one
raises `TensorFlowMissing`, which says how to set up the real package.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import sys
import types
from typing import Any

__version__ = "2.12.0+standin"
ROOTS = ("tensorflow", "tensorflow_hub", "tensorflow_text", "keras")
CURE = "this component needs real TensorFlow: run `make setup TENSORFLOW=1` with Python 3.11"


class TensorFlowMissing(RuntimeError):
    """A component really called TensorFlow."""


class _Anything(type):
    """Metaclass of the dummies: any attribute is another dummy, a call fails with the cure."""

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _dummy(f"{cls.__qualname__}.{name}")

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        if cls.__qualname__.endswith(("tf_function", ".function")) and args and callable(args[0]):
            return args[0]  # used as a decorator when a module loads
        raise TensorFlowMissing(f"{cls.__qualname__}: {CURE}")

    def __getitem__(cls, item: Any) -> Any:
        return cls

    def __or__(cls, other: Any) -> Any:
        return cls

    __ror__ = __or__


def _dummy(name: str) -> Any:
    return _Anything(name, (), {"__module__": "tensorflow"})


class _Module(types.ModuleType):
    """A module in which every name exists."""

    __path__: list[str] = []

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        value = _dummy(f"{self.__name__}.{name}")
        setattr(self, name, value)
        return value


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds every module below `ROOTS`."""

    def find_spec(self, fullname: str, path: Any, target: Any = None) -> Any:
        if fullname.partition(".")[0] in ROOTS:
            return importlib.machinery.ModuleSpec(fullname, self, is_package=True)
        return None

    def create_module(self, spec: Any) -> Any:
        return _Module(spec.name)

    def exec_module(self, module: Any) -> None:
        pass


sys.meta_path.insert(0, _Finder())
__getattr__ = _Module("tensorflow").__getattr__
