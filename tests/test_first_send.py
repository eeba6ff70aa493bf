"""What a process imports until its first text message is sent: each module costs every short-lived process."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec

import pytest

from notify_sdk.sandbox import Sandbox
from tests.support.http_server import listening

FORBIDDEN = (
    "notify_sdk._calls.dry_run",
    "notify_sdk._calls.guard",
    "notify_sdk._calls.recipient_list",
    "notify_sdk._calls.reconcile",
    "notify_sdk._calls.references",
    "notify_sdk._letter_pdf",
    "notify_sdk._receiving",
    "notify_sdk.callbacks",
    "notify_sdk.cli",
    "notify_sdk.dry_run",
    "notify_sdk.async_dry_run",
    "notify_sdk.models.callback",
    "notify_sdk.models.email",
    "notify_sdk.models.error",
    "notify_sdk.models.letter",
    "notify_sdk.models.notification",
    "notify_sdk.models.received_text",
    "notify_sdk.models.sandbox",
    "notify_sdk.models.template",
    "notify_sdk.models.upload",
    "notify_sdk.outbox",
    "notify_sdk.payloads",
    "notify_sdk.rate_limit",
    "notify_sdk.recipients",
    "notify_sdk.rendering",
    "notify_sdk.sandbox",
    "notify_sdk.schemas",
    "notify_sdk.simulated",
    "notify_sdk.templates",
    "notify_sdk.testing",
    "aiohttp",
    "httpx_aiohttp",
    "jinja2",
    "limits",
    "opentelemetry",
    "phonenumbers",
    "pypdf",
    "sqlalchemy",
    "typer",
    "yaml",
)
SYNC_ONLY = ("notify_sdk.async_client", "notify_sdk._client.async_base", "notify_sdk._transport.connections_async")
ASYNC_ONLY = ("notify_sdk.client", "notify_sdk._client.base")

SEND = "send_sms_notification('07700 900 900', '{template}', {{'code': '1', 'app': True}})"
SYNC = """
from notify_sdk import NotificationsAPIClient
with NotificationsAPIClient({key!r}, {url!r}) as client:
    assert client.{send}.id
"""
ASYNC = """
import asyncio
from notify_sdk import AsyncNotificationsAPIClient
async def main():
    async with AsyncNotificationsAPIClient({key!r}, {url!r}) as client:
        assert (await client.{send}).id
asyncio.run(main())
"""


@pytest.mark.parametrize(("program", "more"), [(SYNC, SYNC_ONLY), (ASYNC, ASYNC_ONLY)], ids=["threads", "asyncio"])
def test_the_first_text_message_imports_nothing_that_it_does_not_need(program: str, more: tuple[str, ...]) -> None:
    sandbox = Sandbox()
    send = SEND.format(template=sandbox.templates["security code"])
    with listening(sandbox) as url:
        code = program.format(key=sandbox.api_key, url=url, send=send) + "import sys\nprint(*sys.modules)"
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=120)
    assert done.stderr == ""
    forbidden = (*FORBIDDEN, *more)
    assert [
        name
        for name in done.stdout.split()
        if name.startswith(tuple(f"{each}." for each in forbidden)) or name in forbidden
    ] == []


@pytest.mark.parametrize("name", [*FORBIDDEN, *SYNC_ONLY, *ASYNC_ONLY])
def test_every_forbidden_module_is_there(name: str) -> None:
    """A module that has another name now would be looked for in vain."""
    assert find_spec(name) is not None
