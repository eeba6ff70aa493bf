"""The inbox of a test: the messages that were sent, and assertions about them."""

from __future__ import annotations

from uuid import UUID

from typing_extensions import Unpack

from notify_sdk._lazy import set_module
from notify_sdk._validation.accepted import Personalisation
from notify_sdk.recipients import EmailAddress, PhoneNumber, normal_form
from notify_sdk.sandbox import Message, Request, Response, Sandbox, State
from notify_sdk.sandbox.sandbox import SandboxOptions

from .any_key import taken_for_live
from .assertions import Expected, Recipient
from .failure_messages import no_match, unexpected_messages, wrong_count


class RecordingSandbox(Sandbox):
    """A sandbox that remembers the requests it refused, for the texts of failed assertions.

    Attributes:
        any_key: Whether a key of a service that it does not have is taken for its first service's live key.
        refusals: One line for each request that was answered with an error, oldest first.
    """

    def __init__(self, state: State | None = None, **options: Unpack[SandboxOptions]) -> None:
        super().__init__(state, **options)
        self.any_key: bool = False
        self.refusals: list[str] = []

    def handle(self, request: Request) -> Response:
        """Answers one request, whichever transport it came by."""
        response = super().handle(taken_for_live(request, self.state) if self.any_key else request)
        if response.status >= 400 and not response.cut:
            self.refusals.append(f"{request.method} {request.path}: {response.status} {_reasons(response)}")
        return response


def _reasons(response: Response) -> str:
    try:
        body = response.json()
    except ValueError:
        return "the page of a gateway"
    match body:
        case {"errors": [*errors]}:
            return "; ".join(f"{error['error']}: {error['message']}" for error in errors if isinstance(error, dict))
        case other:
            return str(other)


class NotifyInbox:
    """The messages that the code under test has sent.

    The lists are plain data, for a plain `assert`. The `assert_...` methods return the message that matches;
    if none does, their error shows the one that came nearest.

    Attributes:
        sandbox: The sandbox that the messages were sent to.
    """

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox

    @property
    def messages(self) -> list[Message]:
        """Every message, oldest first."""
        return list(self.sandbox.inbox)

    @property
    def sms(self) -> list[Message]:
        """Every text message, oldest first."""
        return self.sandbox.inbox.sms

    @property
    def emails(self) -> list[Message]:
        """Every email, oldest first."""
        return self.sandbox.inbox.emails

    @property
    def letters(self) -> list[Message]:
        """Every letter, oldest first."""
        return self.sandbox.inbox.letters

    def to(self, recipient: Recipient) -> list[Message]:
        """Every message to a recipient.

        Args:
            recipient: The number or the address, however it is written.

        Returns:
            Its messages, oldest first.
        """
        return [
            message
            for message in self.messages
            if normal_form(recipient, message.type) == normal_form(message.to, message.type)
        ]

    def assert_sent_sms(
        self,
        to: str | PhoneNumber | None = None,
        template: str | UUID | None = None,
        personalisation: Personalisation | None = None,
        reference: str | None = None,
        *,
        containing: str | None = None,
        times: int | None = None,
    ) -> Message:
        """Asserts that a text message was sent.

        Args:
            to: The number it went to, however it is written.
            template: The name or the id of its template.
            personalisation: Values it was sent with; it may have others, too.
            reference: Its reference.
            containing: A part of its text.
            times: How many such messages were sent; at least one if None.

        Returns:
            The newest message that matches.

        Raises:
            AssertionError: No message matches, or not as many as `times` says. The text shows the message
                that came nearest, and everything else that was sent.
        """
        __tracebackhide__ = True
        return self._assert_sent(Expected("sms", to, template, personalisation, reference, containing), times)

    def assert_sent_email(
        self,
        to: str | EmailAddress | None = None,
        template: str | UUID | None = None,
        personalisation: Personalisation | None = None,
        reference: str | None = None,
        *,
        containing: str | None = None,
        times: int | None = None,
    ) -> Message:
        """Asserts that an email was sent.

        Args:
            to: The address it went to.
            template: The name or the id of its template.
            personalisation: Values it was sent with; it may have others, too.
            reference: Its reference.
            containing: A part of its subject or its body.
            times: How many such messages were sent; at least one if None.

        Returns:
            The newest message that matches; its `links` are the addresses in its body.

        Raises:
            AssertionError: No message matches, or not as many as `times` says. The text shows the message
                that came nearest, and everything else that was sent.
        """
        __tracebackhide__ = True
        return self._assert_sent(Expected("email", to, template, personalisation, reference, containing), times)

    def assert_sent_letter(
        self,
        to: Recipient | None = None,
        template: str | UUID | None = None,
        personalisation: Personalisation | None = None,
        reference: str | None = None,
        *,
        containing: str | None = None,
        times: int | None = None,
    ) -> Message:
        """Asserts that a letter was sent.

        Args:
            to: The address it went to: its lines, one text with a line for each, its personalisation, or a
                `PostalAddress`.
                A PDF of your own went to `"Provided as PDF"`.
            template: The name or the id of its template.
            personalisation: Values it was sent with; it may have others, too.
            reference: Its reference.
            containing: A part of its heading or its body.
            times: How many such messages were sent; at least one if None.

        Returns:
            The newest message that matches.

        Raises:
            AssertionError: No message matches, or not as many as `times` says. The text shows the message
                that came nearest, and everything else that was sent.
        """
        __tracebackhide__ = True
        return self._assert_sent(Expected("letter", to, template, personalisation, reference, containing), times)

    def assert_nothing_sent(self, to: Recipient | None = None) -> None:
        """Asserts that nothing was sent.

        Args:
            to: Count only messages to this recipient; all messages if None.

        Raises:
            AssertionError: Something was sent. The text lists it.
        """
        __tracebackhide__ = True
        found = self.messages if to is None else self.to(to)
        if found:
            raise AssertionError(unexpected_messages(found))

    def _assert_sent(self, expected: Expected, times: int | None) -> Message:
        __tracebackhide__ = True
        sent = self.messages
        matching = [message for message in sent if message.type == expected.type and expected.matches(message)]
        if not matching:
            refusals = self.sandbox.refusals if isinstance(self.sandbox, RecordingSandbox) else []
            raise AssertionError(no_match(expected, sent, refusals))
        if times not in {None, len(matching)}:
            raise AssertionError(wrong_count(expected, times, matching))
        return matching[-1]


set_module("notify_sdk.testing", globals(), ("NotifyInbox",))
