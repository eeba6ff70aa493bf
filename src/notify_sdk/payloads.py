"""Checks a request body against Notify's rules and, where they are known, its template, without a client."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal, TypeAlias, cast
from uuid import UUID

from pydantic import ValidationError

from notify_sdk import models
from notify_sdk._message_types import MessageType
from notify_sdk._validation import rules
from notify_sdk._validation.checks import CheckContext, Checks
from notify_sdk._validation.details import details_of
from notify_sdk._validation.request import Request
from notify_sdk.errors import ErrorDetail, RequestValidationError

if TYPE_CHECKING:
    from notify_sdk._calls.known_templates import KnownTemplates
    from notify_sdk.templates import TemplatesSource

__all__ = ["PayloadKind", "check_payload"]

PayloadKind: TypeAlias = MessageType | Literal["preview"]
"""Where a body is posted to: one of the three kinds of message, or the preview of a template."""

_MODELS: dict[PayloadKind, type[Request]] = {
    "sms": models.SendSmsRequest,
    "email": models.SendEmailRequest,
    "letter": models.SendLetterRequest,
    "preview": models.TemplatePreviewRequest,
}

_DEFAULT = Checks()


def check_payload(
    payload: Mapping[str, object] | str | bytes | Request,
    kind: PayloadKind | None = None,
    *,
    checks: Checks = _DEFAULT,
    templates: TemplatesSource | None = None,
) -> list[ErrorDetail]:
    """Returns everything that Notify would refuse in a body. Nothing is sent.

        assert check_payload(body, "sms", templates="templates.json") == []

    Without `templates`, it is not known whether the template exists and has all its values.

    Args:
        payload: The body: a dict, whose values may be what the client's methods take, JSON text, or a request of
            `notify_sdk.models`.
        kind: Where it would be posted to; needed unless it is a request of `notify_sdk.models`. A letter with
            `content` is one that you made yourself.
        checks: What your service may send; see `Checks`.
        templates: The service's templates, as for a client: the body of a message can name its template, and is checked
            with it, unless there is none with its id. The body of a preview does not say which template it is for. A
            path is read each time: for many bodies, pass a module, or what `load_snapshot` returned.

    Returns:
        Everything that is wrong, in Notify's own words and in the order in which Notify checks; an empty
        list if Notify would take it.

    Raises:
        TypeError: If `kind` is needed and missing, or is not one of the four.
        RequestValidationError: If `templates` can't be read.
    """
    __tracebackhide__ = True
    if templates is None:
        return payload_errors(payload, kind, None, checks)
    from notify_sdk.templates.known import known_templates

    return payload_errors(payload, kind, known_templates(templates), checks)


def payload_errors(
    payload: Mapping[str, object] | str | bytes | Request,
    kind: PayloadKind | None,
    known: KnownTemplates | None,
    checks: Checks = _DEFAULT,
) -> list[ErrorDetail]:
    """What `check_payload` returns, with templates that were read before: for many bodies."""
    __tracebackhide__ = True
    if isinstance(payload, Request):
        model, body = type(payload), cast("object", payload.model_dump(exclude_unset=True, warnings=False))
    elif kind not in _MODELS:
        raise TypeError(f"kind is not one of {', '.join(_MODELS)}")
    else:
        try:
            body = _parsed(payload)
        except (ValueError, RecursionError):
            return [ErrorDetail("BadRequestError", "Invalid JSON supplied in POST data", code="not_json")]
        model = models.SendPrecompiledLetterRequest if kind == "letter" and _is_own(body) else _MODELS[kind]
    if known is None:
        return _problems(model, body, checks)[1]
    return _problems_with(known, model, body, checks)


def _problems(model: type[Request], body: object, checks: Checks) -> tuple[Request | None, list[ErrorDetail]]:
    """The request, if it has the right shape, and what is wrong with it."""
    __tracebackhide__ = True
    try:
        request = model.model_validate(body, context=CheckContext(checks))
    except ValidationError as error:
        return None, details_of(error)
    found = rules.crash(vars(request)) if checks.level == "error" else None
    if found is None:
        return request, []
    return request, [ErrorDetail("ValidationError", found.message, found.hint, found.code, found.field)]


def _problems_with(known: KnownTemplates, model: type[Request], body: object, checks: Checks) -> list[ErrorDetail]:
    __tracebackhide__ = True
    from notify_sdk._calls.client_checks import ClientChecks
    from notify_sdk._calls.template_check import check_message, completed

    unknown = list[ErrorDetail]()
    if isinstance(body, dict):
        fields = cast("dict[str, object]", body)
        try:
            body = completed(ClientChecks(templates=known), model, fields)
        except RequestValidationError as error:  # what else is wrong is said, too
            unknown, body = error.errors, {**fields, "template_id": UUID(int=0)}
    request, found = _problems(model, body, checks)
    if request is None or unknown or found:
        return [*unknown, *found]
    try:
        check_message(known, request, checks.level)
    except RequestValidationError as error:
        return error.errors
    return []


def _is_own(body: object) -> bool:
    return isinstance(body, dict) and "content" in body


def _parsed(payload: Mapping[str, object] | str | bytes) -> object:
    __tracebackhide__ = True
    if isinstance(payload, Mapping):
        return dict(payload)
    return json.loads(payload) or {}  # Notify takes null, false and an empty list for an empty object
