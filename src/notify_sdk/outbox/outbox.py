"""`Outbox`: the methods that users call."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Literal, Self, TypeVar

from sqlalchemy import Connection, Engine, MetaData
from sqlalchemy.ext.asyncio import AsyncEngine

from notify_sdk._calls.blanks import Blanks, parse_blanks
from notify_sdk._calls.client_checks import ClientChecks
from notify_sdk._client.settings import with_check
from notify_sdk._validation.checks import Checks
from notify_sdk.callbacks import Callback
from notify_sdk.errors import RequestValidationError
from notify_sdk.outbox import crash
from notify_sdk.outbox.database import Database
from notify_sdk.outbox.entries import ConnectionRuns, Entries
from notify_sdk.outbox.ledger import Ledger
from notify_sdk.outbox.messages import Message
from notify_sdk.outbox.receipts import cancel, purge, record, requeue
from notify_sdk.outbox.report import Filter, Pages, Row, Summary, Tally, summary
from notify_sdk.outbox.states import State
from notify_sdk.outbox.tables import Tables
from notify_sdk.outbox.terms import SendOptions, lease_of
from notify_sdk.outbox.within import AsyncWithin, Within, runs_within
from notify_sdk.templates.known import TemplatesSource, known_templates

if TYPE_CHECKING:
    from notify_sdk.async_client import AsyncNotificationsAPIClient
    from notify_sdk.client import NotificationsAPIClient

T = TypeVar("T")


class Outbox:
    """Messages in your database, each sent once.

        outbox = Outbox("jobs.db")
        outbox.create_tables()
        outbox.add(Sms("07700 900900", template_id, {"name": "Ada"}, key="reminder-17"))
        outbox.send(client)

    It may be shared between threads; make one for each process. Each method that uses the database has a version
    for asyncio, whose name begins with `a`. With an `AsyncEngine`, or the URL of an asyncio driver, only those can be
    used; otherwise they run in threads.

    Args:
        where: The path of a SQLite file for the outbox alone; the URL of a SQLite or PostgreSQL database, such as
            `postgresql+psycopg://user@host/name`; or your own `Engine` or `AsyncEngine`, which you dispose of.
        resend_after: Seconds after which a message that was claimed and is not at Notify counts as not sent. It is at
            least the client's timeout plus a minute.
        rate_limit: How many messages are sent in any minute at most, by all workers on this database; None
            for as many as Notify takes. Notify takes 3,000 from a service.
        check: How strictly messages are checked when they are added; `Checks()` if None.
        templates: The service's templates, as for a client: messages can name them, and are checked with them when
            they are added. The client that sends checks with its own.
        blanks: What to do with placeholders whose values are blank when messages are added, as for a client.
        prefix: What the names of the tables begin with.
        schema: The schema of the database that they are in.
        unsafe: Allow a shorter `resend_after`: a message whose request is delayed for longer is sent twice.

    Raises:
        DatabaseError: If `where` is not a database that an outbox supports. It is not connected to yet.
        RequestValidationError: If an option is not valid.
    """

    def __init__(
        self,
        where: str | Path | Engine | AsyncEngine,
        *,
        resend_after: float = 300,
        rate_limit: int | None = None,
        check: Checks | None = None,
        templates: TemplatesSource | None = None,
        blanks: Blanks = "send",
        prefix: str = "notify_",
        schema: str | None = None,
        unsafe: bool = False,
        _clock: Callable[[], datetime] | None = None,
    ) -> None:
        if not isinstance(resend_after, int | float) or not 0 <= resend_after <= 7 * 24 * 3600:
            raise RequestValidationError.of("resend_after is not a number of seconds", field="resend_after")
        if rate_limit is not None and (not isinstance(rate_limit, int) or rate_limit < 1):
            raise RequestValidationError.of("rate_limit is not a whole number above 0", field="rate_limit")
        self.tables: Tables = Tables(prefix, schema)
        self._database = Database(where, self.tables)
        self._resend_after = timedelta(seconds=resend_after)
        self._unsafe = unsafe
        known = None if templates is None else known_templates(templates)
        self._check = with_check(ClientChecks(templates=known, blanks=parse_blanks(blanks)), check or Checks())
        self._clock = _clock
        self._ledger = Ledger(self.tables, self._resend_after, rate_limit, _clock)

    def __repr__(self) -> str:
        return f"Outbox({self._database.name!r})"

    @property
    def metadata(self) -> MetaData:
        """The tables, for Alembic and other migrations."""
        return self.tables.metadata

    def create_tables(self) -> None:
        """Makes the tables where they are missing.

        Raises:
            DatabaseError: If the database can't be used, or is another application's SQLite file, which is not changed.
        """
        self._database.run_create()

    async def acreate_tables(self) -> None:
        """As `create_tables`, for asyncio."""
        await self._database.arun_create()

    def add(
        self,
        messages: Message | Iterable[Message],
        *,
        within: Within | None = None,
        invalid: Literal["refuse", "record"] = "refuse",
    ) -> int:
        """Adds messages, to be sent when `send` is called, in this process or another one.

        All of them are added with your transaction, or none. If this raises and you passed `within`, roll back.

        Args:
            messages: One message, or an iterable of any number, which is not held in memory.
            within: Your own transaction: a SQLAlchemy `Connection` or `Session`, a psycopg connection, or the alias
                of a Django database. A new transaction if None.
            invalid: What to do with a message that Notify would refuse: `"refuse"` raises, and adds none of them;
                `"record"` adds it as refused, with the reason.

        Returns:
            How many are new. A message whose key exists already, with the same content, is not added again.

        Raises:
            RequestValidationError: If Notify would refuse a message.
            KeyReused: If a key exists already, with other content.
            DatabaseError: If the database can't be used.
            TypeError: If `messages` has something else in it, or `within` is not a transaction.
        """
        __tracebackhide__ = True
        if within is not None:
            return self._entries(invalid).add(runs_within(within), messages)
        added = self._database.run(lambda connection: self._add(connection, messages, invalid))
        crash.point("after-add")
        return added

    async def aadd(
        self,
        messages: Message | Iterable[Message],
        *,
        within: AsyncWithin | None = None,
        invalid: Literal["refuse", "record"] = "refuse",
    ) -> int:
        """As `add`, for asyncio; `within` is an `AsyncConnection` or `AsyncSession` of SQLAlchemy."""
        __tracebackhide__ = True
        if within is None:
            return await self._database.arun(lambda connection: self._add(connection, messages, invalid))
        return await within.run_sync(lambda own: self._entries(invalid).add(runs_within(own), messages))

    def _entries(self, invalid: Literal["refuse", "record"]) -> Entries:
        if invalid not in {"refuse", "record"}:
            raise RequestValidationError.of("invalid is not one of refuse, record", field="invalid")
        now = self._clock() if self._clock else None
        return Entries(self.tables, self._check, keep_refused=invalid == "record", now=now)

    def _add(
        self, connection: Connection, messages: Message | Iterable[Message], invalid: Literal["refuse", "record"]
    ) -> int:
        __tracebackhide__ = True
        self._ledger.begin(connection)
        added = self._entries(invalid).add(ConnectionRuns(connection), messages)
        crash.point("before-add-commit")
        return added

    def send(
        self,
        client: NotificationsAPIClient,
        *,
        concurrency: int = 10,
        seconds: float | None = None,
        forever: bool = False,
        wait: bool = False,
        accept_new_key: bool = False,
        stop: Callable[[], bool] | None = None,
        progress: Callable[[Tally], None] | None = None,
    ) -> Tally:
        """Sends what is queued, and looks up messages whose outcome a crash or a lost answer left open.

        Any number of processes may do so at a time. On Ctrl-C, or any other exception that ends it, it finishes the
        requests in flight and settles them.

        Args:
            client: Its key and timeouts are used. Its `retry` is not: a request is made once.
            concurrency: How many requests are in flight at a time, at most 100.
            seconds: Start no request after this many seconds; None: run until nothing is left.
            forever: Keep running when nothing is left, as a worker does.
            wait: Keep running until every claimed message is settled, too: up to `resend_after` after the last claim.
            accept_new_key: Let a look-up with this client's key show that a message of another key was not sent. Only
                for a key of the same type, after a key rotation.
            stop: Called twice a second, such as the `is_set` of an event; true ends the run in order.
            progress: Called with the counts so far, each time they change.

        Returns:
            What was done.

        Raises:
            SendingStopped: If every message would fail for the same reason: the key or the service is refused, ten messages
                in a row are, or Notify can't be reached for a minute. Unsent messages stay queued.
            DatabaseError: If the database can't be used for longer than a claim lasts.
            RequestValidationError: If an option is not valid, or `resend_after` is too short for the client's timeout.
        """
        __tracebackhide__ = True
        from notify_sdk.outbox.sender import Sending

        options = SendOptions(concurrency, seconds, forever, wait, accept_new_key, stop, progress)
        lease = lease_of(client._settings, self._resend_after, unsafe=self._unsafe)  # noqa: SLF001 - of this package
        return Sending(self._database, self._ledger, client, options, lease).run()

    async def asend(
        self,
        client: AsyncNotificationsAPIClient,
        *,
        concurrency: int = 10,
        seconds: float | None = None,
        forever: bool = False,
        wait: bool = False,
        accept_new_key: bool = False,
        stop: Callable[[], bool] | None = None,
        progress: Callable[[Tally], None] | None = None,
    ) -> Tally:
        """As `send`, for asyncio. If cancelled, it finishes the requests in flight first."""
        __tracebackhide__ = True
        from notify_sdk.outbox.sender_async import AsyncSending

        options = SendOptions(concurrency, seconds, forever, wait, accept_new_key, stop, progress)
        lease = lease_of(client._settings, self._resend_after, unsafe=self._unsafe)  # noqa: SLF001 - of this package
        return await AsyncSending(self._database, self._ledger, client, options, lease).run()

    def follow(self, client: NotificationsAPIClient, *, accept_new_key: bool = False) -> int:
        """Reads from Notify the statuses that no callback reported, of messages that are due.

        A text or an email is followed for 72 hours and a letter for 14 days, first after a minute and then less and less
        often, down to every 6 hours. Call it every few minutes.

        Args:
            client: The client whose key is used.
            accept_new_key: As for `send`.

        Returns:
            How many statuses were read.

        Raises:
            SendingStopped: If the key is refused.
            DatabaseError: If the database can't be used.
        """
        from notify_sdk.outbox.follow_up import Follower
        from notify_sdk.outbox.lookup import LookUps

        return Follower(self._database, self._ledger, LookUps(client, any_key=accept_new_key)).run()

    async def afollow(self, client: AsyncNotificationsAPIClient, *, accept_new_key: bool = False) -> int:
        """As `follow`, for asyncio."""
        from notify_sdk.outbox.follow_up_async import AsyncFollower
        from notify_sdk.outbox.lookup_async import AsyncLookUps

        return await AsyncFollower(self._database, self._ledger, AsyncLookUps(client, any_key=accept_new_key)).run()

    def record(self, callback: Callback) -> bool:
        """Stores what a callback reports, in whatever order callbacks come.

        Args:
            callback: What `unwrap` or `parse` of `notify_sdk.callbacks` returns.

        Returns:
            Whether it is about a message of this outbox.

        Raises:
            DatabaseError: If the database can't be used: answer Notify with 500, so that it posts again.
        """
        __tracebackhide__ = True
        return self._database.run(lambda connection: record(connection, self._ledger, callback))

    async def arecord(self, callback: Callback) -> bool:
        """As `record`, for asyncio."""
        __tracebackhide__ = True
        return await self._database.arun(lambda connection: record(connection, self._ledger, callback))

    def rows(
        self, *, state: State | Iterable[State] | None = None, tag: str | None = None, keys: Iterable[str] = ()
    ) -> Iterator[Row]:
        """The messages with their states, in the order in which they were added, read a thousand at a time.

        Args:
            state: Only those in this state, or in one of these.
            tag: Only those with this tag.
            keys: Only those with these keys.

        Raises:
            DatabaseError: If the database can't be used.
        """
        pages = Pages(self.tables, _filter(state, tag, keys))
        while rows := self._database.run(pages.next):
            yield from rows

    async def arows(
        self, *, state: State | Iterable[State] | None = None, tag: str | None = None, keys: Iterable[str] = ()
    ) -> AsyncIterator[Row]:
        """As `rows`, for asyncio."""
        pages = Pages(self.tables, _filter(state, tag, keys))
        while rows := await self._database.arun(pages.next):
            for row in rows:
                yield row

    def summary(self, *, tag: str | None = None) -> Summary:
        """How many messages there are in each state.

        Args:
            tag: Only those with this tag.

        Raises:
            DatabaseError: If the database can't be used.
        """
        return self._database.run(lambda connection: summary(connection, self.tables, tag))

    async def asummary(self, *, tag: str | None = None) -> Summary:
        """As `summary`, for asyncio."""
        return await self._database.arun(lambda connection: summary(connection, self.tables, tag))

    def cancel(self, key: str) -> bool:
        """Cancels a message, if it is still queued.

        Args:
            key: Its key.

        Returns:
            Whether it was queued: a message that is claimed may have been sent.

        Raises:
            DatabaseError: If the database can't be used.
        """
        return self._database.run(lambda connection: cancel(connection, self._ledger, key))

    async def acancel(self, key: str) -> bool:
        """As `cancel`, for asyncio."""
        return await self._database.arun(lambda connection: cancel(connection, self._ledger, key))

    def requeue(self, *keys: str, unknown: bool = False) -> int:
        """Queues messages in state `unknown` again: those with the given keys, or all of them.

        Check first whether they were sent: one that was sent after all is sent again.

        Args:
            keys: Their keys.
            unknown: All whose state is `unknown`.

        Returns:
            How many were queued again.

        Raises:
            DatabaseError: If the database can't be used.
        """
        return self._database.run(lambda connection: requeue(connection, self._ledger, keys, everything=unknown))

    async def arequeue(self, *keys: str, unknown: bool = False) -> int:
        """As `requeue`, for asyncio."""
        return await self._database.arun(lambda connection: requeue(connection, self._ledger, keys, everything=unknown))

    def purge(self, *, before: datetime, unknown: bool = False) -> int:
        """Deletes messages that were settled before a time. Their keys may then be used again.

        Args:
            before: The time, with its zone.
            unknown: Also those whose state is `unknown`.

        Returns:
            How many were deleted.

        Raises:
            RequestValidationError: If `before` has no time zone.
            DatabaseError: If the database can't be used.
        """
        _require_zone(before)
        return self._database.run(lambda connection: purge(connection, self._ledger, before, unknown=unknown))

    async def apurge(self, *, before: datetime, unknown: bool = False) -> int:
        """As `purge`, for asyncio."""
        _require_zone(before)
        return await self._database.arun(lambda connection: purge(connection, self._ledger, before, unknown=unknown))

    def close(self) -> None:
        """Closes the connections to the database, unless they belong to your own engine."""
        self._database.close()

    async def aclose(self) -> None:
        """As `close`, for asyncio."""
        await self._database.aclose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.aclose()


def _filter(state: State | Iterable[State] | None, tag: str | None, keys: Iterable[str]) -> Filter:
    states: tuple[State, ...] = () if state is None else (state,) if isinstance(state, str) else tuple(state)
    return Filter(states, tag, tuple(keys))


def _require_zone(moment: datetime) -> None:
    if moment.tzinfo is None or moment.utcoffset() is None:
        raise RequestValidationError.of("before has no time zone", "datetime.now(UTC) has one", field="before")
