"""Permissions to send: trial mode, team keys, international numbers, simulated recipients."""

from __future__ import annotations

from dataclasses import dataclass

from notify_sdk import simulated
from notify_sdk._characters import ASCII_SPACE, INVISIBLE, NO_BREAK
from notify_sdk.recipients import EmailAddress, PhoneNumber, RecipientError, normal_form
from notify_sdk.recipients._text import without
from notify_sdk.sandbox.wire import bad_request, refusal
from notify_sdk.sandbox.world.state import Service

from .context import RequestContext
from .limits import counts_as_international

SIMULATED_NUMBERS = frozenset(normal_form(number, "sms") for number in simulated.PHONE_NUMBERS)
"""Texts to these numbers are answered as if sent, but not stored."""

SIMULATED_ADDRESSES = frozenset(simulated.EMAIL_ADDRESSES)
"""Emails to these addresses are answered as if sent, but not stored."""

_TRIAL = "Can’t send to this recipient when service is in trial mode – see https://www.notifications.service.gov.uk/trial-mode"
_TEAM = "Can’t send to this recipient using a team-only API key"


@dataclass(frozen=True, slots=True)
class Recipient:
    """A recipient that passed every check, and what the record of a message says about it."""

    to: str
    simulated: bool
    international: bool = False
    counts_as_international: bool = False
    rate_multiplier: float | None = None


def check_allowed_recipient(context: RequestContext, recipient: str) -> None:
    """Raises `Refusal` (400) for a recipient outside the team and guest list, in trial mode or with a team key."""
    team_key = context.key.key_type == "team"
    if not team_key and (context.key.key_type == "test" or not context.service.restricted):
        return
    if normal_form(recipient) not in _known_recipients(context.service):
        raise bad_request(_TEAM if team_key else _TRIAL)


def text_recipient(context: RequestContext, number: str) -> Recipient:
    """The recipient of a text. Raises `Refusal` if the service may not send to it, or not today."""
    permissions = context.service.permissions
    try:
        parsed = PhoneNumber.parse(
            number,
            allow_international="international_sms" in permissions,
            allow_landline="sms_to_uk_landlines" in permissions,
        )
    except RecipientError as error:
        if error.code == "NO_LANDLINE":
            raise refusal(400, ("InvalidPhoneError", error.message)) from None
        raise bad_request(error.message) from None
    counted = counts_as_international(parsed)
    if counted:
        context.limits.check_day(context.service, context.key, "international_sms", context.now)
    return Recipient(
        as_stored(number),
        parsed.normalised in SIMULATED_NUMBERS,
        parsed.international,
        counted,
        float(parsed.rate_multiplier),
    )


def email_recipient(address: str) -> Recipient:
    """The recipient of an email."""
    return Recipient(as_stored(address), EmailAddress.parse(address).normalised in SIMULATED_ADDRESSES)


def as_stored(recipient: str) -> str:
    """A recipient as Notify stores it: as given, without spaces around it and invisible characters."""
    visible = recipient if recipient.isascii() else without(recipient, INVISIBLE + NO_BREAK)
    return visible.strip(ASCII_SPACE)


def _known_recipients(service: Service) -> set[str]:
    return {normal_form(recipient) for recipient in (*service.team, *service.guest_list)}
