"""Whom a client may send to, and whether its messages go elsewhere instead. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeAlias, TypeVar

from notify_sdk import models
from notify_sdk._calls.recipient_list import RecipientList
from notify_sdk._validation.request import Request
from notify_sdk.errors import RequestValidationError
from notify_sdk.recipients import EmailAddress, PhoneNumber, RecipientError

R = TypeVar("R", bound=Request)

_FIELDS = (
    (models.SendSmsRequest, "phone_number"),
    (models.SendEmailRequest, "email_address"),
    (models.SendLetterRequest, "postcode"),
)
_NO_LETTERS = "a letter can't be redirected: with a test key, none is printed"


Target: TypeAlias = str | EmailAddress | PhoneNumber
"""Where messages may be redirected to."""


@dataclass(frozen=True, slots=True)
class Redirect:
    """Where messages go instead of to their recipients. Its `repr` does not show it.

    Attributes:
        number: The phone number for every text message; None if there is none.
        email: The address for every email; None if there is none.
    """

    number: str | None = field(default=None, repr=False)
    email: str | None = field(default=None, repr=False)

    @classmethod
    def parse(cls, targets: Target | Iterable[Target]) -> Redirect:
        """Reads an email address, a phone number, or one of each.

        Raises:
            RequestValidationError: If there is none, one is neither, or there are two of a kind. None is shown.
        """
        __tracebackhide__ = True
        found: dict[str, str] = {}
        for given in [targets] if isinstance(targets, Target) else targets:
            target = (
                f"+{given}"
                if isinstance(given, PhoneNumber)
                else str(given)
                if isinstance(given, EmailAddress)
                else given
            )
            kind = _kind(target)
            if kind is None:
                wrong = "is not an email address or a phone number, or one of each"
            elif kind in found:
                wrong = f"has more than one {'email address' if kind == 'email' else 'phone number'}"
            else:
                found[kind] = target
                continue
            raise RequestValidationError.of(f"redirect_to {wrong}", field="redirect_to")
        if not found:
            raise RequestValidationError.of("redirect_to is empty", "None redirects nothing", field="redirect_to")
        return cls(**found)

    def redirected(self, request: R) -> R:
        """The request to send, with the recipient of this redirect instead of its own.

        Raises:
            RequestValidationError: If there is none of its kind.
        """
        __tracebackhide__ = True
        if isinstance(request, models.SendSmsRequest):
            name, target, hint = "phone_number", self.number, "add a phone number to redirect_to"
        elif isinstance(request, models.SendEmailRequest):
            name, target, hint = "email_address", self.email, "add an email address to redirect_to"
        else:
            name, target, hint = "the address of a letter", None, _NO_LETTERS
        if target is None:
            field_name = name if name.isidentifier() else None
            message = f"{name} has no counterpart in redirect_to"
            raise RequestValidationError.of(message, hint, code="not_redirected", field=field_name)
        return request.model_copy(update={name: target})


@dataclass(frozen=True, slots=True)
class Guard:
    """Which recipients are allowed, and where messages go instead.

    The lists apply to where a message really goes: with a redirect, to its target, once and for all.

    Attributes:
        only_to: The only recipients that are allowed; None allows everybody.
        never_to: The recipients that are refused.
        redirect_to: Where all messages go; None for to their recipients.
    """

    only_to: RecipientList | None = None
    never_to: RecipientList | None = None
    redirect_to: Redirect | None = None

    def check(self) -> None:
        """Refuses a redirect to a recipient that is not allowed.

        Raises:
            RequestValidationError: If the options contradict each other.
        """
        __tracebackhide__ = True
        if self.redirect_to is None:
            return
        number, email = self.redirect_to.number, self.redirect_to.email
        for recipients, wanted, name in ((self.only_to, True, "only_to"), (self.never_to, False, "never_to")):
            if recipients is not None and (
                (number is not None and recipients.has_number(number) is not wanted)
                or (email is not None and recipients.has_email(email) is not wanted)
            ):
                relation = f"not in the allow-list {name}" if wanted else f"in {name}"
                raise RequestValidationError.of(f"a recipient in redirect_to is {relation}", field="redirect_to")

    def admitted(self, request: R) -> R:
        """The request as it is sent: to its recipient if that is allowed, or redirected.

        Raises:
            RequestValidationError: If it may not be sent.
        """
        __tracebackhide__ = True
        if self.redirect_to is not None:
            return self.redirect_to.redirected(request)
        if self.only_to is not None and not self.only_to.has(request):
            raise _refusal(
                request,
                "not in the allow-list only_to",
                "this client may not send to anybody else",
                code="outside_only_to",
            )
        if self.never_to is not None:
            found = self.never_to.has(request)
            if found:
                raise _refusal(request, "in never_to", "this client may not send to it", code="in_never_to")
            if found is None and self.never_to.postcodes:
                hint = "never_to has postcodes, and the address of a PDF can't be compared with them"
                raise _refusal(request, "not known, and may be in never_to", hint, code="in_never_to")
        return request


def _kind(target: object) -> str | None:
    __tracebackhide__ = True
    if not isinstance(target, str):
        return None
    try:
        if "@" in target:
            EmailAddress.parse(target)
            return "email"
        PhoneNumber.parse(target)
    except RecipientError:
        return None
    return "number"


def _refusal(request: Request, relation: str, hint: str, *, code: str) -> RequestValidationError:
    __tracebackhide__ = True
    for model, name in _FIELDS:
        if isinstance(request, model):
            return RequestValidationError.of(f"{name} is {relation}", hint, code=code, field=name)
    return RequestValidationError.of(f"the address inside the PDF is {relation}", hint, code=code, field="content")
