"""The inbox of a test: what was sent, and assertions whose failures say what was nearly right."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from uuid import UUID

from notify_sdk.recipients import normal_form
from notify_sdk.sandbox import Message, Request, Response, Sandbox

from .assertions import Asked, Recipient
from .failure_messages import none_fits, not_as_often, something_sent


class RecordingSandbox(Sandbox):
    """A sandbox that also remembers what it refused, for the texts of failed assertions."""

    @cached_property
    def refusals(self) -> list[str]:
        """One line for each request that was answered with an error, oldest first."""
        return []

    def handle(self, request: Request) -> Response:
        """The answer to one request, whatever door it came in by."""
        response = super().handle(request)
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
    """Everything that the code under test has sent.

    The lists are plain data for those who prefer `assert`; the `assert_...` methods return the message
    that fits, and say what was nearly right when none does.

    Attributes:
        sandbox: The Notify that the messages were sent to.
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
        """Every message to somebody, oldest first, however the number or the address is written."""
        return [
            message
            for message in self.messages
            if normal_form(recipient, message.type) == normal_form(message.to, message.type)
        ]

    def assert_sent_sms(
        self,
        to: str | None = None,
        template: str | UUID | None = None,
        personalisation: Mapping[str, object] | None = None,
        reference: str | None = None,
        *,
        containing: str | None = None,
        times: int | None = None,
    ) -> Message:
        """Asserts that a text message was sent.

        Args:
            to: The number it went to, written in any way.
            template: The name or the id of its template.
            personalisation: Values it was sent with; others may have been sent, too.
            reference: Its reference.
            containing: A part of what it says.
            times: How many such messages were sent; at least one if None.

        Returns:
            The newest message that is like this.

        Raises:
            AssertionError: If there is none, or not as many as asked for. The text shows the message
                that was nearest, and everything else that was sent.
        """
        __tracebackhide__ = True
        return self._assert_sent(Asked("sms", to, template, personalisation, reference, containing), times)

    def assert_sent_email(
        self,
        to: str | None = None,
        template: str | UUID | None = None,
        personalisation: Mapping[str, object] | None = None,
        reference: str | None = None,
        *,
        containing: str | None = None,
        times: int | None = None,
    ) -> Message:
        """Asserts that an email was sent.

        Args:
            to: The address it went to.
            template: The name or the id of its template.
            personalisation: Values it was sent with; others may have been sent, too.
            reference: Its reference.
            containing: A part of its subject or its body.
            times: How many such messages were sent; at least one if None.

        Returns:
            The newest message that is like this; its `links` are the addresses in its body.

        Raises:
            AssertionError: If there is none, or not as many as asked for. The text shows the message
                that was nearest, and everything else that was sent.
        """
        __tracebackhide__ = True
        return self._assert_sent(Asked("email", to, template, personalisation, reference, containing), times)

    def assert_sent_letter(
        self,
        to: Recipient | None = None,
        template: str | UUID | None = None,
        personalisation: Mapping[str, object] | None = None,
        reference: str | None = None,
        *,
        containing: str | None = None,
        times: int | None = None,
    ) -> Message:
        """Asserts that a letter was sent.

        Args:
            to: The address it went to: its lines, one text with a line for each, or its personalisation.
                A PDF of your own went to `"Provided as PDF"`.
            template: The name or the id of its template.
            personalisation: Values it was sent with; others may have been sent, too.
            reference: Its reference.
            containing: A part of its heading or its body.
            times: How many such messages were sent; at least one if None.

        Returns:
            The newest message that is like this.

        Raises:
            AssertionError: If there is none, or not as many as asked for. The text shows the message
                that was nearest, and everything else that was sent.
        """
        __tracebackhide__ = True
        return self._assert_sent(Asked("letter", to, template, personalisation, reference, containing), times)

    def assert_nothing_sent(self, to: Recipient | None = None) -> None:
        """Asserts that nothing was sent.

        Args:
            to: Only look at what went to this recipient; at everything if None.

        Raises:
            AssertionError: If something was. The text lists it.
        """
        __tracebackhide__ = True
        found = self.messages if to is None else self.to(to)
        if found:
            raise AssertionError(something_sent(found))

    def _assert_sent(self, asked: Asked, times: int | None) -> Message:
        __tracebackhide__ = True
        sent = self.messages
        fitting = [message for message in sent if message.type == asked.type and asked.fits(message)]
        if not fitting:
            raise AssertionError(none_fits(asked, sent, getattr(self.sandbox, "refusals", [])))
        if times not in {None, len(fitting)}:
            raise AssertionError(not_as_often(asked, times, fitting))
        return fitting[-1]
