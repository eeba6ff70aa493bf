"""Rendered content of messages: from the sandbox's records to the template language."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from notify_sdk._validation import rules
from notify_sdk.rendering import (
    MissingPersonalisation,
    email_html,
    key,
    placeholders,
    qr_code_problem,
    render,
)
from notify_sdk.rendering.placeholders import by_key, filled, missing
from notify_sdk.rendering.render import escaped
from notify_sdk.rendering.sanitise import sanitised
from notify_sdk.sandbox.wire import JSONValue, Refusal, bad_request, json_response, server_error
from notify_sdk.sandbox.world.state import NotificationRecord, Service, TemplateRecord, TemplateVersion

_QR_CODE_BYTES = 504
_encode = json.JSONEncoder(ensure_ascii=False).encode


@dataclass(frozen=True, slots=True)
class Content:
    """The rendered content of a message, and why Notify would not send it, if it would not."""

    body: str
    subject: str | None
    problem: str | None = None

    @property
    def html(self) -> str:
        """The body of an email as HTML."""
        return email_html(self.body)


def fill(
    template: TemplateRecord, version: TemplateVersion, values: Mapping[str, JSONValue], *, welsh: bool = False
) -> Content:
    """Renders a template. Raises `Refusal` (400) if a value is missing.

    Args:
        template: The template.
        version: The version of it.
        values: The value of each placeholder.
        welsh: Whether the values of the Welsh part of a letter must be there, too.
    """
    if welsh:
        absent = missing(placeholders(*_texts(version)), by_key(values))
        if absent:
            raise bad_request(str(MissingPersonalisation(absent)))
    try:
        rendered = render(
            template.type,
            body=version.body,
            subject=version.subject,
            contact_block=version.letter_contact_block,
            personalisation=values,
        )
    except MissingPersonalisation as error:
        raise bad_request(str(error)) from None
    return Content(rendered.body, rendered.subject, rendered.problem)


def content_of(service: Service, message: NotificationRecord) -> Content:
    """The rendered content of a message; empty for a letter that was sent as a PDF."""
    template = service.template(message.template_id)
    version = template.version(message.template_version) if template else None
    if template is None or version is None or template.hidden:
        return Content("", None)
    return fill(template, version, message.personalisation)


def check_qr_codes(version: TemplateVersion, values: Mapping[str, JSONValue]) -> None:
    """Raises `Refusal` (400), with the data in the answer, if a QR code of a letter would hold too much."""
    problem = qr_code_problem(version.body, values)
    if problem is None:
        return
    lines = filled(version.body, by_key(values), bullets=True).splitlines()
    line = next((line for line in lines if qr_code_problem(line, values)), "")
    text = line.partition(":")[2].strip()
    data = escaped(text) if values else text
    entry: dict[str, JSONValue] = {"error": "ValidationError", "message": problem, "data": data}
    entry |= {"num_bytes": len(data.encode("utf-8", "surrogatepass")), "max_bytes": _QR_CODE_BYTES}
    raise Refusal(json_response({"errors": [entry], "status_code": 400}, 400))


def placeholder_names(version: TemplateVersion) -> tuple[str, ...]:
    """The names of a template's placeholders in their first spelling. Those of the Welsh part come first."""
    return tuple(placeholder.name for placeholder in placeholders(*_texts(version)))


def _texts(version: TemplateVersion) -> tuple[str, ...]:
    welsh = (version.letter_welsh_subject, version.letter_welsh_content)
    return tuple(filter(None, (*welsh, version.subject, version.body)))


def with_folded_names(values: Mapping[str, JSONValue]) -> dict[str, JSONValue]:
    """The values by their names without case, spaces, `_` and `-`."""
    return {key(name): value for name, value in values.items()}


def made_safe(
    values: Mapping[str, JSONValue], wanted: JSONValue
) -> tuple[Mapping[str, JSONValue], dict[str, JSONValue]]:
    """Sanitises the values that `sanitise_content_for` lists. Returns all values, and what was changed.

    Raises:
        Refusal: 500 if an entry or a value is not a string, which makes Notify crash.
    """
    listed = [entry for entry in wanted if entry is not None] if isinstance(wanted, list) else []
    fields = {"sanitise_content_for": listed, "personalisation": values}
    if not all(isinstance(entry, str) for entry in listed) or rules.crash(fields):
        raise server_error("TypeError")
    clean, changed = sanitised(values, listed), dict[str, JSONValue]()
    for name, value in values.items():
        if isinstance(value, str) and clean[name] != value:
            changed[name] = {"sanitised": clean[name], "unsanitised": value}
    return clean, changed


def check_storable(values: Mapping[str, object]) -> None:
    """Raises `Refusal` (500) if values, or the files in them, have half a surrogate pair: Notify crashes when it stores it."""
    try:
        _encode(values).encode()
    except UnicodeEncodeError:
        raise server_error("UnicodeEncodeError") from None
