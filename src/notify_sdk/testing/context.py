"""A sandbox in Notify's place for as long as a block runs: for unittest, for scripts, and below the fixtures."""

from __future__ import annotations

import os
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import patch

from notify_sdk._client.waiting import without_waiting
from notify_sdk._transport.in_process import embedded
from notify_sdk.sandbox import Sandbox
from notify_sdk.sandbox.world.load import load_state, state_of
from notify_sdk.sandbox.world.state import TemplateRecord

from .inbox import NotifyInbox, RecordingSandbox
from .network_guard import Guard

TemplateFacts = Mapping[str, object]
"""A template as a world file or Notify has it: `type`, `name` and `body`, perhaps `id`, `subject` and more."""

Templates = Sequence[TemplateFacts] | str | Path
"""Templates, or a file of all that a service has, such as `templates pull --save-snapshot` writes."""


@contextmanager
def sandboxed(
    world: str | Path | None = None, templates: Templates = (), *, http: bool = False
) -> Generator[NotifyInbox, None, None]:
    """Puts a sandbox in Notify's place until the block ends.

        with sandboxed() as inbox:
            remind_everybody()
            inbox.assert_sent_sms(to="07700 900 900")

    `NOTIFY_API_KEY` and `NOTIFY_BASE_URL` are set, so that clients made with no arguments talk to the
    sandbox, inside this process, as do those that were made in an earlier block of this kind. Each block
    has a sandbox of its own. Nothing waits: see `without_waiting`. In a `unittest.TestCase`:
    `self.inbox = self.enterContext(sandboxed())`.

    Args:
        world: A world file, JSON or YAML, whose services the sandbox starts with.
        templates: Templates of the first service beside those it has, of which one with the same id gives way. Or
            the file of a snapshot: without a `world` the sandbox starts with its templates and no others.
        http: Whether `NOTIFY_BASE_URL` is an address on this machine, which other processes and other clients
            can reach, too. Needs the extra `sandbox`.

    Yields:
        The inbox; its `sandbox` has the API keys and the ids of the templates.

    Raises:
        WorldError: If the world or a template is not one.
        RealNotifyCalled: If the block called the real Notify all the same.
    """
    guard = Guard()
    guard.install()
    try:
        with in_notifys_place(world, templates) as inbox, served(inbox.sandbox) if http else nullcontext():
            yield inbox
    finally:
        guard.remove()
    guard.check()


@contextmanager
def in_notifys_place(
    world: str | Path | None = None, templates: Templates = (), *, otherwise: Path | None = None
) -> Generator[NotifyInbox, None, None]:
    """As `sandboxed`, without the guard, which the pytest plugin has already. A snapshot may be the default world."""
    if world is not None:
        sandbox = RecordingSandbox.load(world)
    elif isinstance(templates, str | Path):
        sandbox, templates = RecordingSandbox.load(templates, magic_recipients=True), ()
    elif otherwise is not None:
        sandbox = RecordingSandbox.load(otherwise, magic_recipients=True)
    else:
        sandbox = RecordingSandbox()
    for template in _templates(sandbox.service.slug, templates):
        sandbox.service.add_template(template)
    with (
        embedded(sandbox, "test") as address,
        patch.dict(os.environ, NOTIFY_API_KEY=sandbox.api_key, NOTIFY_BASE_URL=address),
        without_waiting(),
    ):
        yield NotifyInbox(sandbox)


def _templates(slug: str, given: Templates) -> list[TemplateRecord]:
    if isinstance(given, str | Path):
        state = load_state(Path(given), datetime.now(UTC))
    else:
        facts = {"services": {slug: {"templates": [dict(template) for template in given]}}}
        state = state_of(facts, "templates", datetime.now(UTC))
    return next(iter(state)).templates


@contextmanager
def served(sandbox: Sandbox) -> Generator[str, None, None]:
    """Serves a sandbox at a free port of this machine until the block ends, and leads clients there.

    Raises:
        ImportError: If the extra `sandbox` is not installed.
    """
    with sandbox.serve() as server:
        beside = [value for name in ("NO_PROXY", "no_proxy") if (value := os.environ.get(name))]
        own = ",".join([*beside[:1], "127.0.0.1"])
        with patch.dict(os.environ, NOTIFY_BASE_URL=server.url, NO_PROXY=own, no_proxy=own):
            yield server.url
