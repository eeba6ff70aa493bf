# Generated from async_client.py by `scripts/generate`. Do not edit: change that file and generate again.
"""The client for code without asyncio."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Literal, Self, overload
from uuid import UUID

from notify_sdk import models
from notify_sdk._calls import operations
from notify_sdk._calls.blanks import Blanks
from notify_sdk._calls.operations import Operation
from notify_sdk._calls.paging import next_page
from notify_sdk._client.base import BaseClient
from notify_sdk._client.key_source import ApiKey
from notify_sdk._client.retry import RetryPolicy
from notify_sdk._client.settings import NOT_GIVEN, NotGiven, Settings
from notify_sdk._client.waiting import Waiting
from notify_sdk._lazy import set_module
from notify_sdk._statuses import FINAL
from notify_sdk._transport.connections import Transport
from notify_sdk._transport.in_process import SandboxUse
from notify_sdk._transport.timeouts import Timeout
from notify_sdk._validation.accepted import Personalisation
from notify_sdk._validation.checks import CheckLevel, Checks
from notify_sdk.errors import PDFNotReadyError, WaitTimeoutError
from notify_sdk.uploads import Readable

if TYPE_CHECKING:
    from notify_sdk._calls.guard import Target
    from notify_sdk._calls.known_templates import KnownTemplates
    from notify_sdk._calls.recipient_list import Allowed
    from notify_sdk.dry_run import DryRunClient
    from notify_sdk.rate_limit import RateLimit
    from notify_sdk.recipients import EmailAddress, PhoneNumber, PostalAddress
    from notify_sdk.templates import EmailMessage, LetterMessage, SmsMessage, TemplatesSource

Status = models.NotificationStatus
TemplateType = models.TemplateType
TemplateTypes = TemplateType | str | Sequence[TemplateType | str] | None
Statuses = Status | str | Sequence[Status | str] | None


class NotificationsAPIClient(BaseClient):
    """A client for GOV.UK Notify. One client can be shared by any number of threads.

    Args:
        api_key: The key, as the Notify website shows it, as text or `SecretStr`; or a function that returns the present
            one, called at most once a second while requests are signed. If left out, the environment variable
            `NOTIFY_API_KEY`, or the file that `NOTIFY_API_KEY_FILE` names, which is read again as often.
        base_url: The URL of Notify: https, or http on this machine; `NOTIFY_BASE_URL` if set and left out here.
        timeout: Seconds for one attempt, from the connection to the last byte of the answer, and as many before it to
            wait in the queue for a connection; or seconds for each of connecting, reading, writing and the queue,
            as a tuple or an `httpx.Timeout`. The attempt then ends after the sum of the first three.
        retry: What is retried, and how often: by default up to four attempts, where repeating is safe.
            `RetryPolicy.none()` retries nothing.
        transport: Sends the requests instead of the client's own connections: a transport of httpx, which
            you close; or its class, or a function that makes one, which the client closes. Or the client's own
            connections with other options: `default_transport`.
        check: What the local check does with a request that Notify would refuse: `"error"` raises
            `RequestValidationError`, `"warn"` warns and sends it, `"off"` checks nothing. A `Checks` has more options.
        sandbox: When to use a sandbox inside this process instead of Notify: `"never"`; `"if-asked"`, when the key
            is `sandbox`; `"if-no-key"`, also when there is none. It must be allowed here, in code: no setting does
            it alone. Each such client logs it and warns with a `SandboxWarning`.
        allow_http: Hosts that `base_url` may name with plain http, besides this machine: `["sandbox"]` for a sandbox in
            another container; `NOTIFY_ALLOW_HTTP`, with commas between them, if left out. Its use is logged.
        only_to: The only recipients that are allowed: email addresses, domains, phone numbers and, for letters,
            postcodes; all others are refused before anything is sent. None allows all.
        never_to: The recipients that are refused before anything is sent, written as for `only_to`.
        redirect_to: An email address, a phone number, or one of each: all emails and text messages go there and not to
            their recipients. What can't go there, such as a letter, is refused. `only_to` and `never_to` then apply to
            these. Each such client logs it.
        clock: What to do when Notify refuses a token because this machine's clock is wrong: `"local"` raises
            `ClockError`; `"server"` signs with Notify's time from then on.
        rate_limit: A limit that sends wait for, to stay below Notify's own limit; none by default.
        templates: The service's templates: a module that `notify-sdk templates pull` wrote, the path of a snapshot, or
            what `get_all_templates` returned. Then a template can be given by its name, and a message that Notify would
            refuse for its template is refused here: a missing or misspelt placeholder, a text that is too long or
            empty, a template for another type of message. Other templates can still be given by their id.
        blanks: What to do with a placeholder whose value is None, a text of spaces alone, or a list of nothing else:
            `"send"` sends it as it is, `"omit"` leaves it out, `"refuse"` raises `RequestValidationError`.

    Raises:
        RequestValidationError: If an option is not valid. The key is never shown.
    """

    def __init__(
        self,
        api_key: ApiKey | None = None,
        base_url: str | None = None,
        timeout: Timeout = 30,
        *,
        retry: RetryPolicy = RetryPolicy(),
        transport: Transport | None = None,
        check: CheckLevel | Checks = "error",
        clock: Literal["local", "server"] = "local",
        sandbox: SandboxUse = "never",
        allow_http: Iterable[str] | None = None,
        only_to: Iterable[Allowed] | None = None,
        never_to: Iterable[Allowed] | None = None,
        redirect_to: Target | Iterable[Target] | None = None,
        rate_limit: RateLimit | None = None,
        templates: TemplatesSource | None = None,
        blanks: Blanks = "send",
    ) -> None:
        __tracebackhide__ = True
        settings = Settings.resolve(
            api_key=api_key,
            base_url=base_url,
            allow_http=allow_http,
            timeout=timeout,
            retry=retry,
            check=check,
            clock=clock,
            sandbox=sandbox,
            only_to=only_to,
            never_to=never_to,
            redirect_to=redirect_to,
            rate_limit=rate_limit,
            templates=_known(templates),
            blanks=blanks,
        )
        super().__init__(settings, transport)

    def with_options(
        self,
        *,
        timeout: Timeout | NotGiven = NOT_GIVEN,
        retry: RetryPolicy | NotGiven = NOT_GIVEN,
        check: CheckLevel | Checks | NotGiven = NOT_GIVEN,
        only_to: Iterable[Allowed] | NotGiven | None = NOT_GIVEN,
        never_to: Iterable[Allowed] | NotGiven | None = NOT_GIVEN,
        redirect_to: Target | Iterable[Target] | NotGiven | None = NOT_GIVEN,
        rate_limit: RateLimit | NotGiven | None = NOT_GIVEN,
        templates: TemplatesSource | NotGiven | None = NOT_GIVEN,
        blanks: Blanks | NotGiven = NOT_GIVEN,
    ) -> Self:
        """The same client with other options, for one call or for many.

            client.with_options(timeout=5).get_template(template_id)

        It shares the connections of this client: closing either closes both.

        Args:
            timeout: As for the client.
            retry: As for the client.
            check: As for the client. It leaves the other options as they are.
            only_to: As for the client; None allows all recipients again.
            never_to: As for the client; None refuses none of them again.
            redirect_to: As for the client; None sends to the recipients again.
            rate_limit: As for the client; None for no limit.
            templates: As for the client; None for no templates.
            blanks: As for the client.

        Returns:
            A client with these options. What is left out stays as it is.

        Raises:
            RequestValidationError: If an option is not valid.
        """
        settings = self._settings.with_options(
            timeout=timeout,
            retry=retry,
            check=check,
            only_to=only_to,
            never_to=never_to,
            redirect_to=redirect_to,
            rate_limit=rate_limit,
            templates=NOT_GIVEN if isinstance(templates, NotGiven) else _known(templates),
            blanks=blanks,
        )
        return self._with(settings)

    @property
    def dry_run(self) -> DryRunClient:
        """This client's sends, with the same names and arguments, that send nothing.

            checked = client.dry_run.send_sms_notification("07700 900 900", template_id, {"name": "Amala"})
            print(checked.preview.body)

        Each is checked as a send is, and filled in by Notify's preview. There is no message, so what they return is not
        what a send returns, and has no `id`.
        """
        from notify_sdk.dry_run import DryRunClient

        return DryRunClient(self)

    @overload
    def send(
        self,
        message: SmsMessage,
        to: str | PhoneNumber,
        reference: str | None = None,
        *,
        sms_sender_id: str | UUID | None = None,
    ) -> models.SendSmsResponse: ...
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
    ) -> models.SendEmailResponse: ...
    @overload
    def send(
        self,
        message: LetterMessage,
        to: models.LetterAddress | PostalAddress | Mapping[str, object],
        reference: str | None = None,
    ) -> models.SendLetterResponse: ...
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
    ) -> models.SendSmsResponse | models.SendEmailResponse | models.SendLetterResponse:
        """Sends a message made from a template class, see `docs/templates.md`.

        Args:
            message: An object of a class that `notify-sdk templates pull` made.
            to: The recipient: a phone number, an email address or, for a letter, an address; as text or dict,
                or parsed by `notify_sdk.recipients`.
            reference: Your own reference, to find the message by.
            sms_sender_id: For a text message: which of the service's senders to show.
            email_reply_to_id: For an email: which of the service's reply-to addresses to use.
            one_click_unsubscribe_url: For an email: an https address that unsubscribes the recipient.
            sanitise_content_for: For an email: the placeholders whose values come from people you do not trust; those
                of the class if left out.

        Returns:
            The id of the message, and its text as the recipient will read it: a `SendSmsResponse`, `SendEmailResponse`
            or `SendLetterResponse`, as the class of the message says.

        Raises:
            RequestValidationError: If Notify would refuse it. Nothing was sent.
            HTTPError: If Notify did refuse it.
            TransportError: If no answer came; `outcome_unknown` says whether it may have been sent.
            InvalidResponseError: If an answer came that is not Notify's; the message may have been sent then, too.
        """
        __tracebackhide__ = True
        from notify_sdk.templates.sending import message_operation

        operation = message_operation(
            self._settings.checks,
            message,
            to,
            reference,
            sms_sender_id=sms_sender_id,
            email_reply_to_id=email_reply_to_id,
            one_click_unsubscribe_url=one_click_unsubscribe_url,
            sanitise_content_for=sanitise_content_for,
        )
        return self._perform(operation)

    def send_sms_notification(
        self,
        phone_number: str | PhoneNumber,
        template_id: str | UUID,
        personalisation: Personalisation | None = None,
        reference: str | None = None,
        sms_sender_id: str | UUID | None = None,
    ) -> models.SendSmsResponse:
        """Sends a text message.

        Args:
            phone_number: The recipient's number, such as `"07700 900 900"` or `"+33 6 12 34 56 78"`, or a
                `PhoneNumber`.
            template_id: The template to fill in: its id, or its name if the client has `templates`.
            personalisation: The value of each placeholder: a dict, or an object of a dataclass or a pydantic model.
            reference: Your own reference, to find the message by.
            sms_sender_id: Which of the service's senders to show; the default one if left out.

        Returns:
            The id of the message, and the text as the recipient will read it.

        Raises:
            RequestValidationError: If Notify would refuse it. Nothing was sent.
            HTTPError: If Notify did refuse it.
            TransportError: If no answer came; `outcome_unknown` says whether it may have been sent.
            InvalidResponseError: If an answer came that is not Notify's; the message may have been sent then, too.

        See https://docs.notifications.service.gov.uk/python.html#send-a-text-message
        """
        __tracebackhide__ = True
        return self._perform(
            operations.send_sms_notification(
                self._settings.checks, phone_number, template_id, personalisation, reference, sms_sender_id
            )
        )

    def send_email_notification(
        self,
        email_address: str | EmailAddress,
        template_id: str | UUID,
        personalisation: Personalisation | None = None,
        reference: str | None = None,
        email_reply_to_id: str | UUID | None = None,
        one_click_unsubscribe_url: str | None = None,
        sanitise_content_for: Iterable[str] | None = None,
    ) -> models.SendEmailResponse:
        """Sends an email.

        Args:
            email_address: The recipient's address, as text or as an `EmailAddress`.
            template_id: The template to fill in: its id, or its name if the client has `templates`.
            personalisation: The value of each placeholder: a dict, or an object of a dataclass or a pydantic model. A
                file is made with `prepare_upload`.
            reference: Your own reference, to find the message by.
            email_reply_to_id: Which of the service's reply-to addresses to use; the default one if left out.
            one_click_unsubscribe_url: An https address that mail programs call to unsubscribe the recipient.
            sanitise_content_for: The placeholders whose values come from people you do not trust: Notify makes links
                and formatting in them harmless.

        Returns:
            The id of the message, and the email as the recipient will read it.

        Raises:
            RequestValidationError: If Notify would refuse it. Nothing was sent.
            HTTPError: If Notify did refuse it.
            TransportError: If no answer came; `outcome_unknown` says whether it may have been sent.
            InvalidResponseError: If an answer came that is not Notify's; the message may have been sent then, too.

        See https://docs.notifications.service.gov.uk/python.html#send-an-email
        """
        __tracebackhide__ = True
        return self._perform(
            operations.send_email_notification(
                self._settings.checks,
                email_address,
                template_id,
                personalisation,
                reference,
                email_reply_to_id,
                one_click_unsubscribe_url,
                sanitise_content_for,
            )
        )

    def send_letter_notification(
        self,
        template_id: str | UUID,
        personalisation: Personalisation | models.LetterAddress | PostalAddress,
        reference: str | None = None,
    ) -> models.SendLetterResponse:
        """Sends a letter made from a template.

        Args:
            template_id: The template to fill in: its id, or its name if the client has `templates`.
            personalisation: The address and the value of each placeholder. The address is
                `address_line_1`, `address_line_2` and `postcode`, or three to seven of `address_line_1` to
                `address_line_7` of which the last is a UK postcode or a country. A `LetterAddress` or a
                `PostalAddress` is enough for a template without placeholders; values are put beside the latter with
                `address.personalisation() | {...}`.
            reference: Your own reference, to find the letter by.

        Returns:
            The id of the letter, and its text.

        Raises:
            RequestValidationError: If Notify would refuse it. Nothing was sent.
            HTTPError: If Notify did refuse it.
            TransportError: If no answer came; `outcome_unknown` says whether it may have been sent.
            InvalidResponseError: If an answer came that is not Notify's; the message may have been sent then, too.

        See https://docs.notifications.service.gov.uk/python.html#send-a-letter
        """
        __tracebackhide__ = True
        return self._perform(
            operations.send_letter_notification(self._settings.checks, template_id, personalisation, reference)
        )

    def send_precompiled_letter_notification(
        self, reference: str, pdf_file: Readable, postage: models.LetterPostage | str | None = None
    ) -> models.SendPrecompiledLetterResponse:
        """Sends your own PDF as a letter.

        Args:
            reference: Your own reference, to find the letter by.
            pdf_file: The PDF, opened in binary mode, as bytes, or as a path.
            postage: The class of post; the service's own setting if left out.

        Returns:
            The id of the letter. Notify checks the PDF afterwards: read the letter back to see how it went.

        Raises:
            RequestValidationError: If Notify would refuse it. Nothing was sent.
            HTTPError: If Notify did refuse it.
            TransportError: If no answer came; `outcome_unknown` says whether it may have been sent.
            InvalidResponseError: If an answer came that is not Notify's; the message may have been sent then, too.

        See https://docs.notifications.service.gov.uk/python.html#send-a-precompiled-letter
        """
        __tracebackhide__ = True
        return self._perform(
            operations.send_precompiled_letter_notification(self._settings.checks, reference, pdf_file, postage)
        )

    def get_notification_by_id(self, notification_id: str | UUID) -> models.Notification:
        """Reads one message: its status, its text and its cost.

        Args:
            notification_id: The id that the send returned.

        Returns:
            An `SmsNotification`, `EmailNotification` or `LetterNotification`: see its `type`.

        Raises:
            RequestValidationError: If the id is not a UUID.
            NoResultFound: If there is no such message, or it is older than the service keeps them.
            NotifyError: If anything else went wrong, such as a refused key or a lost connection: see `docs/errors.md`.

        See https://docs.notifications.service.gov.uk/python.html#get-the-status-of-one-message
        """
        __tracebackhide__ = True
        return self._perform(operations.get_notification_by_id(notification_id))

    @overload
    def get_all_notifications(
        self,
        template_type: Literal["sms"],
        status: Statuses = None,
        reference: str | None = None,
        older_than: str | UUID | None = None,
        include_jobs: bool | None = None,
    ) -> models.NotificationList[models.SmsNotification]: ...
    @overload
    def get_all_notifications(
        self,
        template_type: Literal["email"],
        status: Statuses = None,
        reference: str | None = None,
        older_than: str | UUID | None = None,
        include_jobs: bool | None = None,
    ) -> models.NotificationList[models.EmailNotification]: ...
    @overload
    def get_all_notifications(
        self,
        template_type: Literal["letter"],
        status: Statuses = None,
        reference: str | None = None,
        older_than: str | UUID | None = None,
        include_jobs: bool | None = None,
    ) -> models.NotificationList[models.LetterNotification]: ...
    @overload
    def get_all_notifications(
        self,
        template_type: TemplateTypes = None,
        status: Statuses = None,
        reference: str | None = None,
        older_than: str | UUID | None = None,
        include_jobs: bool | None = None,
    ) -> models.NotificationList[models.Notification]: ...
    def get_all_notifications(
        self,
        template_type: TemplateTypes = None,
        status: Statuses = None,
        reference: str | None = None,
        older_than: str | UUID | None = None,
        include_jobs: bool | None = None,
    ) -> models.NotificationList[models.Notification]:
        """Reads one page of the messages that the service has sent, newest first.

        Args:
            template_type: Only messages of this type, or of these: `"sms"`, `"email"`, `"letter"`.
            status: Only messages with this status, or with one of these.
            reference: Only messages with this reference.
            older_than: Only messages older than the one with this id.
            include_jobs: Also messages sent from the Notify website as part of a job.

        Returns:
            Up to 250 messages, and the links to this page and the next.

        Raises:
            RequestValidationError: If a filter is not one that Notify takes.
            NotifyError: If anything else went wrong, such as a refused key or a lost connection: see `docs/errors.md`.

        See https://docs.notifications.service.gov.uk/python.html#get-the-status-of-multiple-messages
        """
        __tracebackhide__ = True
        return self._perform(
            operations.get_all_notifications(template_type, status, reference, older_than, include_jobs)
        )

    @overload
    def get_all_notifications_iterator(
        self,
        template_type: Literal["sms"],
        status: Statuses = None,
        reference: str | None = None,
        older_than: str | UUID | None = None,
        include_jobs: bool | None = None,
    ) -> Iterator[models.SmsNotification]: ...
    @overload
    def get_all_notifications_iterator(
        self,
        template_type: Literal["email"],
        status: Statuses = None,
        reference: str | None = None,
        older_than: str | UUID | None = None,
        include_jobs: bool | None = None,
    ) -> Iterator[models.EmailNotification]: ...
    @overload
    def get_all_notifications_iterator(
        self,
        template_type: Literal["letter"],
        status: Statuses = None,
        reference: str | None = None,
        older_than: str | UUID | None = None,
        include_jobs: bool | None = None,
    ) -> Iterator[models.LetterNotification]: ...
    @overload
    def get_all_notifications_iterator(
        self,
        template_type: TemplateTypes = None,
        status: Statuses = None,
        reference: str | None = None,
        older_than: str | UUID | None = None,
        include_jobs: bool | None = None,
    ) -> Iterator[models.Notification]: ...
    def get_all_notifications_iterator(
        self,
        template_type: TemplateTypes = None,
        status: Statuses = None,
        reference: str | None = None,
        older_than: str | UUID | None = None,
        include_jobs: bool | None = None,
    ) -> Iterator[models.Notification]:
        """Reads all messages that the service has sent, newest first, fetching a page when it is needed.

        Args:
            template_type: Only messages of this type, or of these: `"sms"`, `"email"`, `"letter"`.
            status: Only messages with this status, or with one of these.
            reference: Only messages with this reference.
            older_than: Only messages older than the one with this id.
            include_jobs: Also messages sent from the Notify website as part of a job.

        Yields:
            One message after the other. Every filter holds for every page.

        Raises:
            RequestValidationError: If a filter is not one that Notify takes.
            NotifyError: If anything else went wrong, such as a refused key or a lost connection: see `docs/errors.md`.

        See https://docs.notifications.service.gov.uk/python.html#get-the-status-of-multiple-messages
        """
        __tracebackhide__ = True
        following: Operation[models.NotificationList] | None = operations.get_all_notifications(
            template_type, status, reference, older_than, include_jobs
        )
        seen = set[str]()
        while following is not None:
            page = self._perform(following)
            for notification in page.notifications:
                yield notification
            following = next_page(following, page, seen)

    def wait_for_notification(self, notification_id: str | UUID, wait: float = 60) -> models.Notification:
        """Polls one message until it has its final status.

        Texts and emails take seconds as a rule, and up to three days; letters take days.

        Args:
            notification_id: The id that the send returned.
            wait: Seconds after which to stop waiting. The polls are half a second apart at first, then
                up to half a minute.

        Returns:
            The message: delivered, received, failed or whatever else is final. See its `status`.

        Raises:
            RequestValidationError: If the id is not a UUID.
            NoResultFound: If there is no such message.
            WaitTimeoutError: If it does not reach its final status in time.
            NotifyError: If anything else went wrong, such as a refused key or a lost connection: see `docs/errors.md`.

        See https://docs.notifications.service.gov.uk/python.html#get-the-status-of-one-message
        """
        waiting = Waiting()
        polls = 0
        while True:
            delay = waiting.poll_delay(polls, wait)
            found = self.get_notification_by_id(notification_id)
            if found.status in FINAL:
                return found
            if delay is None:
                raise WaitTimeoutError(f"the message is still {found.status} after {wait:g} seconds", found.status)
            polls += 1
            waiting.sleep(delay)

    def get_pdf_for_letter(self, notification_id: str | UUID, wait: float = 0) -> io.BytesIO:
        """Reads the PDF of a letter.

        Args:
            notification_id: The id of the letter.
            wait: Seconds to wait for it while Notify is still making it; by default it does not wait.

        Returns:
            The PDF, ready to be read from its start.

        Raises:
            RequestValidationError: If the id is not a UUID.
            PDFNotReadyError: If it is still being made: call again later.
            BadRequestError: If there is no PDF: it is not a letter, or the letter failed.
            NoResultFound: If there is no such message.
            NotifyError: If anything else went wrong, such as a refused key or a lost connection: see `docs/errors.md`.

        See https://docs.notifications.service.gov.uk/python.html#get-a-pdf-for-a-letter
        """
        operation = operations.get_pdf_for_letter(notification_id)
        waiting = Waiting()
        polls = 0
        while True:
            delay = waiting.poll_delay(polls, wait)
            try:
                return self._perform(operation)
            except PDFNotReadyError:
                if delay is None:
                    raise
            polls += 1
            waiting.sleep(delay)

    def get_template(self, template_id: str | UUID) -> models.Template:
        """Reads the current version of a template.

        Args:
            template_id: The id of the template, or its name if the client has `templates`.

        Returns:
            An `SmsTemplate`, `EmailTemplate` or `LetterTemplate`: see its `type`.

        Raises:
            RequestValidationError: If the id is neither a UUID nor a name that the client's `templates` have.
            NoResultFound: If there is no such template.
            NotifyError: If anything else went wrong, such as a refused key or a lost connection: see `docs/errors.md`.

        See https://docs.notifications.service.gov.uk/python.html#get-a-template-by-id
        """
        __tracebackhide__ = True
        return self._perform(operations.get_template(template_id, self._settings.checks))

    def get_template_version(self, template_id: str | UUID, version: int) -> models.Template:
        """Reads one version of a template.

        Args:
            template_id: The id of the template, or its name if the client has `templates`.
            version: Which version, counting from 1; 0 is the current one.

        Returns:
            An `SmsTemplate`, `EmailTemplate` or `LetterTemplate`: see its `type`.

        Raises:
            RequestValidationError: If the id is neither a UUID nor a name that the client's `templates` have, or
                `version` is not a whole number from 0.
            NoResultFound: If there is no such template or version.
            NotifyError: If anything else went wrong, such as a refused key or a lost connection: see `docs/errors.md`.

        See https://docs.notifications.service.gov.uk/python.html#get-a-template-by-id-and-version
        """
        __tracebackhide__ = True
        return self._perform(operations.get_template_version(template_id, version, self._settings.checks))

    @overload
    def get_all_templates(self, template_type: Literal["sms"]) -> models.TemplateList[models.SmsTemplate]: ...
    @overload
    def get_all_templates(self, template_type: Literal["email"]) -> models.TemplateList[models.EmailTemplate]: ...
    @overload
    def get_all_templates(self, template_type: Literal["letter"]) -> models.TemplateList[models.LetterTemplate]: ...
    @overload
    def get_all_templates(
        self, template_type: TemplateType | str | None = None
    ) -> models.TemplateList[models.Template]: ...
    def get_all_templates(
        self, template_type: TemplateType | str | None = None
    ) -> models.TemplateList[models.Template]:
        """Reads all templates of the service.

        Args:
            template_type: Only templates of this type; all types if None.

        Returns:
            The templates that are not archived.

        Raises:
            RequestValidationError: If `template_type` is not one.
            NotifyError: If anything else went wrong, such as a refused key or a lost connection: see `docs/errors.md`.

        See https://docs.notifications.service.gov.uk/python.html#get-all-templates
        """
        return self._perform(operations.get_all_templates(template_type))

    def post_template_preview(
        self,
        template_id: str | UUID,
        personalisation: Personalisation | models.TemplatePreviewRequest | None = None,
    ) -> models.TemplatePreview:
        """Fills in a template without sending anything.

        Args:
            template_id: The template to fill in: its id, or its name if the client has `templates`.
            personalisation: The value of each placeholder.

        Returns:
            The subject and the text as the recipient would read them; for an email its HTML, too.

        Raises:
            RequestValidationError: If Notify would refuse the request: a wrong id, or a value that can't be sent.
            BadRequestError: If a placeholder has no value.
            NoResultFound: If there is no such template.
            NotifyError: If anything else went wrong, such as a refused key or a lost connection: see `docs/errors.md`.

        See https://docs.notifications.service.gov.uk/python.html#generate-a-preview-template
        """
        __tracebackhide__ = True
        return self._perform(operations.post_template_preview(template_id, personalisation, self._settings.checks))

    def get_received_texts(self, older_than: str | UUID | None = None) -> models.ReceivedTextList:
        """Reads one page of the text messages that the service has received, newest first.

        Args:
            older_than: Only texts older than the one with this id.

        Returns:
            Up to 250 texts, and the links to this page and the next.

        Raises:
            RequestValidationError: If `older_than` is not a UUID.
            NotifyError: If anything else went wrong, such as a refused key or a lost connection: see `docs/errors.md`.

        See https://docs.notifications.service.gov.uk/python.html#get-received-text-messages
        """
        return self._perform(operations.get_received_texts(older_than))

    def get_received_texts_iterator(self, older_than: str | UUID | None = None) -> Iterator[models.ReceivedText]:
        """Reads all text messages that the service has received, newest first, fetching a page when it is needed.

        Args:
            older_than: Only texts older than the one with this id.

        Yields:
            One text after the other.

        Raises:
            RequestValidationError: If `older_than` is not a UUID.
            NotifyError: If anything else went wrong, such as a refused key or a lost connection: see `docs/errors.md`.

        See https://docs.notifications.service.gov.uk/python.html#get-received-text-messages
        """
        following: Operation[models.ReceivedTextList] | None = operations.get_received_texts(older_than)
        seen = set[str]()
        while following is not None:
            page = self._perform(following)
            for text in page.received_text_messages:
                yield text
            following = next_page(following, page, seen)


def _known(templates: TemplatesSource | None) -> KnownTemplates | None:
    if templates is None:
        return None
    from notify_sdk.templates.known import known_templates

    return known_templates(templates)


set_module("notify_sdk", globals(), ("NotificationsAPIClient",))
