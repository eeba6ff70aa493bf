"""The tables of facts: each is loaded once, and names its source."""

from __future__ import annotations

from pathlib import Path

import pytest

from notify_sdk.recipients import _data

NAMES = [path.stem for path in sorted((Path(_data.__file__).parent / "data").glob("*.json"))]


@pytest.mark.parametrize("name", NAMES)
def test_a_table_names_its_source_and_is_loaded_once(name: str) -> None:
    table = _data.load(name)
    assert len(table["about"]) > 20
    assert any(table[key] for key in table if key != "about")
    assert _data.load(name) is table


def test_every_table_is_used() -> None:
    """A table that no module loads should not be in the wheel."""
    code = "".join(path.read_text() for path in Path(_data.__file__).parent.glob("*.py"))
    assert [name for name in NAMES if f'load("{name}")' not in code] == []
    assert len(NAMES) == 3


def test_a_table_that_is_not_there_is_an_error() -> None:
    with pytest.raises(FileNotFoundError):
        _data.load("nothing")
