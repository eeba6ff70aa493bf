"""What JSON and YAML files of a world have in common: no duplicate keys, and a limit to nesting."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sandbox.world.refusals import SUFFIXES, refused_file


@given(st.data())
def test_a_duplicate_key_is_refused_at_any_depth(tmp_path_factory, data):
    depth = data.draw(st.integers(0, 4))
    path = [data.draw(st.sampled_from(["a", "b", 0, 1])) for _ in range(depth)]
    key = data.draw(st.sampled_from(["name", "id", "b"]))
    text = f'{{"{key}": 1, "other": 2, "{key}": 1}}'
    for step in reversed(path):
        text = f'{{"{step}": {text}}}' if isinstance(step, str) else "[" + "0, " * step + text + "]"
    place = ".".join(map(str, [*path, key]))
    for suffix in SUFFIXES:  # any JSON is YAML, too
        found = refused_file(tmp_path_factory.mktemp("twice"), suffix, text.encode())
        assert found.splitlines() == [
            f"w{suffix} is not a valid world file:",
            f"{place}: is there twice; remove one of them",
        ]


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("opening", ["[", '{"a":', '[{"a":'])
@pytest.mark.parametrize("times", [101, 20_000])
@pytest.mark.parametrize("closed", [True, False])
def test_nesting_is_limited(tmp_path, suffix, opening, times, closed):
    closing = "".join({"[": "]", "{": "}"}[each] for each in reversed(opening) if each in "[{")
    text = "\n" + opening * times + "1" + closing * times * closed
    found = refused_file(tmp_path, suffix, text.encode())
    assert re.search(r"nested more than 100 deep \(line 2\)", found)
