r"""The states of a message: from its row and an event to the changes of the row. Pure: no clock, no I/O.

    queued -> sending -> sent
                |  \--> refused
                |  \--> queued     nothing has left, or it is not there after `resend_after`
                |  \--> unknown    a person decides
    queued -> expired, cancelled

`sending` means that a request may have left. What is learnt by an answer, a look-up or a callback outlives the claim
under which it was learnt; what is only the end of a claim counts for the claim that is in the row.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, TypeAlias, TypedDict
from uuid import UUID

from notify_sdk._statuses import FINAL
from notify_sdk.callbacks import supersedes
from notify_sdk.outbox.events import (
    Answered,
    Cancelled,
    Event,
    Followed,
    FollowFailed,
    LookedUp,
    LookFailed,
    NotSent,
    Received,
    Refused,
    Requeued,
    Unclear,
)

State: TypeAlias = Literal["queued", "sending", "sent", "refused", "expired", "cancelled", "unknown"]
Learnt: TypeAlias = Literal["answer", "look-up", "callback"]

MAX_ATTEMPTS = 5
"""How often a message may be claimed and not be there afterwards, before a person has to examine it."""

RETENTION = timedelta(days=7)
"""How long Notify shows a message, unless the service has set another period."""

_MAY_BE_DELETED = frozenset({"created", "accepted", "pending-virus-check"})
"""Notify deletes a message that it has made and then can't queue. One with another status was queued."""

_SOON = timedelta(seconds=2)
_LOOK_FIRST, _LOOK_LAST = timedelta(seconds=5), timedelta(seconds=60)
_PATIENT = timedelta(hours=1)
_FOLLOW_FIRST, _FOLLOW_LAST = timedelta(minutes=1), timedelta(hours=6)
_FOLLOW_FOR = timedelta(hours=72)
_FOLLOW_LETTERS_FOR = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Held:
    """The row of a message, without personal data.

    Attributes:
        state: Its state.
        letter: Whether it is a letter.
        exact: Whether its reference is not unique.
        has_body: Whether it could still be sent.
        claim: The claim that it is sent under.
        claimed_at: When it was claimed last.
        expires_at: When it expires.
        attempts: How often it was claimed, without the claims after which nothing had left.
        looks: How often it was looked for since its state changed.
        api_key: The fingerprint of the key that it was claimed with.
        base_url: Where it was sent.
        notification_id: Its id at Notify.
        learnt: Where the id came from: `"answer"`, `"look-up"` or `"callback"`.
        found: How many messages Notify has of it, once that was counted.
        confirm_at: When they are to be counted.
        status: Notify's status.
        settled_at: When its state was decided.
        error_code: The code of what went wrong last.
    """

    state: State
    letter: bool = False
    exact: bool = False
    has_body: bool = True
    claim: UUID | None = None
    claimed_at: datetime | None = None
    expires_at: datetime | None = None
    attempts: int = 0
    looks: int = 0
    api_key: str | None = None
    base_url: str | None = None
    notification_id: UUID | None = None
    learnt: Learnt | None = None
    found: int | None = None
    confirm_at: datetime | None = None
    status: str | None = None
    settled_at: datetime | None = None
    error_code: str | None = None


class Changes(TypedDict, total=False):
    """Columns of a row and their new values. `body` is only ever set to None, which deletes the files, too."""

    state: State
    body: None
    claim: UUID | None
    claimed_at: datetime | None
    lease_until: datetime | None
    not_before: datetime
    attempts: int
    looks: int
    notification_id: UUID | None
    learnt: Learnt | None
    found: int | None
    confirm_at: datetime | None
    next_look: datetime | None
    status: str | None
    status_at: datetime | None
    settled_at: datetime | None
    error_code: str | None
    error_summary: str | None


def decide(row: Held, event: Event, now: datetime, resend_after: timedelta) -> Changes:
    """Decides what an event changes in the row of a message.

    Args:
        row: The row as it is now.
        event: What happened.
        now: The time of the database.
        resend_after: How long after a claim a message that is not there counts as not sent.
    """
    match event:
        case Answered():
            return _known(row, event.notification_id, "answer", None, now, resend_after)
        case Refused():
            return _refused(row, event, now)
        case NotSent():
            return _not_sent(row, event, now)
        case Unclear():
            if not _is_current(row, event.claim):
                return {}
            if row.exact and row.notification_id is None:
                return {**_unknown(event.code, now), "error_summary": event.summary}
            return {"lease_until": now + _SOON, "error_code": event.code, "error_summary": event.summary}
        case LookedUp():
            return _looked_up(row, event, now, resend_after)
        case LookFailed():
            return _look_failed(row, now)
        case Followed():
            return _followed(row, event, now)
        case FollowFailed():
            return {"next_look": _follow_at(row, now), "looks": row.looks + 1} if _is_open(row) else {}
        case Received():
            return _known(row, event.notification_id, "callback", event.status, now, resend_after)
        case Cancelled():
            return _settled("cancelled", now) if row.state == "queued" else {}
        case Requeued():
            # what was claimed before may be at Notify all the same: the confirming look-up finds it
            again: Changes = {**_queued(), "attempts": min(row.attempts, 1)}
            return again if row.state == "unknown" and row.has_body else {}


def _is_current(row: Held, claim: UUID) -> bool:
    return row.state == "sending" and row.claim == claim


def _is_open(row: Held) -> bool:
    return row.state == "sent" and row.status not in FINAL


def _settled(state: State, now: datetime) -> Changes:
    return {
        "state": state,
        "body": None,
        "claim": None,
        "lease_until": None,
        "confirm_at": None,
        "next_look": None,
        "settled_at": now,
    }


def _queued() -> Changes:
    return {
        "state": "queued",
        "claim": None,
        "claimed_at": None,
        "lease_until": None,
        "looks": 0,
        "notification_id": None,
        "learnt": None,
        "found": None,
        "confirm_at": None,
        "next_look": None,
        "status": None,
        "status_at": None,
        "settled_at": None,
    }


def _unknown(code: str, now: datetime) -> Changes:
    """Settles as `unknown`. A person has to decide, so the body is kept."""
    return {
        "state": "unknown",
        "claim": None,
        "lease_until": None,
        "confirm_at": None,
        "next_look": None,
        "settled_at": now,
        "error_code": code,
    }


def _known(
    row: Held, identifier: UUID, learnt: Learnt, status: str | None, now: datetime, resend_after: timedelta
) -> Changes:
    """Settles as `sent`: Notify has the message, whatever the row says and whoever has claimed it since."""
    if row.state == "sent" and row.notification_id is not None:
        if row.notification_id != identifier:
            return {"found": max(row.found or 0, 2)}
        return {**_status(row, status, now), "body": None} if learnt != "look-up" else _status(row, status, now)
    confirmed = learnt != "look-up" or status not in _MAY_BE_DELETED
    shown = status or row.status or "created"
    changes: Changes = {
        "state": "sent",
        "lease_until": None,
        "looks": 0,
        "notification_id": identifier,
        "learnt": learnt,
        "confirm_at": None,
        "next_look": None if shown in FINAL else now + _FOLLOW_FIRST,
        "status": shown,
        "status_at": now,
        "settled_at": now,
        "error_code": None,
        "error_summary": None,
    }
    if not row.exact and (row.attempts > 1 or not confirmed):
        changes["confirm_at"] = max((row.claimed_at or now) + resend_after, now + _LOOK_LAST)
    if confirmed:
        changes["body"] = None
    return changes


def _status(row: Held, status: str | None, now: datetime) -> Changes:
    if status is None or not supersedes(status, row.status):
        return {}
    changes: Changes = {"status": status, "status_at": now}
    if status in FINAL:
        changes["next_look"] = None
    return changes


def _refused(row: Held, event: Refused, now: datetime) -> Changes:
    if not _is_current(row, event.claim):
        return {}
    return {**_settled("refused", now), "error_code": event.code, "error_summary": event.summary}


def _not_sent(row: Held, event: NotSent, now: datetime) -> Changes:
    if not _is_current(row, event.claim):
        return {}
    changes: Changes = {
        **_queued(),
        "attempts": row.attempts - 1,
        "error_code": event.code,
        "error_summary": event.summary,
    }
    if event.pause:
        changes["not_before"] = now + event.pause
    return changes


def _looked_up(row: Held, event: LookedUp, now: datetime, resend_after: timedelta) -> Changes:
    if row.state == "sent":
        if row.confirm_at is None:
            return {}
        return {"confirm_at": None} if row.exact else _counted(row, event, now)
    if row.exact:
        return _unknown(row.error_code or "crashed", now) if row.state == "sending" else {}
    if event.messages:
        first = event.messages[0]
        changes = _known(row, first.id, "look-up", first.status, now, resend_after)
        return {**changes, "found": len(event.messages)} if len(event.messages) > 1 else changes
    if row.state != "sending":
        return {}
    claimed = row.claimed_at or event.at
    waited = event.at - claimed
    if waited > RETENTION:
        return _unknown("past_retention", now)
    looks: Changes = {"looks": row.looks + 1}
    if not _may_deny(row, event):
        return {**looks, "lease_until": now + min(_wait(row.looks), _PATIENT)}
    if waited < resend_after:
        return {**looks, "lease_until": max(now + _SOON, min(now + _wait(row.looks), claimed + resend_after))}
    if row.attempts >= MAX_ATTEMPTS:
        return _unknown(row.error_code or "crashed", now)
    if row.expires_at is not None and row.expires_at <= now:
        return _settled("expired", now)
    return _queued()


def _counted(row: Held, event: LookedUp, now: datetime) -> Changes:
    """The result of the confirming look-up: how many there are, and whether the found one is gone again."""
    if event.messages:
        own = next((each for each in event.messages if each.id == row.notification_id), event.messages[0])
        found = max(len(event.messages), row.found or 0)
        counted: Changes = {"found": found, "confirm_at": None, "notification_id": own.id, "body": None}
        return {**counted, **_status(row, own.status, now)}
    if row.learnt != "look-up" or not row.has_body:
        return {"confirm_at": None, "body": None}
    if event.at - (row.claimed_at or event.at) > RETENTION:
        return _unknown("past_retention", now)
    if not _may_deny(row, event):
        return {"confirm_at": now + _PATIENT}
    return _unknown("crashed", now) if row.attempts >= MAX_ATTEMPTS else _queued()


def _may_deny(row: Held, event: LookedUp | Followed) -> bool:
    """Whether the look-up can prove that a message was not sent: a key sees only what keys of its type have sent."""
    return (isinstance(event, LookedUp) and event.any_key) or (row.api_key, row.base_url) == (
        event.api_key,
        event.base_url,
    )


def _look_failed(row: Held, now: datetime) -> Changes:
    late = row.claimed_at is not None and now - row.claimed_at > RETENTION
    if row.state == "sending":
        wait: Changes = {"looks": row.looks + 1, "lease_until": now + _wait(row.looks)}
        return _unknown("look_up_failed", now) if late else wait
    if row.state == "sent" and row.confirm_at is not None:
        return {"confirm_at": None if late else now + _LOOK_LAST}
    return {}


def _followed(row: Held, event: Followed, now: datetime) -> Changes:
    status = event.status
    if not _is_open(row):
        return {}
    if status is None and not _may_deny(row, event):
        return {"next_look": _follow_at(row, now), "looks": row.looks + 1}
    if status is None:
        return (
            {"next_look": None, "confirm_at": now} if row.learnt == "look-up" and row.has_body else {"next_look": None}
        )
    changes: Changes = {"next_look": _follow_at(row, now), "looks": row.looks + 1}
    if status not in _MAY_BE_DELETED:
        changes["body"] = None
        if row.attempts <= 1:
            changes["confirm_at"] = None
    return {**changes, **_status(row, status, now)}


def _wait(looks: int) -> timedelta:
    return min(_LOOK_FIRST * (1 << min(looks, 9)), _LOOK_LAST if looks < 20 else _PATIENT)


def _follow_at(row: Held, now: datetime) -> datetime | None:
    """When to read the status next; None once it is too late for a change."""
    after = now + min(_FOLLOW_FIRST * (1 << min(row.looks + 1, 12)), _FOLLOW_LAST)
    last = (row.settled_at or now) + (_FOLLOW_LETTERS_FOR if row.letter else _FOLLOW_FOR)
    return after if after <= last else None
