"""What can go wrong with an outbox itself. What goes wrong with one message is in its row."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import exc

from notify_sdk.errors import NotifyError


class OutboxError(NotifyError):
    """The base of every error of an outbox."""

    code = "outbox"


class DatabaseError(OutboxError):
    """The database of an outbox can't be used: it is not there, is full, is locked, or is none of an outbox.

    What the driver said is in no text of the error: it may quote rows. Its class is.
    """

    code = "outbox_database"
    _may_work_later = True


class KeyReused(OutboxError):  # noqa: N818 - says what happened, as `NoResultFound` does
    """A key was given to a message already, and that one differs.

    Attributes:
        key: The key.
        fields: What differs, by name; the values are not kept.
    """

    code = "key_reused"

    def __init__(
        self, key: str, fields: Sequence[str], outcome_unknown: bool | None = None, reference: str | None = None
    ) -> None:
        self.key: str = key
        self.fields: tuple[str, ...] = tuple(fields)
        text = f"the key {key!r} belongs to another message already: {', '.join(self.fields)} differ"
        super().__init__(text, "give each message a key of its own", outcome_unknown, reference)

    def _facts(self) -> tuple[object, ...]:
        return self.key, list(self.fields)


class SendingStopped(OutboxError):  # noqa: N818 - says what happened
    """Sending was stopped, since every message would have met the same fault. What was not sent is queued still.

    The error of Notify is the `__cause__` where there is one.

    Attributes:
        reason: The stable code of what was wrong: `"not_authorised"`, `"missing_personalisation"`.
    """

    code = "outbox_stopped"

    def __init__(
        self,
        text: str,
        reason: str,
        hint: str | None = None,
        outcome_unknown: bool | None = None,
        reference: str | None = None,
    ) -> None:
        self.reason: str = reason
        super().__init__(text, hint, outcome_unknown, reference)

    def _facts(self) -> tuple[object, ...]:
        return self._text, self.reason, self._hint


def database_error(where: str, error: Exception) -> DatabaseError:
    """The error for what the driver says.

    Args:
        where: The database, without its password.
        error: What it said. It may have a statement's parameters, which are personal, so it is no cause.
    """
    __tracebackhide__ = True
    original: BaseException | None = error.orig if isinstance(error, exc.DBAPIError) else error
    kind = type(original).__name__
    sqlstate: object = getattr(original, "sqlstate", None)
    words = str(original).lower()
    if sqlstate == "42P01" or "no such table" in words:
        return DatabaseError(
            f"{where} has no tables of an outbox", "create_tables() makes them, or a migration of yours"
        )
    if "no such column" in words or sqlstate == "42703":
        return DatabaseError(
            f"the tables in {where} are of another version of notify_sdk", "use that version, or migrate them"
        )
    if "unable to open" in words:
        return DatabaseError(f"{where} can't be opened", "is the folder there, and may this process write to it?")
    if "locked" in words:
        return DatabaseError(f"{where} is locked by another process", "a transaction is held open there")
    if "full" in words or sqlstate == "53100":
        return DatabaseError(f"{where} is full")
    if "not a database" in words:
        return DatabaseError(f"{where} is not a SQLite database", "give another name: it is left as it is")
    return DatabaseError(f"{where} can't be used now ({kind})", "is the database up, and its address right?")
