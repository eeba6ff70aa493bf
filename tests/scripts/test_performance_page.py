"""The tables of docs/performance.md are what `scripts/bench --markdown` writes. What figures they hold, no test asks."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from scripts.benchmarks import report
from scripts.benchmarks.cases import CASES
from scripts.benchmarks.figures import Aim, Line, Row, Sheet, Spread, Table

PAGE = Path(__file__).parents[2] / "docs" / "performance.md"
SECTIONS = list(dict.fromkeys(case.section for case in CASES.values()))
ABOUT = {"when": "2026-11-26 12:00 UTC", "run": "whole", "python": "P", "machine": "M", "load": "0", "pyjwt": "2"}

_FIGURE = r"-?[\d,]+(\.\d+)?"
_CELL = re.compile(rf"({_FIGURE}x?( to {_FIGURE}x?)?|met|not met|stretch|)")
_HEADING = re.compile(r"\*\*.+\*\* \(.+\)")
_COLUMNS = re.compile(r"\|( [^|]*\|){2,}")


def part(page: str, name: str) -> str:
    start, end = report.marks(name)
    assert page.count(start) == page.count(end) == 1
    return page.partition(start)[2].partition(end)[0].strip()


def check_table(lines: list[str]) -> None:
    """A table of Markdown, whose cells but for those of the first column are figures or verdicts."""
    columns, rule, *rows = lines
    width = columns.count("|")
    assert _COLUMNS.fullmatch(columns)
    assert rule == "| --- |" + " ---: |" * (width - 2)
    assert rows
    for row in rows:
        name, *cells = (cell.strip() for cell in row.strip("|").split("|"))
        assert name
        assert len(cells) == width - 2
        assert all(map(_CELL.fullmatch, cells)), row


def check_page(page: str) -> list[str]:
    """Checks both parts of a page; returns the headings of its sections."""
    about, _, aims = part(page, report.AIMS).partition("\n\n")
    assert re.search(r"\d{4}-\d\d-\d\d", about)
    check_table(aims.splitlines())
    sections = re.split(r"^## ", part(page, report.TABLES), flags=re.MULTILINE)
    assert sections[0] == ""
    found, titles = list[str](), list[str]()
    for section in sections[1:]:
        name, *blocks = section.strip().split("\n\n")
        found.append(name)
        assert _HEADING.fullmatch(blocks[0])
        for number, block in enumerate(blocks):
            if block.startswith("|"):
                titles.append(blocks[number - 1])
                assert _HEADING.fullmatch(titles[-1])
                check_table(block.splitlines())
    assert len(set(titles)) == len(titles)
    assert found == [each for each in SECTIONS if each in found]
    return found


def test_the_page_has_what_a_run_wrote() -> None:
    check_page(PAGE.read_text(encoding="utf-8"))


TIMED = Table(
    "Send",
    "us",
    "official client",
    [Row("official client", Spread(2000, 1.5, 3), Spread.of([1.0]), 2**20), Row("us", Spread(1, 0.5, 2), Spread(2, 1, 3))],
    15,
    "A note.",
    [Aim("send", "us", 1.5, 2.5)],
    memory=True,
)  # fmt: skip
TABLES = [
    TIMED,
    Table("Without a base", "us", "", [Row("a", Spread(2, 1, 3), Spread.of([1.0]))], 3),
    Table("One round", "us", "a", [Row("a", Spread.of([12.0]), Spread.of([1.0]))], 1),
    Sheet("Figures", "8 at once", ("requests a second", "p99, ms"), [Line("a", (Spread.of([1]), Spread.of([2])))], 5),
    Sheet("Growth", "us", ("10", "growth"), [Line("a", (Spread.of([1]), Spread(3, 2, 4)))], 5, at_most=2.0),
]


def test_every_kind_of_table_is_written_into_a_page_and_the_rest_of_it_is_kept(tmp_path: Path) -> None:
    file = tmp_path / "performance.md"
    file.write_text(PAGE.read_text(encoding="utf-8"), encoding="utf-8")

    report.write_page(file, {SECTIONS[0]: TABLES[:2], SECTIONS[1]: TABLES[2:], SECTIONS[2]: []}, ABOUT)

    written = file.read_text(encoding="utf-8")
    assert check_page(written) == SECTIONS[:2]
    for line in (
        "**Send** (us, 15 rounds)",
        "| send | 1.50x | 2.50x | 2.00x | 1.00x to 3.00x | met |",
        "|  | median | quartiles | cheaper | quartiles | MiB |",
        "| official client | 2,000 | 1.50 to 3.00 | 1.00x |  | 1.00 |",
        "| a | 1.00 | 3.00x | 2.00x to 4.00x | not met |",
        "A note.",
    ):
        assert line in written.splitlines()
    assert without_parts(written) == without_parts(PAGE.read_text(encoding="utf-8"))


def without_parts(page: str) -> str:
    for name in (report.AIMS, report.TABLES):
        page = page.replace(part(page, name), "")
    return page


def test_what_a_quick_run_wrote_says_so(tmp_path: Path) -> None:
    file = tmp_path / "performance.md"
    file.write_text(PAGE.read_text(encoding="utf-8"), encoding="utf-8")

    report.write_page(file, {SECTIONS[0]: [TIMED]}, {**ABOUT, "run": "quick"})

    assert "A quick run" in part(file.read_text(encoding="utf-8"), report.AIMS)


@pytest.mark.parametrize("page", ["", "<!-- end of the aims -->", "<!-- aims: written by scripts/bench --markdown -->"])
def test_a_page_without_marks_is_left_as_it_is(tmp_path: Path, page: str) -> None:
    file = tmp_path / "other.md"
    file.write_text(page)

    with pytest.raises(ValueError, match="no lines"):
        report.write_page(file, {SECTIONS[0]: [TIMED]}, ABOUT)

    assert file.read_text() == page
