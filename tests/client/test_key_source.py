"""Keys that are not a text: `SecretStr`, functions, files; and what the environment says."""

from __future__ import annotations

import asyncio
import os
import pickle
import traceback
import warnings
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from notify_sdk import (
    AsyncNotificationsAPIClient,
    NoConnectionError,
    NotificationsAPIClient,
    RateLimit,
    RequestValidationError,
    RetryPolicy,
    SandboxWarning,
)
from notify_sdk._client import auth
from notify_sdk._client.key_source import key_file, read_key_file
from notify_sdk._client.waiting import without_waiting
from tests.support.clients import ID, KEY, BlockingClient, ClientKind, Recorded

SERVICE, SECRET = KEY[-73:-37], KEY[-36:]
OTHER_SECRET = "22fe0000-0000-4000-8000-00000000000a"
OTHER = f"new-{SERVICE}-{OTHER_SECRET}"
TEMPLATES: dict[str, list[object]] = {"templates": []}


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NOTIFY_API_KEY", "NOTIFY_API_KEY_FILE", "NOTIFY_BASE_URL"):
        monkeypatch.delenv(name, raising=False)


class Clock:
    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 1_800_000_000.0
        monkeypatch.setattr(auth, "time", SimpleNamespace(time=lambda: self.now))


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


class Calls:
    """A client, and the secrets that its requests were signed with."""

    def __init__(self, kind: ClientKind, *args: Any, **options: Any) -> None:
        self.recorded = Recorded(lambda _: httpx.Response(200, json=TEMPLATES))
        options.setdefault("retry", RetryPolicy.none())
        self.client = BlockingClient(kind, *args, transport=self.recorded.transport, **options)

    def call(self) -> str:
        self.client.get_all_templates()
        token = self.recorded.requests[-1].headers["Authorization"].removeprefix("Bearer ")
        for secret in (SECRET, OTHER_SECRET):
            try:
                jwt.decode(token, secret, ["HS256"], options={"verify_iat": False})
            except jwt.InvalidSignatureError:
                continue
            return secret
        raise AssertionError


def test_a_secret_str_is_a_key(client_kind: ClientKind) -> None:
    calls = Calls(client_kind, SecretStr(KEY))
    with calls.client:
        assert calls.call() == SECRET


@pytest.mark.parametrize("wrap", [str, SecretStr])
def test_a_function_is_called_for_each_token_so_that_a_new_key_is_used_at_once(
    client_kind: ClientKind, clock: Clock, wrap: Callable[[str], object]
) -> None:
    asked: list[str] = []
    keys = [KEY]

    def present() -> object:
        asked.append(keys[0])
        return wrap(keys[0])

    calls = Calls(client_kind, present)
    with calls.client:
        assert asked == []
        assert [calls.call() for _ in range(3)] == [SECRET] * 3
        assert asked == [KEY]
        keys[0] = OTHER
        assert calls.call() == SECRET
        clock.now += 1
        assert [calls.call() for _ in range(2)] == [OTHER_SECRET] * 2
        assert asked == [KEY, OTHER]


class Holder:
    """Anything that can be called is a function."""

    def __init__(self) -> None:
        self.key = KEY

    def __call__(self) -> str:
        return self.key

    def method(self) -> str:
        return self.key


@pytest.mark.parametrize("function", [Holder(), Holder().method, partial(str, KEY), lambda: KEY])
def test_whatever_can_be_called_is_a_function(client_kind: ClientKind, function: Any) -> None:
    calls = Calls(client_kind, function)
    with calls.client:
        assert calls.call() == SECRET


def no_text() -> object:
    return None


async def later() -> str:
    return KEY


def raising(error: Exception) -> Callable[[], str]:
    def function() -> str:
        raise error

    return function


WRONG: dict[str, tuple[Callable[[], Any], str]] = {
    "it raises": (raising(KeyError("vault")), "the function api_key raised KeyError"),
    "it raises one of ours": (raising(NoConnectionError("x")), "the function api_key raised NoConnectionError"),
    "None": (no_text, "what the function api_key returned is not a text: it is of type NoneType"),
    "bytes": (KEY.encode, "what the function api_key returned is not a text: it is of type bytes"),
    "a coroutine": (lambda: later(), "is not a text: it is of type coroutine"),
    "empty": (lambda: " ", "what the function api_key returned is empty"),
    "empty secret": (lambda: SecretStr(""), "what the function api_key returned is empty"),
    "no key": (lambda: KEY[:-1], "what the function api_key returned has 11 characters where 12 digits belong"),
    "the sandbox": (lambda: "sandbox", "what the function api_key returned is `sandbox`"),
    "the sandbox as a secret": (lambda: SecretStr(" sandbox\n"), "what the function api_key returned is `sandbox`"),
}


@pytest.mark.parametrize(("function", "said"), WRONG.values(), ids=WRONG)
@pytest.mark.parametrize("sandbox", ["never", "if-asked", "if-no-key"])
def test_without_a_key_nothing_is_sent(
    client_kind: ClientKind, function: Callable[[], Any], said: str, sandbox: str
) -> None:
    calls = Calls(client_kind, function, sandbox=sandbox)
    with calls.client, pytest.raises(NoConnectionError) as raised:
        calls.client.send_sms_notification("07700900123", ID)
    error = raised.value
    assert str(error).startswith("no request was sent, since there is no key to sign it with: ")
    assert said in str(error)
    assert (error.outcome_unknown, error.retryable) == (False, True)
    assert calls.recorded.requests == []
    again = pickle.loads(pickle.dumps(error))
    assert (str(again), again.outcome_unknown) == (str(error), False)


def test_a_key_that_comes_late_is_waited_for_as_for_a_connection(client_kind: ClientKind) -> None:
    left = iter([TimeoutError(), OSError(), None])

    def function() -> str:
        error = next(left)
        if error is not None:
            raise error
        return KEY

    calls = Calls(client_kind, function, retry=RetryPolicy())
    with without_waiting(), calls.client:
        assert calls.call() == SECRET


def test_an_exception_with_notes_is_no_interruption(client_kind: ClientKind, caplog: pytest.LogCaptureFixture) -> None:
    error = ValueError("x")
    error.add_note("of its own")
    calls = Calls(client_kind, raising(error))
    with calls.client, pytest.raises(NoConnectionError):
        calls.client.send_sms_notification("07700900123", ID)
    assert "interrupted" not in caplog.text


def test_the_rate_limit_is_that_of_the_service_of_the_key(client_kind: ClientKind) -> None:
    calls = Calls(client_kind, lambda: KEY, rate_limit=RateLimit(10))
    with calls.client, pytest.raises(Exception, match="the answer"):  # it is that of another call
        calls.client.send_sms_notification("07700900123", ID)
    assert len(calls.recorded.requests) == 1


def test_an_asynchronous_function_is_refused_at_once(client_kind: ClientKind) -> None:
    with pytest.raises(RequestValidationError, match="api_key is an asynchronous function"):
        BlockingClient(client_kind, later)


def test_options_are_checked_with_a_function_too(client_kind: ClientKind) -> None:
    with pytest.raises(RequestValidationError, match="sandbox is not one of"):
        BlockingClient(client_kind, lambda: KEY, sandbox="maybe")


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "key"
    path.write_text(f"{KEY}\n")
    monkeypatch.setenv("NOTIFY_API_KEY_FILE", str(path))
    return path


@pytest.mark.parametrize("content", [KEY, f"{KEY}\n", f"{KEY}\r\n", f"\ufeff{KEY}\n", f" {KEY} \n\n"])
def test_a_file_holds_a_key(client_kind: ClientKind, file: Path, content: str) -> None:
    file.write_bytes(content.encode())
    calls = Calls(client_kind)
    with calls.client:
        assert calls.call() == SECRET


def test_a_file_is_read_again_for_each_token(client_kind: ClientKind, file: Path, clock: Clock) -> None:
    calls = Calls(client_kind)
    with calls.client:
        assert calls.call() == SECRET
        file.write_text(OTHER)
        assert calls.call() == SECRET
        clock.now += 1
        assert calls.call() == OTHER_SECRET
        file.unlink()
        assert calls.call() == OTHER_SECRET
        clock.now += 1
        with pytest.raises(NoConnectionError, match="the file of NOTIFY_API_KEY_FILE can't be read"):
            calls.call()
        file.write_text(KEY)
        assert calls.call() == SECRET


def test_a_link_is_followed_as_kubernetes_sets_it(
    client_kind: ClientKind, tmp_path: Path, file: Path, clock: Clock
) -> None:
    link = tmp_path / "link"
    link.symlink_to(file)
    os.environ["NOTIFY_API_KEY_FILE"] = str(link)
    (tmp_path / "next").write_text(OTHER)
    calls = Calls(client_kind)
    with calls.client:
        assert calls.call() == SECRET
        (tmp_path / "new link").symlink_to(tmp_path / "next")
        (tmp_path / "new link").replace(link)
        clock.now += 1
        assert calls.call() == OTHER_SECRET


def missing(path: Path) -> None:
    path.unlink()


def folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def holding(content: bytes) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(content)


BAD_FILES: dict[str, tuple[Callable[[Path], object], str]] = {
    "missing": (missing, r"can't be read \(FileNotFoundError\)"),
    "a folder": (folder, "is not a file"),
    "a pipe": (pipe, "is not a file"),
    "empty": (holding(b""), "is empty"),
    "a line feed": (holding(b"\n"), "is empty"),
    "too long": (holding(f"{KEY}\n".encode() * 100), "is too long for a key"),
    "bytes": (holding(b"\xff\xfe" + KEY.encode("utf-16-le")), "is not a text"),
    "no key": (holding(b"hunter2 hunter2"), "has a space or a line break in it"),
    "quoted": (holding(f"'{KEY}'\n".encode()), "has quotes around it"),
    "of another form": (
        holding(f"NOTIFY_API_KEY={SERVICE}-{SECRET}\n".encode()),
        "has the name of a variable in front",
    ),
    "two keys": (holding(f"{KEY}\n{KEY}x\n".encode()), "has something after its secret"),
}


@pytest.mark.parametrize(("spoil", "said"), BAD_FILES.values(), ids=BAD_FILES)
@pytest.mark.parametrize("sandbox", ["never", "if-asked", "if-no-key"])
def test_a_wrong_file_is_refused_when_the_client_is_made(
    client_kind: ClientKind, file: Path, spoil: Callable[[Path], object], said: str, sandbox: str
) -> None:
    spoil(file)
    with pytest.raises(RequestValidationError, match=f"the file of NOTIFY_API_KEY_FILE {said}") as raised:
        BlockingClient(client_kind, sandbox=sandbox)
    text = f"{raised.value}{raised.value!r}{raised.value.args}"
    assert SECRET[:8] not in text
    assert str(file) not in text
    assert "hunter2" not in text


@pytest.mark.parametrize(
    ("key", "path", "expected"), [("", "", None), (" ", "  ", None), (" ", "/a", "/a"), ("", " /a\n", "/a")]
)
def test_an_empty_variable_is_not_set(key: str, path: str, expected: str | None) -> None:
    assert key_file({"NOTIFY_API_KEY": key, "NOTIFY_API_KEY_FILE": path}) == expected


def test_both_variables_are_refused(client_kind: ClientKind, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOTIFY_API_KEY", KEY)
    with pytest.raises(RequestValidationError, match="NOTIFY_API_KEY and NOTIFY_API_KEY_FILE are both set"):
        BlockingClient(client_kind)


def test_an_argument_wins_over_both(client_kind: ClientKind, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOTIFY_API_KEY", "nonsense")
    for key in (OTHER, SecretStr(OTHER), lambda: OTHER):
        calls = Calls(client_kind, key)
        with calls.client:
            assert calls.call() == OTHER_SECRET


def test_a_file_may_say_sandbox_where_the_code_allows_it(client_kind: ClientKind, file: Path) -> None:
    file.write_text("sandbox\n")
    with pytest.raises(RequestValidationError, match="'sandbox', which this client may not use"):
        BlockingClient(client_kind)
    with pytest.warns(SandboxWarning), BlockingClient(client_kind, sandbox="if-asked") as caller:
        assert caller.get_all_templates().templates


def test_a_file_that_says_sandbox_later_is_refused(client_kind: ClientKind, file: Path, clock: Clock) -> None:
    calls = Calls(client_kind, sandbox="if-asked")
    with calls.client:
        assert calls.call() == SECRET
        file.write_text("sandbox")
        clock.now += 1
        with pytest.raises(NoConnectionError, match="is `sandbox`"):
            calls.call()


def test_a_secret_str_may_say_sandbox_as_a_text_may(client_kind: ClientKind) -> None:
    with pytest.raises(RequestValidationError, match="'sandbox', which this client may not use"):
        BlockingClient(client_kind, SecretStr("sandbox"))
    with pytest.warns(SandboxWarning), BlockingClient(client_kind, SecretStr("sandbox"), sandbox="if-asked") as caller:
        assert caller.get_all_templates().templates


@given(st.binary(max_size=200))
def test_any_file_is_a_text_or_refused(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any key"
    path.write_bytes(content)
    try:
        assert read_key_file(str(path)) == content.decode("utf-8-sig").strip() != ""
    except RequestValidationError as error:
        assert error.errors[0].field == "NOTIFY_API_KEY_FILE"  # noqa: PT017 - or it is read


def leaks(error: BaseException) -> bool:
    """Whether what a crash report takes of an error shows the key: its texts, and locals of our frames that it shows."""
    found = "".join(traceback.format_exception(error))
    left: list[BaseException | None] = [error]
    while left:
        one = left.pop()
        if one is None:
            continue
        left += [one.__cause__, one.__context__]
        found += repr(one) + str(one.args)
        for frame, _ in traceback.walk_tb(one.__traceback__):
            if frame.f_globals["__name__"].startswith("notify_sdk.") and not frame.f_locals.get("__tracebackhide__"):
                found += repr(frame.f_locals)
    return SECRET[:-1] in found


@pytest.mark.parametrize(
    "key",
    [
        lambda: KEY[:-1],
        lambda: SecretStr(KEY[:-1]),
        partial(str, KEY[:-1]),
        raising(ValueError("no key today")),
        SecretStr(KEY[:-1]),
        KEY[:-1],
    ],
    ids=["function", "function with a secret", "partial", "raising", "secret", "text"],
)
def test_no_frame_and_no_text_shows_a_key(client_kind: ClientKind, key: Any) -> None:
    def call() -> None:
        calls = Calls(client_kind, key)
        with calls.client:
            calls.call()

    with pytest.raises((NoConnectionError, RequestValidationError)) as raised:
        call()
    assert not leaks(raised.value)


def test_a_file_of_a_wrong_key_shows_nothing_of_it(client_kind: ClientKind, file: Path) -> None:
    file.write_text(KEY[:-1])
    with pytest.raises(RequestValidationError) as raised:
        BlockingClient(client_kind)
    assert not leaks(raised.value)


@pytest.mark.parametrize("kind", [NotificationsAPIClient, AsyncNotificationsAPIClient])
@pytest.mark.parametrize("key", [KEY, SecretStr(KEY), lambda: KEY, partial(str, KEY)])
def test_a_client_shows_no_key_and_cannot_be_pickled(kind: Any, key: Any) -> None:
    client = kind(key)
    for each in (client, client._settings, client._settings.signer):
        assert SECRET[:-1] not in repr(each)
    with pytest.raises(TypeError):
        pickle.dumps(client)
    with pytest.raises(TypeError, match="make the client where it is used"):
        pickle.dumps(client._settings.signer)


def test_a_coroutine_that_was_returned_is_not_left_behind() -> None:
    async def run() -> None:
        client = AsyncNotificationsAPIClient(lambda: later(), retry=RetryPolicy.none())  # type: ignore[arg-type]  # that is the mistake
        with pytest.raises(NoConnectionError):
            await client.get_all_templates()
        await client.aclose()

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        asyncio.run(run())
