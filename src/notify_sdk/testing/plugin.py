"""The pytest plugin. pytest loads it in every run, so it imports the package only when a fixture is used."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from .environment import drop_ended_values
from .network_guard import Guard

if TYPE_CHECKING:
    from notify_sdk import AsyncNotificationsAPIClient, NotificationsAPIClient
    from notify_sdk.sandbox import ReceivedTextRecord, Sandbox

    from .callbacks import NotifyCallbacks
    from .context import Templates
    from .inbox import NotifyInbox
    from .outbox import NotifyOutbox

_MARKER = (
    "notify(world=None, templates=(), any_key=True, live=False): what the sandbox of this test starts with: a world file, "
    "relative to the test's file, and templates of its own, or the file of a snapshot, relative to the test's file as well; "
    "any_key=False refuses the keys of services that the sandbox does not have, instead of taking them for the live one; "
    "live=True lets the test call the real GOV.UK Notify."
)
_INI = (
    "A file of your service's templates, such as `notify-sdk templates pull --save-snapshot` writes, relative to this "
    "ini file: what the sandbox of each test starts with, unless its marker names a world or a file of templates."
)
_OPTIONS = frozenset({"world", "templates", "any_key", "live"})
_guard = pytest.StashKey[Guard]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Registers the ini option."""
    parser.addini("notify_templates", _INI)


def pytest_configure(config: pytest.Config) -> None:
    """Registers the marker and starts the guard."""
    config.addinivalue_line("markers", _MARKER)
    guard = config.stash[_guard] = Guard()
    guard.install()
    config.add_cleanup(guard.remove)  # a hook would also be called where this one was not: another plugin's had failed


def _options(item: pytest.Item) -> dict[str, object]:
    """The options of a test's markers. Where several name an option, the nearest marker counts."""
    options: dict[str, object] = {}
    for marker in item.iter_markers("notify"):
        unknown = sorted(marker.kwargs.keys() - _OPTIONS)
        if marker.args or unknown:
            problem = f"no option {unknown[0]!r}" if unknown else "no positional options"
            raise pytest.UsageError(
                f"{item.nodeid}: @pytest.mark.notify has {problem}; it has {', '.join(sorted(_OPTIONS))}"
            )
        options = {**marker.kwargs, **options}
    return options


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None, object, object]:
    """Fails the test if its fixtures called the real Notify."""
    guard = item.config.stash[_guard]
    guard.renew()  # other plugins put back what they found when they were imported
    guard.allowed = bool(_options(item).get("live"))
    with guard.checking():
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Fails the test if it called the real Notify, even if the code under test swallowed the error."""
    with item.config.stash[_guard].checking():
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None, object, object]:
    """Fails the test if the teardown of its fixtures called the real Notify; leaves no value of its sandbox behind."""
    try:
        with item.config.stash[_guard].checking():
            return (yield)
    finally:
        drop_ended_values()


def _default_templates(config: pytest.Config) -> Path | None:
    """The snapshot of templates that the ini file names."""
    name = str(config.getini("notify_templates"))
    return (config.inipath.parent if config.inipath else config.invocation_params.dir) / name if name else None


@pytest.fixture
def notify_inbox(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[NotifyInbox]:
    """The messages that this test has sent, with assertions. The environment points clients to this test's own sandbox."""
    from .context import use_sandbox

    options = _options(request.node)
    folder = request.path.parent
    world = options.get("world")
    templates: Templates = options.get("templates", ())  # type: ignore[assignment] # pyright: ignore[reportAssignmentType] - checked as a world is
    with use_sandbox(
        monkeypatch.setenv,
        folder / str(world) if world is not None else None,
        folder / templates if isinstance(templates, str | Path) else templates,
        default_templates=_default_templates(request.config),
        any_key=bool(options.get("any_key", True)),
    ) as inbox:
        yield inbox


@pytest.fixture
def notify_sandbox(notify_inbox: NotifyInbox) -> Sandbox:
    """A sandbox for this test alone. The environment points clients to it."""
    return notify_inbox.sandbox


@pytest.fixture
def notify_url(notify_sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of this test's sandbox over HTTP, for other clients and processes. The environment points there."""
    from .context import served

    with served(notify_sandbox, monkeypatch.setenv) as url:
        yield url


@pytest.fixture
def notify_receive_text(notify_sandbox: Sandbox) -> Callable[[str, str], ReceivedTextRecord]:
    """Texts this test's service, as a person would: `notify_receive_text("07700 900 321", "Stop")`."""
    return notify_sandbox.receive_text


@pytest.fixture
def notify_callbacks(notify_sandbox: Sandbox) -> NotifyCallbacks:
    """What this test's sandbox posts to your service: `posted`, and `deliver_to(...)` for the code under test."""
    from .callbacks import NotifyCallbacks

    return NotifyCallbacks(notify_sandbox)


@pytest.fixture
def notify_client(notify_sandbox: Sandbox) -> Iterator[NotificationsAPIClient]:
    """A client of this test's sandbox."""
    with notify_sandbox.client() as client:
        yield client


@pytest.fixture
def notify_outbox(notify_client: NotificationsAPIClient) -> Iterator[NotifyOutbox]:
    """An outbox in memory. `notify_outbox.drain()` sends it to this test's sandbox; so does `add` with `at_once = True`."""
    from .outbox import NotifyOutbox

    with NotifyOutbox(notify_client) as outbox:
        yield outbox


@pytest.fixture
def async_notify_client(notify_sandbox: Sandbox) -> AsyncNotificationsAPIClient:
    """An asynchronous client of this test's sandbox. It holds no connection that would need closing."""
    return notify_sandbox.async_client()
