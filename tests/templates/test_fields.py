"""The fields of the class of a template."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notify_sdk.rendering import MissingPersonalisation, key, render
from notify_sdk.templates.fields import Field, fields_of

NAMES = ["name", "NAME", "First Name", "first_name", "ref", "address line 1", "Address_Line_7", "post code"]
PIECES = st.one_of(
    st.sampled_from(["text ", "\n", "(", "))"]),
    st.sampled_from(NAMES).map("(({}))".format),
    st.sampled_from(NAMES).map("(({}??shown))".format),
)
TEXTS = st.lists(PIECES, max_size=8).map("".join)


@pytest.mark.parametrize(
    ("texts", "also", "fields"),
    [
        (["((b)) ((a)) ((B))"], [], [Field("b"), Field("a")]),
        (["((a??x)) ((a??y))"], [], [Field("a", "x")]),
        (["((a??x)) ((A))"], [], [Field("a")]),
        ([None, "", "((a))"], ["A", "welsh"], [Field("a"), Field("welsh")]),
    ],
)
def test_the_fields_of_a_template(texts: list[str | None], also: list[str], fields: list[Field]) -> None:
    assert list(fields_of(texts, also, letter=False)) == fields


@given(st.lists(TEXTS, min_size=1, max_size=3))
def test_the_fields_are_exactly_what_the_template_needs(texts: list[str]) -> None:
    """With a value for each, it renders; without one of them, it does not."""
    body = " ".join(texts)
    fields = fields_of([body], [], letter=False)
    values: dict[str, object] = dict.fromkeys((field.name for field in fields), "x")
    render("sms", body=body, personalisation=values)
    for field in fields:
        with pytest.raises(MissingPersonalisation):
            render("sms", body=body, personalisation={**values, field.name: None})


@given(TEXTS)
def test_a_letter_has_no_fields_for_lines_of_its_address(text: str) -> None:
    every, letter = (fields_of([text], [], letter=flag) for flag in (False, True))
    lines = {*(f"addressline{number}" for number in range(1, 8)), "postcode"}
    assert list(letter) == [field for field in every if key(field.name) not in lines]


def test_a_field_is_shown_as_the_template_writes_it() -> None:
    assert [str(field) for field in fields_of(["((First Name)) ((a??b))"], [], letter=False)] == [
        "((First Name))",
        "((a??b))",
    ]
