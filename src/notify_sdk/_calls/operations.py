"""The documented calls as data: from a user's arguments to a request, and from an answer to a typed result.

Nothing here does I/O. A function takes the arguments of one call, checks them, and returns an
`Operation`; the clients perform it.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar, cast, get_args
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

from pydantic import ValidationError
from pydantic_core import PydanticSerializationError

from notify_sdk import models
from notify_sdk._calls.readers import (
    reading,
    reading_notification,
    reading_page,
    reading_preview,
    reading_template,
)
from notify_sdk._validation import rules as _rules
from notify_sdk._validation.base import CheckContext, Checks, Request, RequestPart
from notify_sdk._validation.details import details_of
from notify_sdk._wire import Answer
from notify_sdk.errors import ErrorDetail, InvalidResponseError, RequestValidationError
from notify_sdk.uploads import Readable, encoded

Query = tuple[tuple[str, str], ...]
T_co = TypeVar("T_co", covariant=True)
R = TypeVar("R", bound=Request)
S = TypeVar(
    "S",
    models.SendSmsResponse,
    models.SendEmailResponse,
    models.SendLetterResponse,
    models.SendPrecompiledLetterResponse,
)
L = TypeVar("L", models.NotificationList, models.ReceivedTextList)

_Sendable = (
    models.SendSmsRequest | models.SendEmailRequest | models.SendLetterRequest | models.SendPrecompiledLetterRequest
)

Personalisation = Mapping[str, object]
"""The values of a template's placeholders, by name: texts, numbers, booleans, `None`, `UUID`, `date`,
lists, tuples and sets of those, or an `Upload` from `prepare_upload`."""


@dataclass(frozen=True, slots=True)
class Operation(Generic[T_co]):
    """One call, ready to be made.

    Attributes:
        method: The HTTP method.
        path: The path below the base URL.
        read: Makes the typed result of a successful answer.
        body: The JSON to send, or None.
        query: The query parameters in order.
        reference: The reference of a message to send, or None.
    """

    method: str
    path: str
    read: Callable[[Answer], T_co]
    body: bytes | None = None
    query: Query = ()
    reference: str | None = None

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def sends(self) -> bool:
        """Whether Notify sends a message when this is performed, so that repeating it might send another."""
        return self.method == "POST" and self.path.startswith("/v2/notifications/")


def send_sms_notification(
    checks: Checks,
    phone_number: str,
    template_id: str | UUID,
    personalisation: Personalisation | None = None,
    reference: str | None = None,
    sms_sender_id: str | UUID | None = None,
) -> Operation[models.SendSmsResponse]:
    """Sends one text message."""
    request = _checked(
        models.SendSmsRequest,
        checks,
        reference=reference,
        phone_number=phone_number,
        template_id=template_id,
        personalisation=_as_dict(personalisation),
        sms_sender_id=sms_sender_id,
    )
    return _send("/v2/notifications/sms", request, models.SendSmsResponse)


def send_email_notification(
    checks: Checks,
    email_address: str,
    template_id: str | UUID,
    personalisation: Personalisation | None = None,
    reference: str | None = None,
    email_reply_to_id: str | UUID | None = None,
    one_click_unsubscribe_url: str | None = None,
    sanitise_content_for: Iterable[str] | None = None,
) -> Operation[models.SendEmailResponse]:
    """Sends one email."""
    request = _checked(
        models.SendEmailRequest,
        checks,
        reference=reference,
        email_address=email_address,
        template_id=template_id,
        personalisation=_as_dict(personalisation),
        email_reply_to_id=email_reply_to_id,
        one_click_unsubscribe_url=one_click_unsubscribe_url,
        sanitise_content_for=sanitise_content_for,
    )
    return _send("/v2/notifications/email", request, models.SendEmailResponse)


def send_letter_notification(
    checks: Checks,
    template_id: str | UUID,
    personalisation: Personalisation | models.LetterAddress,
    reference: str | None = None,
) -> Operation[models.SendLetterResponse]:
    """Sends one letter made from a template."""
    request = _checked(
        models.SendLetterRequest,
        checks,
        reference=reference,
        template_id=template_id,
        personalisation=_as_dict(personalisation),
    )
    return _send("/v2/notifications/letter", request, models.SendLetterResponse)


def send_precompiled_letter_notification(
    checks: Checks, reference: str, pdf_file: Readable, postage: str | None = None
) -> Operation[models.SendPrecompiledLetterResponse]:
    """Sends one PDF as a letter."""
    request = _checked(
        models.SendPrecompiledLetterRequest,
        checks,
        reference=reference,
        content=encoded(pdf_file, "pdf_file"),
        postage=postage,
    )
    return _send("/v2/notifications/letter", request, models.SendPrecompiledLetterResponse)


def get_notification_by_id(notification_id: str | UUID) -> Operation[models.Notification]:
    """Reads one message back."""
    path = f"/v2/notifications/{_id('notification_id', notification_id)}"
    return Operation("GET", path, reading_notification)


def get_all_notifications(
    template_type: str | Sequence[str] | None = None,
    status: str | Sequence[str] | None = None,
    reference: str | None = None,
    older_than: str | UUID | None = None,
    include_jobs: bool | None = None,
) -> Operation[models.NotificationList]:
    """Reads one page of the messages that were sent."""
    query = _checked(
        models.NotificationsQuery,
        Checks(),
        reference=reference,
        status=_as_list(status),
        template_type=_as_list(template_type),
        include_jobs="true" if include_jobs else None,
        older_than=older_than,
    )
    return Operation(
        "GET", "/v2/notifications", reading_page(models.NotificationList, "notifications"), query=_pairs(query)
    )


def get_pdf_for_letter(notification_id: str | UUID) -> Operation[io.BytesIO]:
    """Reads the PDF of a letter."""
    path = f"/v2/notifications/{_id('notification_id', notification_id)}/pdf"
    return Operation("GET", path, lambda answer: io.BytesIO(answer.content))


def get_template(template_id: str | UUID) -> Operation[models.Template]:
    """Reads a template as it is now."""
    return Operation("GET", f"/v2/template/{_id('template_id', template_id)}", reading_template)


def get_template_version(template_id: str | UUID, version: int) -> Operation[models.Template]:
    """Reads a template as it was."""
    if not isinstance(version, int) or isinstance(version, bool) or version < 0:
        raise RequestValidationError.of("version is not a whole number from 0", code="wrong_type", field="version")
    path = f"/v2/template/{_id('template_id', template_id)}/version/{version}"
    return Operation("GET", path, reading_template)


def get_all_templates(template_type: str | None = None) -> Operation[models.TemplateList]:
    """Reads all templates."""
    query = _checked(models.TemplatesQuery, Checks(), type=template_type)
    return Operation("GET", "/v2/templates", reading_page(models.TemplateList, "templates"), query=_pairs(query))


def post_template_preview(
    template_id: str | UUID, personalisation: Personalisation | models.TemplatePreviewRequest | None = None
) -> Operation[models.TemplatePreview]:
    """Fills in a template without sending anything."""
    path = f"/v2/template/{_id('template_id', template_id)}/preview"
    if isinstance(personalisation, models.TemplatePreviewRequest):
        request = personalisation
    else:
        values = _as_dict({} if personalisation is None else personalisation)
        request = _checked(models.TemplatePreviewRequest, Checks(), personalisation=values)
    return Operation("POST", path, reading_preview, body=_json(request))


def get_received_texts(older_than: str | UUID | None = None) -> Operation[models.ReceivedTextList]:
    """Reads one page of the texts that people have sent to the service."""
    query = _checked(models.ReceivedTextsQuery, Checks(), older_than=older_than)
    return Operation("GET", "/v2/received-text-messages", reading(models.ReceivedTextList), query=_pairs(query))


def next_page(operation: Operation[L], page: L, seen: set[str]) -> Operation[L] | None:
    """The call for the page after `page`, or None if that was the last one.

    Only the cursor is taken from the link, never its host, and every filter of this call is kept.

    Args:
        operation: The call for this page.
        page: What it answered.
        seen: What tells the pages before apart: their cursors and first items; those of this page are added.

    Raises:
        InvalidResponseError: If the link has no cursor, or this is a page that there was before.
    """
    if page.links.next is None:
        return None
    items = _items(page)
    cursor = _cursor(page.links.next)
    filters: Query = tuple(pair for pair in operation.query if pair[0] != "older_than")
    following = replace(operation, query=(*filters, ("older_than", cursor)))
    if not cursor or following == operation or cursor in seen:
        if items:
            raise InvalidResponseError(
                "the link to the next page of the list leads nowhere", 200, outcome_unknown=False
            )
        return None
    first = f"page from {items[0].id}" if items else cursor
    if first in seen:
        raise InvalidResponseError(
            "the list has no end: the same page came under another link", 200, outcome_unknown=False
        )
    seen.update((cursor, first))
    return following  # even after an empty page: all that was on it may have been of unknown types


def _cursor(link: str) -> str:
    try:
        return parse_qs(urlsplit(link).query).get("older_than", [""])[0]
    except ValueError:
        return ""


def _items(
    page: models.NotificationList | models.ReceivedTextList,
) -> Sequence[models.Notification] | Sequence[models.ReceivedText]:
    return page.notifications if isinstance(page, models.NotificationList) else page.received_text_messages


def _checked(model: type[R], checks: Checks, **fields: object) -> R:
    """Makes a request of what was given, or raises everything that is wrong with it at once."""
    given = {name: value for name, value in fields.items() if value is not None}
    try:
        request = model.model_validate(given, context=CheckContext(checks))
    except ValidationError as error:
        details = [_with_hint(detail, fields) for detail in details_of(error)]
    else:
        if checks.only_to is not None:
            checks.only_to.refuse_others(request)
        if checks.level == "error" and (found := _rules.crash(vars(request))):
            raise RequestValidationError.of(found.message, found.hint, code=found.code, field=found.field)
        return request
    raise RequestValidationError(details)


def _with_hint(detail: ErrorDetail, fields: Mapping[str, object]) -> ErrorDetail:
    if detail.field == "template_type" and any(
        value in _STATUSES for value in _as_list(fields.get("template_type")) or ()
    ):
        return replace(detail, hint="that is a status: template_type comes first, then status")
    return detail


_STATUSES = frozenset(get_args(models.NotificationStatus.__value__))


def _as_dict(values: object) -> object:
    """A mapping or a model as a plain dict; anything else as it is, for the check to refuse."""
    if isinstance(values, Request | RequestPart):
        return values.model_dump(exclude_unset=True)
    return dict(cast("Mapping[str, object]", values)) if isinstance(values, Mapping) else values


def _as_list(values: object) -> list[object] | None:
    if values is None:
        return None
    if isinstance(values, str) or not isinstance(values, Iterable):
        return [values]
    return list(cast("Iterable[object]", values))


def _id(name: str, value: str | UUID) -> UUID:
    try:
        return value if isinstance(value, UUID) else UUID(value)
    except (ValueError, AttributeError, TypeError):
        raise RequestValidationError.of(f"{name} is not a valid UUID", code="not_a_uuid", field=name) from None


def _json(request: Request) -> bytes:
    try:
        return request.model_dump_json(exclude_unset=True).encode()
    except (PydanticSerializationError, UnicodeError):
        raise RequestValidationError.of(
            "the request holds half a character (a lone surrogate), which no text can hold", code="not_json"
        ) from None


def _send(path: str, request: _Sendable, answer: type[S]) -> Operation[S]:
    return Operation("POST", path, reading(answer), body=_json(request), reference=request.reference)


def _pairs(query: Request) -> Query:
    fields: dict[str, str | UUID | list[str]] = query.model_dump(exclude_unset=True)
    return tuple(
        (name, str(value))
        for name, values in fields.items()
        for value in (values if isinstance(values, list) else [values])
    )
