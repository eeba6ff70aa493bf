"""To whom a service may send: trial mode, team keys, numbers of other countries, simulated recipients."""

from __future__ import annotations

from dataclasses import dataclass

from notify_sdk._characters import ASCII_SPACE, INVISIBLE, NO_BREAK
from notify_sdk.recipients import EmailAddress, PhoneNumber, RecipientError, normal_form
from notify_sdk.recipients._text import without
from notify_sdk.sandbox.wire import bad_request, errors
from notify_sdk.sandbox.world.state import Service

from .context import Call
from .limits import counts_as_abroad

SIMULATED_NUMBERS = frozenset({"447700900000", "447700900111", "447700900222"})
"""Texts to these numbers are answered as sent, but nothing is kept."""

SIMULATED_ADDRESSES = frozenset(
    f"simulate-delivered{number}@notifications.service.gov.uk" for number in ("", "-2", "-3")
)
"""Emails to these addresses are answered as sent, but nothing is kept."""

_TRIAL = "Can’t send to this recipient when service is in trial mode – see https://www.notifications.service.gov.uk/trial-mode"
_TEAM = "Can’t send to this recipient using a team-only API key"


@dataclass(frozen=True, slots=True)
class Recipient:
    """A recipient that passed every check: as it is kept, and what the record of a send says about it."""

    to: str
    simulated: bool
    international: bool = False
    abroad: bool = False
    rate_multiplier: float | None = None


def may_send_to(call: Call, recipient: str) -> None:
    """Raises `Refusal` (400) for a stranger, if the service is in trial mode or the key is for the team only."""
    team_key = call.key.key_type == "team"
    if not team_key and (call.key.key_type == "test" or not call.service.restricted):
        return
    if normal_form(recipient) not in _known(call.service):
        raise bad_request(_TEAM if team_key else _TRIAL)


def text_recipient(call: Call, number: str) -> Recipient:
    """Who a text goes to. Raises `Refusal` if the service may not send there, or no more of them today."""
    permissions = call.service.permissions
    try:
        parsed = PhoneNumber.parse(
            number,
            allow_international="international_sms" in permissions,
            allow_landline="sms_to_uk_landlines" in permissions,
        )
    except RecipientError as error:
        if error.code == "NO_LANDLINE":
            raise errors(400, ("InvalidPhoneError", error.message)) from None
        raise bad_request(error.message) from None
    abroad = counts_as_abroad(parsed)
    if abroad:
        call.limits.check_day(call.service, call.key, "international_sms", call.now)
    return Recipient(
        kept(number),
        parsed.normalised in SIMULATED_NUMBERS,
        parsed.international,
        abroad,
        float(parsed.rate_multiplier),
    )


def email_recipient(address: str) -> Recipient:
    """Who an email goes to."""
    return Recipient(kept(address), EmailAddress.parse(address).normalised in SIMULATED_ADDRESSES)


def kept(recipient: str) -> str:
    """A recipient as the service keeps it: as given, but for spaces around it and what is invisible."""
    seen = recipient if recipient.isascii() else without(recipient, INVISIBLE + NO_BREAK)
    return seen.strip(ASCII_SPACE)


def _known(service: Service) -> set[str]:
    return {normal_form(recipient) for recipient in (*service.team, *service.guest_list)}
