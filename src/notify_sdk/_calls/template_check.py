"""What Notify would refuse in a message of a template that the client knows. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import cast
from uuid import UUID

from notify_sdk import models
from notify_sdk._calls.blanks import ADDRESS_LINES, of_a_letter, without_blanks
from notify_sdk._calls.client_checks import ClientChecks
from notify_sdk._calls.known_templates import KnownTemplate, KnownTemplates
from notify_sdk._message_types import MessageType
from notify_sdk._validation.accepted import plain_personalisation
from notify_sdk._validation.checks import CheckLevel, CheckWarning
from notify_sdk._validation.request import Request
from notify_sdk._warn import warn
from notify_sdk.errors import ErrorDetail, RequestValidationError
from notify_sdk.rendering import (
    MissingPersonalisation,
    Placeholder,
    key,
    placeholders,
    qr_code_problem,
    render,
)
from notify_sdk.rendering.placeholders import by_key, missing
from notify_sdk.rendering.render import EMPTY
from notify_sdk.rendering.sanitise import sanitised

_NEAR = 0.7
_NEEDED = "each placeholder of the template needs a value that is not None"
_CHANNELS: Mapping[type[Request], MessageType] = {
    models.SendSmsRequest: "sms",
    models.SendEmailRequest: "email",
    models.SendLetterRequest: "letter",
}


def completed(checks: ClientChecks, model: type[Request], fields: Mapping[str, object]) -> dict[str, object]:
    """The fields of a request with a template's id in place of its name, and with what the client does with blanks done.

    Raises:
        RequestValidationError: If there is no such template, or a value is blank and such are refused.
    """
    __tracebackhide__ = True
    channel = _CHANNELS.get(model)
    done = dict(fields)
    if checks.templates is not None and "template_id" in done:
        done["template_id"] = checks.templates.identify(done["template_id"], channel)
    values = plain_personalisation(done.get("personalisation"))
    if checks.blanks != "send" and isinstance(values, dict):
        given = cast("dict[str, object]", values)
        letter = channel == "letter" or (channel is None and of_a_letter(given))
        done["personalisation"] = without_blanks(given, checks.blanks, letter=letter)
    return done


def check_message(known: KnownTemplates, request: Request, level: CheckLevel) -> None:
    """Refuses a message that Notify would refuse, given the template that it is made from.

    A template that is not known is not checked: the service may have a new one. Of a template that the service
    uses in another version by now only the type is checked, since its text is not known any more.

    Args:
        known: The templates of the client.
        request: The message, whose fields have been checked.
        level: Whether to raise, to warn, or to check nothing.

    Raises:
        RequestValidationError: If Notify would refuse it, at the level `"error"`.
    """
    __tracebackhide__ = True
    if level == "off" or not isinstance(
        request, models.SendSmsRequest | models.SendEmailRequest | models.SendLetterRequest
    ):
        return
    template = known.get(request.template_id)
    if template is None:
        return
    channel = _CHANNELS[type(request)]
    found: ErrorDetail | None = None
    if template.type != channel:
        found = ErrorDetail(
            "BadRequestError",
            f"{template.type} template is not suitable for {channel} notification",
            f"{template.name!r} is of another type: call the method for its type",
            code="template_type",
            field="template_id",
        )
    elif known.is_current(template):
        found = problem(template, values_of(request))
    _raise_or_warn(found, level)


def check_preview(
    known: KnownTemplates, identifier: UUID, values: Mapping[str, object] | None, level: CheckLevel
) -> None:
    """Refuses a preview whose placeholders do not all have values. Notify checks nothing else of a preview.

    Raises:
        RequestValidationError: If one has none, at the level `"error"`.
    """
    __tracebackhide__ = True
    template = known.get(identifier)
    if level == "off" or template is None or not known.is_current(template):
        return
    given = values or {}
    wanted = placeholders(*_texts(template))
    keys = {key(placeholder.name) for placeholder in wanted}
    also = tuple(Placeholder(name) for name in template.also if key(name) not in keys)
    absent = missing((*also, *wanted), by_key(given))
    _raise_or_warn(_missing(template, absent, given) if absent else None, level)


def values_of(request: models.SendSmsRequest | models.SendEmailRequest | models.SendLetterRequest) -> dict[str, object]:
    """The values of a message's placeholders, as Notify fills them in."""
    __tracebackhide__ = True
    values = request.personalisation
    if isinstance(values, models.LetterPersonalisation):
        return values.model_dump(exclude_unset=True)
    listed = request.sanitise_content_for if isinstance(request, models.SendEmailRequest) else None
    return sanitised(dict[str, object](values or {}), listed or ())


def problem(template: KnownTemplate, values: Mapping[str, object]) -> ErrorDetail | None:
    """What Notify would refuse in a message of this template with these values; None if nothing.

    An email can have files of its own template, which the API does not tell from other placeholders but that they
    have the name of a file, and a link takes the place of each file: how long it is, only Notify knows. So where
    there may be files, an email is not refused for what depends on them.

    Args:
        template: The template.
        values: The values by name, as JSON.
    """
    __tracebackhide__ = True
    if template.type == "letter" and (unusable := qr_code_problem(template.body, values)):
        return ErrorDetail("ValidationError", unusable, code="too_long", field="personalisation")
    keyed = by_key(values)
    wanted = placeholders(*_texts(template))
    own = [each for each in wanted if template.type == "email" and names_a_file(each.name)]
    absent = missing(tuple(each for each in wanted if each not in own), keyed)
    if absent:
        return _missing(template, absent, values)
    files = [key(name) for name, value in values.items() if isinstance(value, dict) and "file" in value]
    if files and template.type != "email":
        found = _rendered_problem(template, keyed)
        message = EMPTY if found == EMPTY else "Can only send a file by email"
        return ErrorDetail("BadRequestError", message, code="not_a_file", field="personalisation")
    linked = dict.fromkeys((*files, *(key(each.name) for each in own)), "")
    found = _rendered_problem(template, {**keyed, **linked} if linked else keyed)
    if found is None or (linked and found == EMPTY):
        return None
    if found == EMPTY:
        return ErrorDetail("BadRequestError", found, code="empty", field="personalisation")
    return ErrorDetail("BadRequestError", found, code="too_long", field="personalisation")


def _rendered_problem(template: KnownTemplate, values: Mapping[str, object]) -> str | None:
    __tracebackhide__ = True
    return render(
        template.type,
        body=template.body,
        subject=template.subject,
        contact_block=template.contact_block,
        personalisation=values,
    ).problem


def _texts(template: KnownTemplate) -> tuple[str, ...]:
    return tuple(text for text in (template.contact_block, template.subject, template.body) if text)


def names_a_file(name: str) -> bool:
    """Whether a placeholder of an email may stand for a file of the template itself, by its name."""
    stem, dot, ending = name.strip().rpartition(".")
    return bool(stem and dot and ending.isalnum())


def _missing(template: KnownTemplate, absent: tuple[str, ...], values: Mapping[str, object]) -> ErrorDetail:
    __tracebackhide__ = True
    hints = list(_meant(template, absent, values))
    return ErrorDetail(
        "BadRequestError",
        str(MissingPersonalisation(absent)),
        "; ".join(hints) or _NEEDED,
        code="missing_personalisation",
        field="personalisation",
    )


def _meant(template: KnownTemplate, absent: Iterable[str], values: Mapping[str, object]) -> Iterator[str]:
    """What may be meant by names that are given and that the template does not have."""
    __tracebackhide__ = True
    wanted = {key(placeholder.name) for placeholder in placeholders(*_texts(template))}
    if template.type == "letter":
        wanted |= set(map(key, ADDRESS_LINES))
    others = {key(name): name for name in values if key(name) not in wanted}
    for name in absent:
        near = get_close_matches(key(name), others, 1, _NEAR)
        if near:
            yield f"{template.name!r} has no (({others.pop(near[0])})): did you mean (({name}))?"


def _raise_or_warn(found: ErrorDetail | None, level: CheckLevel) -> None:
    __tracebackhide__ = True
    if found is None:
        return
    if level == "error":
        raise RequestValidationError([found])
    warn(CheckWarning(found.message))
