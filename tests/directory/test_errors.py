"""The tree drawn in the docstring is the tree of the code."""

from __future__ import annotations

import re

from clinicchat.directory import errors


def test_the_drawn_tree_is_the_real_one() -> None:
    drawn = re.findall(r"^    (│?   )?(?:[├└]── )?([A-Z]\w+)", errors.__doc__ or "", re.MULTILINE)
    names = {name for _, name in drawn}
    real = {name for name, value in vars(errors).items() if isinstance(value, type)}
    assert names == real


def test_every_error_is_a_directory_error_with_its_source() -> None:
    for value in vars(errors).values():
        if isinstance(value, type) and issubclass(value, errors.DirectoryError):
            assert value("npi").source == "npi"
