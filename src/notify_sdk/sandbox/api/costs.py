"""Costs of messages, and estimated delivery dates of letters."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import TypeVar
from zoneinfo import ZoneInfo

from notify_sdk.sandbox.wire import JSONValue
from notify_sdk.sandbox.world.state import NotificationRecord

_RateT = TypeVar("_RateT")

_LONDON = ZoneInfo("Europe/London")
_SINCE_EVER = datetime.min.replace(tzinfo=UTC)

_SMS_RATES = (
    (datetime(2026, 3, 31, 23, tzinfo=UTC), 0.024),
    (_SINCE_EVER, 0.0233),
)
"""Pounds for one fragment since a time, newest first."""

_INTERNATIONAL_RATES = (
    (datetime(2026, 6, 30, 23, tzinfo=UTC), (1.8, 1.84, 1.88, 1.92, 1.96)),
    (_SINCE_EVER, (1.72, 1.77, 1.82, 1.85, 1.9)),
)
_LETTER_RATES = {
    "economy": (
        (datetime(2026, 6, 30, 23, tzinfo=UTC), (0.638, 0.684, 0.724, 0.779, 0.823)),
        (_SINCE_EVER, (0.64, 0.69, 0.73, 0.78, 0.82)),
    ),
    "second": (
        (datetime(2026, 1, 5, tzinfo=UTC), (0.73, 0.77, 0.82, 0.87, 0.91)),
        (_SINCE_EVER, (0.68, 0.72, 0.77, 0.82, 0.86)),
    ),
    "first": (
        (datetime(2026, 4, 6, 23, tzinfo=UTC), (1.56, 1.61, 1.66, 1.71, 1.76)),
        (_SINCE_EVER, (1.49, 1.53, 1.57, 1.63, 1.67)),
    ),
    "europe": _INTERNATIONAL_RATES,
    "rest-of-world": _INTERNATIONAL_RATES,
}
"""Pounds for one to five sheets since a time, newest first."""

_NOT_CHARGED = {"cancelled", "technical-failure", "validation-failed", "virus-scan-failed"}
_DAYS_IN_POST = {"first": 0, "second": 4, "economy": 6, "europe": 5, "rest-of-world": 7}


def cost(notification: NotificationRecord) -> dict[str, JSONValue]:
    """The three cost fields of a notification's body. The float arithmetic is Notify's."""
    details: dict[str, JSONValue] = {}
    pounds: float | None = 0.0
    units = notification.billable_units
    if notification.type != "email" and not units and notification.status in {"created", "pending-virus-check"}:
        return {"cost_details": details, "cost_in_pounds": None, "is_cost_data_ready": False}
    if notification.type == "sms":
        rate = _at(_SMS_RATES, notification.created_at)
        multiplier = 1.0 if notification.rate_multiplier is None else notification.rate_multiplier
        pounds = units * multiplier * rate
        details = {"billable_sms_fragments": units, "international_rate_multiplier": multiplier, "sms_rate": rate}
    elif notification.type == "letter":
        sheets = 0 if notification.status in _NOT_CHARGED else units
        rates = _at(_LETTER_RATES[notification.postage or "second"], notification.created_at)
        pounds = rates[min(sheets, len(rates)) - 1] if sheets else 0.0
        details = {"billable_sheets_of_paper": sheets, "postage": notification.postage}
    return {"cost_details": details, "cost_in_pounds": pounds, "is_cost_data_ready": True}


def estimated_delivery(created_at: datetime, postage: str) -> datetime:
    """The last day on which a letter should arrive, at 4pm in London, in UTC.

    A letter made by 5:30pm is printed on the next working day. First class post is delivered on Saturdays, too.
    """
    made = created_at.astimezone(_LONDON) + timedelta(hours=6, minutes=30)
    printed = _after(made, 1, _is_weekday)
    delivered = _after(printed, 1 + _DAYS_IN_POST[postage], _is_post_day if postage == "first" else _is_weekday)
    return delivered.replace(hour=16, minute=0).astimezone(UTC)


@cache
def bank_holidays(year: int) -> frozenset[date]:
    """The bank holidays of England and Wales in a year. One on a weekend moves to the next free weekday."""
    easter = _easter(year)
    days = [
        easter - timedelta(days=2),
        easter + timedelta(days=1),
        _first_monday(date(year, 5, 1)),
        _first_monday(date(year, 5, 25)),
        _first_monday(date(year, 8, 25)),
    ]
    for holiday in (date(year, 1, 1), date(year, 12, 25), date(year, 12, 26)):
        day = holiday
        while day.weekday() >= 5 or day in days:
            day += timedelta(days=1)
        days.append(day)
    return frozenset(days)


def _at(rates: tuple[tuple[datetime, _RateT], ...], time: datetime) -> _RateT:
    return next(rate for start, rate in rates if time >= start)


def _after(time: datetime, days: int, is_work_day: Callable[[date], bool]) -> datetime:
    while days:
        time += timedelta(days=1)
        days -= is_work_day(time.date())
    return time


def _is_weekday(day: date) -> bool:
    return day.weekday() < 5 and day not in bank_holidays(day.year)


def _is_post_day(day: date) -> bool:
    return day.weekday() < 6 and day not in bank_holidays(day.year)


def _first_monday(start: date) -> date:
    return start + timedelta(days=-start.weekday() % 7)


def _easter(year: int) -> date:
    # the anonymous Gregorian computus
    golden, century, rest = year % 19, year // 100, year % 100
    epact = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    shift = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * shift + 114, 31)
    return date(year, month, day + 1)
