"""One text for every spelling of a recipient, and for no other recipient."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notify_sdk.recipients import EmailAddress, PhoneNumber, PostalAddress, normal_form
from tests.support.recipients import Place, Written, people

Person = tuple[Place, Written]
ADDRESS = {"address_line_1": "A", "address_line_2": "B", "postcode": "sw1a1aa"}


@given(people(), people())
def test_the_same_exactly_for_the_same_place(one: Person, other: Person) -> None:
    assert (normal_form(one[1]) == normal_form(other[1])) is (one[0] == other[0])


@pytest.mark.parametrize("kind", ["number", "email", "address"])
def test_the_same_exactly_for_the_same_place_of_one_kind(kind: str) -> None:
    @given(people(kind), people(kind))
    def holds(one: Person, other: Person) -> None:
        assert (normal_form(one[1]) == normal_form(other[1])) is (one[0] == other[0])

    holds()


@given(people())
def test_a_normal_form_is_its_own(person: Person) -> None:
    place, written = person
    kind = {"number": "sms", "email": "email", "address": "letter"}[place[0]]
    form = normal_form(written)
    parse = {"number": PhoneNumber.parse, "email": EmailAddress.parse, "address": PostalAddress.from_personalisation}
    assert parse[place[0]](written), "Notify would send to it"
    assert form == normal_form(written, kind) == normal_form(form, kind)


def test_what_people_see() -> None:
    assert normal_form("(07700) 900-900") == str(PhoneNumber.parse("07700900900")) == "447700900900"
    assert normal_form(" A.Person@Example.com") == str(EmailAddress.parse("a.person@example.com"))
    assert normal_form(["A", "B", "sw1a1aa"]) == str(PostalAddress.from_personalisation(ADDRESS)) == "A\nB\nSW1A 1AA"
    assert normal_form("A\nB\nsw1a1aa", "letter") == normal_form(ADDRESS)


@given(st.text())
def test_what_nobody_can_send_to_is_its_text(text: str) -> None:
    nobody = f"?{text}?"
    for kind in (None, "sms", "email"):
        assert normal_form(f" {nobody}\n", kind) == nobody


def test_lines_that_are_no_address_are_told_apart() -> None:
    forms = [normal_form(lines) for lines in ({"address_line_1": "A"}, {"address_line_2": "A"}, {}, ["A"], ["A", "B"])]
    assert len(set(forms)) == len(forms)
    assert normal_form({"address_line_1": " A ", "postcode": None}) == forms[0]
