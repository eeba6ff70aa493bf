"""The limits of a service: requests in a minute, messages in a day."""

from __future__ import annotations

from datetime import date, datetime
from math import ceil, floor
from uuid import UUID

from notify_sdk.recipients import PhoneNumber, RecipientError
from notify_sdk.sandbox.wire import refusal
from notify_sdk.sandbox.world.service_parts import ApiKey
from notify_sdk.sandbox.world.state import Service, State

_BUCKET_MAX = 1000
_NAMES = {"normal": "LIVE", "team": "TEAM", "test": "TEST"}


def counts_as_international(number: PhoneNumber) -> bool:
    """Whether texts to a number count as international: not those to Jersey, Guernsey and the Isle of Man."""
    return number.international and not number.crown_dependency


def _is_international(number: str) -> bool:
    try:
        return counts_as_international(PhoneNumber.parse(number))
    except RecipientError:
        return True


class Limits:
    """The counters of both limits: a bucket of tokens for each key type, and a daily count for each type of message."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._buckets: dict[tuple[UUID, str], tuple[float, int]] = {}
        self._sent: dict[tuple[UUID, str, date], int] = {}
        self.restart()

    def restart(self) -> None:
        """Starts again: counts the messages that there are, and no requests."""
        self._buckets.clear()
        self._sent.clear()
        for service in self._state:
            for notification in service.notifications:
                if notification.key_type != "test":
                    international = (
                        notification.international and notification.type == "sms" and _is_international(notification.to)
                    )
                    self._count(notification.created_at, service, notification.type, international)

    def check_rate(self, service: Service, key: ApiKey, now: datetime) -> None:
        """Takes a token from the bucket of a service and key type. Raises `Refusal` (429) if none was left."""
        limit = service.rate_limit_per_minute
        size = min(ceil(limit / 3) + 1, _BUCKET_MAX)
        seconds = now.timestamp()
        with self._state.lock:
            since, tokens = self._buckets.get((service.id, key.key_type), (seconds, size))
            gained = floor(max(seconds - since, 0) * limit / 60)
            tokens = max(min(tokens + gained, size) - 1, 0)
            # the time moves on by whole tokens only, so that rounding loses nothing
            self._buckets[service.id, key.key_type] = (since + gained * 60 / limit if limit else since, tokens)
        if tokens < 1:
            raise refusal(
                429,
                (
                    "RateLimitError",
                    f"Exceeded rate limit for key type {_NAMES[key.key_type]} of {limit} requests per 60 seconds",
                ),
            )

    def check_day(self, service: Service, key: ApiKey, kind: str, now: datetime) -> None:
        """Raises `Refusal` (429) if the day's messages of a type are used up. Messages of test keys do not count."""
        if key.key_type == "test":
            return
        limit = service.daily_limits.get(kind)
        if limit is not None and self._sent.get((service.id, kind, now.date()), 0) + 1 > limit:
            raise refusal(429, ("TooManyRequestsError", f"Exceeded send limits ({kind}: {limit}) for today"))

    def count(self, service: Service, key: ApiKey, kind: str, now: datetime, *, international: bool = False) -> None:
        """Counts a message as sent today. An international text counts twice: as a text and as an international one.

        Raises `Refusal` (429) if others used up the day's messages since `check_day`.
        """
        if key.key_type == "test":
            return
        with self._state.lock:
            for name in _counted_as(kind, international=international):
                self.check_day(service, key, name, now)
            self._count(now, service, kind, international)

    def _count(self, now: datetime, service: Service, kind: str, international: bool) -> None:
        for name in _counted_as(kind, international=international):
            place = (service.id, name, now.date())
            self._sent[place] = self._sent.get(place, 0) + 1


def _counted_as(kind: str, *, international: bool) -> tuple[str, ...]:
    return (kind, "international_sms") if international else (kind,)
