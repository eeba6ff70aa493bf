"""The plugin in projects that have it installed: nothing of theirs is touched, and what a fixture touches is put back."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from itertools import product

import pytest

import notify_sdk.testing.context  # noqa: F401 - runs inside this process need not import it again

Run = Callable[..., pytest.RunResult]


@pytest.fixture
def run(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs tests with our plugin and no other, but for those named."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")

    def run(conftest: str, tests: str, *arguments: str) -> pytest.RunResult:
        pytester.makeconftest(conftest)
        pytester.makepyfile(test_it=tests)
        return pytester.runpytest_inprocess(
            "-p", "notify_sdk.testing.plugin", "-p", "no:cacheprovider", "-W", "error", *arguments
        )

    return run


@pytest.mark.parametrize("hook", ["pytest_configure(config)", "pytest_sessionstart(session)"])
@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize(
    ("error", "shown"),
    [
        ("pytest.UsageError('their own words')", "ERROR: their own words"),
        ("pytest.exit('their own words')", "*their own words*"),
        ("RuntimeError('their own words')", "*RuntimeError: their own words"),
    ],
)
def test_an_error_of_the_project_stays_its_own(run: Run, hook: str, first: bool, error: str, shown: str) -> None:
    mark = "tryfirst=True" if first else "trylast=True"
    conftest = f"import pytest\n\n@pytest.hookimpl({mark})\ndef {hook}:\n    raise {error}\n"
    if "exit" in error:
        conftest = conftest.replace("raise pytest", "pytest")
    result = run(conftest, "def test_it(): ...")
    everything = "\n".join([*result.outlines, *result.errlines])
    pytest.LineMatcher(everything.splitlines()).fnmatch_lines([shown])
    assert "notify_sdk" not in everything.replace("notify_sdk.testing.plugin", "")
    assert "StashKey" not in everything


ENVIRONMENTS: list[dict[str, str | None]] = [
    {},
    {"NO_PROXY": "*"},
    {"NO_PROXY": "a.example", "no_proxy": "b.example"},
    {"no_proxy": "", "HTTPS_PROXY": "http://127.0.0.1:9", "https_proxy": "http://127.0.0.1:9"},
    {"NOTIFY_API_KEY": "theirs", "NOTIFY_BASE_URL": "https://theirs.example", "ALL_PROXY": "http://127.0.0.1:9"},
]
KEEPS = """
import os, socket

def everything():
    return {name: value for name, value in os.environ.items() if name not in {"PYTEST_CURRENT_TEST", "PYTEST_VERSION"}}

BEFORE = everything()  # this file is loaded before any plugin is configured
"""
UNTOUCHED = """
import conftest, pytest, unittest

def test_without_fixtures():
    assert conftest.everything() == conftest.BEFORE

def test_of_another_fixture(tmp_path, monkeypatch):
    assert conftest.everything() == conftest.BEFORE

class TestOfUnittest(unittest.TestCase):
    def test_it(self):
        assert conftest.everything() == conftest.BEFORE

@pytest.mark.parametrize("fixture", ["notify_inbox", "notify_client", "async_notify_client", "notify_callbacks",
                                     "notify_receive_text", "notify_outbox", "notify_sandbox"])
def test_with(fixture, request):
    request.getfixturevalue(fixture)
    now = conftest.everything()
    changed = {name for name in now.keys() | conftest.BEFORE.keys() if now.get(name) != conftest.BEFORE.get(name)}
    assert changed == {"NOTIFY_API_KEY", "NOTIFY_BASE_URL"}

def test_after_it():
    assert conftest.everything() == conftest.BEFORE
"""


@pytest.mark.parametrize("environment", ENVIRONMENTS, ids=str)
def test_the_environment_is_that_of_the_project(
    run: Run, monkeypatch: pytest.MonkeyPatch, environment: dict[str, str]
) -> None:
    for name in ("NO_PROXY", "no_proxy", "NOTIFY_API_KEY", "NOTIFY_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    before = os.environ.copy()
    del before["PYTEST_CURRENT_TEST"]  # pytest's own, which the inner run takes away
    run(KEEPS, UNTOUCHED).assert_outcomes(passed=11)
    assert os.environ == before


REMEMBERS = """
import os, pytest
from contextlib import ExitStack
from unittest.mock import patch
from notify_sdk.testing import sandboxed

NAMES = ("NOTIFY_API_KEY", "NOTIFY_BASE_URL")
BEFORE = [os.environ.get(name) for name in NAMES]
LEFT = []

@pytest.fixture
def a_block():
    with sandboxed() as inbox:
        yield inbox

@pytest.fixture
def own_monkeypatch():
    patch = pytest.MonkeyPatch()
    yield patch
    patch.undo()

@pytest.fixture
def stack():  # as pytest-mock's `mocker`: undoes in its own teardown what a test has patched
    with ExitStack() as stack:
        yield stack

@pytest.fixture
def whole_copy():
    with patch.dict(os.environ):
        yield

@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item):
    result = yield
    if [os.environ.get(name) for name in NAMES] != BEFORE:
        LEFT.append((item.name, [os.environ.get(name) for name in NAMES]))
    return result
"""
CHANGES = {
    "monkeypatch sets": ("monkeypatch", "monkeypatch.setenv({name!r}, 'x')"),
    "monkeypatch deletes": ("monkeypatch", "monkeypatch.delenv({name!r})"),
    "another monkeypatch sets": ("own_monkeypatch", "own_monkeypatch.setenv({name!r}, 'x')"),
    "another monkeypatch deletes": ("own_monkeypatch", "own_monkeypatch.delenv({name!r})"),
    "patch.dict of the test": ("stack", "stack.enter_context(patch.dict(os.environ, {{{name!r}: 'x'}}))"),
    "patch.dict that clears": ("stack", "stack.enter_context(patch.dict(os.environ, {{{name!r}: 'x'}}, clear=True))"),
    "patch.dict of a fixture": ("whole_copy", "os.environ[{name!r}] = 'x'"),
    "the application sets": ("tmp_path", "os.environ[{name!r}] = 'x'"),
    "the application deletes": ("tmp_path", "del os.environ[{name!r}]"),
}
SOURCES = ("notify_inbox", "a_block", "notify_inbox, a_block", "a_block, notify_inbox")


def changing_tests() -> str:
    """A test for each change, by who makes it, of either variable, beside each sandbox, set up before it or after."""
    tests = ["import os, conftest\nfrom unittest.mock import patch\n"]
    table = product(CHANGES.values(), ("NOTIFY_API_KEY", "NOTIFY_BASE_URL"), SOURCES, (True, False))
    for number, ((fixture, change), name, source, earlier) in enumerate(table):
        arguments = f"{fixture}, {source}" if earlier else f"{source}, {fixture}"
        line = change.format(name=name)
        tests.append(f"def test_{number}({arguments}):  # {arguments}: {line}\n    {line}\n")
    tests.append("def test_the_last():\n    assert conftest.LEFT == []\n")
    return "\n".join(tests)


@pytest.mark.parametrize("preset", [None, "as it was"])
def test_whoever_changes_the_variables_too_they_become_what_they_were(
    run: Run, monkeypatch: pytest.MonkeyPatch, preset: str | None
) -> None:
    for name in ("NOTIFY_API_KEY", "NOTIFY_BASE_URL"):
        if preset is None:
            monkeypatch.delenv(name, raising=False)
        else:
            monkeypatch.setenv(name, preset)
    run(REMEMBERS, changing_tests()).assert_outcomes(passed=len(CHANGES) * 2 * len(SOURCES) * 2 + 1)
    assert os.environ.get("NOTIFY_API_KEY") == os.environ.get("NOTIFY_BASE_URL") == preset


@pytest.mark.parametrize("source", ["notify_inbox", "notify_url", "a_block"])
def test_what_the_application_sets_meanwhile_stays(run: Run, monkeypatch: pytest.MonkeyPatch, source: str) -> None:
    """Such as the settings that an application reads from a file when it is imported."""
    monkeypatch.setenv("TAKEN_AWAY", "x")
    monkeypatch.setenv("LOADED", "before")
    tests = f"""
        import os

        def test_one({source}):
            os.environ["LOADED"] = "by the application"
            os.environ["LOADED_AS_WELL"] = ""
            del os.environ["TAKEN_AWAY"]

        def test_two():
            assert (os.environ["LOADED"], os.environ["LOADED_AS_WELL"]) == ("by the application", "")
            assert "TAKEN_AWAY" not in os.environ
    """
    try:
        run(REMEMBERS, tests).assert_outcomes(passed=2)
    finally:
        os.environ.pop("LOADED_AS_WELL", None)


def test_it_costs_a_project_that_does_not_use_it_no_import_of_a_library(pytester: pytest.Pytester) -> None:
    """Loaded by the name of its entry point, as pytest does in every project."""
    pytester.makepyfile(
        test_it="""
        import sys

        def test_it(request):
            assert request.config.pluginmanager.get_plugin("notify_sdk")
            ours = {name for name in sys.modules if name.startswith("notify_sdk.")} - {"notify_sdk._lazy", "notify_sdk._version"}
            assert ours == {"notify_sdk.testing"} | {
                f"notify_sdk.testing.{name}" for name in ("environment", "network_guard", "plugin")
            }
            assert not {"pydantic", "pydantic_core", "httpx", "jwt", "phonenumbers"} & set(sys.modules)
        """
    )
    words = [sys.executable, "-m", "pytest", "-q", "-p", "notify_sdk"]
    environment = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}  # others import whatever they like
    done = subprocess.run(words, env=environment, cwd=pytester.path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
