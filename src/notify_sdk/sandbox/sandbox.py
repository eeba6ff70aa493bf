"""`Sandbox`: a Notify in memory, and the ways to reach it."""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Self, TypedDict, Unpack
from uuid import UUID, uuid4

from notify_sdk._extras import requires
from notify_sdk.recipients import normal_form

from .api.app import respond
from .api.letter_pages import pdf_of
from .api.limits import Limits
from .callbacks import Callbacks, Post
from .delivery import DeliverySimulator, Progress
from .faults import Faults
from .inbox import Inbox
from .wire import Request, Response, with_request_id
from .world.default import default_state
from .world.service_parts import KeyType
from .world.state import NotificationRecord, ReceivedTextRecord, Service, State
from .world.statuses import FINAL, stored_status

if TYPE_CHECKING:
    from notify_sdk.async_client import AsyncNotificationsAPIClient
    from notify_sdk.client import NotificationsAPIClient

    from .transport import SandboxTransport
    from .web.server import SandboxServer
    from .world.store import Store

BASE_URL = "http://localhost"
"""The base URL of the in-process clients. Nothing listens there."""

_RENAMED = {"life": "delivery", "journal": "store"}
"""Attributes that had another name before 0.2."""


class SandboxOptions(TypedDict, total=False):
    """The keyword arguments of `Sandbox`, as `Sandbox.load` takes them too."""

    clock: Callable[[], datetime] | None
    ids: Callable[[], UUID] | None
    page_size: int | None
    progress: Progress
    data: str | Path | None
    magic_recipients: bool | None
    post: Post | None
    pdf: Callable[[NotificationRecord], bytes] | None


def _now() -> datetime:
    return datetime.now(UTC)


class Sandbox:
    """A GOV.UK Notify in memory that answers as the real one does.

    `Sandbox()` has one live service with its three types of API key and a few templates. Threads and tasks may
    share it.

    Args:
        state: The services and messages to start with; the default world if None.
        clock: Returns the present time as an aware datetime. Tokens may then be of this time or of the real time.
        ids: Returns the id of each new message.
        page_size: How many messages a page of a list has; the state's setting if None.
        progress: When statuses change: `"manual"` only by `advance`, `"instant"` to the final status at once,
            `"timed"` as time passes. `"held"` is the deprecated name of `"manual"`.
        data: A file that stores everything beyond the end of the process. What the file already has replaces `state`.
            One sandbox uses it at a time.
        magic_recipients: Whether some recipients cause errors, see `docs/sandbox-faults.md`; in the default world they do.
        post: Posts callbacks; over HTTP if None.
        pdf: Makes the PDF of a letter.

    Raises:
        sqlite3.DatabaseError: `data` is a file of something else, which is left as it is, or is used by another sandbox.
    """

    def __init__(
        self,
        state: State | None = None,
        *,
        clock: Callable[[], datetime] | None = None,
        ids: Callable[[], UUID] | None = None,
        page_size: int | None = None,
        progress: Progress = "manual",
        data: str | Path | None = None,
        magic_recipients: bool | None = None,
        post: Post | None = None,
        pdf: Callable[[NotificationRecord], bytes] | None = None,
    ) -> None:
        self.clock: Callable[[], datetime] = clock or _now
        self.faults: Faults = Faults(magic_recipients=state is None if magic_recipients is None else magic_recipients)
        self.state: State = state or default_state()
        self.store: Store | None = None if data is None else _open_store(Path(data), self.state, self.clock())
        if self.store:
            self.state = self.store.state
        self.delivery: DeliverySimulator = DeliverySimulator(
            self.state, progress, self.clock, receive=self.receive_text, typeset=pdf is None
        )
        for identifier in self.store.resumed if self.store else ():
            if identifier in self.state.notifications:
                self.delivery.resume(self.state.notifications[identifier])
        self.callbacks: Callbacks = Callbacks(self.state, lambda: self.delivery.now, post)
        self.limits: Limits = Limits(self.state)
        self._ids = ids or uuid4
        self._pdf = pdf
        if page_size is not None:
            self.state.settings.page_size = page_size

    @classmethod
    def load(cls, path: str | Path, **options: Unpack[SandboxOptions]) -> Self:
        """Makes a sandbox that starts with the services of a world file, JSON or YAML by its suffix.

        Args:
            path: The file; see `docs/worlds.md` for its format. Notify's answer to `GET /v2/templates`, or the snapshot
                of it that `templates pull` writes, is a world file too: one service with these templates.
            **options: As for `Sandbox`. Recipients that cause errors are off unless `magic_recipients` is true.

        Returns:
            The sandbox.

        Raises:
            WorldError: The file is not a valid world file; the message names every place that is wrong.
            OSError: The file cannot be read.
        """
        from .world.load import load_state

        clock = options.get("clock") or _now
        return cls(load_state(Path(path), clock()), **options)

    def dump(self, path: str | Path) -> None:
        """Writes everything the sandbox has to a world file that `load` reads, JSON or YAML by its suffix.

        Args:
            path: The file. An earlier one is replaced.

        Raises:
            OSError: The file cannot be written.
        """
        from .world.dump import dump_state

        dump_state(self.state, Path(path))

    def handle(self, request: Request) -> Response:
        """Answers one request, whichever transport it came by.

        Args:
            request: The request.

        Returns:
            The answer, also when it is an error.
        """
        self.delivery.catch_up()
        response = with_request_id(request, self.faults.handled(request, self._respond))
        return replace(response, body=b"") if request.method == "HEAD" else response

    def _respond(self, request: Request, skew: float = 0) -> Response:
        now = self.clock() + timedelta(seconds=skew) if skew else self.clock()
        real_time = None if skew or self.clock is _now else time.time()
        return respond(
            request,
            state=self.state,
            limits=self.limits,
            now=now,
            real_time=real_time,
            new_id=self._ids,
            pdf=self.pdf,
        )

    def advance(self, by: timedelta | None = None) -> None:
        """Moves the sandbox's time forward, changes statuses accordingly, and posts the callbacks that are due.

        Args:
            by: How far; until every message has its final status if None.

        Raises:
            ValueError: Time would be moved more than 100 years from the present time.
        """
        self.delivery.advance(by)
        self.callbacks.post_due()

    def pdf(self, letter: NotificationRecord) -> bytes:
        """Makes the PDF of a letter.

        Needs the extra `sandbox`, unless the letter was sent as a PDF.

        Args:
            letter: The letter, one of `state.notifications`.

        Returns:
            The file.

        Raises:
            ModuleNotFoundError: The extra is needed and not installed.
        """
        if letter.pdf is None and self._pdf:
            return self._pdf(letter)
        return pdf_of(self.state.services[letter.service_id], letter)

    def catch_up(self) -> None:
        """Changes the statuses that are due if `progress` is `"timed"`, and posts the callbacks that are due."""
        self.delivery.catch_up()
        self.callbacks.post_due()

    def finish(self, notification_id: UUID, status: str) -> None:
        """Sets the final status of a message, such as `delivered` or `permanent-failure`, and posts its callback.

        Args:
            notification_id: The message.
            status: The status; for a letter `received` and `delivered` mean the same.

        Raises:
            KeyError: There is no such message.
            ValueError: It is not a final status.
        """
        message = self.state.notifications[notification_id]
        stored = stored_status(message.type, status)
        if stored not in FINAL:
            raise ValueError(f"{status} is not one of {', '.join(sorted(FINAL))}")
        self.delivery.finish(message, stored)
        if stored == "returned-letter":
            self.callbacks.letter_returned(message)
        self.callbacks.post_due()

    def reset(self) -> None:
        """Goes back to the start: drops every later message, all faults, and the counts of the limits."""
        with self.state.lock:
            self.state.restart()
            self.delivery.restart()
            self.callbacks.restart()
            self.limits.restart()
            self.faults.clear()
            if self.store:
                self.store.clear()

    def receive_text(self, user_number: str, content: str, service: str | None = None) -> ReceivedTextRecord:
        """Adds a text message that somebody sends to a service, and posts the service's callback for it.

        Args:
            user_number: The sender's phone number in any form; it is stored as Notify has it, such as `447700900321`.
            content: The text.
            service: The slug of the service; the first one if None.

        Returns:
            The text, as the sandbox stores it.

        Raises:
            LookupError: There is no such service.
        """
        to = self._service(service)
        text = ReceivedTextRecord(
            id=self._ids(),
            service_id=to.id,
            created_at=self.delivery.now,
            notify_number=to.receiving_number or "",
            user_number=normal_form(user_number, "sms"),
            content=content,
        )
        self.state.add(text)
        self.callbacks.post_due()
        return text

    def return_letter(self, notification_id: UUID) -> None:
        """Marks a letter as returned, and posts its service's callback for it.

        Args:
            notification_id: The letter.

        Raises:
            KeyError: There is no such letter.
        """
        self.finish(notification_id, "returned-letter")

    @property
    def service(self) -> Service:
        """The first service. `api_key`, `team_api_key` and `test_api_key` are its keys."""
        return next(iter(self.state))

    @property
    def api_key(self) -> str:
        """The first service's live key, in the form that clients take."""
        return self.client_key("normal")

    @property
    def team_api_key(self) -> str:
        """The first service's team key. It sends only to the team and the guest list."""
        return self.client_key("team")

    @property
    def test_api_key(self) -> str:
        """The first service's test key. It only pretends to send."""
        return self.client_key("test")

    def client_key(self, key_type: KeyType, service: str | None = None) -> str:
        """Finds a key of a service by its type.

        Args:
            key_type: `normal`, `team` or `test`.
            service: The slug of the service; the first one if None.

        Returns:
            The key in the form that clients take, such as `my_key-26785a09-...`.

        Raises:
            LookupError: There is no such service, or it has no such key that is not revoked.
        """
        found = self._service(service)
        for key in found.api_keys:
            if key.key_type == key_type and key.expiry_date is None:
                return key.client_key(found.id)
        raise LookupError(f"the service {found.slug} has no {key_type} key")

    def _service(self, slug: str | None) -> Service:
        for service in self.state:
            if slug in (None, service.slug):
                return service
        raise LookupError(f"there is no service {slug}: use one of {', '.join(each.slug for each in self.state)}")

    @property
    def inbox(self) -> Inbox:
        """Every message that was sent, oldest first. It has `.sms`, `.emails`, `.letters`, `.latest`, `.to("...")`."""
        return Inbox(self.state)

    @property
    def templates(self) -> Mapping[str, str]:
        """The ids of the first service's templates by name: `sandbox.templates["appointment reminder"]`."""
        return {
            template.current.name: str(template.id)
            for template in self.service.templates
            if not template.hidden and not template.archived
        }

    @property
    def transport(self) -> SandboxTransport:
        """An httpx transport for sync and async clients. Its requests are answered here and reach no network."""
        from .transport import SandboxTransport

        return SandboxTransport(self.handle)

    def client(self, api_key: str | None = None) -> NotificationsAPIClient:
        """Makes a client of this sandbox.

        Args:
            api_key: The key; the live one of the first service if None.

        Returns:
            The client. Its requests are answered inside this process.
        """
        from notify_sdk.client import NotificationsAPIClient

        return NotificationsAPIClient(api_key or self.api_key, BASE_URL, transport=self.transport)

    def async_client(self, api_key: str | None = None) -> AsyncNotificationsAPIClient:
        """Makes a client of this sandbox, for asyncio.

        Args:
            api_key: The key; the live one of the first service if None.

        Returns:
            The client. Its requests are answered inside this process.
        """
        from notify_sdk.async_client import AsyncNotificationsAPIClient

        return AsyncNotificationsAPIClient(api_key or self.api_key, BASE_URL, transport=self.transport)

    def serve(self, host: str = "127.0.0.1", port: int = 0, *, allow_hosts: Iterable[str] = ()) -> SandboxServer:
        """Makes a server of this sandbox, for clients in any language; see `SandboxServer`.

        `with sandbox.serve() as server:` listens at `server.url` until the block ends. Needs the extra `sandbox`.

        Args:
            host: Where to listen; other machines cannot reach loopback.
            port: The port; a free one if 0.
            allow_hosts: More names that it answers to, such as that of its container.

        Returns:
            The server, which does not listen yet: use it in a `with` statement, or call `start`.

        Raises:
            ModuleNotFoundError: The extra `sandbox` is not installed.
            ValueError: One of `allow_hosts` is not the name of a host.
        """
        with requires("sandbox", "The sandbox over HTTP"):
            from .web.server import SandboxServer

        return SandboxServer(self, host, port, allow_hosts=allow_hosts)

    def close(self) -> None:
        """Closes the file given as `data`, if there is one."""
        if self.store:
            self.store.close()

    def __repr__(self) -> str:
        return f"<Sandbox: {len(self.state.services)} services, {len(self.state.notifications)} notifications>"

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> object:
            if name not in _RENAMED:
                raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}", name=name, obj=self)
            warnings.warn(f"Sandbox.{name} is now Sandbox.{_RENAMED[name]}", DeprecationWarning, stacklevel=2)
            return getattr(self, _RENAMED[name])


def _open_store(path: Path, state: State, now: datetime) -> Store:
    from .world.store import Store  # sqlite3 is loaded only for who keeps a file

    return Store(path, state, now)
