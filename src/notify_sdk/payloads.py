"""Checks a request body against Notify's rules, without a client."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Literal, TypeAlias, cast

from pydantic import ValidationError

from notify_sdk import models
from notify_sdk._message_types import MessageType
from notify_sdk._validation import rules
from notify_sdk._validation.checks import CheckContext, Checks
from notify_sdk._validation.details import details_of
from notify_sdk._validation.request import Request
from notify_sdk.errors import ErrorDetail

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
    payload: Mapping[str, object] | str | bytes | Request, kind: PayloadKind | None = None, *, checks: Checks = _DEFAULT
) -> list[ErrorDetail]:
    """Returns everything that Notify would refuse in a body. Nothing is sent.

        assert check_payload(body, "sms") == []

    Whether the template exists and has all its values, only Notify, a sandbox with your templates or a client that
    knows them can check.

    Args:
        payload: The body: a dict, whose values may be what the client's methods take, JSON text, or a request of
            `notify_sdk.models`.
        kind: Where it would be posted to; needed unless it is a request of `notify_sdk.models`. A letter with
            `content` is one that you made yourself.
        checks: What your service may send; see `Checks`.

    Returns:
        Everything that is wrong, in Notify's own words and in the order in which Notify checks; an empty
        list if Notify would take it.

    Raises:
        TypeError: If `kind` is needed and missing, or is not one of the four.
    """
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
        precompiled = kind == "letter" and isinstance(body, dict) and "content" in body
        model = models.SendPrecompiledLetterRequest if precompiled else _MODELS[kind]
    try:
        request = model.model_validate(body, context=CheckContext(checks))
    except ValidationError as error:
        return details_of(error)
    found = rules.crash(vars(request)) if checks.level == "error" else None
    return [ErrorDetail("ValidationError", found.message, found.hint, found.code, found.field)] if found else []


def _parsed(payload: Mapping[str, object] | str | bytes) -> object:
    __tracebackhide__ = True
    if isinstance(payload, Mapping):
        return dict(payload)
    return json.loads(payload) or {}  # Notify takes null, false and an empty list for an empty object
