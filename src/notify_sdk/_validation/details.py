"""Turns the results of the local check into the details of an error."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import ValidationError

from notify_sdk.errors import ErrorDetail

_CODES: Mapping[str, str] = {
    "missing": "missing",
    "extra_forbidden": "unknown_property",
    "uuid": "not_a_uuid",
    "type": "wrong_type",
    "string_type": "wrong_type",
    "dict_type": "wrong_type",
    "model_type": "wrong_type",
    "list_type": "wrong_type",
    "string_too_long": "too_long",
    "string_too_short": "missing",
    "literal_error": "not_a_choice",
    "postage": "not_a_choice",
    "url": "not_an_https_url",
    "scheduled_for": "not_a_time_to_send",
    "upload": "not_a_file",
    "letter_content": "not_encoded",
    "personalisation": "not_json",
    "invalid_key": "not_json",
    "string_unicode": "not_json",
}
"""The `code` for each type of error of a request model. Errors of a recipient or a PDF have a code of their own."""

CODES = frozenset({*_CODES.values(), "invalid"})


def details_of(error: ValidationError) -> list[ErrorDetail]:
    """Everything that is wrong with a request, in Notify's own words and in the order in which Notify checks."""
    __tracebackhide__ = True
    return [
        ErrorDetail(
            error=context.get("error", "ValidationError"),
            message=entry["msg"],
            hint=context.get("hint"),
            code=context.get("code") or _CODES.get(entry["type"], "invalid"),
            field=str(entry["loc"][0]) if entry["loc"] else None,
        )
        for entry in error.errors(include_url=False, include_input=False)
        for context in [entry.get("ctx", {})]
    ]
