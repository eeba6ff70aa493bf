"""The templates that a client knows: found by name, and the version that the service uses."""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterable
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notify_sdk import RequestValidationError
from notify_sdk._calls import operations
from notify_sdk._calls.client_checks import ClientChecks
from notify_sdk._calls.known_templates import KnownTemplate, KnownTemplates
from notify_sdk._wire import Answer
from notify_sdk.templates import TemplateVersionWarning

PHONE = "07700 900900"


def template(number: int, name: str, kind: Any = "sms", version: int = 1) -> KnownTemplate:
    return KnownTemplate(UUID(int=number), name, version, "text", None if kind == "sms" else "subject", type=kind)


KNOWN = KnownTemplates(
    [
        template(1, "Visit reminder"),
        template(2, "Visit reminder", "email"),
        template(3, "Security code"),
        template(4, "Change of address", "letter"),
        template(5, "Twice"),
        template(6, "Twice"),
        template(7, "twice"),
        *(template(100 + number, f"Extra {number}", "email") for number in range(6)),
    ]
)
ANY = None


@pytest.mark.parametrize(
    ("given_as", "channel", "number"),
    [
        ("Visit reminder", "sms", 1),
        ("Visit reminder", "email", 2),
        (" Visit reminder\n", "sms", 1),
        ("Security code", ANY, 3),
        ("Change of address", "letter", 4),
        ("twice", ANY, 7),
    ],
)
def test_a_name_is_the_id_of_its_template(given_as: str, channel: Any, number: int) -> None:
    assert KNOWN.identify(given_as, channel) == UUID(int=number)


@given(st.uuids() | st.uuids().map(str) | st.uuids().map(lambda each: each.hex.upper()) | st.none() | st.integers())
def test_an_id_and_what_is_no_text_stay_as_they_are(given_as: object) -> None:
    assert KNOWN.identify(given_as, "sms") is given_as


@pytest.mark.parametrize(
    ("given_as", "channel", "code", "said"),
    [
        ("Visit reminder", ANY, "ambiguous_template", "the name of several templates .*0001 .text.*0002 .email"),
        ("Twice", "sms", "ambiguous_template", "give the id of one of them: .*0005 .*0006"),
        ("Security code", "email", "template_type", "for another type of message: text message"),
        ("Visit reminder", "letter", "template_type", "for another type of message: text message, email"),
        ("visit Reminder", "sms", "template_not_found", "did you mean 'Visit reminder'?"),
        ("Vist remindr", "sms", "template_not_found", "did you mean 'Visit reminder'?"),
        ("Security", "email", "template_not_found", "known are 'Extra 0', .*'Extra 4' and 2 more"),
        (PHONE, "letter", "template_not_found", "known are 'Change of address'"),
        ("", "sms", "template_not_found", "known are 'Security code', 'Twice', 'Visit reminder'"),
    ],
)
def test_other_names_are_refused(given_as: str, channel: Any, code: str, said: str) -> None:
    with pytest.raises(RequestValidationError, match=said) as caught:
        KNOWN.identify(given_as, channel)
    assert (caught.value.errors[0].code, caught.value.errors[0].field) == (code, "template_id")


@pytest.mark.parametrize(
    ("channel", "kind"), [("email", "template of an email"), ("letter", "a letter"), (ANY, "no template")]
)
def test_a_client_without_such_templates_says_so(channel: Any, kind: str) -> None:
    known = KnownTemplates([template(1, "A")] if channel else [])
    with pytest.raises(RequestValidationError, match=f"knows no .*{kind}|{kind}"):
        known.identify("B", channel)


@given(st.text().filter(lambda text: text not in {"", "Visit reminder", "Twice", "Security code", "twice"}))
def test_a_refusal_never_shows_what_was_given(given_as: str) -> None:
    """It may be a phone number in the wrong place. Only the names of templates are shown."""
    marked = f"{given_as}07700900417"
    with pytest.raises(RequestValidationError) as caught:
        KNOWN.identify(marked, "sms")
    assert "07700900417" not in repr(caught.value) + repr(caught.value.errors[0].message)


def answer(number: int, version: object, **more: object) -> Answer:
    body = {"id": str(UUID(int=99)), "template": {"id": str(UUID(int=number)), "version": version}, **more}
    return Answer(201, {}, json.dumps(body).encode())


def warned(known: KnownTemplates, number: int, answers: Iterable[Answer]) -> list[str]:
    """What is warned of while these answers to sends of a template are read."""
    checks = ClientChecks(templates=known)
    operation = operations.send_sms_notification(checks, PHONE, UUID(int=number))
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        for each in answers:
            operation.read(each)
    assert all(each.category is TemplateVersionWarning for each in caught)
    return [str(each.message) for each in caught]


@pytest.mark.parametrize(
    ("versions", "expected"),
    [
        ([3, 3], []),
        ([4], [4]),
        ([4, 4, 4], [4]),
        ([2, 3, 2], [2]),
        ([4, 5, 4, 5], [4, 5]),
        ([None, "4", 3], []),
    ],
)
def test_another_version_is_warned_of_once(versions: list[object], expected: list[int]) -> None:
    known = KnownTemplates([template(1, "A", version=3)])
    found = warned(known, 1, (answer(1, version) for version in versions))
    assert [f"version {version} of 'A'" in text for version, text in zip(expected, found, strict=True)] == [
        True for _ in expected
    ]


def test_versions_of_templates_that_are_not_known_and_answers_without_any_are_not_warned_of() -> None:
    known = KnownTemplates([template(1, "A", version=3)])
    assert warned(known, 2, [answer(2, 7)]) == []
    bare = [Answer(201, {}, json.dumps({"id": str(UUID(int=9)), **more}).encode()) for more in ({}, {"template": None})]
    assert warned(known, 1, bare) == []


def test_the_text_of_a_template_counts_while_the_service_uses_that_version() -> None:
    """Once another is used, what it needs is not known: Notify decides."""
    known = KnownTemplates([KnownTemplate(UUID(int=1), "A", 3, "((name))", type="sms")])
    checks = ClientChecks(templates=known)
    operation = operations.send_sms_notification(checks, PHONE, "A", {"name": "x"})
    for version, refused in ((3, True), (4, False), (3, True)):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", TemplateVersionWarning)
            operation.read(answer(1, version))
        if refused:
            with pytest.raises(RequestValidationError, match="Missing personalisation: name"):
                operations.send_sms_notification(checks, PHONE, "A", {})
        else:
            assert operations.send_sms_notification(checks, PHONE, "A", {}).body
            assert operations.post_template_preview("A", {}, checks).body
            with pytest.raises(RequestValidationError, match="for another type"):
                operations.send_email_notification(checks, "a@example.com", "A", {})


def test_a_preview_in_another_version_is_warned_of() -> None:
    known = KnownTemplates([template(1, "A", version=3)])
    operation = operations.post_template_preview("A", {}, ClientChecks(templates=known))
    body = {"id": str(UUID(int=1)), "type": "sms", "version": 4, "body": "text"}
    with pytest.warns(TemplateVersionWarning, match="uses version 4 of 'A'") as caught:
        operation.read(Answer(200, {}, json.dumps(body).encode()))
    assert caught[0].filename == __file__


def test_the_answer_to_another_send_is_no_version_of_this_template() -> None:
    known = KnownTemplates([template(1, "A", version=3)])
    operation = operations.send_sms_notification(ClientChecks(templates=known), PHONE, UUID(int=1))
    with pytest.raises(Exception, match="another request"):
        operation.read(answer(2, 8))
    assert known.is_current(template(1, "A", version=3))


def test_the_repr_is_short() -> None:
    assert repr(KnownTemplates([template(1, "A")])) == "<KnownTemplates: 1>"
