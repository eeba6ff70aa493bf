"""The drawing of the packages: the same as the contracts, and as the imports are."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.layout.drawing import ROOT, arrows, contracts, drawings

UPWARDS = {("notify_sdk.sandbox.sandbox", "notify_sdk.sandbox.web.server")}  # serve() imports it when it is called


@pytest.mark.parametrize("package", contracts())
def test_the_page_draws_the_contract_line_by_line(package: str) -> None:
    assert drawings()[package] == contracts()[package]


@pytest.mark.parametrize("package", contracts())
def test_every_file_and_folder_is_in_the_drawing(package: str) -> None:
    folder = ROOT / "src" / Path(*package.split("."))
    parts = {path.stem for path in folder.glob("*.py")} | {path.parent.name for path in folder.glob("*/*.py")}
    drawn = [part for line in drawings()[package] for part in line]
    assert sorted(parts - {"__init__"}) == sorted(drawn)


@pytest.mark.parametrize("package", contracts())
def test_no_import_goes_up(package: str) -> None:
    height = {part: number for number, line in enumerate(drawings()[package]) for part in line}

    def line_of(module: str) -> int | None:
        inside = module.startswith(f"{package}.")
        return height.get(module.removeprefix(f"{package}.").partition(".")[0]) if inside else None

    placed = [(line_of(one), line_of(other), (one, other)) for one, other in arrows(type_checking=False)]
    up = {arrow for one, other, arrow in placed if one is not None and other is not None and one > other}
    assert up - UPWARDS == set()
    assert len(placed) > 300
