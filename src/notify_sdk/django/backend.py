"""The email backend."""

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

from .copies import CopyContent, queue_copy
from .messages import Outcome, TemplateEmail, email_attempted, keep_outcomes
from .options import SETTING, resolved

_Fits: TypeAlias = tuple[str, str, tuple[str, ...]]

_fitting: set[_Fits] = set()
"""Where, which template and which placeholders: what was found to fit is not asked for again."""

_OF_EVERY_BACKEND = frozenset({"username", "password", "_ignore_unknown_kwargs"})


class EmailBackend(BaseEmailBackend):
    """Sends Django's mail through a template of GOV.UK Notify.

    Each recipient, whether in `to`, `cc` or `bcc`, gets a message of their own. The sender is what Notify has
    for the service. See `docs/django.md`.

    Args:
        fail_silently: Whether a mail that Notify does not take is passed over. Wrong settings never are.
        alias: Which of the project's mailers this is.
        options: Options in the place of those in the setting `NOTIFY_EMAIL`, see `EmailOptions`. `username` and
            `password` are passed over, since Django gives them to every backend.

    Raises:
        ImproperlyConfigured: If the settings are not as they should be.
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
        self._options = resolved({name: each for name, each in options.items() if name not in _OF_EVERY_BACKEND})
        self._subject = self._options.get("subject_placeholder", "subject")
        self._body = self._options.get("body_placeholder", "body")
        self._files = tuple(self._options.get("file_placeholders", ()))
        self._queues = self._options.get("outbox", False)
        self._client: NotificationsAPIClient | None = None

    def open(self) -> bool:
        """Makes a client, which keeps its connection for all mails until `close`.

        Returns:
            Whether there was none yet.

        Raises:
            ImproperlyConfigured: If there is no API key, or it is not one.
        """
        __tracebackhide__ = True
        if self._client is not None or self._queues:
            return False
        options = self._options
        try:
            self._client = NotificationsAPIClient(
                options.get("api_key"),
                options.get("base_url"),
                options.get("timeout", 30),
                sandbox=options.get("sandbox", "never"),
                only_to=options.get("only_to"),
            )
        except RequestValidationError as error:
            wrong = str(error)
        else:
            return True
        raise ImproperlyConfigured(f"{SETTING}: {wrong}")

    def close(self) -> None:
        """Closes the connection."""
        if self._client is not None:
            self._client.close()
            self._client = None

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Sends each message to each of its recipients. That one of them is refused does not stop the others.

        Args:
            email_messages: The messages; afterwards `outcomes(message)` tells of each recipient.

        Returns:
            How many messages went to all of their recipients.

        Raises:
            ImproperlyConfigured: If the settings are wrong, the template has not the placeholders that they name,
                or a message has more attachments than there are placeholders.
            NotifyError: If a message could not be sent to all of its recipients: the first one's error. Messages after
                it are not sent. Not raised if `fail_silently`.
        """
        opened = self.open()
        try:
            return sum(self._send(message) for message in email_messages if message.recipients())
        finally:
            if opened:
                self.close()

    def _send(self, message: EmailMessage) -> bool:
        __tracebackhide__ = True
        done = keep_outcomes(message)
        try:
            content = self._content(message)
        except NotifyError:
            if self.fail_silently:
                return False
            raise
        for address in _each_once(map(_bare, message.recipients())):
            try:
                if self._queues:
                    queue_copy(address, content)
                    outcome = Outcome(address, queued=True)
                else:
                    outcome = Outcome(address, sent=self._send_copy(address, content))
            except NotifyError as error:
                outcome = Outcome(address, error=error)
            done.append(outcome)
            email_attempted.send_robust(type(self), message=message, outcome=outcome)
        errors = [outcome.error for outcome in done if outcome.error]
        if errors and not self.fail_silently:
            errors[0].add_note(
                f"{len(done) - len(errors)} of {len(done)} recipients were sent this email: "
                "notify_sdk.django.outcomes(message) tells which"
            )
            raise errors[0]
        return not errors

    def _send_copy(self, address: str, content: CopyContent) -> SendEmailResponse:
        __tracebackhide__ = True
        return self._opened.send_email_notification(
            address,
            content.template_id,
            content.personalisation,
            content.reference,
            content.reply_to_id,
            content.unsubscribe_url,
            content.sanitise,
        )

    def _content(self, message: EmailMessage) -> CopyContent:
        __tracebackhide__ = True
        uploads = self._uploads(message)
        reply_to_id = self._reply_to(message)
        if isinstance(message, TemplateEmail):
            return CopyContent(
                message.template_id,
                {**uploads, **message.personalisation},
                message.reference,
                reply_to_id,
                message.one_click_unsubscribe_url,
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
        filename, content = _file(attachment)
        return prepare_upload(
            content,
            filename,
            self._options.get("confirm_email_before_download"),
            self._options.get("retention_period"),
        )

    def _reply_to(self, message: EmailMessage) -> str | None:
        __tracebackhide__ = True
        named = list(map(partial(normal_form, kind="email"), map(_bare, message.reply_to)))
        if not named:
            return None
        options = self._options.get("reply_to", {})
        known = {normal_form(address, "email"): identifier for address, identifier in options.items()}
        if len(named) > 1 or named[0] not in known:
            raise ImproperlyConfigured(
                f"{SETTING}: the message names {len(named)} reply-to addresses; Notify takes one, and reply_to must"
                " say which id Notify has for it"
            )
        return known[named[0]]

    def _check_template(self) -> None:
        """Makes sure that no text is lost: Notify leaves out, without a word, what the template has no place for."""
        identifier = self._template_id
        wanted = tuple(filter(None, (self._subject, self._body, *self._files)))
        fits: _Fits = (repr(self._client), identifier, wanted)
        if fits in _fitting:
            return
        try:
            template = self._opened.get_template(identifier)
        except NoResultFound:
            raise ImproperlyConfigured(f"{SETTING}: the service has no template {identifier}") from None
        if template.type != "email":
            raise ImproperlyConfigured(f"{SETTING}: template {identifier} is of type {template.type}, not email")
        there = set(map(key, template.personalisation))
        lost = [f"(({name}))" for name in wanted if key(name) not in there]
        if lost:
            raise ImproperlyConfigured(f"{SETTING}: template {identifier} has no placeholder {', '.join(lost)}")
        _fitting.add(fits)


def _bare(address: str) -> str:
    """An address without the name before it. What is not of this form stays whole: Notify tells what is wrong."""
    __tracebackhide__ = True
    found = re.fullmatch(r".*<([^<>]*)>\s*", address, re.DOTALL)
    return found[1] if found else address


def _each_once(addresses: Iterable[str]) -> Iterable[str]:
    """Every address that Notify would write to, as it is given first."""
    __tracebackhide__ = True
    first: dict[str, str] = {}
    for address in addresses:
        first.setdefault(normal_form(address, "email"), address)
    return first.values()


def _file(attachment: object) -> tuple[str | None, bytes]:
    """The name and the content of an attachment, in any of the forms that Django takes."""
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
