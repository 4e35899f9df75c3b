"""workbench/mutation.py: the catalogue fits the code, and a weakening is noticed or reported."""

from __future__ import annotations

import pytest

from clinicchat import paths
from workbench import mutation
from workbench.mutation import Mutant


@pytest.mark.parametrize("mutant", mutation.catalogue(), ids=lambda m: m.name)
def test_a_mutants_text_stands_once_in_its_file_and_its_tests_exist(mutant):
    assert (paths.ROOT / mutant.file).read_text(encoding="utf-8").count(mutant.find) == 1
    assert all((paths.ROOT / test.partition("::")[0]).exists() for test in mutant.tests)


@pytest.fixture
def tree(tmp_path):
    (tmp_path / "code.py").write_text("LIMIT = 3\nOTHER = 1\n", encoding="utf-8")
    (tmp_path / "test_code.py").write_text(
        "from pathlib import Path\ndef test_it():\n    assert 'LIMIT = 3' in Path('code.py').read_text()\n",
        encoding="utf-8",
    )
    return tmp_path


@pytest.mark.thorough
@pytest.mark.parametrize(("find", "noticed"), [("LIMIT = 3", True), ("OTHER = 1", False)])
def test_a_mutant_is_caught_when_its_tests_fail_and_the_tree_is_as_before(tree, find, noticed):
    before = (tree / "code.py").read_text(encoding="utf-8")
    mutant = Mutant("a limit is gone", "code.py", find, "", ("test_code.py",))
    assert mutation.caught(mutant, tree) is noticed
    assert (tree / "code.py").read_text(encoding="utf-8") == before


def test_a_stale_catalogue_is_told(tree):
    with pytest.raises(ValueError, match=r"stands 0 times in code\.py"):
        mutation.caught(Mutant("old", "code.py", "GONE", "", ("test_code.py",)), tree)
