"""How a message is stored, and the request made from it. Pure."""

from __future__ import annotations

import json
import os
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from threading import Lock
from typing import Literal, TypeAlias, cast
from uuid import UUID, uuid4

from pydantic import ValidationError

from notify_sdk import models
from notify_sdk._calls import operations
from notify_sdk._calls.client_checks import ClientChecks
from notify_sdk._calls.guard import Guard
from notify_sdk._calls.json_body import json_body
from notify_sdk._calls.known_templates import KnownTemplates
from notify_sdk._calls.operations import Operation
from notify_sdk._calls.readers import reading
from notify_sdk._calls.template_check import check_message
from notify_sdk._message_types import MessageType
from notify_sdk._validation.accepted import values_by_name
from notify_sdk._validation.checks import CheckContext, CheckLevel, Checks
from notify_sdk._validation.request import Request
from notify_sdk._wire import Answer
from notify_sdk.errors import RequestValidationError
from notify_sdk.outbox.messages import Email, Letter, Message, PrecompiledLetter, Sms
from notify_sdk.recipients import normal_form

Kind: TypeAlias = Literal["sms", "email", "letter", "precompiled"]
Response: TypeAlias = (
    models.SendSmsResponse | models.SendEmailResponse | models.SendLetterResponse | models.SendPrecompiledLetterResponse
)

_FIELDS = (
    "kind",
    "phone_number",
    "email_address",
    "template_id",
    "personalisation",
    "reference",
    "sms_sender_id",
    "email_reply_to_id",
    "one_click_unsubscribe_url",
    "sanitise_content_for",
    "content",
    "postage",
)
_SHOWN_AS = {"phone_number": "to", "email_address": "to", "content": "pdf_file"}
_DIGITS = 4
_one_at_a_time = Lock()
_last = 0


_REQUESTS: Mapping[str, type[Request]] = {
    "sms": models.SendSmsRequest,
    "email": models.SendEmailRequest,
    "letter": models.SendLetterRequest,
    "precompiled": models.SendPrecompiledLetterRequest,
}
_CHANNELS: Mapping[type[Message], MessageType] = {Sms: "sms", Email: "email", Letter: "letter"}
_SENDS: Mapping[str, tuple[Callable[[Answer], Response], str]] = {
    "sms": (reading(models.SendSmsResponse, "id"), "send_sms_notification"),
    "email": (reading(models.SendEmailResponse, "id"), "send_email_notification"),
    "letter": (reading(models.SendLetterResponse, "id"), "send_letter_notification"),
    "precompiled": (reading(models.SendPrecompiledLetterResponse, "id"), "send_precompiled_letter_notification"),
}


@dataclass(frozen=True, slots=True)
class Prepared:
    """A message as it is stored. Its `repr` shows no personal data.

    Attributes:
        id: Its id in the table; ids of later messages are greater.
        kind: What it is.
        template_id: Its template; None for a PDF.
        reference: The reference on the wire.
        body: The JSON to send, without its files.
        files: Their places in the body and their content, in base64.
        digest: Shows whether another message has the same content.
        error: The error of the local check, if the message is to be stored all the same.
    """

    id: UUID
    kind: Kind
    template_id: str | None
    reference: str = field(repr=False)
    body: str | None = field(repr=False)
    files: tuple[tuple[str, str], ...] = field(repr=False)
    digest: str = field(repr=False)
    error: RequestValidationError | None = None

    def digest_with(self, salt: UUID, reference: str | None) -> str:
        """The digest of the message, salted with the id of a row."""
        __tracebackhide__ = True
        body = with_files(self.body or "{}", dict(self.files))
        return digest_of(salt, self.kind, reference, json.loads(body))


def prepare(message: Message, checks: Checks, *, keep_refused: bool) -> Prepared:
    """Checks a message and converts it to its stored form.

    Raises:
        RequestValidationError: If Notify would refuse it, unless `keep_refused`.
        TypeError: If it is not a message.
    """
    __tracebackhide__ = True
    identifier = uuid7()
    kind = _kind(message)
    if not isinstance(message, PrecompiledLetter) and not isinstance(message.template_id, str | UUID):
        message = _with_id_and_values(message)
    reference = _reference(message)
    try:
        operation = _operation(message, checks, reference)
    except RequestValidationError as error:
        refused = error
    else:
        body = cast("dict[str, object]", json.loads(operation.body or b"{}"))
        digest = digest_of(identifier, kind, message.reference, body)
        files = _taken_out(body)
        text = json.dumps(body, separators=(",", ":")) if files else (operation.body or b"").decode()
        return Prepared(identifier, kind, operation.template_id, reference, text, files, digest)
    if not keep_refused:
        raise refused
    return Prepared(identifier, kind, _template_of(message, checks), reference, None, (), "", refused)


def digest_of(salt: UUID, kind: str, reference: str | None, body: Mapping[str, object]) -> str:
    """A digest of four digits for each field: enough to see a difference, too little to reveal a value."""
    __tracebackhide__ = True
    values = {**body, "kind": kind, "reference": reference}
    digits = list[str]()
    for name in _FIELDS:
        value = values.get(name)
        if name in {"phone_number", "email_address"} and isinstance(value, str):
            value = normal_form(value, "sms" if kind == "sms" else "email")
        text = json.dumps([name, value], sort_keys=True, separators=(",", ":"))
        digits.append(sha256(salt.bytes + text.encode()).hexdigest()[:_DIGITS])
    return "".join(digits)


def differing(one: str, other: str) -> list[str]:
    """The fields in which two digests with the same salt differ, by the names that the user gave them."""
    if len(one) != len(other):
        return ["content"]
    places = range(0, len(one), _DIGITS)
    names = [
        name for name, at in zip(_FIELDS, places, strict=True) if one[at : at + _DIGITS] != other[at : at + _DIGITS]
    ]
    return list(dict.fromkeys(_SHOWN_AS.get(name, name) for name in names))


def sending(
    kind: str,
    template_id: str | None,
    reference: str,
    body: bytes,
    templates: KnownTemplates | None = None,
    *,
    redirected: bool = False,
) -> Operation[Response]:
    """The operation that sends a stored message. Given the client's templates, it notes which version was used."""
    __tracebackhide__ = True
    expected = () if template_id is None else (("template.id", UUID(template_id)),)
    read, name = _SENDS[kind]
    if templates is not None and template_id is not None:
        read = templates.watching(UUID(template_id), read, "template.")
    path = f"/v2/notifications/{channel(kind)}"
    return Operation(
        "POST",
        path,
        read,
        name,
        template_id,
        body,
        reference=reference,
        expected=expected,
        sends=True,
        redirected=redirected,
    )


def with_files(body: str, files: Mapping[str, str]) -> bytes:
    """The JSON to send, with its files in their places."""
    __tracebackhide__ = True
    if not files:
        return body.encode()
    whole = cast("dict[str, object]", json.loads(body))
    values = cast("dict[str, dict[str, object]]", whole.get("personalisation", {}))
    for place, content in files.items():
        if place:
            values[place]["file"] = content
        else:
            whole["content"] = content
    return json.dumps(whole, separators=(",", ":")).encode()


def admitted(guard: Guard, kind: str, body: bytes) -> bytes:
    """The JSON as a client sends it: to the recipient, or redirected.

    Raises:
        RequestValidationError: If the client may not send it.
    """
    __tracebackhide__ = True
    request = _request(kind, body)
    if request is None:
        raise RequestValidationError.of("the recipient is not known", field="only_to")
    sent = guard.admitted(request)
    return body if sent is request else json_body(sent)


def refuse_misfits(templates: KnownTemplates, level: CheckLevel, kind: str, body: bytes) -> None:
    """Refuses what Notify would refuse for a template that the client knows.

    Raises:
        RequestValidationError: If Notify would refuse it, at the level `"error"`.
    """
    __tracebackhide__ = True
    request = _request(kind, body)
    if request is not None:
        check_message(templates, request, level)


def _request(kind: str, body: bytes) -> Request | None:
    __tracebackhide__ = True
    try:
        return _REQUESTS[kind].model_validate_json(body, context=CheckContext(Checks("off")))
    except ValidationError:
        return None


def channel(kind: str) -> str:
    """The type of message at Notify: a PDF is a letter."""
    return "letter" if kind == "precompiled" else kind


def uuid7() -> UUID:
    """A new id that is greater than those that this process made before, and than others' of earlier milliseconds."""
    global _last  # noqa: PLW0603 - of the process
    number = int(time.time() * 1000) << 80 | int.from_bytes(os.urandom(10)) & ~(0xF << 76) & ~(0x7 << 61)
    with _one_at_a_time:
        # in the same millisecond: the next one, and not another one at random
        _last = number if number >> 80 > _last >> 80 else _last + 1 + (number & 0xFFFF)
        number = _last
    return UUID(int=number | 0x7 << 76 | 0x2 << 62)


def _kind(message: Message) -> Kind:
    __tracebackhide__ = True
    match message:
        case Sms():
            return "sms"
        case Email():
            return "email"
        case Letter():
            return "letter"
        case PrecompiledLetter():
            return "precompiled"
        case _:
            raise TypeError(f"{type(message).__name__} is not a message: Sms, Email, Letter or PrecompiledLetter")


def _with_id_and_values(message: Sms | Email | Letter) -> Sms | Email | Letter:
    """A message whose template is an object of a generated class, with the template's id and the object's values.

    Raises:
        RequestValidationError: If the object is of another type of message, or the message has values besides.
    """
    __tracebackhide__ = True
    from notify_sdk.templates import EmailMessage, LetterMessage, SmsMessage

    match message, message.template_id:
        case Letter(), LetterMessage() as template:
            values = values_by_name(message.personalisation) | template.personalisation
            return replace(message, template_id=template.TEMPLATE.id, personalisation=values)
        case Sms(), SmsMessage() as template:
            _refuse_values(message)
            return replace(message, template_id=template.TEMPLATE.id, personalisation=template.personalisation)
        case Email(), EmailMessage() as template:
            _refuse_values(message)
            return replace(
                message,
                template_id=template.TEMPLATE.id,
                personalisation=template.personalisation,
                sanitise_content_for=template.sanitised_placeholders(message.sanitise_content_for) or None,
            )
        case _:
            return message  # for the check to refuse


def _refuse_values(message: Sms | Email) -> None:
    __tracebackhide__ = True
    if message.personalisation is not None:
        raise RequestValidationError.of(
            "personalisation is given twice", "the object in template_id has the values", field="personalisation"
        )


def _reference(message: Message) -> str:
    """The reference that is sent: the user's, and 22 characters that make it unique."""
    __tracebackhide__ = True
    if message.exact_reference and message.reference is not None:
        return message.reference
    unique = urlsafe_b64encode(uuid4().bytes).rstrip(b"=").decode()
    return unique if message.reference is None else f"{message.reference}.{unique}"


def _operation(message: Message, checks: Checks, reference: str) -> Operation[Response]:
    __tracebackhide__ = True
    match message:
        case Sms():
            return operations.send_sms_notification(
                checks, message.to, _id(message), message.personalisation, reference, message.sms_sender_id
            )
        case Email():
            return operations.send_email_notification(
                checks,
                message.to,
                _id(message),
                message.personalisation,
                reference,
                message.email_reply_to_id,
                message.one_click_unsubscribe_url,
                message.sanitise_content_for,
            )
        case Letter():
            return operations.send_letter_notification(checks, _id(message), message.personalisation, reference)
        case PrecompiledLetter():
            return operations.send_precompiled_letter_notification(checks, reference, message.pdf_file, message.postage)


def _id(message: Sms | Email | Letter) -> str | UUID:
    __tracebackhide__ = True
    return cast("str | UUID", message.template_id)  # what is still something else is for the check to refuse


def _template_of(message: Message, checks: Checks) -> str | None:
    __tracebackhide__ = True
    if isinstance(message, PrecompiledLetter):
        return None
    template = message.template_id
    try:
        if isinstance(checks, ClientChecks) and checks.templates is not None:
            template = checks.templates.identify(template, _CHANNELS[type(message)])
        return str(UUID(str(template)))
    except ValueError:
        return None


def _taken_out(body: dict[str, object]) -> tuple[tuple[str, str], ...]:
    """Takes the files out of a body: they have a table of their own."""
    __tracebackhide__ = True
    files = list[tuple[str, str]]()
    if "content" in body:
        files.append(("", str(body.pop("content"))))
    values = body.get("personalisation")
    if isinstance(values, dict):
        for name, value in cast("dict[str, object]", values).items():
            if isinstance(value, dict) and "file" in value:
                files.append((name, str(cast("dict[str, object]", value).pop("file"))))
    return tuple(files)
