"""An answer is a dict in everything, and has its typed form."""

from __future__ import annotations

import copy
import json
import pickle
import sys
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notify_sdk import InvalidResponseError
from notify_sdk.compat import DictAnswer

LEAVES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
JSON = st.dictionaries(
    st.text(), st.recursive(LEAVES, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=5)
)

AS_A_DICT: dict[str, Callable[[dict[str, Any]], object]] = {
    "json": json.dumps,
    "repr": repr,
    "str": str,
    "list": list,
    "items": lambda answer: list(answer.items()),
    "unpacked": lambda answer: {**answer},
    "merged": lambda answer: answer | {"more": 1},
    "copied": dict.copy,
    "length": len,
    "sorted": sorted,
    "get": lambda answer: answer.get("nothing", "else"),
    "changed": lambda answer: (answer.update(more=1), answer.pop("more"), dict(answer)),
}


@settings(max_examples=50)
@given(found=JSON)
def test_it_is_a_dict(found: dict[str, Any]) -> None:
    for name, act in AS_A_DICT.items():
        made, expected = act(DictAnswer.of(dict(found), "typed")), act(dict(found))
        assert (made, type(made)) == (expected, type(expected)), name


@settings(max_examples=50)
@given(found=JSON)
def test_it_equals_the_dict_and_matches_as_one(found: dict[str, Any]) -> None:
    answer = DictAnswer.of(found, "typed")
    assert answer == found
    assert found == answer
    assert answer == DictAnswer.of(found, "another")
    match answer:
        case {**rest}:
            assert rest == found


COPIES: dict[str, Callable[[Any], Any]] = {
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    **{
        f"pickle {protocol}": lambda answer, protocol=protocol: pickle.loads(pickle.dumps(answer, protocol))
        for protocol in range(pickle.HIGHEST_PROTOCOL + 1)
    },
}


@settings(max_examples=50)
@given(found=JSON)
def test_a_copy_has_the_typed_form_too(found: dict[str, Any]) -> None:
    for name, copied in COPIES.items():
        made = copied(DictAnswer.of(found, ("typed",)))
        assert type(made) is DictAnswer, name
        assert (made, made.typed) == (found, ("typed",)), name


def test_a_change_of_the_dict_does_not_change_the_typed_form() -> None:
    answer = DictAnswer.of({"id": "1"}, ("1",))
    answer["id"] = "2"
    assert answer.typed == ("1",)


def test_a_dict_without_a_typed_form_says_so() -> None:
    for answer in (DictAnswer.of({}, None), DictAnswer[Any](), DictAnswer[Any](a=1)):
        with pytest.raises(InvalidResponseError, match="no typed form") as raised:
            _ = answer.typed
        assert not raised.value.outcome_unknown
        assert sys.exception() is None
