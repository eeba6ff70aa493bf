"""The field types of the generated models.

The rules themselves are in `recipients` and `rules`. Here they get Notify's words, the name of the field and
the strictness of the client.
"""

from __future__ import annotations

import logging
import warnings
from base64 import b64decode
from collections.abc import Iterable, Mapping, Set
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Annotated, LiteralString, Self, cast
from uuid import UUID

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    GetCoreSchemaHandler,
    JsonValue,
    PlainValidator,
    ValidationError,
    ValidationInfo,
    model_validator,
)
from pydantic_core import CoreSchema, InitErrorDetails, PydanticCustomError, core_schema

from notify_sdk._uk_mobile import plain_uk_mobile
from notify_sdk._validation import rules
from notify_sdk._validation.checks import CheckContext, CheckWarning, check_context
from notify_sdk._validation.request import RequestPart
from notify_sdk._validation.rules import shown
from notify_sdk._validation.values import json_value
from notify_sdk._validation.wording import refusal

if TYPE_CHECKING:
    from notify_sdk.recipients import RecipientError

_logger = logging.getLogger("notify_sdk")


def _recipient_refusal(
    kind: LiteralString, message: str, found: RecipientError, error: str = "ValidationError"
) -> PydanticCustomError:
    return refusal(kind, message, found.hint, error, found.code.lower())


def _refusals(kind: LiteralString, messages: list[str]) -> ValidationError:
    entries: list[InitErrorDetails] = [{"type": refusal(kind, message), "input": None} for message in messages]
    return ValidationError.from_exception_data(kind, entries, hide_input=True)


def _raise_or_warn(context: CheckContext, wrong: PydanticCustomError) -> None:
    """Raises the error of a rule, or only warns of it, depending on the level of the checks."""
    if context.checks.level == "error":
        raise wrong
    warnings.warn(CheckWarning(wrong.message()), stacklevel=2)


def _uuid(value: object, info: ValidationInfo) -> UUID:
    __tracebackhide__ = True
    if isinstance(value, UUID):
        return value
    try:
        return _parsed_uuid(value if isinstance(value, str) else "")
    except ValueError:
        raise refusal("uuid", f"{info.field_name} is not a valid UUID") from None


_parsed_uuid = lru_cache(maxsize=256)(UUID)  # a service has few templates, and parsing costs more than it seems

AnyUuid = Annotated[UUID, BeforeValidator(_uuid)]
"""A UUID, or a text that Notify takes for one (any case, with or without hyphens)."""


def _checked_value(value: object, info: ValidationInfo) -> JsonValue:
    __tracebackhide__ = True
    if type(value) is str and value.isascii():  # as nearly all are
        return value
    return json_value(value, lenient=check_context(info).shape_only)


def _email_value(value: object, info: ValidationInfo) -> JsonValue:
    __tracebackhide__ = True
    plain = _checked_value(value, info)
    context = check_context(info)
    if isinstance(plain, dict) and "file" in plain and not context.shape_only and context.checks.level != "off":
        messages = rules.upload_errors(plain)
        if messages and context.checks.level == "error":
            raise _refusals("upload", messages)
        for message in messages:
            warnings.warn(CheckWarning(message), stacklevel=2)
    return plain


PersonalisationValue = Annotated[JsonValue, PlainValidator(_checked_value)]
"""The value of a placeholder in a text message or a letter."""

EmailPersonalisationValue = Annotated[JsonValue, PlainValidator(_email_value)]
"""The value of a placeholder in an email: as in a text message, or a file from `prepare_upload`."""


# These depend on the settings of the service, not on the field, so Notify gives them other names.
_SERVICE_SETTINGS = {"NO_INTERNATIONAL": "BadRequestError", "NO_LANDLINE": "InvalidPhoneError"}


def _phone_number(value: object, info: ValidationInfo) -> object:
    __tracebackhide__ = True
    if isinstance(value, str) and plain_uk_mobile(value):
        return value
    from notify_sdk.recipients import PhoneNumber as Parsed
    from notify_sdk.recipients import RecipientError

    given = f"+{value}" if isinstance(value, Parsed) else value
    context = check_context(info)
    if context.checks.level == "off" or not isinstance(given, str):
        return given
    try:
        Parsed.parse(
            given,
            allow_international=context.checks.international_numbers,
            allow_landline=context.checks.landlines,
        )
    except RecipientError as error:
        name = _SERVICE_SETTINGS.get(error.code)
        message = error.message if name else f"{info.field_name} {error.message}"
        _raise_or_warn(context, _recipient_refusal("phone_number", message, error, name or "ValidationError"))
    return given


def _email_address(value: object, info: ValidationInfo) -> object:
    __tracebackhide__ = True
    from notify_sdk.recipients import EmailAddress as Parsed
    from notify_sdk.recipients import RecipientError

    given = str(value) if isinstance(value, Parsed) else value
    context = check_context(info)
    if context.checks.level == "off" or not isinstance(given, str):
        return given
    try:
        Parsed.parse(given)
    except RecipientError as error:
        _raise_or_warn(context, _recipient_refusal("email_address", f"{info.field_name} {error.message}", error))
    return given


PhoneNumber = Annotated[str, BeforeValidator(_phone_number)]
"""A number that Notify can send a text message to, as it was given; a parsed one is written with its `+`."""

EmailAddress = Annotated[str, BeforeValidator(_email_address)]
"""An address that Notify can send an email to, as it was given; a parsed one is written as its `str`."""


def _require_type(value: object, wanted: type, names: str, info: ValidationInfo) -> None:
    __tracebackhide__ = True
    if value is not None and not isinstance(value, wanted):
        raise refusal("type", f"{info.field_name} {shown(value)} is not of type {names}")


def _scheduled_for(value: object, info: ValidationInfo) -> object:
    if isinstance(value, datetime):
        value = value.isoformat()
    _require_type(value, str, "string, null", info)
    context = check_context(info)
    if isinstance(value, str) and context.checks.level != "off":
        message = rules.scheduled_for_error(value, now=context.now)
        if message:
            _raise_or_warn(context, refusal("scheduled_for", f"{info.field_name} {message}"))
    return value


def _sanitise_content_for(value: object, info: ValidationInfo) -> object:
    __tracebackhide__ = True
    names = _as_list(value)
    _require_type(names, list, "array, null", info)
    return names


def _as_list(value: object) -> object:
    match value:
        case str() | bytes() | Mapping():
            return cast("object", value)
        case Set():
            return sorted(cast("Set[object]", value), key=str)
        case Iterable():
            return list(cast("Iterable[object]", value))
        case _:
            return value


def _unsubscribe_url(value: object, info: ValidationInfo) -> object:
    __tracebackhide__ = True
    context = check_context(info)
    wrong = refusal("url", f"{info.field_name} is not a valid https url")
    if not isinstance(value, str):
        raise wrong
    if context.checks.level != "off" and not rules.is_https_url(value):
        _raise_or_warn(context, wrong)
    return value


def _postage(value: str, info: ValidationInfo) -> str:
    if value not in rules.LETTER_POSTAGE:
        raise refusal("postage", f"{info.field_name} invalid. It must be either first, second or economy.")
    return value


ScheduledFor = Annotated[str | None, BeforeValidator(_scheduled_for)]
"""A time within the next 24 hours, as ISO 8601 text or an aware datetime."""

SanitiseContentFor = Annotated[list[str | None] | None, BeforeValidator(_sanitise_content_for)]
"""The placeholders whose values come from people you do not trust."""

UnsubscribeUrl = Annotated[str, BeforeValidator(_unsubscribe_url)]
"""An https address."""

Postage = Annotated[str, AfterValidator(_postage)]
"""`first`, `second` or `economy`."""


def _letter_content(value: str, info: ValidationInfo) -> str:
    __tracebackhide__ = True
    context = check_context(info)
    if context.shape_only or context.checks.level == "off":
        return value
    try:
        pdf = b64decode(value)
    except ValueError:
        message = "Cannot decode letter content (invalid base64 encoding)"
        _raise_or_warn(context, refusal("letter_content", message, error="BadRequestError"))
        return value
    mode = context.checks.precompiled_letters
    if mode == "off":
        return value
    from notify_sdk._letter_pdf import examine

    fault = examine(pdf).fault
    if fault and mode == "error":
        _raise_or_warn(context, refusal("letter_content", fault.message, fault.hint, code=fault.code))
    elif fault:  # Notify takes it, and others may have to go out
        _logger.warning("A letter will not be printed: %s (%s)", fault.message, fault.hint)
    return value


PrecompiledContent = Annotated[str, AfterValidator(_letter_content)]
"""A PDF of your own, in base64."""


def _no_text_none(value: object) -> object:
    return None if value == "None" else value


ReturnedTemplateId = Annotated[UUID | None, BeforeValidator(_no_text_none)]
"""The template of a letter that came back. Notify writes the text `None` for a letter that was sent as a PDF."""


class _AsPrinted:
    """Reads a line of an address that is no text as Notify prints it. A text is read without a call of Python."""

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        printed = core_schema.no_info_plain_validator_function(str)
        return core_schema.union_schema([handler(source), printed], mode="left_to_right")


AddressLine = Annotated[str | None, _AsPrinted()]
"""A line of an address as it was sent. Notify keeps whatever JSON it got: what is no text is read as it is printed."""


class LetterForm(RequestPart):
    """The base of a letter's personalisation: an address beside the values of the placeholders."""

    __pydantic_extra__: dict[str, PersonalisationValue] = Field(init=False)  # pyright: ignore[reportIncompatibleVariableOverride] - how pydantic says what extra values may be

    @model_validator(mode="after")
    def _is_an_address(self, info: ValidationInfo) -> Self:
        __tracebackhide__ = True
        from notify_sdk.recipients import PostalAddress, RecipientError

        context = check_context(info)
        if context.shape_only or context.checks.level == "off":
            return self
        try:
            address = PostalAddress.from_personalisation(
                self.model_dump(exclude_unset=True), allow_international=context.checks.international_addresses
            )
        except RecipientError as error:
            _raise_or_warn(context, _recipient_refusal("address", error.message, error))
        else:
            if "\0" in str(address):  # Notify answers with status 500
                message = "personalisation: an address line contains the character NUL"
                _raise_or_warn(context, refusal("address", message, "leave it out: Notify can't store it"))
        return self


# pydantic before 2.13 looks the name up in the module that the subclass says it is of
LetterForm.__annotations__["__pydantic_extra__"] = dict[str, PersonalisationValue]


class UploadForm(RequestPart):
    """The base of a file upload."""

    @model_validator(mode="before")
    @classmethod
    def _is_an_upload(cls, data: object) -> object:
        __tracebackhide__ = True
        _check_upload(data)
        return data


def _check_upload(data: object) -> None:
    __tracebackhide__ = True
    if isinstance(data, dict) and (messages := rules.upload_errors(cast("dict[str, JsonValue]", data))):
        raise _refusals("upload", messages)
