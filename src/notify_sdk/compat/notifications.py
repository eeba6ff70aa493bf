"""The client with the official client's methods."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Self, TypeVar, cast
from uuid import UUID

from notify_sdk import client, models
from notify_sdk._calls import operations
from notify_sdk._calls.operations import Operation
from notify_sdk._calls.paging import next_page
from notify_sdk._calls.with_json import WithJson, with_json
from notify_sdk._client.key_source import ApiKey
from notify_sdk._transport.timeouts import Timeout
from notify_sdk._validation.accepted import EmailRecipient, Personalisation, SmsRecipient
from notify_sdk.uploads import Readable

from .answers import DictAnswer
from .errors import OfficialErrors

if TYPE_CHECKING:
    from notify_sdk._validation.checks import Checks

__all__ = ["NotificationsAPIClient"]

T = TypeVar("T")
_NUMBER = re.compile("[0-9]{1,9}")
Page = TypeVar("Page", "models.NotificationList", "models.ReceivedTextList")


class NotificationsAPIClient:
    """A client with the official client's methods, whose answers are dicts and whose errors are of its classes.

    Underneath is this package's own client, `typed`, with its connections, checks and retries. One can be shared by any
    number of threads. For more options than these three, see `of`. Each answer is a `DictAnswer`: the dict that Notify
    answered, with the model of this package as its `typed`.

    Args:
        api_key: The key, as the Notify website shows it; `NOTIFY_API_KEY` if left out.
        base_url: The URL of Notify; `NOTIFY_BASE_URL` if set and left out here.
        timeout: Seconds for one attempt; or a tuple, for connecting and for reading.

    Raises:
        HTTPError: If an argument is not valid, with status 400. The key is never shown.
    """

    def __init__(
        self,
        api_key: ApiKey | None = None,
        base_url: str | None = None,
        timeout: Timeout | tuple[float | None, float | None] = 30,
    ) -> None:
        __tracebackhide__ = True
        if isinstance(timeout, tuple) and len(timeout) == 2:
            connect, read = timeout
            timeout = (connect, read, read, connect)
        with OfficialErrors():
            self._typed = client.NotificationsAPIClient(api_key, base_url, timeout)

    @classmethod
    def of(cls, typed: client.NotificationsAPIClient) -> Self:
        """Makes a client on top of one of this package, whose options it has and whose connections it shares.

            NotificationsAPIClient.of(notify_sdk.NotificationsAPIClient(only_to=["example.gov.uk"]))

        Args:
            typed: The client.

        Returns:
            The client.
        """
        made = cls.__new__(cls)
        made._typed = typed  # noqa: SLF001 - of the same class
        return made

    @property
    def typed(self) -> client.NotificationsAPIClient:
        """This package's own client, for code that has moved on. It shares the connections."""
        return self._typed

    def __repr__(self) -> str:
        return f"<{type(self).__name__} over {self._typed!r}>"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Closes the connections. The official client has no such method: without it they stay until the end."""
        self._typed.close()

    def send_sms_notification(
        self,
        phone_number: SmsRecipient,
        template_id: str | UUID,
        personalisation: Personalisation | None = None,
        reference: str | None = None,
        sms_sender_id: str | UUID | None = None,
    ) -> DictAnswer[models.SendSmsResponse]:
        """Sends a text message.

        Args:
            phone_number: The recipient's number.
            template_id: The template to fill in.
            personalisation: The value of each placeholder.
            reference: Your own reference, to find the message by.
            sms_sender_id: Which of the service's sender names to use.

        Raises:
            HTTPError: If Notify refused it, or would have.
            HTTP503Error: If no answer came; `outcome_unknown` says whether it may have been sent.
            InvalidResponse: If the answer is not Notify's.
        """
        __tracebackhide__ = True
        with OfficialErrors():
            return self._answer(
                operations.send_sms_notification(
                    self._checks,
                    phone_number,
                    template_id,
                    personalisation or None,
                    reference or None,
                    sms_sender_id or None,
                )
            )

    def send_email_notification(
        self,
        email_address: EmailRecipient,
        template_id: str | UUID,
        personalisation: Personalisation | None = None,
        reference: str | None = None,
        email_reply_to_id: str | UUID | None = None,
        one_click_unsubscribe_url: str | None = None,
        sanitise_content_for: Iterable[str] | None = None,
    ) -> DictAnswer[models.SendEmailResponse]:
        """Sends an email.

        Args:
            email_address: The recipient's address.
            template_id: The template to fill in.
            personalisation: The value of each placeholder; a file is made with `prepare_upload`.
            reference: Your own reference, to find the message by.
            email_reply_to_id: Which of the service's reply-to addresses to use.
            one_click_unsubscribe_url: An https address that mail programs call to unsubscribe the recipient.
            sanitise_content_for: The placeholders whose values come from people you do not trust.

        Raises:
            HTTPError: If Notify refused it, or would have.
            HTTP503Error: If no answer came; `outcome_unknown` says whether it may have been sent.
            InvalidResponse: If the answer is not Notify's.
        """
        __tracebackhide__ = True
        with OfficialErrors():
            return self._answer(
                operations.send_email_notification(
                    self._checks,
                    email_address,
                    template_id,
                    personalisation or None,
                    reference or None,
                    email_reply_to_id or None,
                    one_click_unsubscribe_url or None,
                    sanitise_content_for or None,
                )
            )

    def send_letter_notification(
        self, template_id: str | UUID, personalisation: Personalisation, reference: str | None = None
    ) -> DictAnswer[models.SendLetterResponse]:
        """Sends a letter made from a template.

        Args:
            template_id: The template to fill in.
            personalisation: The address and the value of each placeholder.
            reference: Your own reference, to find the letter by.

        Raises:
            HTTPError: If Notify refused it, or would have.
            HTTP503Error: If no answer came; `outcome_unknown` says whether it may have been sent.
            InvalidResponse: If the answer is not Notify's.
        """
        __tracebackhide__ = True
        with OfficialErrors():
            return self._answer(
                operations.send_letter_notification(self._checks, template_id, personalisation, reference or None)
            )

    def send_precompiled_letter_notification(
        self, reference: str, pdf_file: Readable, postage: str | None = None
    ) -> DictAnswer[models.SendPrecompiledLetterResponse]:
        """Sends your own PDF as a letter.

        Args:
            reference: Your own reference, to find the letter by.
            pdf_file: The PDF, opened in binary mode, as bytes, or as a path.
            postage: The class of post; the service's own setting if left out.

        Raises:
            HTTPError: If Notify refused it, or would have.
            HTTP503Error: If no answer came; `outcome_unknown` says whether it may have been sent.
            InvalidResponse: If the answer is not Notify's.
        """
        __tracebackhide__ = True
        with OfficialErrors():
            return self._answer(
                operations.send_precompiled_letter_notification(self._checks, reference, pdf_file, postage or None)
            )

    def get_received_texts(self, older_than: str | UUID | None = None) -> DictAnswer[models.ReceivedTextList]:
        """Reads one page of the text messages that the service has received, newest first.

        Args:
            older_than: Only texts older than the one with this id.

        Raises:
            HTTPError: If Notify refused it, or would have.
        """
        with OfficialErrors():
            return self._answer(operations.get_received_texts(older_than or None))

    def get_received_texts_iterator(
        self, older_than: str | UUID | None = None
    ) -> Iterator[DictAnswer[models.ReceivedText]]:
        """Reads all text messages that the service has received, newest first, fetching a page when it is needed.

        Args:
            older_than: Only texts older than the one with this id.

        Yields:
            One text after the other.

        Raises:
            HTTPError: If Notify refused it, or would have.
        """
        with OfficialErrors():
            first = operations.get_received_texts(older_than or None)
        for page in self._pages(first):
            yield from _entries(page.json["received_text_messages"], page.typed.received_text_messages)

    def get_notification_by_id(self, id: str | UUID) -> DictAnswer[models.Notification]:  # noqa: A002 - the official name
        """Reads one message: its status, its text and its cost.

        Args:
            id: The id that the send returned.

        Raises:
            HTTPError: If there is no such message, with status 404.
        """
        __tracebackhide__ = True
        with OfficialErrors():
            return self._answer(operations.get_notification_by_id(id))

    def get_pdf_for_letter(self, id: str | UUID) -> io.BytesIO:  # noqa: A002 - the official name
        """Reads the PDF of a letter.

        Args:
            id: The id of the letter.

        Returns:
            The PDF, ready to be read from its start.

        Raises:
            HTTPError: If there is none, or it is still being made, with status 400 (`PDFNotReadyError`).
        """
        with OfficialErrors():
            return self._typed.get_pdf_for_letter(id)

    def get_all_notifications(
        self,
        status: str | Sequence[str] | None = None,
        template_type: str | Sequence[str] | None = None,
        reference: str | UUID | None = None,
        older_than: str | UUID | None = None,
        include_jobs: bool | None = None,
    ) -> DictAnswer[models.NotificationList]:
        """Reads one page of the messages that the service has sent, newest first.

        Args:
            status: Only messages with this status, or with one of these.
            template_type: Only messages of this type, or of these: `"sms"`, `"email"`, `"letter"`.
            reference: Only messages with this reference.
            older_than: Only messages older than the one with this id.
            include_jobs: Also messages sent from the Notify website as part of a job.

        Raises:
            HTTPError: If Notify refused it, or would have.
        """
        __tracebackhide__ = True
        with OfficialErrors():
            return self._answer(
                operations.get_all_notifications(
                    template_type or None, status or None, _text(reference), older_than or None, include_jobs
                )
            )

    def get_all_notifications_iterator(
        self,
        status: str | Sequence[str] | None = None,
        template_type: str | Sequence[str] | None = None,
        reference: str | UUID | None = None,
        older_than: str | UUID | None = None,
    ) -> Iterator[DictAnswer[models.Notification]]:
        """Reads all messages that the service has sent, newest first, fetching a page when it is needed.

        Args:
            status: Only messages with this status, or with one of these.
            template_type: Only messages of this type, or of these: `"sms"`, `"email"`, `"letter"`.
            reference: Only messages with this reference.
            older_than: Only messages older than the one with this id.

        Yields:
            One message after the other.

        Raises:
            HTTPError: If Notify refused it, or would have.
        """
        __tracebackhide__ = True
        with OfficialErrors():
            first = operations.get_all_notifications(
                template_type or None, status or None, _text(reference), older_than or None
            )
        for page in self._pages(first):
            yield from _entries(page.json["notifications"], page.typed.notifications)

    def post_template_preview(
        self, template_id: str | UUID, personalisation: Personalisation | None
    ) -> DictAnswer[models.TemplatePreview]:
        """Fills in a template without sending anything.

        Args:
            template_id: The template to fill in.
            personalisation: The value of each placeholder.

        Raises:
            HTTPError: If a placeholder has no value, with status 400; or there is no such template, with status 404.
        """
        __tracebackhide__ = True
        with OfficialErrors():
            return self._answer(operations.post_template_preview(template_id, personalisation, self._checks))

    def get_template(self, template_id: str | UUID) -> DictAnswer[models.Template]:
        """Reads the current version of a template.

        Args:
            template_id: The id of the template.

        Raises:
            HTTPError: If there is no such template, with status 404.
        """
        with OfficialErrors():
            return self._answer(operations.get_template(template_id, self._checks))

    def get_template_version(self, template_id: str | UUID, version: int | str) -> DictAnswer[models.Template]:
        """Reads one version of a template.

        Args:
            template_id: The id of the template.
            version: Which version, counting from 1.

        Raises:
            HTTPError: If there is no such template or version, with status 404.
        """
        number = int(version) if isinstance(version, str) and _NUMBER.fullmatch(version) else version
        with OfficialErrors():
            return self._answer(operations.get_template_version(template_id, cast("int", number), self._checks))

    def get_all_templates(self, template_type: str | None = None) -> DictAnswer[models.TemplateList]:
        """Reads all templates of the service.

        Args:
            template_type: Only templates of this type.

        Raises:
            HTTPError: If Notify refused it, or would have.
        """
        with OfficialErrors():
            return self._answer(operations.get_all_templates(template_type or None))

    @property
    def _checks(self) -> Checks:
        return self._typed._settings.checks  # noqa: SLF001 - of this package

    def _perform(self, operation: Operation[T]) -> WithJson[T]:
        return self._typed._perform(with_json(operation))  # noqa: SLF001 - of this package

    def _answer(self, operation: Operation[T]) -> DictAnswer[T]:
        __tracebackhide__ = True
        found = self._perform(operation)
        return DictAnswer[T].of(found.json, found.typed)

    def _pages(self, first: Operation[Page]) -> Iterator[WithJson[Page]]:
        __tracebackhide__ = True
        following: Operation[Page] | None = first
        seen = set[str]()
        while following is not None:
            with OfficialErrors():
                page = self._perform(following)
            yield page
            with OfficialErrors():
                following = next_page(following, page.typed, seen)


def _text(reference: object) -> str | None:
    """A filter as text, which it becomes in the address anyway."""
    __tracebackhide__ = True
    return str(reference) if reference else None


def _entries(found: object, read: Sequence[T]) -> Iterator[DictAnswer[T]]:
    """The entries of a list, as they came. Those that could not be read have no typed form."""
    __tracebackhide__ = True
    typed = {str(getattr(entry, "id", "")): entry for entry in read}
    for entry in cast("list[object]", found):
        if isinstance(entry, dict):
            json = cast("dict[str, object]", entry)
            yield DictAnswer[T].of(json, typed.get(str(json.get("id")).lower()))
