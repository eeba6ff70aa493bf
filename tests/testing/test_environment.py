"""The two variables, without pytest around them. What pytest runs leave behind: `test_plugin_as_guest.py`."""

from __future__ import annotations

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notify_sdk.testing.environment import NAMES, SetVariable, drop_ended_values, restored, variables, with_key


@pytest.fixture(autouse=True)
def _none_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)


def present() -> tuple[str | None, ...]:
    return tuple(os.environ.get(name) for name in NAMES)


@given(st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(["a", "b", "c", None])), max_size=6))
def test_a_block_puts_back_both_and_nothing_else(changes: list[tuple[str, str | None]]) -> None:
    with restored():
        os.environ["NOTIFY_API_KEY"] = "before"
        before = present()
        with restored() as set_variable:
            for name, value in changes:
                if value is None:
                    os.environ.pop(name, None)
                else:
                    set_variable(name, value)
        assert present() == before


@given(st.lists(st.sampled_from("abc"), min_size=1, max_size=4), st.integers(0, 3), st.booleans())
def test_a_value_that_comes_back_gives_way_to_what_was_there_first(
    values: list[str], which: int, there_before: bool
) -> None:
    """However many blocks stood in each other, and whichever one's value is brought back by somebody else."""
    first = "first" if there_before else None
    with restored() as set_variable:
        if first:
            set_variable("NOTIFY_API_KEY", first)
        nested(values, set_variable)
        set_variable("NOTIFY_API_KEY", values[which % len(values)])
        drop_ended_values()
        assert os.environ.get("NOTIFY_API_KEY") == first


def nested(values: list[str], set_variable: SetVariable) -> None:
    if values:
        with restored(), variables(set_variable, NOTIFY_API_KEY=values[0]):
            nested(values[1:], set_variable)


def test_a_file_with_a_key_is_out_of_use_while_there_is_a_key() -> None:
    with restored() as set_variable:
        set_variable("NOTIFY_API_KEY_FILE", "/run/secrets/notify")
        with restored() as inner, variables(inner, **with_key("ours")):
            assert present() == ("ours", "", None)
        assert present() == (None, "/run/secrets/notify", None)
    drop_ended_values()
    assert present() == (None, None, None)
    assert with_key("ours") == {"NOTIFY_API_KEY": "ours"}


def test_a_value_of_somebody_else_stays() -> None:
    with restored() as set_variable:
        with variables(set_variable, NOTIFY_API_KEY="ours"):
            pass
        set_variable("NOTIFY_API_KEY", "theirs")
        drop_ended_values()
        assert present() == ("theirs", None, None)


def test_a_value_of_a_block_that_goes_on_stays() -> None:
    with restored() as set_variable, variables(set_variable, NOTIFY_API_KEY="same"):
        with variables(set_variable, NOTIFY_API_KEY="same"):
            pass
        drop_ended_values()
        assert present() == ("same", None, None)
