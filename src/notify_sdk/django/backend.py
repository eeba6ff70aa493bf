"""The email backend for Django."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from email.message import Message
from functools import partial
from typing import TypeAlias, cast

from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from notify_sdk.client import NotificationsAPIClient
from notify_sdk.errors import NoResultFound, NotifyError, RequestValidationError
from notify_sdk.models import SendEmailResponse, Upload
from notify_sdk.recipients import normal_form
from notify_sdk.rendering.placeholders import key
from notify_sdk.uploads import prepare_upload

from .client_options import client_of
from .copies import CopyContent, queue_copy
from .messages import Outcome, TemplateEmail, email_attempted, reset_outcomes
from .options import SETTING, resolve_options
from .plain import plain, plain_fields

_TemplateUse: TypeAlias = tuple[str, str, tuple[str, ...]]

_checked: set[_TemplateUse] = set()
"""Client, template and placeholders that were checked once, so that they are not checked again."""

_IGNORED = frozenset({"username", "password", "_ignore_unknown_kwargs"})


class EmailBackend(BaseEmailBackend):
    """Sends Django's mail through a template of GOV.UK Notify.

    Each recipient, whether in `to`, `cc` or `bcc`, gets a separate message. The sender is the one that Notify has
    for the service. See `docs/django.md`.

    Args:
        fail_silently: Whether to ignore errors of sends. Wrong settings are always raised.
        alias: Which of the project's mailers this is.
        options: Options that replace those of the setting `NOTIFY_EMAIL`, see `EmailOptions`. `username` and
            `password` are ignored, since Django passes them to every backend.

    Raises:
        ImproperlyConfigured: The settings are not valid.
    """

    fail_silently: bool

    def __init__(
        self,
        fail_silently: bool = False,
        *,
        alias: str | None = None,
        **options: object,
    ) -> None:
        __tracebackhide__ = True
        super().__init__(alias=alias)
        self.fail_silently = fail_silently
        self._options = resolve_options({name: each for name, each in options.items() if name not in _IGNORED})
        self._subject = self._options.get("subject_placeholder", "subject")
        self._body = self._options.get("body_placeholder", "body")
        self._files = tuple(self._options.get("file_placeholders", ()))
        self._queues = self._options.get("outbox", False)
        self._client: NotificationsAPIClient | None = None

    def open(self) -> bool:
        """Makes the client whose connection all messages share until `close`.

        Returns:
            Whether a new client was made.

        Raises:
            ImproperlyConfigured: There is no API key, or it is not valid.
        """
        __tracebackhide__ = True
        if self._client is not None or self._queues:
            return False
        self._client = client_of(self._options, SETTING)
        return True

    def close(self) -> None:
        """Closes the connection."""
        if self._client is not None:
            self._client.close()
            self._client = None

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Sends each message to each of its recipients. An error for one recipient does not stop the others.

        Args:
            email_messages: The messages; afterwards `outcomes(message)` has the outcome for each recipient.

        Returns:
            How many messages went to all of their recipients.

        Raises:
            ImproperlyConfigured: The settings are wrong, the template lacks placeholders that they name,
                or a message has more attachments than there are placeholders.
            NotifyError: A message could not be sent to all of its recipients: the first error. Later messages are not
                sent. Not raised if `fail_silently`.
        """
        opened = self.open()
        try:
            return sum(self._send(message) for message in email_messages if message.recipients())
        finally:
            if opened:
                self.close()

    def _send(self, message: EmailMessage) -> bool:
        __tracebackhide__ = True
        attempted = reset_outcomes(message)
        try:
            content = plain_fields(self._content(message))
        except NotifyError:
            if self.fail_silently:
                return False
            raise
        for address in _unique(map(_bare_address, plain(message.recipients()))):
            try:
                if self._queues:
                    queue_copy(address, content)
                    outcome = Outcome(address, queued=True)
                else:
                    outcome = Outcome(address, sent=self._send_copy(address, content))
            except NotifyError as error:
                outcome = Outcome(address, error=error)
            attempted.append(outcome)
            email_attempted.send_robust(type(self), message=message, outcome=outcome)
        errors = [outcome.error for outcome in attempted if outcome.error]
        if errors and not self.fail_silently:
            errors[0].add_note(
                f"{len(attempted) - len(errors)} of {len(attempted)} recipients were sent this email: "
                "notify_sdk.django.outcomes(message) shows which"
            )
            raise errors[0]
        return not errors

    def _send_copy(self, address: str, content: CopyContent) -> SendEmailResponse:
        __tracebackhide__ = True
        return self._opened.send_email_notification(
            email_address=address,
            template_id=content.template_id,
            personalisation=content.personalisation,
            reference=content.reference,
            email_reply_to_id=content.reply_to_id,
            one_click_unsubscribe_url=content.unsubscribe_url,
            sanitise_content_for=content.sanitise,
        )

    def _content(self, message: EmailMessage) -> CopyContent:
        __tracebackhide__ = True
        uploads = self._uploads(message)
        reply_to_id = self._reply_to(message)
        if isinstance(message, TemplateEmail):
            return CopyContent(
                template_id=message.template_id,
                personalisation={**uploads, **message.personalisation},
                reference=message.reference,
                reply_to_id=reply_to_id,
                unsubscribe_url=message.one_click_unsubscribe_url,
            )
        if not self._queues:  # with an outbox, no mail waits for Notify
            self._check_template()
        values = {**dict.fromkeys(self._files, ""), **uploads, **self._texts(message)}
        sanitise = self._options.get("sanitise_content_for")
        return CopyContent(self._template_id, values, reply_to_id=reply_to_id, sanitise=sanitise)

    @property
    def _template_id(self) -> str:
        return str(self._options.get("template_id"))

    @property
    def _opened(self) -> NotificationsAPIClient:
        return cast("NotificationsAPIClient", self._client)  # `send_messages` has opened it

    def _texts(self, message: EmailMessage) -> dict[str, object]:
        __tracebackhide__ = True
        if message.content_subtype != "plain":
            raise RequestValidationError.of(
                f"the body of the message is {message.content_subtype}, not plain text",
                "Notify makes the HTML of an email itself, from text with Markdown",
                field="body",
            )
        texts: dict[str, object] = {self._body: str(message.body)}
        if self._subject:
            texts[self._subject] = " ".join(str(message.subject).splitlines())
        return texts

    def _uploads(self, message: EmailMessage) -> dict[str, Upload]:
        __tracebackhide__ = True
        attachments: Sequence[object] = message.attachments
        if len(attachments) > len(self._files):
            raise ImproperlyConfigured(
                f"{SETTING}: the message has {len(attachments)} attachments, and file_placeholders names"
                f" {len(self._files)} placeholders to put them into"
            )
        return dict(zip(self._files, map(self._upload, attachments), strict=False))

    def _upload(self, attachment: object) -> Upload:
        __tracebackhide__ = True
        filename, content = _name_and_content(attachment)
        return prepare_upload(
            content,
            filename=plain(filename),
            confirm_email_before_download=self._options.get("confirm_email_before_download"),
            retention_period=self._options.get("retention_period"),
        )

    def _reply_to(self, message: EmailMessage) -> str | None:
        __tracebackhide__ = True
        addresses = list(map(partial(normal_form, kind="email"), map(_bare_address, plain(message.reply_to))))
        if not addresses:
            return None
        options = self._options.get("reply_to", {})
        known = {normal_form(address, "email"): identifier for address, identifier in options.items()}
        if len(addresses) > 1 or addresses[0] not in known:
            raise ImproperlyConfigured(
                f"{SETTING}: the message names {len(addresses)} reply-to addresses; Notify takes one, and reply_to must"
                " give its id at Notify"
            )
        return known[addresses[0]]

    def _check_template(self) -> None:
        """Checks that the template has each placeholder: Notify silently drops values that have none."""
        identifier = self._template_id
        names = tuple(filter(None, (self._subject, self._body, *self._files)))
        use: _TemplateUse = (repr(self._client), identifier, names)
        if use in _checked:
            return
        try:
            template = self._opened.get_template(identifier)
        except NoResultFound:
            raise ImproperlyConfigured(f"{SETTING}: the service has no template {identifier}") from None
        if template.type != "email":
            raise ImproperlyConfigured(f"{SETTING}: template {identifier} is of type {template.type}, not email")
        present = set(map(key, template.personalisation))
        missing = [f"(({name}))" for name in names if key(name) not in present]
        if missing:
            raise ImproperlyConfigured(f"{SETTING}: template {identifier} has no placeholder {', '.join(missing)}")
        _checked.add(use)


def _bare_address(address: str) -> str:
    """An address without the name before it. Any other text stays as it is: the check reports what is wrong."""
    __tracebackhide__ = True
    found = re.fullmatch(r".*<([^<>]*)>\s*", address, re.DOTALL)
    return found[1] if found else address


def _unique(addresses: Iterable[str]) -> Iterable[str]:
    """The addresses without duplicates, each as it is first written. Notify compares them in their normal form."""
    __tracebackhide__ = True
    first: dict[str, str] = {}
    for address in addresses:
        first.setdefault(normal_form(address, "email"), address)
    return first.values()


def _name_and_content(attachment: object) -> tuple[str | None, bytes]:
    """The name and the content of an attachment, in any form that Django accepts."""
    __tracebackhide__ = True
    if isinstance(attachment, Message):
        payload = attachment.get_payload(decode=True)
        return attachment.get_filename(), payload if isinstance(payload, bytes) else attachment.as_bytes()
    filename, content, *_ = cast("tuple[str | None, object]", attachment)
    if isinstance(content, EmailMessage):
        content = content.message()
    if isinstance(content, Message):
        return filename, content.as_bytes()
    return filename, content if isinstance(content, bytes) else str(content).encode()
