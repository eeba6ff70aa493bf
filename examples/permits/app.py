"""The pages, and the address that Notify posts to."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Annotated

from fastapi import FastAPI, Form, HTTPException, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from fastapi.templating import Jinja2Templates

from notify_sdk import AsyncNotificationsAPIClient
from notify_sdk.callbacks import LAST_STATUSES
from notify_sdk.fastapi import callback_router

from .application import Application
from .notify import receive, work
from .store import Store

pages = Jinja2Templates(Path(__file__).parent / "pages")

_OPEN = {"queued", "sending", "sent"}
"""States of a message whose status may still change."""


def create_app(store: Store, tokens: Sequence[str], every: float = 60) -> FastAPI:
    """The application, which sends in the background. Its client takes the key and the address of Notify from the environment.

    Args:
        store: Where everything is kept.
        tokens: The bearer tokens that Notify may have: one, or the new and the old one.
        every: Seconds between two reads of the statuses that no callback reports.
    """

    @asynccontextmanager
    async def running(_: FastAPI) -> AsyncGenerator[None]:
        stop = asyncio.Event()
        async with AsyncNotificationsAPIClient() as client:
            working = asyncio.create_task(work(store.outbox, client, stop, every))
            yield
            stop.set()
            await working
        store.close()

    app = FastAPI(lifespan=running)

    @app.get("/", response_class=HTMLResponse)
    def form(request: Request) -> Response:
        return pages.TemplateResponse(request, "form.html", {"given": Application(), "problems": {}})

    @app.post("/")
    def apply(request: Request, given: Annotated[Application, Form()]) -> Response:
        if problems := given.problems():
            return pages.TemplateResponse(request, "form.html", {"given": given, "problems": problems}, 422)
        return RedirectResponse(f"/applications/{store.add(given)}", 303)

    @app.get("/applications/{number}", response_class=HTMLResponse)
    def status(request: Request, number: int) -> Response:
        given = store.get(number)
        if given is None:
            raise HTTPException(404)
        messages = store.messages(number)
        shown = {
            "number": number,
            "given": given,
            "messages": messages,
            "replies": store.replies(given.phone),
            "moving": any(row.state in _OPEN and row.status not in LAST_STATUSES for row in messages),
        }
        return pages.TemplateResponse(request, "status.html", shown)

    app.include_router(callback_router(tokens, partial(receive, store=store), outbox=store.outbox))
    return app


def from_environment() -> FastAPI:
    """The application in production: `uvicorn --factory examples.permits.app:from_environment`."""
    tokens = os.environ["NOTIFY_CALLBACK_TOKENS"].split()
    return create_app(Store(Path(os.environ.get("PERMITS_DATABASE", "permits.sqlite"))), tokens)
