"""Warnings point at the line of the user's code."""

from __future__ import annotations

import _thread
import threading
import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notify_sdk._warn import warn

INSIDE = ["notify_sdk", "notify_sdk._client.settings", "pydantic", "pydantic.main"]
OUTSIDE = ["application", "__main__", "notify_sdk_extras", "pydantic_settings.main", "my.notify_sdk"]
modules = st.lists(st.sampled_from([*INSIDE, *OUTSIDE]), max_size=6)


class OddWarning(UserWarning):
    """A warning of these tests."""


def calls_through(names: list[str]) -> object:
    """A function of the first module that calls one of the next, and so on; the last one warns."""
    call = warn
    for place, name in reversed([*enumerate(names)]):
        namespace = {"__name__": name, "call": call}
        exec(compile("def function(warning):\n    call(warning)\n", f"{place}.py", "exec"), namespace)
        call = namespace["function"]
    return call


@given(modules)
def test_a_warning_points_at_the_nearest_caller_outside_the_package(names: list[str]) -> None:
    function = calls_through(names)
    with pytest.warns(OddWarning, match="odd") as caught:
        function(OddWarning("odd"))
    outside = [place for place, name in enumerate(names) if name in OUTSIDE]
    assert [each.filename for each in caught] == [f"{outside[-1]}.py" if outside else __file__]


def test_each_line_of_the_user_is_warned_of_once() -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("default")
        inside = calls_through(["notify_sdk._client.settings", "pydantic.main"])
        for _ in range(3):
            inside(OddWarning("first line"))
            inside(OddWarning("second line"))
    assert [str(each.message) for each in caught] == ["first line", "second line"]
    assert caught[1].lineno == caught[0].lineno + 1


def test_a_call_without_a_frame_of_the_user_warns_too() -> None:
    """As in a thread that the package starts: none of its frames is the user's."""
    done = threading.Event()
    namespace = {"__name__": "notify_sdk", "warn": warn, "warning": OddWarning("odd"), "done": done}
    exec("def run():\n    try:\n        warn(warning)\n    finally:\n        done.set()\n", namespace)

    def run() -> bool:
        _thread.start_new_thread(namespace["run"], ())
        return done.wait(60)

    with pytest.warns(OddWarning, match="odd"):
        assert run()
