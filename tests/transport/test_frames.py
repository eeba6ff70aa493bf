"""An error loses its frames, and so does every error that led to it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from notify_sdk._transport.frames import without_frames

places = st.integers(0, 5)
links = st.lists(st.tuples(places, st.sampled_from(["__cause__", "__context__"]), places), max_size=12)


def fail() -> None:
    raise ValueError("no answer")


def raised() -> Exception:
    """An error that has come through two frames."""
    try:
        fail()
    except ValueError as error:
        error.__context__ = None
        return error
    raise AssertionError


@given(links)
def test_exactly_the_errors_that_led_to_it_lose_their_frames(given: list[tuple[int, str, int]]) -> None:
    """For errors that are linked in any way: in chains, in branches and in cycles."""
    errors = [raised() for _ in range(6)]
    for one, name, other in given:
        setattr(errors[one], name, errors[other])
    behind, left = set[int](), [0]
    while left:
        place = left.pop()
        if place not in behind:
            behind.add(place)
            left += [errors.index(e) for e in (errors[place].__cause__, errors[place].__context__) if e is not None]
    without_frames(errors[0])
    assert {place for place, error in enumerate(errors) if error.__traceback__ is None} == behind
    assert all(str(error) == "no answer" for error in errors)


def test_a_long_chain_of_errors_needs_no_recursion() -> None:
    first = error = raised()
    for _ in range(5_000):
        error.__cause__ = raised()
        error = error.__cause__
    without_frames(first)
    assert error.__traceback__ is None
