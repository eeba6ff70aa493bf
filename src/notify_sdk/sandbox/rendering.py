"""Templates filled in: the seam between the sandbox's records and the template language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from notify_sdk.rendering import MissingPersonalisation, placeholders, render

from .state import Template, TemplateVersion
from .wire import JSONValue, bad_request, crash


@dataclass(frozen=True, slots=True)
class Content:
    """What the recipient of a message reads."""

    body: str
    subject: str | None
    is_empty: bool = False


def fill(template: Template, version: TemplateVersion, values: Mapping[str, JSONValue]) -> Content:
    """A template filled in. Raises `Refusal` (400) when a value is missing or a letter's QR code would be too long."""
    try:
        rendered = render(
            template.type,
            subject=version.subject,
            body=version.body,
            personalisation=values,
            contact_block=version.letter_contact_block,
        )
    except MissingPersonalisation as error:
        raise bad_request(f"Missing personalisation: {', '.join(error.names)}") from None
    return Content(rendered.body, rendered.subject)


def filled(template: Template, version: TemplateVersion, values: Mapping[str, JSONValue]) -> tuple[str, str | None]:
    content = fill(template, version, values)
    return content.body, content.subject


def required(template: Template, version: TemplateVersion) -> tuple[str, ...]:
    return placeholders((version.subject or "") + version.body)


def folded(values: Mapping[str, JSONValue]) -> dict[str, JSONValue]:
    return {k.replace("_", "").lower(): v for k, v in values.items()}


def fit_or_refuse(content: Content) -> None: ...


def sanitised(values, keys):
    return values, {}


def email_page(content):
    return ""
