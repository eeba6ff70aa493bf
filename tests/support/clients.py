"""Both clients behind one blocking interface, so that each test is written once; a record of their requests."""

from __future__ import annotations

import asyncio
import inspect
import itertools
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from types import TracebackType
from typing import Any, Literal, Self

import httpx

from notify_sdk import AsyncNotificationsAPIClient, NotificationsAPIClient, RetryPolicy

ClientKind = Literal["sync", "async"]
KEY = "my_key-5e271ce0-0000-4000-8000-000000000000-11fe0000-0000-4000-8000-000000000000"
ID = "7e870000-0000-4000-8000-000000000001"


class BlockingClient:
    """Either client with blocking methods: awaitables are awaited here, and asynchronous iterators become plain ones."""

    def __init__(self, client_kind: ClientKind, *args: Any, **options: Any) -> None:
        if client_kind == "sync":
            self.client: Any = NotificationsAPIClient(*args, **options)
            self._runner = None
        else:
            self.client = AsyncNotificationsAPIClient(*args, **options)
            self._runner = asyncio.Runner()

    def __getattr__(self, name: str) -> Any:
        method = getattr(self.client, name)

        def call(*args: Any, **options: Any) -> Any:
            result = method(*args, **options)
            if inspect.isasyncgen(result):
                return self._each(result)
            return self._run(result) if inspect.isawaitable(result) else result

        return call

    @property
    def dry_run(self) -> Self:
        """The sends of the client that send nothing. The client is closed as ever."""
        other = object.__new__(type(self))
        other.client, other._runner = self.client.dry_run, self._runner
        return other

    def _run(self, awaitable: Any) -> Any:
        async def outcome() -> Any:
            return await awaitable

        return self._runner.run(outcome()) if self._runner else awaitable

    def _each(self, items: AsyncIterator[Any]) -> Iterator[Any]:
        while True:
            try:
                yield self._run(anext(items))
            except StopAsyncIteration:
                return

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._runner:
            self._run(self.client.aclose())
            self._runner.close()
        else:
            self.client.close()


def refused_by_notify(status: int, error: str = "NoResultFound", message: str = "No result found") -> httpx.Response:
    """A refusal in Notify's format. Any other answer counts as one of a proxy or gateway."""
    return httpx.Response(status, json={"status_code": status, "errors": [{"error": error, "message": message}]})


class Recorded:
    """Records the requests of a client and answers them."""

    def __init__(self, answers: Iterable[httpx.Response] | Callable[[httpx.Request], httpx.Response]) -> None:
        self.requests: list[httpx.Request] = []
        self._answers = answers if callable(answers) else None
        self._left = iter(()) if callable(answers) else iter(answers)
        self.transport = httpx.MockTransport(self._answer)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        return self._answers(request) if self._answers else next(self._left)


def recording(client_kind: ClientKind, answers: Any, **options: Any) -> tuple[BlockingClient, Recorded]:
    """A client that repeats nothing, and the record of what it sends."""
    if isinstance(answers, httpx.Response):
        answers = itertools.repeat(answers)
    recorded = Recorded(answers)
    return BlockingClient(client_kind, KEY, transport=recorded.transport, retry=RetryPolicy.none(), **options), recorded


def called(client_kind: ClientKind, *args: str) -> str:
    """The address that a client with these arguments sends to."""
    recorded = Recorded(lambda request: httpx.Response(200, content=b"%PDF"))
    with BlockingClient(client_kind, *args, transport=recorded.transport) as client:
        client.get_pdf_for_letter(ID)
    return str(recorded.requests[0].url).removesuffix(f"/v2/notifications/{ID}/pdf")
