"""The outbox of a project, in its own database."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from threading import Lock
from typing import Literal

from asgiref.sync import sync_to_async
from django.db import connections, transaction

from notify_sdk.callbacks import Callback
from notify_sdk.errors import RequestValidationError
from notify_sdk.outbox import Message, Outbox
from notify_sdk.outbox.within import AsyncWithin, Within

from .client_options import WrongOptionError
from .engine import ProjectEngine, wrapper_of
from .outbox_options import SETTING, OutboxOptions, nudge_of, other_settings, resolved_options
from .plain import plain_fields
from .signals import status_changed
from .watching import Changed, WatchedDatabase, watched_ledger


class ProjectOutbox(Outbox):
    """An `Outbox` in a database of the project's: `add` takes part in Django's own transaction.

    Made by `notify_sdk.django.outbox()`. What it does for sending and following has a connection of its own.

    Args:
        options: What `resolved_options` returned.

    Raises:
        ImproperlyConfigured: If an outbox does not support the database, or `nudge` can't be imported.
        RequestValidationError: If another option is not one.
    """

    def __init__(self, options: OutboxOptions) -> None:
        self.alias: str = options.get("database", "default")
        self._project_engine = ProjectEngine(self.alias)
        resend_after, rate_limit = options.get("resend_after", 300), options.get("rate_limit")
        super().__init__(
            self._project_engine.engine,
            resend_after=resend_after,
            rate_limit=rate_limit,
            templates=options.get("templates"),
            blanks=options.get("blanks", "send"),
        )
        self._database = WatchedDatabase(self._project_engine.engine, self.tables, _tell)
        self._ledger = watched_ledger(self.tables, resend_after, rate_limit)
        self._nudge = nudge_of(options)

    def add(
        self,
        messages: Message | Iterable[Message],
        *,
        within: Within | None = None,
        invalid: Literal["refuse", "record"] = "refuse",
    ) -> int:
        """Adds messages in Django's own transaction: `atomic` rolls them back. If this raises, none is added.

        Args:
            messages: As for `Outbox.add`. Lazy texts are translated as of now.
            within: Another transaction, as for `Outbox.add`; after its commit nothing is nudged.
            invalid: As for `Outbox.add`.

        Returns:
            How many are new.

        Raises:
            RequestValidationError: If Notify would refuse a message.
            KeyReused: If a key exists already, with other content.
            django.db.DatabaseError: If the database can't be used.
        """
        __tracebackhide__ = True
        messages = _plain(messages)
        if within is not None and within != self.alias:
            return super().add(messages, within=within, invalid=invalid)
        with transaction.atomic(using=self.alias):
            added = super().add(messages, within=self.alias, invalid=invalid)
            if added:
                self._nudge_after_commit()
        return added

    async def aadd(
        self,
        messages: Message | Iterable[Message],
        *,
        within: AsyncWithin | None = None,
        invalid: Literal["refuse", "record"] = "refuse",
    ) -> int:
        """As `add`, for asyncio, in the thread that Django's own asynchronous methods use."""
        __tracebackhide__ = True
        if within is not None:
            return await super().aadd(_plain(messages), within=within, invalid=invalid)
        return await sync_to_async(self.add)(messages, invalid=invalid)

    async def arecord(self, callback: Callback) -> bool:
        """As `record`, for asyncio, in the thread that Django's own asynchronous methods use."""
        __tracebackhide__ = True
        return await sync_to_async(self.record)(callback)

    def close(self) -> None:
        """Closes the connections that sending and following have used."""
        self._project_engine.engine.dispose()

    def _nudge_after_commit(self) -> None:
        nudge = self._nudge
        if nudge is None:
            return
        if not any(waiting[1] is nudge for waiting in connections[self.alias].run_on_commit):  # once is enough
            transaction.on_commit(nudge, using=self.alias, robust=True)


def _plain(messages: Message | Iterable[Message]) -> Message | Iterable[Message]:
    """The messages without lazy texts, one after the other."""
    __tracebackhide__ = True
    return map(plain_fields, messages) if isinstance(messages, Iterable) else plain_fields(messages)


_made: dict[str, tuple[object, ProjectOutbox]] = {}
_lock = Lock()


def project_outbox() -> ProjectOutbox:
    """The outbox that the settings describe, the same one for every caller of this process.

    Raises:
        ImproperlyConfigured: If the setting is not valid, or an outbox does not support the database.
    """
    options = resolved_options()
    alias = options.get("database", "default")
    basis = (options, dict(wrapper_of(alias).settings_dict))
    with _lock:
        known = _made.get(alias)
        if known is not None and known[0] == basis:
            return known[1]
        if known is not None:
            known[1].close()  # a test has changed the settings
        try:
            made = ProjectOutbox(options)
        except RequestValidationError as error:
            wrong = WrongOptionError(error, SETTING, other_settings())
        else:
            _made[alias] = (basis, made)
            return made
    raise wrong


def _tell(changed: Sequence[Changed]) -> None:
    from .models import OutboxMessage

    if not status_changed.has_listeners(OutboxMessage):
        return
    opened = {each.alias for each in connections.all(initialized_only=True) if each.connection is not None}
    try:
        found = OutboxMessage.objects.in_bulk([each.id for each in changed])
        for each in changed:
            message = found.get(each.id)
            if message is not None:
                status_changed.send_robust(OutboxMessage, message=message, previous=each.previous, status=each.status)
    finally:
        for connection in connections.all(initialized_only=True):
            if connection.alias not in opened:
                connection.close()  # this may be a thread that Django knows nothing of
