"""The documented calls as data: from a user's arguments to a request, and from an answer to a typed result.

Nothing here does I/O. A function takes the arguments of one call, checks them, and returns an
`Operation`; the clients perform it.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Generic, TypeAlias, TypeVar, cast, get_args
from uuid import UUID

from pydantic import ValidationError

from notify_sdk import models
from notify_sdk._calls.client_checks import ClientChecks
from notify_sdk._calls.json_body import json_body
from notify_sdk._calls.readers import (
    mismatch,
    reading,
    reading_notification,
    reading_page,
    reading_preview,
    reading_template,
)
from notify_sdk._validation import rules
from notify_sdk._validation.accepted import EmailRecipient, Personalisation, SmsRecipient
from notify_sdk._validation.checks import CheckContext, Checks
from notify_sdk._validation.details import details_of
from notify_sdk._validation.request import Request
from notify_sdk._validation.response import put_request_id
from notify_sdk._wire import Answer
from notify_sdk.errors import ErrorDetail, InvalidResponseError, RequestValidationError
from notify_sdk.uploads import Readable, encoded

Query = tuple[tuple[str, str], ...]
T_co = TypeVar("T_co", covariant=True)
R = TypeVar("R", bound=Request)
S = TypeVar(
    "S",
    "models.SendSmsResponse",
    "models.SendEmailResponse",
    "models.SendLetterResponse",
    "models.SendPrecompiledLetterResponse",
)

_Sendable: TypeAlias = (
    "models.SendSmsRequest | models.SendEmailRequest | models.SendLetterRequest | models.SendPrecompiledLetterRequest"
)


_DEFAULT = Checks()
_NO_CLIENT = ClientChecks()


@dataclass(frozen=True, slots=True)
class Operation(Generic[T_co]):
    """One call, ready to be made. Its `repr` shows nothing personal.

    Attributes:
        method: The HTTP method.
        path: The path below the base URL.
        reader: Makes the typed result of a successful answer.
        name: The client's method for it, for logs and spans.
        template_id: The template that it is about, or None.
        body: The JSON to send, or None.
        query: The query parameters in order.
        reference: The reference of a message to send, or None.
        expected: Attributes of an answer to this call, such as `template.id`, with the values that they must have.
        sends: Whether Notify sends a message when this is performed, so that repeating it might send another.
        redirected: Whether that goes to `redirect_to` instead of its recipient.
    """

    method: str
    path: str
    reader: Callable[[Answer], T_co]
    name: str
    template_id: str | None = None
    body: bytes | None = field(default=None, repr=False)
    query: Query = field(default=(), repr=False)
    reference: str | None = field(default=None, repr=False)
    expected: tuple[tuple[str, object], ...] = field(default=(), repr=False)
    sends: bool = False
    redirected: bool = False

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    def read(self, answer: Answer) -> T_co:
        """The typed result of a successful answer.

        Raises:
            InvalidResponseError: If it is not Notify's, or answers another request.
        """
        __tracebackhide__ = True
        result = self.reader(answer)
        wrong = mismatch(result, self.expected)
        if not wrong and self.reference is not None:
            wrong = mismatch(result, (("reference", self.reference),))
        if wrong:
            message = f"the answer is to another request: its {wrong} is not the requested one"
            raise InvalidResponseError(message, answer.status_code, answer.content)
        if answer.request_id is not None:
            put_request_id(result, answer.request_id)
        return result


def send_sms_notification(
    checks: Checks,
    phone_number: SmsRecipient,
    template_id: str | UUID,
    personalisation: Personalisation | None = None,
    reference: str | None = None,
    sms_sender_id: str | UUID | None = None,
) -> Operation[models.SendSmsResponse]:
    """Sends one text message."""
    __tracebackhide__ = True
    request = _checked(
        models.SendSmsRequest,
        checks,
        reference=reference,
        phone_number=phone_number,
        template_id=template_id,
        personalisation=personalisation,
        sms_sender_id=sms_sender_id,
    )
    return _send(
        checks,
        "send_sms_notification",
        "/v2/notifications/sms",
        request,
        models.SendSmsResponse,
        request.template_id,
    )


def send_email_notification(
    checks: Checks,
    email_address: EmailRecipient,
    template_id: str | UUID,
    personalisation: Personalisation | None = None,
    reference: str | None = None,
    email_reply_to_id: str | UUID | None = None,
    one_click_unsubscribe_url: str | None = None,
    sanitise_content_for: Iterable[str] | None = None,
) -> Operation[models.SendEmailResponse]:
    """Sends one email."""
    __tracebackhide__ = True
    request = _checked(
        models.SendEmailRequest,
        checks,
        reference=reference,
        email_address=email_address,
        template_id=template_id,
        personalisation=personalisation,
        email_reply_to_id=email_reply_to_id,
        one_click_unsubscribe_url=one_click_unsubscribe_url,
        sanitise_content_for=sanitise_content_for,
    )
    return _send(
        checks,
        "send_email_notification",
        "/v2/notifications/email",
        request,
        models.SendEmailResponse,
        request.template_id,
    )


def send_letter_notification(
    checks: Checks,
    template_id: str | UUID,
    personalisation: Personalisation,
    reference: str | None = None,
) -> Operation[models.SendLetterResponse]:
    """Sends one letter made from a template."""
    __tracebackhide__ = True
    request = _checked(
        models.SendLetterRequest,
        checks,
        reference=reference,
        template_id=template_id,
        personalisation=personalisation,
    )
    return _send(
        checks,
        "send_letter_notification",
        "/v2/notifications/letter",
        request,
        models.SendLetterResponse,
        request.template_id,
    )


def send_precompiled_letter_notification(
    checks: Checks, reference: str, pdf_file: Readable, postage: str | None = None
) -> Operation[models.SendPrecompiledLetterResponse]:
    """Sends one PDF as a letter."""
    __tracebackhide__ = True
    request = _checked(
        models.SendPrecompiledLetterRequest,
        checks,
        reference=reference,
        content=encoded(pdf_file, "pdf_file"),
        postage=postage,
    )
    return _send(
        checks,
        "send_precompiled_letter_notification",
        "/v2/notifications/letter",
        request,
        models.SendPrecompiledLetterResponse,
    )


def get_notification_by_id(notification_id: str | UUID) -> Operation[models.Notification]:
    """Reads one message."""
    __tracebackhide__ = True
    identifier = _id("notification_id", notification_id)
    path = f"/v2/notifications/{identifier}"
    return Operation("GET", path, reading_notification, "get_notification_by_id", expected=(("id", identifier),))


def get_all_notifications(
    template_type: str | Sequence[str] | None = None,
    status: str | Sequence[str] | None = None,
    reference: str | None = None,
    older_than: str | UUID | None = None,
    include_jobs: bool | None = None,
) -> Operation[models.NotificationList]:
    """Reads one page of the sent messages."""
    __tracebackhide__ = True
    query = _checked(
        models.NotificationsQuery,
        _DEFAULT,
        reference=reference,
        status=_as_list(status),
        template_type=_as_list(template_type),
        include_jobs="true" if include_jobs else None,
        older_than=older_than,
    )
    read = reading_page(models.NotificationList, "notifications", models.Notification, query.template_type or ())
    return Operation("GET", "/v2/notifications", read, "get_all_notifications", query=_pairs(query))


def get_pdf_for_letter(notification_id: str | UUID) -> Operation[io.BytesIO]:
    """Reads the PDF of a letter."""
    path = f"/v2/notifications/{_id('notification_id', notification_id)}/pdf"
    return Operation("GET", path, lambda answer: io.BytesIO(answer.content), "get_pdf_for_letter")


def get_template(template_id: str | UUID, checks: Checks = _DEFAULT) -> Operation[models.Template]:
    """Reads the current version of a template."""
    __tracebackhide__ = True
    identifier = _template_id(checks, template_id)
    path = f"/v2/template/{identifier}"
    expected = (("id", identifier),)
    return Operation("GET", path, reading_template, "get_template", str(identifier), expected=expected)


def get_template_version(
    template_id: str | UUID, version: int, checks: Checks = _DEFAULT
) -> Operation[models.Template]:
    """Reads one version of a template."""
    __tracebackhide__ = True
    if not isinstance(version, int) or isinstance(version, bool) or version < 0:
        raise RequestValidationError.of("version is not a whole number from 0", code="wrong_type", field="version")
    identifier = _template_id(checks, template_id)
    path = f"/v2/template/{identifier}/version/{version}"
    versions = (("version", version),) if version else ()  # Notify takes 0 for the present one
    expected = (("id", identifier), *versions)
    return Operation("GET", path, reading_template, "get_template_version", str(identifier), expected=expected)


def get_all_templates(template_type: str | None = None) -> Operation[models.TemplateList]:
    """Reads all templates."""
    query = _checked(models.TemplatesQuery, _DEFAULT, type=template_type)
    types = () if query.type is None else (query.type,)
    read = reading_page(models.TemplateList, "templates", models.Template, types)
    return Operation("GET", "/v2/templates", read, "get_all_templates", query=_pairs(query))


def post_template_preview(
    template_id: str | UUID,
    personalisation: Personalisation | models.TemplatePreviewRequest | None = None,
    checks: Checks = _DEFAULT,
) -> Operation[models.TemplatePreview]:
    """Fills in a template without sending anything."""
    __tracebackhide__ = True
    identifier = _template_id(checks, template_id)
    if isinstance(personalisation, models.TemplatePreviewRequest):
        request = personalisation
    else:
        values: Personalisation = {} if personalisation is None else personalisation
        request = _checked(models.TemplatePreviewRequest, checks, personalisation=values)
    read: Callable[[Answer], models.TemplatePreview] = reading_preview
    if isinstance(checks, ClientChecks) and checks.templates is not None:
        from notify_sdk._calls.template_check import check_preview

        check_preview(checks.templates, identifier, request.personalisation, checks.level)
        read = checks.templates.watching(identifier, read)
    return Operation(
        "POST",
        f"/v2/template/{identifier}/preview",
        read,
        "post_template_preview",
        str(identifier),
        body=json_body(request),
        expected=(("id", identifier),),
    )


def get_received_texts(older_than: str | UUID | None = None) -> Operation[models.ReceivedTextList]:
    """Reads one page of the text messages that the service has received."""
    query = _checked(models.ReceivedTextsQuery, _DEFAULT, older_than=older_than)
    read = reading_page(models.ReceivedTextList, "received_text_messages", models.ReceivedText)
    return Operation("GET", "/v2/received-text-messages", read, "get_received_texts", query=_pairs(query))


def _checked(model: type[R], checks: Checks, **fields: object) -> R:
    """Builds a request, or raises one error with everything that is wrong."""
    __tracebackhide__ = True
    own = checks if isinstance(checks, ClientChecks) else _NO_CLIENT
    if own.templates is not None or own.blanks != "send":
        from notify_sdk._calls.template_check import completed

        fields = completed(own, model, fields)
    given = {name: value for name, value in fields.items() if value is not None}
    try:
        request = model.model_validate(given, context=CheckContext(checks))
    except ValidationError as error:
        details = list(map(partial(_with_hint, fields=fields), details_of(error)))
    else:
        if checks.level == "error" and (found := rules.crash(vars(request))):
            raise RequestValidationError.of(found.message, found.hint, code=found.code, field=found.field)
        if own.templates is not None:
            from notify_sdk._calls.template_check import check_message

            check_message(own.templates, request, own.level)
        return request
    raise RequestValidationError(details)


def _with_hint(detail: ErrorDetail, fields: Mapping[str, object]) -> ErrorDetail:
    __tracebackhide__ = True
    if detail.field == "template_type" and any(
        value in _STATUSES for value in _as_list(fields.get("template_type")) or ()
    ):
        return replace(detail, hint="that is a status: template_type comes first, then status")
    return detail


_STATUSES = frozenset(get_args(models.NotificationStatus))


def _as_list(values: object) -> list[object] | None:
    if values is None:
        return None
    if isinstance(values, str) or not isinstance(values, Iterable):
        return [values]
    return list(cast("Iterable[object]", values))


def _id(name: str, value: str | UUID) -> UUID:
    __tracebackhide__ = True
    try:
        return value if isinstance(value, UUID) else UUID(value)
    except (ValueError, AttributeError, TypeError):
        raise RequestValidationError.of(f"{name} is not a valid UUID", code="not_a_uuid", field=name) from None


def _template_id(checks: Checks, given: str | UUID) -> UUID:
    """The id of a template that is given by its id or, if the client knows it, by its name."""
    __tracebackhide__ = True
    if isinstance(checks, ClientChecks) and checks.templates is not None:
        given = checks.templates.identify(given, None)
    return _id("template_id", given)


def _send(
    checks: Checks, name: str, path: str, request: _Sendable, answer: type[S], template_id: UUID | None = None
) -> Operation[S]:
    __tracebackhide__ = True
    template = None if template_id is None else str(template_id)
    expected = () if template_id is None else (("template.id", template_id),)
    redirected = False
    if isinstance(checks, ClientChecks) and checks.guard is not None:
        request = checks.guard.admitted(request)
        redirected = checks.guard.redirect_to is not None
    read, body = reading(answer, "id"), json_body(request)
    if template_id is not None and isinstance(checks, ClientChecks) and checks.templates is not None:
        read = checks.templates.watching(template_id, read, "template.")
    return Operation(
        "POST",
        path,
        read,
        name,
        template,
        body,
        reference=request.reference,
        expected=expected,
        sends=True,
        redirected=redirected,
    )


def _pairs(query: Request) -> Query:
    __tracebackhide__ = True
    fields: dict[str, str | UUID | list[str]] = query.model_dump(exclude_unset=True)
    return tuple(
        (name, str(value))
        for name, values in fields.items()
        for value in (values if isinstance(values, list) else [values])
    )
