# Generated from async_dry_run.py by `scripts/generate`. Do not edit: change that file and generate again.
"""The sends of a client without sending."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, overload
from uuid import UUID

from notify_sdk import models
from notify_sdk._calls import operations
from notify_sdk._calls.dry_run import PREVIEWS, DryRun, Preview, preview_of
from notify_sdk._client.base import BaseClient
from notify_sdk._validation.accepted import Personalisation
from notify_sdk.recipients import EmailAddress, PhoneNumber, PostalAddress
from notify_sdk.uploads import Readable

if TYPE_CHECKING:
    from notify_sdk.templates import EmailMessage, LetterMessage, SmsMessage


class DryRunClient:
    """The sends of a client, with the same names and arguments, that send nothing: `client.dry_run`.

    Each is checked with the options of the client, and filled in by Notify's preview. That finds a missing
    placeholder, a template of another type, a text that is too long. What only a real send shows: a deleted template,
    a sender or reply-to address that is none of the service's, a file with a virus, and what the key and the service
    may not send, or no more today.

    Args:
        client: The client.
    """

    def __init__(self, client: BaseClient) -> None:
        self._client = client
        self._checks = client._settings.checks  # noqa: SLF001 - of this package

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._client!r})"

    @overload
    def send(
        self,
        message: SmsMessage,
        to: str | PhoneNumber,
        reference: str | None = None,
        *,
        sms_sender_id: str | UUID | None = None,
    ) -> DryRun[models.SmsTemplatePreview]: ...
    @overload
    def send(
        self,
        message: EmailMessage,
        to: str | EmailAddress,
        reference: str | None = None,
        *,
        email_reply_to_id: str | UUID | None = None,
        one_click_unsubscribe_url: str | None = None,
        sanitise_content_for: Iterable[str] | None = None,
    ) -> DryRun[models.EmailTemplatePreview]: ...
    @overload
    def send(
        self,
        message: LetterMessage,
        to: models.LetterAddress | PostalAddress | Mapping[str, object],
        reference: str | None = None,
    ) -> DryRun[models.LetterTemplatePreview]: ...
    def send(
        self,
        message: SmsMessage | EmailMessage | LetterMessage,
        to: str | PhoneNumber | EmailAddress | models.LetterAddress | PostalAddress | Mapping[str, object],
        reference: str | None = None,
        *,
        sms_sender_id: str | UUID | None = None,
        email_reply_to_id: str | UUID | None = None,
        one_click_unsubscribe_url: str | None = None,
        sanitise_content_for: Iterable[str] | None = None,
    ) -> DryRun[Preview]:
        """Checks and previews a message made from a template class. Nothing is sent.

        Args:
            message: As for the client's `send`, like all others.
            to: The recipient.
            reference: Your own reference.
            sms_sender_id: For a text message.
            email_reply_to_id: For an email.
            one_click_unsubscribe_url: For an email.
            sanitise_content_for: For an email.

        Returns:
            The content that the message would have, in `preview`.

        Raises:
            RequestValidationError: If Notify would refuse it.
            HTTPError: If Notify refuses the preview.
            TransportError: If no answer came.
        """
        __tracebackhide__ = True
        from notify_sdk.templates.sending import message_operation, warn_of_version

        operation = message_operation(
            self._checks,
            message=message,
            to=to,
            reference=reference,
            sms_sender_id=sms_sender_id,
            email_reply_to_id=email_reply_to_id,
            one_click_unsubscribe_url=one_click_unsubscribe_url,
            sanitise_content_for=sanitise_content_for,
        )
        found = self._client._perform(preview_of(operation, PREVIEWS[operation.name]))  # noqa: SLF001
        warn_of_version(message, found.preview)
        return found

    def send_sms_notification(
        self,
        phone_number: str | PhoneNumber,
        template_id: str | UUID,
        personalisation: Personalisation | None = None,
        reference: str | None = None,
        sms_sender_id: str | UUID | None = None,
    ) -> DryRun[models.SmsTemplatePreview]:
        """Checks and previews a text message. Nothing is sent.

        Args:
            phone_number: As for the client's `send_sms_notification`, like all others.
            template_id: The template to fill in.
            personalisation: The value of each placeholder.
            reference: Your own reference.
            sms_sender_id: Which of the service's senders to show.

        Returns:
            The content that the message would have, in `preview`.

        Raises:
            RequestValidationError: If Notify would refuse it.
            HTTPError: If Notify refuses the preview.
            TransportError: If no answer came.
        """
        __tracebackhide__ = True
        operation = operations.send_sms_notification(
            self._checks, phone_number, template_id, personalisation, reference, sms_sender_id
        )
        return self._client._perform(preview_of(operation, models.SmsTemplatePreview))  # noqa: SLF001

    def send_email_notification(
        self,
        email_address: str | EmailAddress,
        template_id: str | UUID,
        personalisation: Personalisation | None = None,
        reference: str | None = None,
        email_reply_to_id: str | UUID | None = None,
        one_click_unsubscribe_url: str | None = None,
        sanitise_content_for: Iterable[str] | None = None,
    ) -> DryRun[models.EmailTemplatePreview]:
        """Checks and previews an email. Nothing is sent, and no file is uploaded.

        In place of a file the preview has an example link.

        Args:
            email_address: As for the client's `send_email_notification`, like all others.
            template_id: The template to fill in.
            personalisation: The value of each placeholder.
            reference: Your own reference.
            email_reply_to_id: Which of the service's reply-to addresses to use.
            one_click_unsubscribe_url: An https address that unsubscribes the recipient.
            sanitise_content_for: The placeholders whose values come from people you do not trust.

        Returns:
            The content that the message would have, in `preview`.

        Raises:
            RequestValidationError: If Notify would refuse it.
            HTTPError: If Notify refuses the preview.
            TransportError: If no answer came.
        """
        __tracebackhide__ = True
        operation = operations.send_email_notification(
            self._checks,
            email_address,
            template_id,
            personalisation,
            reference,
            email_reply_to_id=email_reply_to_id,
            one_click_unsubscribe_url=one_click_unsubscribe_url,
            sanitise_content_for=sanitise_content_for,
        )
        return self._client._perform(preview_of(operation, models.EmailTemplatePreview))  # noqa: SLF001

    def send_letter_notification(
        self,
        template_id: str | UUID,
        personalisation: Personalisation | models.LetterAddress | PostalAddress,
        reference: str | None = None,
    ) -> DryRun[models.LetterTemplatePreview]:
        """Checks and previews a letter made from a template. Nothing is sent.

        Args:
            template_id: As for the client's `send_letter_notification`, like all others.
            personalisation: The address and the value of each placeholder.
            reference: Your own reference.

        Returns:
            The content that the message would have, in `preview`.

        Raises:
            RequestValidationError: If Notify would refuse it.
            HTTPError: If Notify refuses the preview.
            TransportError: If no answer came.
        """
        __tracebackhide__ = True
        operation = operations.send_letter_notification(self._checks, template_id, personalisation, reference)
        return self._client._perform(preview_of(operation, models.LetterTemplatePreview))  # noqa: SLF001

    def send_precompiled_letter_notification(
        self, reference: str, pdf_file: Readable, postage: models.LetterPostage | str | None = None
    ) -> DryRun[None]:
        """Checks your own PDF as a letter, here alone: Notify has no preview of it. Nothing is sent.

        Args:
            reference: As for the client's `send_precompiled_letter_notification`, like all others.
            pdf_file: The PDF.
            postage: The class of post.

        Returns:
            A `DryRun` whose `preview` is None.

        Raises:
            RequestValidationError: If Notify would refuse it.
        """
        __tracebackhide__ = True
        operations.send_precompiled_letter_notification(self._checks, reference, pdf_file, postage)
        return DryRun(None)
