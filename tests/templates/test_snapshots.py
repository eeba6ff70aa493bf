"""Templates as a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from notify_sdk.sandbox import Sandbox
from notify_sdk.templates import dump_snapshot, generate_module, load_snapshot


def test_a_snapshot_can_be_read_and_written_again(tmp_path: Path) -> None:
    with Sandbox().client() as client:
        templates = client.get_all_templates()
    dump_snapshot(templates, tmp_path / "one.json")
    again = load_snapshot(tmp_path / "one.json")
    dump_snapshot(again, tmp_path / "two.json")
    assert (tmp_path / "one.json").read_bytes() == (tmp_path / "two.json").read_bytes()
    assert generate_module(again) == generate_module(templates)


@pytest.mark.parametrize("text", ["", "[]", '{"templates": [{}]}'])
def test_other_files_are_no_snapshot(text: str, tmp_path: Path) -> None:
    (tmp_path / "file.json").write_text(text)
    with pytest.raises(ValueError, match="is not a snapshot of templates"):
        load_snapshot(tmp_path / "file.json")
