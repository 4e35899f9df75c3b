"""Tests of `make check`."""
