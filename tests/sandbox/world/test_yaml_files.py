"""Worlds in YAML: merges, aliases and values."""

import re

import pytest

from notify_sdk.sandbox.world.load import load_state
from tests.sandbox.world.refusals import NOW, refused_file


def test_merged_keys_are_no_duplicates(tmp_path):
    (tmp_path / "w.yaml").write_text(
        "services:\n  a: &a {restricted: true, active: true}\n  b: {<<: *a, restricted: false}\n"
    )
    first, second = load_state(tmp_path / "w.yaml", NOW)
    assert (first.restricted, second.restricted, second.active) == (True, False, True)


@pytest.mark.parametrize("text", ["services: &a {b: *a}", "&a [*a]", "a: &a [1, {b: *a}]"])
def test_an_alias_inside_its_own_anchor_is_refused(tmp_path, text):
    assert refused_file(tmp_path, ".yaml", text.encode()) == "w.yaml is not YAML: *a contains itself (line 1)"


def test_aliases_that_repeat_too_much_are_refused(tmp_path):
    lines = ["a0: &a0 [x]", *(f"a{each}: &a{each} [{', '.join([f'*a{each - 1}'] * 9)}]" for each in range(1, 20))]
    found = refused_file(tmp_path, ".yaml", "\n".join(lines).encode())
    assert re.fullmatch(r"w\.yaml is not YAML: \*a\d+ repeats too much \(line \d+\)", found)


@pytest.mark.parametrize(
    "value",
    [
        "2026-13-45",
        "!!int x",
        "!!int ''",
        "!!float x",
        "!!bool x",
        "!!timestamp x",
        "!!binary x",
        "!!python/name:os.x",
        "1" * 5000,
        "*no",
    ],
)
def test_a_value_that_does_not_fit_its_tag_is_refused(tmp_path, value):
    found = refused_file(tmp_path, ".yaml", f"services:\n  a: {{name: {value}}}".encode())
    assert found.startswith(("w.yaml is not YAML: ", "w.yaml is not a valid world file:"))
