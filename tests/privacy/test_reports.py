"""Failures as pytest and rich print them, with local variables shown."""

from __future__ import annotations

import io
import re

import pytest
from rich.console import Console
from rich.traceback import Traceback

from tests.privacy.calls import service
from tests.privacy.frames import PACKAGE, is_hidden
from tests.privacy.scenarios import FAILING
from tests.privacy.test_frames import error_of
from tests.support.clients import ClientKind

pytest_plugins = ["pytester"]
ENTRY = re.compile(r"\n(?:_ )+_?\n|\n_+ test_it.* _+\n")  # between frames, and between failures
OURS = re.compile(r"^\S*/notify_sdk/\S+\.py:\d+:", re.MULTILINE)


def test_pytest_with_locals_shows_nothing_personal(pytester: pytest.Pytester, pytestconfig: pytest.Config) -> None:
    pytester.makepyfile(
        """
        import pytest
        from tests.privacy.scenarios import FAILING

        @pytest.mark.filterwarnings("ignore")
        @pytest.mark.parametrize("name", [name for name in FAILING if "KeyboardInterrupt" not in name][::5])
        def test_it(name):
            FAILING[name]("sync")
        """
    )
    options = ("-l", "--tb=long", "-p", "no:randomly", "-p", "no:cacheprovider", f"--rootdir={pytester.path}")
    done = pytester.runpytest_subprocess(*options, "-o", f"pythonpath={pytestconfig.rootpath}")
    entries = [entry for entry in ENTRY.split(done.stdout.str()) if OURS.search(entry)]
    assert len(entries) > 20
    for entry in entries:
        found = [secret for secret in service().secrets if secret in entry]
        assert not found, (found, ascii(entry)[-3000:])


@pytest.mark.parametrize("name", ["sms: of another shape", "list: ConnectError('no')", "a mail to nobody"])
def test_rich_with_locals_shows_nothing_personal(client_kind: ClientKind, name: str) -> None:
    """Rich does not support `__tracebackhide__`, so hidden frames are removed here. Source lines are code, not data."""
    error = error_of(FAILING[name], client_kind)
    extracted = Traceback.extract(type(error), error, error.__traceback__, show_locals=True)
    hidden = set[tuple[str, int]]()
    step = error.__traceback__
    while step is not None:
        if is_hidden(step.tb_frame) or not step.tb_frame.f_code.co_filename.startswith(PACKAGE):
            hidden.add((step.tb_frame.f_code.co_filename, step.tb_lineno))
        step = step.tb_next
    for stack in extracted.stacks:
        stack.frames = [frame for frame in stack.frames if (frame.filename, frame.lineno) not in hidden]
    out = io.StringIO()
    Console(file=out, width=400).print(Traceback(extracted, show_locals=True))
    assert "notify_sdk" in out.getvalue()
    assert not [secret for secret in service().secrets if secret in out.getvalue()]
