"""The pages, and the address that Notify posts to."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated

from fastapi import FastAPI, Form, HTTPException, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse
from fastapi.templating import Jinja2Templates

from notify_sdk import NotificationsAPIClient, NotifyError
from notify_sdk.callbacks import CallbackError, parse, verify

from .application import Application
from .notify import Notify, normalised
from .store import Store

logger = logging.getLogger(__name__)
pages = Jinja2Templates(Path(__file__).parent / "pages")


def create_app(store: Store, tokens: Sequence[str], poll_every: float = 3600) -> FastAPI:
    """The application. Its client takes the API key and the address of Notify from the environment.

    Args:
        store: Where everything is kept.
        tokens: The bearer tokens that Notify may have: one, or the new and the old one.
        poll_every: Seconds between two reads of the messages that are still open.
    """
    client = NotificationsAPIClient()
    notify = Notify(client, store)

    @asynccontextmanager
    async def running(_: FastAPI) -> AsyncGenerator[None]:
        polling = asyncio.create_task(_poll(notify, poll_every))
        yield
        polling.cancel()
        client.close()

    app = FastAPI(lifespan=running)

    @app.get("/", response_class=HTMLResponse)
    def form(request: Request) -> Response:
        return pages.TemplateResponse(request, "form.html", {"given": Application(), "problems": {}})

    @app.post("/")
    def apply(request: Request, given: Annotated[Application, Form()]) -> Response:
        if problems := given.problems():
            return pages.TemplateResponse(request, "form.html", {"given": given, "problems": problems}, 422)
        number = store.add(given)
        notify.send_messages(number, given)
        return RedirectResponse(f"/applications/{number}", 303)

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
            "replies": store.replies(normalised(given.phone)),
            "moving": any(message.open for message in messages),
        }
        return pages.TemplateResponse(request, "status.html", shown)

    @app.post("/notify/callbacks")
    async def callbacks(request: Request) -> Response:
        if not verify(request.headers, tokens):
            return Response(status_code=401)
        try:
            await run_in_threadpool(notify.receive, parse(await request.body()))
        except CallbackError as error:
            logger.warning("Notify posted a callback that cannot be read: %s", error)
            return Response(status_code=400)
        return Response(status_code=204)

    return app


async def _poll(notify: Notify, every: float) -> None:
    while True:
        await asyncio.sleep(every)
        try:
            await asyncio.to_thread(notify.poll)
        except NotifyError as error:
            logger.warning("Notify could not be polled: %s", error)


def from_environment() -> FastAPI:
    """The application in production: `uvicorn --factory examples.permits.app:from_environment`."""
    tokens = os.environ["NOTIFY_CALLBACK_TOKENS"].split()
    return create_app(Store(Path(os.environ.get("PERMITS_DATABASE", "permits.sqlite"))), tokens)
