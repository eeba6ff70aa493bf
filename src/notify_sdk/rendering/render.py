"""Fills in a template as Notify does."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from notify_sdk._message_types import MessageType

from .placeholders import by_key, filled, key, missing, placeholders
from .text_message import LONGEST, TextMessage
from .typography import subject as set_subject

TemplateType = MessageType
"""What a template makes."""

LONGEST_EMAIL = 2_000_000
"""How many bytes the body of an email may have."""

LINK_TO_FILE = "https://documents.service.gov.uk/d/the-file"
"""What stands for the link that Notify makes of a file."""

EMPTY = "Your message is empty."
"""The `problem` of a message without text."""

_QR = re.compile(r"^[ \t]*qr[ \t]*:(.+)$", re.IGNORECASE | re.MULTILINE)
_MAX_QR_BYTES = 504


class MissingPersonalisation(ValueError):  # noqa: N818 - the service's own words
    """A placeholder has no value. The `str` is Notify's own text.

    Attributes:
        names: The placeholders without a value, in Notify's order.
    """

    def __init__(self, names: tuple[str, ...]) -> None:
        __tracebackhide__ = True
        super().__init__(f"Missing personalisation: {', '.join(names)}")
        self.names = names

    def __reduce__(self) -> tuple[type[MissingPersonalisation], tuple[tuple[str, ...]]]:
        __tracebackhide__ = True
        return MissingPersonalisation, (self.names,)


@dataclass(frozen=True, slots=True)
class Rendered:
    """What the recipient of a message reads. Its `repr` does not show it.

    Attributes:
        body: The text.
        subject: The subject of an email or the heading of a letter; None for a text message.
        problem: Why Notify would not send it, in its own words: it is empty or too long, or a QR code holds
            too much; None if it would. A preview ignores it.
    """

    body: str = field(repr=False)
    subject: str | None = field(repr=False)
    problem: str | None


def render(
    template_type: TemplateType,
    *,
    body: str,
    subject: str | None = None,
    contact_block: str | None = None,
    personalisation: Mapping[str, object] | None = None,
) -> Rendered:
    """Fills in a template.

    Args:
        template_type: What it makes: `"sms"`, `"email"` or `"letter"`.
        body: Its text, with placeholders as `((name))`.
        subject: The subject of an email or the heading of a letter.
        contact_block: The sender's address in the corner of a letter.
        personalisation: The value of each placeholder. Case, spaces, `_` and `-` in names do not count.

    Returns:
        The text, its subject or heading, and why Notify would not send it, if it would not.

    Raises:
        MissingPersonalisation: If a placeholder has no value.
    """
    __tracebackhide__ = True
    values = by_key(personalisation or {})
    texts = (body,) if template_type == "sms" else (contact_block or "", subject or "", body)
    absent = missing(placeholders(*texts), values)
    if absent:
        raise MissingPersonalisation(absent)
    if template_type == "sms":
        message = TextMessage.of(filled(body, values, bullets=False))
        return Rendered(message.content, None, _problem_of_text(message))
    text = filled(body, values, bullets=True).strip()
    if template_type == "letter":
        problem = qr_code_problem(body, personalisation) or _emptiness(body, text)
        return Rendered(text, set_subject(_escaped_heading(subject or "", values)), problem)
    heading = filled(subject or "", values, bullets=False)
    return Rendered(text, set_subject(heading), _emptiness(body, text) or _problem_of_email(text))


_REFERENCE = re.compile(r"&(?:#[0-9]+|#[xX][0-9a-fA-F]+|[^\t\n\f <&#;]{1,32});")
_KEPT = ("&nbsp;", "&amp;", "&lpar;", "&rpar;")


def escaped(text: str) -> str:
    """The text as HTML: quotes stay as they are, and so do four references; others become what they stand for first."""
    __tracebackhide__ = True
    pieces = re.split(f"({'|'.join(_KEPT)})", text)
    return "".join(piece if piece in _KEPT else html.escape(_unescaped(piece), quote=False) for piece in pieces)


def _unescaped(text: str) -> str:
    __tracebackhide__ = True
    return _REFERENCE.sub(lambda found: html.unescape(found[0]), text)


def _escaped_heading(heading: str, values: Mapping[str, object]) -> str:
    """The heading of a letter filled in: the template and every value are made HTML on their own."""
    __tracebackhide__ = True
    written: dict[str, object] = {}
    for placeholder in placeholders(heading):
        value = values.get(key(placeholder.name))
        if value is not None:
            written[key(escaped(placeholder.name))] = value
    return filled(escaped(heading), written, bullets=False, how=escaped)


def length_problem(template_type: Literal["sms", "email"], body: str) -> str | None:
    """Why Notify would not send a text message or an email that is filled in, in its own words; None if it would.

    An email with an empty body is not found: Notify refuses it for some templates and sends it for others.
    """
    __tracebackhide__ = True
    return _problem_of_text(TextMessage.of(body)) if template_type == "sms" else _problem_of_email(body)


def _problem_of_text(message: TextMessage) -> str | None:
    __tracebackhide__ = True
    if not message.content:
        return EMPTY
    if message.too_long:
        return (
            f"Your message is too long. Text messages cannot be longer than {LONGEST} characters."
            f" Your message is {message.characters} characters long."
        )
    return None


def _emptiness(template: str, text: str) -> str | None:
    __tracebackhide__ = True
    whole = template.startswith("((") and template.endswith("))")
    return EMPTY if not text and (whole or not template) else None


def _problem_of_email(text: str) -> str | None:
    __tracebackhide__ = True
    size = len(text.encode("utf-8", "surrogatepass"))
    if size <= LONGEST_EMAIL:
        return None
    return (
        f"Your message is too long. Emails cannot be longer than {LONGEST_EMAIL} bytes. Your message is {size} bytes."
    )


def qr_code_problem(body: str, personalisation: Mapping[str, object] | None = None) -> str | None:
    """Checks the QR codes of a letter.

    Notify refuses a letter whose QR code would hold too much, before it checks anything else.

    Args:
        body: The text of the letter's template. A paragraph `qr: data` becomes a QR code.
        personalisation: The value of each placeholder.

    Returns:
        Notify's words for what is wrong with the QR code; None if nothing is.
    """
    __tracebackhide__ = True
    for found in _QR.finditer(filled(body, by_key(personalisation or {}), bullets=True)):
        data = found[1].strip()
        data = escaped(data) if personalisation else data
        if len(data.encode("utf-8", "surrogatepass")) > _MAX_QR_BYTES:
            return "Cannot create a usable QR code - the link is too long"
    return None
