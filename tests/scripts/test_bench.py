"""`scripts/bench` runs, and says what it found. How fast anything is, no test asks."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from scripts.benchmarks.cases import CASES
from scripts.benchmarks.figures import Spread, paired
from tests.scripts.test_performance_page import SECTIONS, check_page

ROOT = Path(__file__).parents[2]
BENCH = ROOT / "scripts" / "bench"
PAGE = ROOT / "docs" / "performance.md"
# which takes minutes under valgrind, and is what `scripts/instructions` is for
QUICK = [name for name in CASES if name != "instructions"]


def bench(*arguments: str) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    done = subprocess.run([BENCH, *arguments], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def test_a_quick_run_measures_everything_and_writes_it_down(tmp_path: Path) -> None:
    file, page = tmp_path / "figures.json", tmp_path / "performance.md"
    page.write_bytes(PAGE.read_bytes())

    only = [part for name in QUICK for part in ("--only", name)]
    out = bench("--quick", "--json", str(file), "--markdown", str(page), *only)

    written = json.loads(file.read_text())
    assert written["surroundings"]["notifications-python-client"]
    rows = [row for table in written["tables"] for row in table["rows"]]
    figures = [figure for row in rows for figure in row.get("figures", [row.get("cost")])]
    assert all(figure["median"] > 0 for figure in figures)
    for table in written["tables"]:
        assert table["title"] in out
        assert all(row["name"] in out for row in table["rows"])
    assert check_page(page.read_text()) == [each for each in SECTIONS if each != CASES["instructions"].section]
    for case in ("Send a text message", "Send 50 text messages at once", "Hold", "Check a recipient", "Aims"):
        assert case in out


def test_help_names_every_case() -> None:
    out = bench("--help")

    assert all(name in out for name in CASES)


def test_ratios_are_of_the_same_round() -> None:
    base, other = paired({"base": [10.0, 20.0, 40.0], "other": [5.0, 5.0, 40.0]}, "base")

    assert base.cheaper == Spread(1.0, 1.0, 1.0)
    assert other.cheaper.median == 2.0


@pytest.mark.parametrize(("values", "spread"), [([3.0], Spread(3, 3, 3)), ([1.0, 2.0, 3.0, 4.0, 5.0], Spread(3, 2, 4))])
def test_a_spread_is_the_median_and_the_quartiles(values: list[float], spread: Spread) -> None:
    assert Spread.of(values) == spread
