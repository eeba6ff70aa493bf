"""The errors of an outbox itself. The error of one message is in its row."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import exc

from notify_sdk.errors import NotifyError


class OutboxError(NotifyError):
    """The base of every error of an outbox."""

    code = "outbox"


class DatabaseError(OutboxError):
    """The database of an outbox can't be used: it is missing, full, locked, or not an outbox.

    What the driver said is in no text of the error: it may quote rows. Its class is.
    """

    code = "outbox_database"
    _may_work_later = True


class KeyReused(OutboxError):  # noqa: N818 - says what happened, as `NoResultFound` does
    """A key was used for another message before, with other content.

    Attributes:
        key: The key.
        fields: What differs, by name; the values are not kept.
    """

    code = "key_reused"

    def __init__(
        self,
        key: str,
        fields: Sequence[str],
        outcome_unknown: bool | None = None,
        reference: str | None = None,
        request_id: str | None = None,
    ) -> None:
        self.key: str = key
        self.fields: tuple[str, ...] = tuple(fields)
        text = f"the key {key!r} belongs to another message already: {', '.join(self.fields)} differ"
        super().__init__(text, "give each message its own key", outcome_unknown, reference, request_id)

    def _facts(self) -> tuple[object, ...]:
        return self.key, list(self.fields)


class SendingStopped(OutboxError):  # noqa: N818 - says what happened
    """Sending was stopped, since every message would have failed for the same reason. Unsent messages stay queued.

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
        request_id: str | None = None,
    ) -> None:
        self.reason: str = reason
        super().__init__(text, hint, outcome_unknown, reference, request_id)

    def _facts(self) -> tuple[object, ...]:
        return self._text, self.reason, self._hint


def database_error(where: str, error: Exception) -> DatabaseError:
    """Converts an error of the database driver.

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
        return DatabaseError(f"{where} has no tables of an outbox", "create them with create_tables() or a migration")
    if "no such column" in words or sqlstate == "42703":
        return DatabaseError(
            f"the tables in {where} are of another version of notify_sdk", "use that version, or migrate them"
        )
    if "unable to open" in words:
        return DatabaseError(
            f"{where} can't be opened", "check that the folder exists and that this process may write to it"
        )
    if "locked" in words:
        return DatabaseError(f"{where} is locked by another process", "another process holds a transaction open")
    if "full" in words or sqlstate == "53100":
        return DatabaseError(f"{where} is full")
    if "not a database" in words:
        return DatabaseError(f"{where} is not a SQLite database", "choose another name; the file was not changed")
    return DatabaseError(
        f"{where} can't be used now ({kind})", "check that the database is running and its address is right"
    )
