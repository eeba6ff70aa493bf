"""`scripts/compatibility`: which versions an environment gets, and what is counted."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from scripts.versions.environments import others
from scripts.versions.parts import PARTS
from scripts.versions.runs import read

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
PAGE = (ROOT / "docs" / "compatibility.md").read_text()


def test_every_extra_has_a_part() -> None:
    assert {extra for part in PARTS for extra in part.extras} == set(PROJECT["optional-dependencies"])


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.name)
def test_the_tests_of_a_part_exist_and_the_page_names_it(part) -> None:
    assert [path for path in part.tests if not (ROOT / "tests" / path).exists()] == []
    assert f"| {part.name} |" in PAGE


def test_the_lock_says_nothing_of_what_is_decided() -> None:
    lock = "a-b==1 \\\n    --hash=sha256:0\nc[extra]==2 ; python_version < '3.12'\n    # via a\nd==3\nopentelemetry-sdk==4\n"
    assert others(lock, "A_b==0\nd==0").splitlines() == [
        "c[extra]==2 ; python_version < '3.12'",
        "opentelemetry-sdk==4",
    ]
    assert others(lock, "opentelemetry-api==0").splitlines()[-1] == "d==3"


def test_failures_and_tests_that_could_not_be_collected_are_counted() -> None:
    cases = ["", "<failure/>", "<error/>", "<skipped/>", ""]
    inner = "".join(f'<testcase classname="t" name="n{number}">{case}</testcase>' for number, case in enumerate(cases))
    found = read(f"<testsuites><testsuite>{inner}</testsuite></testsuites>")
    assert (found.passed, found.skipped, found.failed) == (2, 1, ("t::n1", "t::n2"))
    assert not found.good
    assert str(found) == "2 passed, 2 failed, 1 skipped"


def test_an_alias_puts_one_package_in_the_place_of_another(tmp_path: Path) -> None:
    for package in ("httpx2", "httpcore2"):
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").write_text("from . import part")
        (tmp_path / package / "part.py").write_text(f"name = {package!r}")
    script = "import httpx, httpcore.part, httpx.part; print(httpx.__name__, httpx.part.name, httpcore.part.name)"
    (tmp_path / "alias.py").write_text((ROOT / "scripts" / "versions" / "httpx2_alias.py").read_text())
    done = subprocess.run(
        [sys.executable, "-c", f"import alias; {script}"], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["httpx2", "httpx2", "httpcore2"]
