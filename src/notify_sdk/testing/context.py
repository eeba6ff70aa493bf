"""Replaces Notify by a sandbox while a block runs: for unittest, for scripts and for the pytest fixtures."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path

from notify_sdk._client.waiting import without_waiting
from notify_sdk._lazy import set_module
from notify_sdk._transport.environment import route_to
from notify_sdk._transport.in_process import embedded
from notify_sdk.errors import RequestValidationError
from notify_sdk.sandbox import Sandbox
from notify_sdk.sandbox.world.load import load_state, state_of
from notify_sdk.sandbox.world.state import TemplateRecord

from .environment import SetVariable, restored, variables, with_key
from .inbox import NotifyInbox, RecordingSandbox
from .network_guard import Guard, installed_guard

TemplateFields = Mapping[str, object]
"""A template as in a world file or an answer of Notify: `type`, `name` and `body`, optionally `id`, `subject` and more."""

Templates = Sequence[TemplateFields] | str | Path
"""Templates, or the path of a file of templates, such as `templates pull --save-snapshot` writes."""


@contextmanager
def sandboxed(
    world: str | Path | None = None, templates: Templates = (), *, http: bool = False, any_key: bool = True
) -> Generator[NotifyInbox, None, None]:
    """Replaces Notify by a sandbox until the block ends.

        with sandboxed() as inbox:
            send_reminders()
            inbox.assert_sent_sms(to="07700 900 900")

    `NOTIFY_API_KEY` and `NOTIFY_BASE_URL` are set, so that clients made without a `base_url` call the sandbox,
    inside this process. So do clients that were made in an earlier block. Each block has its own sandbox.
    A thread that is still at work when its block ends keeps the sandbox of that block. Nothing waits: see
    `without_waiting`. In a `unittest.TestCase`: `self.inbox = self.enterContext(sandboxed())`.

    Args:
        world: A world file, JSON or YAML, with the services that the sandbox starts with.
        templates: Templates to add to the first service; one with the id of an existing template replaces it. Or
            the path of a snapshot: without a `world` the sandbox starts with its templates and no others.
        http: Whether to serve the sandbox over HTTP, so that other processes and other clients can reach it,
            too. Needs the extra `sandbox`.
        any_key: Whether the key of a service that the sandbox does not have, such as the one in your settings, is
            taken for the live key. Keys of its own services are checked.

    Yields:
        The inbox; its `sandbox` has the API keys and the ids of the templates.

    Raises:
        WorldError: The world or a template is not valid.
        RealNotifyCalled: The block called the real Notify.
    """
    with (
        _guarded(),
        restored() as set_variable,
        use_sandbox(set_variable, world, templates, any_key=any_key) as inbox,
        served(inbox.sandbox, set_variable) if http else nullcontext(),
    ):
        yield inbox


@contextmanager
def _guarded() -> Generator[None, None, None]:
    installed = installed_guard()  # that of the pytest plugin, which knows the tests that may call the real Notify
    guard = installed or Guard()
    with guard.checking():
        if installed is None:
            guard.install()
        try:
            yield
        finally:
            if installed is None:
                guard.remove()


@contextmanager
def use_sandbox(
    set_variable: SetVariable,
    world: str | Path | None = None,
    templates: Templates = (),
    *,
    default_templates: Path | None = None,
    any_key: bool = True,
) -> Generator[NotifyInbox, None, None]:
    """Does what `sandboxed` does, without the guard: the pytest plugin has its own.

    Args:
        set_variable: Sets an environment variable; the caller undoes it.
        world: As for `sandboxed`.
        templates: As for `sandboxed`.
        default_templates: A snapshot to start with if neither a world nor another snapshot is given.
        any_key: As for `sandboxed`.
    """
    if world is not None:
        sandbox = RecordingSandbox.load(world)
    elif isinstance(templates, str | Path):
        sandbox, templates = RecordingSandbox.load(templates, magic_recipients=True), ()
    elif default_templates is not None:
        sandbox = RecordingSandbox.load(default_templates, magic_recipients=True)
    else:
        sandbox = RecordingSandbox()
    for template in _templates(sandbox.service.slug, templates):
        sandbox.service.add_template(template)
    sandbox.any_key = any_key
    with (
        embedded(sandbox, "test") as address,
        variables(set_variable, **with_key(sandbox.api_key), NOTIFY_BASE_URL=address),
        without_waiting(),
    ):
        yield NotifyInbox(sandbox)


def _templates(slug: str, given: Templates) -> list[TemplateRecord]:
    if isinstance(given, str | Path):
        state = load_state(Path(given), datetime.now(UTC))
    else:
        world = {"services": {slug: {"templates": [dict(template) for template in given]}}}
        state = state_of(world, "templates", datetime.now(UTC))
    return next(iter(state)).templates


@contextmanager
def served(sandbox: Sandbox, set_variable: SetVariable) -> Generator[str, None, None]:
    """Serves a sandbox at a free port of this machine until the block ends, and points `NOTIFY_BASE_URL` there.

    Raises:
        ImportError: The extra `sandbox` is not installed.
        RequestValidationError: Requests to this machine would go through a proxy of the environment.
    """
    with sandbox.serve() as server:
        if route_to(server.url).proxy is not None:
            raise RequestValidationError.of(
                "NO_PROXY does not name 127.0.0.1, so requests to the sandbox would go through a proxy",
                "set NO_PROXY=127.0.0.1 where the tests run",
                field="NO_PROXY",
            )
        with variables(set_variable, NOTIFY_BASE_URL=server.url):
            yield server.url


set_module("notify_sdk.testing", globals(), ("sandboxed",))
