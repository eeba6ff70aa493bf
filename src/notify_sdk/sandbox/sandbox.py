"""The sandbox itself: one function from request to response, and the doors around it."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Self
from uuid import UUID, uuid4

from notify_sdk._extras import requires
from notify_sdk.recipients import normal_form

from .api.auth import authenticate
from .api.bodies import query
from .api.content import content_of
from .api.context import Call
from .api.letter_pages import pages_of
from .api.limits import Limits
from .api.routes import find, not_allowed, nowhere, options
from .callbacks import Callbacks, Post
from .delivery import FINAL, Life, Progress
from .faults import Faults
from .inbox import Inbox
from .wire import Refusal, Request, Response, answer
from .world.default import default_state
from .world.state import KeyType, Notification, ReceivedText, Service, State
from .world.statuses import kept_status

if TYPE_CHECKING:
    from notify_sdk.async_client import AsyncNotificationsAPIClient
    from notify_sdk.client import NotificationsAPIClient

    from .transport import SandboxTransport
    from .web.server import SandboxServer
    from .world.store import Journal

BASE_URL = "http://localhost"
"""Where the in-process clients believe the sandbox to be; nothing listens there."""

_RELEASE = {
    "status": "ok",
    "build_time": "2026-08-20:14:50:45",
    "git_commit": "8ea236603c43fe96df83459e9b37e0a7c45769a2",
    "db_version": "0560_add_nhs_notify_org",
    "db_bulk_version": "0560_add_nhs_notify_org",
}
"""What `/_status` answers: which release of the service this sandbox behaves as."""


_STATUS_METHODS = {"": ("OPTIONS", "HEAD", "GET"), "_status": ("POST", "OPTIONS", "HEAD", "GET")}


def _status(request: Request) -> Response:
    methods = _STATUS_METHODS[request.path.lstrip("/")]
    if request.method not in methods:
        return not_allowed(methods)
    if request.method == "OPTIONS":
        return options(methods)
    return answer({"status": "ok"} if "simple" in query(request.query) else _RELEASE)


def _journal(path: Path, state: State, now: datetime) -> Journal:
    from .world.store import Journal

    return Journal(path, state, now)


_normal_form = lru_cache(maxsize=64)(normal_form)
"""The numbers that services receive texts on: each text that is sent is held against all of them."""


def _now() -> datetime:
    return datetime.now(UTC)


class Sandbox:
    """A GOV.UK Notify in memory that answers as the real one does.

    `Sandbox()` holds one live service with its three kinds of API key and a few templates. It may be shared
    between threads and tasks.

    Args:
        state: What it starts with; the default world if None.
        clock: Gives the present moment as an aware datetime. Tokens may then be of its time or of the real one.
        ids: Gives the id of each new message.
        page_size: How many messages a page of a list holds; what the state says if None.
        progress: When messages move on: `"held"` only by `advance`, `"instant"` to their last status at once,
            `"timed"` as time passes.
        data: A file that holds everything, so that it outlasts the process. What it holds already goes before `state`.
        magic_recipients: Whether some recipients provoke errors, see `docs/sandbox-faults.md`; in the default world they do.
        post: Posts callbacks; by HTTP if None.
        pdf: Makes the PDF of a letter.
    """

    def __init__(
        self,
        state: State | None = None,
        *,
        clock: Callable[[], datetime] | None = None,
        ids: Callable[[], UUID] | None = None,
        page_size: int | None = None,
        progress: Progress = "held",
        data: str | Path | None = None,
        magic_recipients: bool | None = None,
        post: Post | None = None,
        pdf: Callable[[Notification], bytes] | None = None,
    ) -> None:
        self.clock: Callable[[], datetime] = clock or _now
        self.faults: Faults = Faults(magic_recipients=state is None if magic_recipients is None else magic_recipients)
        self.state: State = state or default_state()
        self.journal: Journal | None = None if data is None else _journal(Path(data), self.state, self.clock())
        if self.journal:
            self.state = self.journal.state
        self.life: Life = Life(self.state, progress, self.clock, self._pages)
        for identifier in self.journal.resumed if self.journal else ():
            if identifier in self.state.notifications:
                self.life.resume(self.state.notifications[identifier])
        self.callbacks: Callbacks = Callbacks(self.state, lambda: self.life.now, post)
        self.state.watchers.append(self._loop_back)
        self.limits: Limits = Limits(self.state)
        self._ids = ids or uuid4
        self._pdf = pdf
        if page_size is not None:
            self.state.settings.page_size = page_size

    @classmethod
    def load(
        cls,
        path: str | Path,
        *,
        clock: Callable[[], datetime] | None = None,
        ids: Callable[[], UUID] | None = None,
        page_size: int | None = None,
        progress: Progress = "held",
        data: str | Path | None = None,
        magic_recipients: bool | None = None,
    ) -> Self:
        """A sandbox that starts with the services of a world file, JSON or YAML by its suffix.

        Args:
            path: The file; see `docs/worlds.md` for its shape. Notify's answer to `GET /v2/templates`, or the snapshot
                that `templates pull` keeps of it, is one as well: a service with these templates.
            clock: Gives the present moment as an aware datetime.
            ids: Gives the id of each new message.
            page_size: How many messages a page of a list holds; what the world says if None.
            progress: When messages move on.
            data: A file that holds everything, so that it outlasts the process.
            magic_recipients: Whether some recipients provoke errors; they don't if None.

        Raises:
            WorldError: The file is not a world; the message names every place that is wrong.
            OSError: The file cannot be read.
        """
        from .world.load import load_state

        state = load_state(Path(path), (clock or _now)())
        return cls(
            state,
            clock=clock,
            ids=ids,
            page_size=page_size,
            progress=progress,
            data=data,
            magic_recipients=magic_recipients,
        )

    def dump(self, path: str | Path) -> None:
        """Writes everything the sandbox holds as a world file that `load` reads, JSON or YAML by its suffix."""
        from .world.dump import dump_state

        dump_state(self.state, Path(path))

    def handle(self, request: Request) -> Response:
        """The answer to one request, whatever door it came in by."""
        self.life.catch_up()
        response = self.faults.handled(request, self._answer)
        return replace(response, body=b"") if request.method == "HEAD" else response

    def _answer(self, request: Request, skew: float = 0) -> Response:
        if request.path.lstrip("/") in _STATUS_METHODS:
            return _status(request)
        handlers = find(request.path)
        if not handlers:
            return nowhere(request)
        method = request.method
        handler = handlers.get("GET" if method == "HEAD" else method)
        if handler is None and method != "OPTIONS":
            return not_allowed(handlers)
        now = self.clock() + timedelta(seconds=skew) if skew else self.clock()
        real = None if skew or self.clock is _now else time.time()
        try:
            service, key = authenticate(self.state, request.headers, now, real)
            if handler is None:
                return options(handlers)
            response = handler(Call(request, service, key, now, self.state, self.limits, self._ids, self.pdf))
        except Refusal as refusal:
            response = refusal.response
        # by it a client whose clock is wrong learns by how much, and tells new messages from old ones
        date = format_datetime(now.astimezone(UTC), usegmt=True)
        return replace(response, headers={**response.headers, "date": date})

    def advance(self, by: timedelta | None = None) -> None:
        """Lets time pass for the messages: to their last status, or as far as they get in that time. Posts callbacks.

        Args:
            by: How much time; as much as it takes if None.
        """
        self.life.advance(by)
        self.callbacks.post_due()

    def pdf(self, letter: Notification) -> bytes:
        """A letter as PDF. Needs the extra `sandbox`, unless the letter was sent as PDF."""
        if letter.pdf is not None:
            return letter.pdf
        if self._pdf:
            return self._pdf(letter)
        with requires("sandbox", "Letters as PDF"):
            from .api.letter_pdf import letter_pdf

        return letter_pdf(self.state.services[letter.service_id], letter)

    def _pages(self, letter: Notification) -> int | None:
        """How many pages a letter has; one where nothing is installed that could make its PDF."""
        if letter.pdf is not None or self._pdf is not None:
            return pages_of(letter.pdf) if letter.pdf is not None else 1
        try:
            from .api.letter_pdf import letter_pages
        except ModuleNotFoundError:
            return 1
        return letter_pages(self.state.services[letter.service_id], letter)

    def catch_up(self) -> None:
        """Moves messages that are due, where time moves them, and posts callbacks that are due."""
        self.life.catch_up()
        self.callbacks.post_due()

    def finish(self, notification_id: UUID, status: str) -> None:
        """Gives a message its last status now, such as `delivered` or `permanent-failure`, and posts the callback.

        Args:
            notification_id: The message.
            status: Its last status; for a letter `received` and `delivered` are the same.

        Raises:
            KeyError: There is no such message.
            ValueError: It is not a status that nothing follows.
        """
        message = self.state.notifications[notification_id]
        kept = kept_status(message.type, status)
        if kept not in FINAL:
            raise ValueError(f"{status} is not one of {', '.join(sorted(FINAL))}")
        self.life.finish(message, kept)
        if kept == "returned-letter":
            self.callbacks.returned(message)
        self.callbacks.post_due()

    def reset(self) -> None:
        """Forgets every message that came since the beginning, all faults, and what limits have counted."""
        with self.state.lock:
            self.state.restart()
            self.life.restart()
            self.callbacks.restart()
            self.limits.restart()
            self.faults.clear()
            if self.journal:
                self.journal.forget()

    def receive_text(self, user_number: str, content: str, service: str | None = None) -> ReceivedText:
        """A text that somebody sends to a service, and that the service is told of.

        Args:
            user_number: Who sends it, in any form of a phone number; it is kept as Notify has it, such as `447700900321`.
            content: What it says.
            service: The slug of the service; the first one if None.
        """
        to = self.service if service is None else next(each for each in self.state if each.slug == service)
        text = ReceivedText(
            id=self._ids(),
            service_id=to.id,
            created_at=self.life.now,
            notify_number=to.receiving_number or "",
            user_number=normal_form(user_number, "sms"),
            content=content,
        )
        self.state.add(text)
        self.callbacks.post_due()
        return text

    def return_letter(self, notification_id: UUID) -> None:
        """A letter comes back, and its service is told of it.

        Raises:
            KeyError: There is no such letter.
        """
        self.finish(notification_id, "returned-letter")

    def _loop_back(self, message: Notification | ReceivedText) -> None:
        """A text to a number that a service receives texts on comes back as one of those."""
        if isinstance(message, Notification) and message.type == "sms" and message.status == "created":
            number = normal_form(message.to, "sms")
            for service in self.state:
                if service.receiving_number and _normal_form(service.receiving_number, "sms") == number:
                    content = content_of(self.state.services[message.service_id], message)
                    self.receive_text(message.reply_to_text or "GOVUK", content.body, service.slug)

    @property
    def service(self) -> Service:
        """The first service, which the keys below belong to."""
        return next(iter(self.state))

    @property
    def api_key(self) -> str:
        """The first service's live key, as an application would be given it."""
        return self.client_key("normal")

    @property
    def team_api_key(self) -> str:
        """The first service's key that sends to its team and guest list only."""
        return self.client_key("team")

    @property
    def test_api_key(self) -> str:
        """The first service's key that pretends to send."""
        return self.client_key("test")

    def client_key(self, key_type: KeyType, service: str | None = None) -> str:
        """The key of a type, as an application would be given it.

        Args:
            key_type: `normal`, `team` or `test`.
            service: The slug of the service; the first one if None.

        Raises:
            LookupError: There is no such service, or it has no such key that is not revoked.
        """
        for candidate in self.state:
            if service in (None, candidate.slug):
                for key in candidate.api_keys:
                    if key.key_type == key_type and key.expiry_date is None:
                        return key.client_key(candidate.id)
                raise LookupError(f"the service {candidate.slug} has no {key_type} key")
        raise LookupError(f"there is no service {service}")

    @property
    def inbox(self) -> Inbox:
        """Every message that was sent, oldest first: `.sms`, `.emails`, `.letters`, `.latest`, `.to("...")`."""
        return Inbox(self.state)

    @property
    def templates(self) -> Mapping[str, str]:
        """The first service's templates: id by name, so that `sandbox.templates["appointment reminder"]` can be sent."""
        return {
            template.current.name: str(template.id)
            for template in self.service.templates
            if not template.hidden and not template.archived
        }

    @property
    def transport(self) -> SandboxTransport:
        """An httpx transport, for synchronous and asynchronous clients, that ends here instead of in a network."""
        from .transport import SandboxTransport

        return SandboxTransport(self.handle)

    def client(self, api_key: str | None = None) -> NotificationsAPIClient:
        """A client that talks to this sandbox, with the live key unless another is given."""
        from notify_sdk.client import NotificationsAPIClient

        return NotificationsAPIClient(api_key or self.api_key, BASE_URL, transport=self.transport)

    def async_client(self, api_key: str | None = None) -> AsyncNotificationsAPIClient:
        """An asynchronous client that talks to this sandbox, with the live key unless another is given."""
        from notify_sdk.async_client import AsyncNotificationsAPIClient

        return AsyncNotificationsAPIClient(api_key or self.api_key, BASE_URL, transport=self.transport)

    def serve(self, host: str = "127.0.0.1", port: int = 0) -> SandboxServer:
        """The sandbox over HTTP, for clients of any language; see `SandboxServer`. Needs the extra `sandbox`.

        `with sandbox.serve() as server:` listens at `server.url` until the block ends.

        Args:
            host: Where to listen; other machines cannot reach loopback.
            port: The port; a free one if 0.
        """
        with requires("sandbox", "The sandbox over HTTP"):
            from .web.server import SandboxServer

        return SandboxServer(self, host, port)

    def close(self) -> None:
        """Closes the file that holds everything, if there is one."""
        if self.journal:
            self.journal.close()

    def __repr__(self) -> str:
        return f"<Sandbox: {len(self.state.services)} services, {len(self.state.notifications)} notifications>"
