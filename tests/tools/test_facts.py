"""A fact sheet becomes facts with ids, sources and no amounts; an id stays with its fact when the sheet grows."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.facts import __main__ as facts
from tools.facts.model import Fact, FactError, Source, write

SHEET = """# Fact sheet: tea

## How to read this sheet

- This is not a fact. [S1 · H · SEEN]

## 1. Leaves

Rule for all (write it first): it is a plant. [S1 · M · SEEN-2]
No tag, no fact.

### 1.1 Green
- Grown in the shade. [S1, S2b · H · SEEN; shade MEMORY · M]
- Rolled by hand,
  then dried [S2 · H · SEEN]. Ask first.
- Shape:

```json
- ["not a fact", [S9 · H · SEEN]]
```
- Say "tea". [ours]

### 1.2 Black [S1 · H · SEEN]

1. Steeped by the cook.
2. Three tablets, and 20 mg of it. [MEMORY · L]

| Kind | Where | Tag |
|---|---|---|
| Oolong | China | [S2 · M · SEEN-2] |
| Pu-erh | – | S1 · number H · SEEN; hours L · SEEN-2 |

## 2. Trade

| Kind | Share |
|---|---|
| Green | 30% [MEMORY · L] |
| Black | 60% |

[S2 · H · SEEN, except cells marked] **Always show both.**

## Corrections to tea.md

| Where | What | Correction |
|---|---|---|
| 1.1 | shade | Sun, see S1 |

## 8. Sources

| Id | Source |
|---|---|
| S1 | Leaf et al., On leaves…, *J Tea* 2019. doi:10.1000/leaf.1 (reprint *Cup* 2021); S2b news copy 2020 |
| S2 | Tea Board, Leaves, 2024, https://www.tea.example.org/leaves,all ; https://two.example.org |
| S3 | A copy 2022, https://shop.example.com/buy (a vendor: do not link) |
"""


@pytest.fixture
def make(tmp_path: Path):
    """Makes facts of a sheet in a folder that remembers the last time; facts and sources by id."""

    def made(text: str, name: str = "tea") -> tuple[dict[str, Fact], dict[str, Source]]:
        sheet = tmp_path / f"{name}.md"
        sheet.write_text(text, encoding="utf-8")
        found, sources = facts.make([sheet], tmp_path)
        return {x.id: x for x in found}, {x.id: x for x in sources}

    return made


def test_bullets_and_rows_are_numbered_by_section_and_tagged_paragraphs_by_themselves(make) -> None:
    ids = ["1-p1", "1.1-1", "1.1-2", "1.1-4", "1.2-1", "1.2-2", "1.2-3", "1.2-4", "2-1", "2-2", "2-p1", "corrections-1"]
    assert list(make(SHEET)[0]) == [f"tea-{place}" for place in ids]


def test_a_tag_says_sources_the_lowest_confidence_and_how_known(make) -> None:
    fact = make(SHEET)[0]["tea-1.1-1"]
    assert fact.text == "Grown in the shade."
    assert (fact.sources, fact.confidence, fact.known) == (("S1", "S2b"), "M", ("SEEN", "MEMORY"))
    assert fact.tag == "S1, S2b · H · SEEN; shade MEMORY · M"


def test_a_bullet_goes_on_over_lines_and_past_its_tag(make) -> None:
    assert make(SHEET)[0]["tea-1.1-2"].text == "Rolled by hand, then dried. Ask first."


def test_what_the_project_says_itself_has_no_confidence(make) -> None:
    fact = make(SHEET)[0]["tea-1.1-4"]
    assert (fact.confidence, fact.known, fact.sources) == ("unstated", ("OURS",), ())


def test_a_headings_tag_holds_for_what_has_none(make) -> None:
    found, _ = make(SHEET)
    assert (found["tea-1.2-1"].sources, found["tea-1.2-1"].confidence) == (("S1",), "H")
    assert found["tea-1.2-2"].sources == ()


def test_a_row_has_the_names_of_its_columns_and_its_tag_from_the_last(make) -> None:
    found, _ = make(SHEET)
    assert found["tea-1.2-3"].text == "Kind: Oolong | Where: China"
    assert (found["tea-1.2-3"].sources, found["tea-1.2-3"].confidence) == (("S2",), "M")
    assert found["tea-1.2-4"].confidence == "L"


def test_a_tag_below_a_table_holds_for_all_its_rows(make) -> None:
    found, _ = make(SHEET)
    assert [(found[x].sources, found[x].confidence) for x in ("tea-2-1", "tea-2-2")] == [(("S2",), "L"), (("S2",), "H")]
    assert found["tea-2-p1"].text == "**Always show both.**"


def test_an_amount_is_left_out_and_said_to_be(make) -> None:
    found, _ = make(SHEET)
    assert found["tea-1.2-2"].text == "… tablets, and … of it."
    assert [x.id for x in found.values() if x.amount_left_out] == ["tea-1.2-2"]


@pytest.mark.parametrize(
    ("text", "without"),
    [
        ("One dose, wait 2–3 minutes, a second if needed", "… dose, wait … minutes, … if needed"),
        ("up to about ten days' personal supply", "up to about … personal supply"),
        ("take 1.5 mg/kg or half a pill", "take … or … pill"),
        ("48 kg or more, 16 people, 90 minutes, e.g. three sessions", None),
    ],
)
def test_amounts_of_a_drug_are_left_out_and_other_numbers_stay(make, text: str, without: str | None) -> None:
    fact = make(f"## 1. Amounts\n- {text}\n")[0]["tea-1-1"]
    assert (fact.text, fact.amount_left_out) == (without or text, without is not None)


def test_a_source_has_publisher_year_doi_and_addresses(make) -> None:
    _, sources = make(SHEET)
    title = "Leaf et al., On leaves…, J Tea 2019. (reprint Cup 2021)"
    assert sources["S1"] == Source("S1", title, "J Tea", 2019, ("10.1000/leaf.1",))
    assert sources["S2b"] == Source("S2b", "news copy 2020", "", 2020)
    assert sources["S2"].urls == ("https://www.tea.example.org/leaves,all", "https://two.example.org")
    assert sources["S2"].publisher == "tea.example.org"


def test_an_address_that_must_not_be_linked_is_left_out(make) -> None:
    source = make(SHEET)[1]["S3"]
    assert source.address_left_out
    assert "example.com" not in repr(source)


def test_ids_stay_when_the_sheet_grows_in_the_middle(make) -> None:
    before, _ = make(SHEET)
    after, _ = make(SHEET.replace("- Rolled", "- Picked in spring. [S2 · L · SEEN]\n- Rolled"))
    assert after["tea-1.1-5"].text == "Picked in spring."
    assert {x: after[x] for x in before} == before


def test_an_id_stays_when_the_words_change_a_little(make) -> None:
    make(SHEET)
    after, _ = make(SHEET.replace("Grown in the shade. [S1, S2b · H", "Grown mostly in the shade. [S1 · H"))
    assert (after["tea-1.1-1"].text, after["tea-1.1-1"].sources) == ("Grown mostly in the shade.", ("S1",))


def test_a_fact_that_moves_to_another_section_keeps_its_id(make) -> None:
    before, _ = make(SHEET)
    moved = '- Say "tea". [ours]\n'
    after, _ = make(SHEET.replace(moved, "").replace("### 1.2 Black", "### 1.3 Words\n" + moved + "\n### 1.2 Black"))
    assert after["tea-1.1-4"].section == "1.3 Words"
    assert set(after) == set(before)


def test_a_fact_that_is_gone_stays_withdrawn_and_its_id_is_not_used_again(make) -> None:
    make(SHEET)
    gone, _ = make(SHEET.replace('- Say "tea". [ours]\n', ""))
    assert gone["tea-1.1-4"].withdrawn
    again, _ = make(SHEET.replace('- Say "tea". [ours]', "- Kept in a tin, cool and dark. [S2 · H · SEEN]"))
    assert again["tea-1.1-5"].text == "Kept in a tin, cool and dark."
    assert again["tea-1.1-4"].withdrawn


def test_a_correction_set_by_hand_stays(make, tmp_path: Path) -> None:
    make(SHEET)
    path = tmp_path / "tea-1.yml"
    old = "- id: tea-1.1-1\n"
    path.write_text(path.read_text(encoding="utf-8").replace(old, f"{old}  corrected_by: [tea-corrections-1]\n"))
    assert make(SHEET)[0]["tea-1.1-1"].corrected_by == ("tea-corrections-1",)


def test_a_source_that_no_sheet_lists_is_an_error(make) -> None:
    with pytest.raises(FactError, match="sources S7"):
        make(SHEET.replace("[S1, S2b", "[S7, S2b"))


def test_a_sheet_without_facts_is_an_error(make) -> None:
    with pytest.raises(FactError, match=r"tea\.md: no facts"):
        make("# Nothing\n")


def test_an_entry_with_an_unknown_key_is_named(make, tmp_path: Path) -> None:
    write(tmp_path, "facts", "", [Fact("tea-1-1", "1 Leaves", "Green.")], lambda fact: "tea-1")
    text = (tmp_path / "tea-1.yml").read_text(encoding="utf-8").replace("text:", "txet:")
    (tmp_path / "tea-1.yml").write_text(text, encoding="utf-8")
    with pytest.raises(FactError, match=r"tea-1\.yml: .*tea-1-1"):
        make(SHEET)
