"""The local check with known templates: against every recorded answer of Notify, and against the sandbox."""

from __future__ import annotations

import json
import warnings
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from notify_sdk import CheckWarning, HTTPError, RequestValidationError, models, prepare_upload
from notify_sdk._calls import operations
from notify_sdk._calls.blanks import ADDRESS_LINES
from notify_sdk._calls.client_checks import ClientChecks
from notify_sdk._calls.known_templates import KnownTemplate, KnownTemplates
from notify_sdk._calls.template_check import check_message, check_preview, problem
from notify_sdk._validation.checks import CheckContext
from notify_sdk._validation.request import Request
from notify_sdk.rendering import key
from notify_sdk.sandbox import Sandbox
from notify_sdk.sandbox.world.load import state_of
from notify_sdk.sandbox.world.service_parts import EmailFile
from notify_sdk.sandbox.world.state import TemplateRecord, TemplateVersion
from notify_sdk.templates.known import known_templates
from tests.conformance.data import rows, world
from tests.conformance.recordings import FIRST
from tests.conformance.replay import body_of
from tests.templates.services import listed

MODELS: Mapping[str, type[Request]] = {
    "sms": models.SendSmsRequest,
    "email": models.SendEmailRequest,
    "letter": models.SendLetterRequest,
}
OURS = (
    "Missing personalisation",
    "Your message is empty",
    "Your message is too long",
    "Can only send a file by email",
    "Cannot create a usable QR code",
)
"""What Notify says of a message that does not fit its template; and that the template makes something else."""
ADDRESS = {"address_line_1": "Amala Bird", "address_line_2": "102 High Street", "postcode": "SW14 6BH"}
RECORDED = (
    ("exchanges", "world"),
    ("second/exchanges", "world"),
    ("second/exchanges-templates", "second/world-templates"),
)


def said_by_us(known: KnownTemplates, request: Request) -> str | None:
    try:
        check_message(known, request, "error")
    except RequestValidationError as error:
        return error.errors[0].message
    return None


def is_ours(message: str) -> bool:
    return message.startswith(OURS) or "template is not suitable" in message


@cache
def known_of(on: str) -> dict[str, KnownTemplates]:
    """The templates of each service of a recorded world, by the service's slug."""
    return {
        service.slug: known_templates(listed(*(each for each in service.templates if not each.hidden)))
        for service in state_of(world(on), "world.json", FIRST.began)
    }


def recorded_sends() -> Iterator[tuple[dict[str, Any], KnownTemplates, Request]]:
    """Every recorded send whose body has the right shape, with the templates of its service."""
    for name, on in RECORDED:
        for row in rows(name):
            asked = row["request"]
            kind = MODELS.get(asked["path"].removeprefix("/v2/notifications/"))
            if asked["method"] != "POST" or kind is None:
                continue
            try:
                body = json.loads(body_of(asked))
                request = kind.model_validate(body, context=CheckContext(shape_only=True))
            except (ValueError, RecursionError):  # no JSON, or another shape
                continue
            known = known_of(on).get(row["service"].partition(":")[0])
            if known:
                yield row, known, request


def test_what_notify_said_of_each_recorded_send() -> None:
    """What Notify sent is never refused. What it refused for the template is refused, with the same words."""
    counted = Counter[str]()
    different = list[str]()
    for row, known, request in recorded_sends():
        status, answer = row["response"]["status"], row["response"].get("body")
        ours = said_by_us(known, request)
        if status == 201:
            counted["sent"] += 1
            if ours is not None:
                different.append(f"{row['case']}: refused: {ours}")
        elif status == 400 and isinstance(answer, dict) and is_ours(theirs := answer["errors"][0]["message"]):
            counted["refused"] += 1
            if ours != theirs:
                different.append(f"{row['case']}: {ours!r}, not {theirs!r}")
    assert "\n".join(different) == ""
    assert counted["sent"] > 1000, counted
    assert counted["refused"] > 80, counted


def template_of(facts: dict[str, Any]) -> KnownTemplate:
    return KnownTemplate(
        id=UUID(int=1),
        type=facts["template_type"],
        name="A",
        version=1,
        body=facts["content"],
        subject=facts["subject"],
        contact_block=facts.get("contact_block"),
    )


def test_what_notify_said_of_each_recorded_rendering() -> None:
    different = list[str]()
    counted = Counter[str]()
    for row in rows("template_rendering"):
        facts = row["input"]
        template = template_of(facts)
        known = KnownTemplates([template])
        values = {} if facts["personalisation"] is None else facts["personalisation"]
        body = {"template_id": str(template.id), "personalisation": values}
        body |= {"phone_number": "07700900900"} if template.type == "sms" else {}
        body |= {"email_address": "a@example.com"} if template.type == "email" else {}
        body |= {"sanitise_content_for": listed} if (listed := facts.get("sanitise_content_for")) else {}
        try:
            request = MODELS[template.type].model_validate(body, context=CheckContext(shape_only=True))
        except ValidationError:
            counted["of another shape"] += 1
            continue
        ours = said_by_us(known, request)
        accepted, theirs = row["post"]["accepted"], row["post"]["message"]
        if row["post"]["status_code"] == 500:
            counted["crashes"] += 1
        elif (accepted and ours is not None) or (not accepted and is_ours(theirs or "") and ours != theirs):
            different.append(f"{facts}: {ours!r}, not {theirs!r}")
        else:
            counted["equal"] += 1
        if row.get("preview") and row["preview"]["status_code"] in {200, 400}:
            try:
                check_preview(known, template.id, values, "error")
                previewed = None
            except RequestValidationError as error:
                previewed = error.errors[0].message
            if previewed != row["preview"]["message"] and (previewed or is_ours(row["preview"]["message"])):
                different.append(f"preview {facts}: {previewed!r}, not {row['preview']['message']!r}")
    assert "\n".join(different) == ""
    assert counted["equal"] > 1600, counted


def test_emails_are_refused_at_the_recorded_sizes() -> None:
    for row in rows("email_size_limits"):
        facts = row["input"]
        text = facts["unit"] * facts["count"]
        body, values = (text, {}) if facts["via"] == "content" else ("((x))", {"x": text})
        template = KnownTemplate(UUID(int=1), "A", 1, body, "s", type="email")
        found = problem(template, values)
        assert (found.message if found else None) == row["message"]


# Parts that meet each other: placeholders that are one at Notify, conditionals, the names of files, and lengths near
# the limits.
NAMES = ("name", "Na-me", "NA ME", "other", "leaflet.pdf", "address_line_1", "postcode")
PARTS = st.one_of(
    st.sampled_from([f"(({name}))" for name in NAMES]),
    st.sampled_from([f"(({name}??{text}))" for name in NAMES for text in ("shown", "")]),
    st.sampled_from(["Hello ", " ", "\n", "qr: ", "a" * 400, "(((x)))", "((", "\u200b", "£", "🐈"]),
)
SCALARS = st.one_of(
    st.none(),
    st.sampled_from(["", " ", "yes", "No", "a , b", "\u200b", "x" * 509, "y" * 118, "é🐈ŵ", "((name))"]),
    st.booleans(),
    st.integers(0, 2),
)
VALUES = st.one_of(SCALARS, st.lists(SCALARS, max_size=3), st.just(prepare_upload(b"a,b", "a.csv")))
BODIES = st.lists(PARTS, min_size=1, max_size=5).map("".join).filter(bool)
SENDS = {"sms": "send_sms_notification", "email": "send_email_notification", "letter": "send_letter_notification"}


@pytest.fixture(scope="module")
def sandbox() -> Sandbox:
    """A sandbox with one template of each type, whose text each example replaces."""
    made = Sandbox()
    made.service.templates[:] = [
        TemplateRecord(slug=kind, id=uuid4(), type=kind, versions=[]) for kind in ("sms", "email", "letter")
    ]
    return made


def with_text(sandbox: Sandbox, kind: str, **texts: Any) -> TemplateRecord:
    template = next(each for each in sandbox.service.templates if each.type == kind)
    template.versions[:] = [
        TemplateVersion(version=1, name=kind, created_at=sandbox.clock(), postage="second", **texts)
    ]
    template.email_files.clear()
    return template


@pytest.mark.parametrize("kind", SENDS)
@given(body=BODIES, subject=BODIES, values=st.dictionaries(st.sampled_from(NAMES), VALUES), data=st.data())
def test_the_local_check_and_the_sandbox_agree(
    sandbox: Sandbox, kind: str, body: str, subject: str, values: dict[str, Any], data: st.DataObject
) -> None:
    contact = data.draw(st.none() | BODIES) if kind == "letter" else None
    more = {} if kind == "sms" else {"subject": subject, "letter_contact_block": contact}
    template = with_text(sandbox, kind, body=body, **more)
    own_file = kind == "email" and data.draw(st.booleans())
    if own_file:
        template.email_files.append(EmailFile(id=uuid4(), filename="leaflet.pdf"))
    options: dict[str, Any] = {}
    if kind == "email" and not any(value is not None and not isinstance(value, str) for value in values.values()):
        options["sanitise_content_for"] = ["name", "other"]
    given = {**values, **ADDRESS} if kind == "letter" else values
    recipient = {"sms": ["07700900900"], "email": ["a@example.com"], "letter": []}[kind]
    known = known_templates(listed(template))
    checks = ClientChecks(templates=known)
    try:
        getattr(operations, SENDS[kind])(checks, *recipient, str(template.id), given, **options)
        ours = None
    except RequestValidationError as error:
        ours = error.errors[0].message
    with sandbox.client() as client:
        try:
            getattr(client, SENDS[kind])(*recipient, str(template.id), given, **options)
            theirs = None
        except HTTPError as error:
            theirs = error.errors[0].message
    linked = kind == "email" and (
        any("leaflet.pdf" in text for text in (body, subject))
        or any(not isinstance(value, str | int | list | None) for value in given.values())
    )
    if linked:  # what depends on the links to files is left to Notify
        assert ours is None or theirs is not None
    else:
        assert ours == theirs


@pytest.mark.parametrize("kind", SENDS)
@given(body=BODIES, subject=BODIES, welsh=st.none() | BODIES, values=st.dictionaries(st.sampled_from(NAMES), VALUES))
def test_the_local_check_of_previews_and_the_sandbox_agree(
    sandbox: Sandbox, kind: str, body: str, subject: str, welsh: str | None, values: dict[str, Any]
) -> None:
    texts = {} if kind == "sms" else {"subject": subject}
    if kind == "letter":
        texts["letter_welsh_content"] = welsh
    template = with_text(sandbox, kind, body=body, **texts)
    checks = ClientChecks(templates=known_templates(listed(template)))
    try:
        operations.post_template_preview(template.id, values, checks)
        ours = None
    except RequestValidationError as error:
        ours = _keys(error)
    with sandbox.client() as client:
        try:
            client.post_template_preview(template.id, values)
            theirs = None
        except HTTPError as error:
            theirs = _keys(error)
    assert (ours is None) == (theirs is None)
    if ours and theirs:
        assert theirs <= ours  # Notify names those of the contact block only when the others are there


def _keys(error: HTTPError) -> set[str]:
    return set(map(key, error.errors[0].message.removeprefix("Missing personalisation: ").split(", ")))


REMINDER = KnownTemplate(
    UUID(int=7), "Visit reminder", 3, "((first name)), come on ((date)). ((late??Hurry))", type="sms"
)


def refusal(values: dict[str, object], template: KnownTemplate = REMINDER) -> Any:
    checks = ClientChecks(templates=KnownTemplates([template]))
    with pytest.raises(RequestValidationError) as caught:
        operations.send_sms_notification(checks, "07700900900", template.name, values)
    (detail,) = caught.value.errors
    return detail


@pytest.mark.parametrize(
    ("values", "message", "hint"),
    [
        ({}, "first name, date, late", "each placeholder of the template needs a value that is not None"),
        ({"First_Name": "A", "DATE": "x", "late": None}, "late", "each placeholder"),
        (
            {"fist name": "A", "date": "x", "late": "no"},
            "first name",
            "'Visit reminder' has no ((fist name)): did you mean ((first name))?",
        ),
        (
            {"firstname ": "A", "dates": "x", "lat": "no"},
            "date, late",
            "no ((dates)): did you mean ((date))?; 'Visit reminder' has no ((lat)): did you mean ((late))?",
        ),
        ({"first name": "A", "telephone": "x", "late": "no"}, "date", "each placeholder"),
        ({"first\u00a0name": "A", "date": "x", "late": "no"}, "first name", "did you mean ((first name))?"),
    ],
)
def test_missing_and_misspelt_placeholders_are_named(values: dict[str, object], message: str, hint: str) -> None:
    found = refusal(values)
    assert found.message == f"Missing personalisation: {message}"
    assert hint in found.hint
    assert (found.error, found.code, found.field) == ("BadRequestError", "missing_personalisation", "personalisation")


@pytest.mark.parametrize("line", sorted(ADDRESS_LINES))
def test_a_line_of_the_address_is_not_taken_for_a_misspelt_placeholder(line: str) -> None:
    template = replace(REMINDER, type="letter", body="((address line 8)) ((post code 2))")
    checks = ClientChecks(templates=KnownTemplates([template]))
    address = {"address_line_1": "A", "address_line_2": "1 High Street", "postcode": "SW14 6BH", line: "SW14 6BH"}
    with pytest.raises(RequestValidationError) as caught:
        operations.send_letter_notification(checks, template.name, address)
    assert "did you mean" not in str(caught.value.errors[0].hint)


def test_values_for_no_placeholder_are_sent_as_notify_ignores_them() -> None:
    checks = ClientChecks(templates=KnownTemplates([REMINDER]))
    values = {"first name": "A", "date": "x", "late": False, "fist name": "B"}
    sent = operations.send_sms_notification(checks, "07700900900", "Visit reminder", values)
    assert json.loads(sent.body or b"")["personalisation"] == values


@pytest.mark.parametrize(("length", "refused"), [(918, False), (919, True)])
def test_a_text_is_refused_above_918_characters(length: int, refused: bool) -> None:
    template = replace(REMINDER, body="((a))")
    if refused:
        found = refusal({"a": "x" * length}, template)
        assert found.code == "too_long"
        assert found.message.endswith("Your message is 919 characters long.")
    else:
        checks = ClientChecks(templates=KnownTemplates([template]))
        assert operations.send_sms_notification(checks, "07700900900", template.name, {"a": "x" * length}).body


@pytest.mark.parametrize("kind", SENDS)
@pytest.mark.parametrize("other", SENDS)
def test_a_template_for_another_type_of_message_is_refused(kind: str, other: str) -> None:
    template = KnownTemplate(UUID(int=7), "A", 1, "text", None if other == "sms" else "subject", type=other)  # type: ignore[arg-type]
    recipient = {"sms": ["07700900900"], "email": ["a@example.com"], "letter": []}[kind]
    checks = ClientChecks(templates=KnownTemplates([template]))
    values = ADDRESS if kind == "letter" else {}
    for given_as in (template.id, str(template.id), "A"):
        if kind == other:
            assert getattr(operations, SENDS[kind])(checks, *recipient, given_as, values).template_id == str(
                template.id
            )
            continue
        with pytest.raises(RequestValidationError) as caught:
            getattr(operations, SENDS[kind])(checks, *recipient, given_as, values)
        assert caught.value.errors[0].code == "template_type"
        if given_as != "A":
            assert caught.value.errors[0].message == f"{other} template is not suitable for {kind} notification"


@pytest.mark.parametrize("level", ["warn", "off"])
def test_the_level_of_the_checks_applies(level: Any) -> None:
    checks = ClientChecks(level, templates=KnownTemplates([REMINDER]))
    calls = (
        lambda: operations.send_sms_notification(checks, "07700900900", "Visit reminder", {}),
        lambda: operations.post_template_preview("Visit reminder", {}, checks),
    )
    for call in calls:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            assert call().template_id == str(REMINDER.id)
        assert [each.category for each in caught] == [CheckWarning] * (level == "warn")
        assert all(each.filename == __file__ for each in caught)


def test_a_template_that_is_not_known_is_left_to_notify() -> None:
    checks = ClientChecks(templates=KnownTemplates([REMINDER]))
    assert operations.send_sms_notification(checks, "07700900900", UUID(int=8), {}).body
    assert operations.post_template_preview(UUID(int=8), {}, checks).body


@pytest.mark.parametrize("text", ["((leaflet.pdf))", "((Leaflet.PDF??shown))", "((a file.v2.docx)) ((leaflet.pdf))"])
@pytest.mark.parametrize("values", [{}, {"leaflet.pdf": None}, {"leaflet.pdf": ""}, {"leaflet.pdf": "x" * 2_000_001}])
def test_placeholders_of_an_email_that_may_be_files_of_the_template_are_left_to_notify(
    text: str, values: dict[str, object]
) -> None:
    """The API does not tell whether they are. Notify puts links in their places, whatever value is given."""
    template = KnownTemplate(UUID(int=7), "A", 1, text, "subject", type="email")
    assert problem(template, values) is None
    found = problem(replace(template, body=f"{text} ((name))"), values)
    assert found is not None
    assert found.message == "Missing personalisation: name"
    with pytest.raises(RequestValidationError, match="Missing personalisation"):  # a preview needs a value for them
        check_preview(KnownTemplates([template]), template.id, {}, "error")
    assert problem(replace(template, type="sms", subject=None), {}) is not None  # a text message has no files


@pytest.mark.parametrize("name", ["name.", ".pdf", "Dr. Smith", "e.g. name", "name"])
def test_other_placeholders_of_an_email_need_values(name: str) -> None:
    template = KnownTemplate(UUID(int=7), "A", 1, f"Hello (({name}))", "subject", type="email")
    found = problem(template, {})
    assert found is not None
    assert found.message == f"Missing personalisation: {name}"
