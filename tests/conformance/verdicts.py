"""What this package says of each recorded input, beside what the service said: for the tests and for scripts/conformance."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pydantic import ValidationError

from notify_sdk import RequestValidationError, models
from notify_sdk._calls import operations
from notify_sdk._validation import rules
from notify_sdk._validation.checks import CheckContext
from notify_sdk._validation.rules import shown
from notify_sdk.recipients import Country, EmailAddress, PhoneNumber, PostalAddress, Postcode, RecipientError
from notify_sdk.rendering import MissingPersonalisation, TextMessage, qr_code_problem, render
from notify_sdk.rendering.placeholders import by_key, filled
from tests.conformance.data import rows

TEMPLATE_ID = "2ebe4da8-17be-49fe-b02f-dff2760261a0"


@dataclass(frozen=True)
class Verdict:
    """Whether an input is accepted, what it becomes, and what is said of it."""

    accepted: bool
    normalised: object = None
    messages: tuple[str, ...] = ()


@dataclass(frozen=True)
class Compared:
    """One recorded row."""

    corpus: str
    input: object
    ours: Verdict
    theirs: Verdict

    @property
    def kind(self) -> str:
        """`equal`, or in what the two differ."""
        if self.ours == self.theirs:
            return "equal"
        if self.ours.accepted != self.theirs.accepted:
            return "false refusal" if self.theirs.accepted else "false pass"
        return "other text or form"


def _recipient(parse: Callable[[Any], object], value: object, prefix: str = "") -> Verdict:
    try:
        return Verdict(True, parse(value))
    except RecipientError as error:
        return Verdict(False, None, (prefix + error.message,))


def _field(model: type[models.SendSmsRequest | models.SendEmailRequest], name: str, value: object) -> Verdict | None:
    """The whole request model's verdict, for values that only it can judge: a number is no text."""
    if isinstance(value, str):
        return None
    return _request(model, {"template_id": TEMPLATE_ID, name: value})


def _request(model: type[Any], body: object, context: CheckContext | None = None) -> Verdict:
    try:
        model.model_validate(body, context=context)
    except ValidationError as error:
        return Verdict(False, None, tuple(entry["msg"] for entry in error.errors()))
    return Verdict(True)


def phone_number(row: dict[str, Any]) -> Verdict:
    value = row["input"]
    return _field(models.SendSmsRequest, "phone_number", value) or _recipient(
        lambda text: str(PhoneNumber.parse(text)), value, "phone_number "
    )


def email_address(row: dict[str, Any]) -> Verdict:
    value = row["input"]
    return _field(models.SendEmailRequest, "email_address", value) or _recipient(
        lambda text: str(EmailAddress.parse(text)), value, "email_address "
    )


def postcode(row: dict[str, Any]) -> Verdict:
    return Verdict(*_accepted(_recipient(lambda text: str(Postcode.parse(text)), row["input"])))


def country(row: dict[str, Any]) -> Verdict:
    return Verdict(*_accepted(_recipient(lambda text: str(Country.parse(text)), row["input"])))


def _accepted(verdict: Verdict) -> tuple[bool, object]:
    return verdict.accepted, verdict.normalised


def address(row: dict[str, Any], *, allow_international: bool = True) -> Verdict:
    value = row["input"]
    if not isinstance(value, dict):
        body = {"template_id": TEMPLATE_ID, "personalisation": value}
        return _request(models.SendLetterRequest, body, CheckContext(shape_only=True))
    return _recipient(
        lambda lines: list(PostalAddress.from_personalisation(lines, allow_international=allow_international).lines),
        value,
    )


def upload(row: dict[str, Any]) -> Verdict:
    value = row["input"]
    if "file" not in value:
        return Verdict(True)  # no file, but a value like any other
    messages = tuple(rules.upload_errors(value))
    return Verdict(not messages, None, messages)


def scheduled_for(row: dict[str, Any]) -> Verdict:
    now = datetime.fromisoformat(row["now"]).replace(tzinfo=UTC)
    body = {"template_id": TEMPLATE_ID, "phone_number": "07700900900", "scheduled_for": row["input"]}
    return _request(models.SendSmsRequest, body, CheckContext(now=now))


BODIES = {
    "sms": models.SendSmsRequest,
    "email": models.SendEmailRequest,
    "letter": models.SendLetterRequest,
    "precompiled": models.SendPrecompiledLetterRequest,
    "preview": models.TemplatePreviewRequest,
    "get_notifications": models.NotificationsQuery,
}


def request_body(row: dict[str, Any]) -> Verdict:
    endpoint, body = row["input"]["endpoint"], row["input"]["body"]
    if endpoint == "preview" and isinstance(body, dict):
        found = _identifier(body["id"])
        body = {name: value for name, value in body.items() if name != "id"}
        if not found.accepted:
            return found
    return _request(BODIES[endpoint], body, CheckContext(shape_only=True))


def _identifier(value: Any) -> Verdict:
    """A preview's id stands in the path, where the client checks it under the name of its argument."""
    try:
        operations.get_template(value)
    except RequestValidationError as error:
        return Verdict(False, None, tuple(detail.message.removeprefix("template_") for detail in error.errors))
    return Verdict(True)


def rendering(row: dict[str, Any], answer: str = "post") -> Verdict:
    facts = row["input"]
    personalisation = facts["personalisation"] or {}
    qr_problem = qr_code_problem(facts["content"], personalisation) if facts["template_type"] == "letter" else None
    if answer == "post" and qr_problem:
        return Verdict(False, None, (qr_problem,))
    try:
        found = render(
            facts["template_type"],
            body=facts["content"],
            subject=facts["subject"],
            contact_block=facts.get("contact_block"),
            personalisation=personalisation,
        )
    except MissingPersonalisation as error:
        return Verdict(False, None, (str(error),))
    if answer == "post" and found.problem:
        return Verdict(False, None, (found.problem,))
    return Verdict(True, (found.body, found.subject if facts["template_type"] != "sms" else None))


def _said(row: dict[str, Any]) -> tuple[str, ...]:
    return tuple(row["messages"]) if row.get("messages") else (row["message"],) if row["message"] else ()


def _theirs(row: dict[str, Any], *, plain: bool = False, form: bool = True) -> Verdict:
    return Verdict(
        row["accepted"], row["normalised"] if form and row["accepted"] else None, () if plain else _said(row)
    )


def _crashed(row: dict[str, Any]) -> bool:
    return str(row.get("error_code")).startswith("HTTP_500") or "Internal server error" in _said(row)


def _of_no_call(corpus: str, value: Any) -> bool:
    """Rows that no call can make: a file that is none, a preview without the id that stands in its path."""
    if corpus == "files":
        return not isinstance(value, dict)
    return corpus == "request_bodies" and value["endpoint"] == "preview" and not value["body"] and value["body"] != []


def _rendered(row: dict[str, Any], answer: str) -> Verdict:
    facts = row[answer]
    if not facts["accepted"]:
        return Verdict(False, None, (facts["message"],))
    body = row["post"]["body"] if isinstance(facts["body"], dict) else facts["body"]
    return Verdict(True, (body, facts.get("subject") if row["input"]["template_type"] != "sms" else None))


def _elsewhere(row: dict[str, Any]) -> bool:
    """Rendering rows that are about something else: sanitising, the prefix of a service, files, wrong types."""
    facts = row["input"]
    return (
        bool(facts.get("sanitise_content_for"))
        or "prefix" in facts
        or row["error_code"] == "ValidationError"
        or ("Can only send a file by email" in _said(row))
    )


def compared(corpus: str) -> Iterator[Compared]:
    """Every row of a corpus that is not a crash of the service, with both verdicts."""
    simple = {
        "phone_numbers": (phone_number, {}),
        "email_addresses": (email_address, {}),
        "postcodes": (postcode, {"plain": True}),
        "country_lookups": (country, {"plain": True}),
        "postal_addresses": (address, {}),
        "files": (upload, {"form": False}),
        "datetimes": (scheduled_for, {"form": False}),
        "request_bodies": (request_body, {"form": False}),
    }
    for row in rows(corpus):
        if _crashed(row) or _of_no_call(corpus, row["input"]):
            continue
        if corpus in simple:
            judge, how = simple[corpus]
            yield Compared(corpus, row["input"], judge(row), _theirs(row, **how))
        elif not _elsewhere(row):
            yield Compared(corpus, row["input"], rendering(row), _rendered(row, "post"))
            yield Compared(corpus, row["input"], rendering(row, "preview"), _rendered(row, "preview"))
    if corpus == "postal_addresses":
        yield from _uk_only()
    if corpus == "template_rendering":
        yield from _fragments()


def _uk_only() -> Iterator[Compared]:
    for row in rows("postal_addresses"):
        facts = row["uk_only"]
        if isinstance(row["input"], dict) and not _crashed(row):
            ours = address(row, allow_international=False)
            theirs = Verdict(facts["accepted"], None, (facts["message"],) if facts["message"] else ())
            yield Compared("postal_addresses", row["input"], Verdict(ours.accepted, None, ours.messages), theirs)


def _fragments() -> Iterator[Compared]:
    for row in rows("template_rendering"):
        facts = row["input"]
        if "fragment_count" in row and facts["template_type"] == "sms" and not row["missing"] and "prefix" not in facts:
            message = TextMessage.of(filled(facts["content"], by_key(facts["personalisation"] or {}), bullets=False))
            ours = (message.characters, message.fragments, message.encoding == "UCS-2")
            theirs = (row["content_count"], row["fragment_count"], bool(row["forces_ucs2"]))
            yield Compared("template_rendering", shown(facts["content"]), Verdict(True, ours), Verdict(True, theirs))


CORPORA = (
    "phone_numbers",
    "email_addresses",
    "postal_addresses",
    "postcodes",
    "country_lookups",
    "files",
    "datetimes",
    "request_bodies",
    "template_rendering",
)
