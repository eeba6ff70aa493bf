"""docs/migrating.md: the blocks of both clients do the same, in front of the same sandbox; so do those with imports changed."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path

import pytest
from notifications_python_client import errors as official

import notify_sdk
from notify_sdk._client.waiting import without_waiting
from notify_sdk.sandbox import Sandbox

PAGE = Path(__file__).parents[2] / "docs" / "migrating.md"
BLOCKS: list[tuple[str, str]] = re.findall(
    r"^```python (before|after)\n(.*?)^```$", PAGE.read_text(), re.MULTILINE | re.DOTALL
)
COMPAT: list[tuple[str, str]] = re.findall(
    r"^```python compat\n(.*?)^```\n\n```text compat\n(.*?)^```$", PAGE.read_text(), re.MULTILINE | re.DOTALL
)
"""The blocks about `notify_sdk.compat`, and what they print."""
CALLS = {
    *("send_sms_notification", "send_email_notification", "send_letter_notification"),
    *("send_precompiled_letter_notification", "get_notification_by_id", "get_all_notifications"),
    *("get_all_notifications_iterator", "get_pdf_for_letter", "get_template", "get_template_version"),
    *("get_all_templates", "post_template_preview", "get_received_texts", "get_received_texts_iterator"),
}


def printed(blocks: list[str]) -> list[str]:
    """What each block prints."""
    sandbox = Sandbox(progress="instant", pdf=lambda _: b"%PDF")
    sandbox.receive_text("07700 900 321", "Stop")
    found = list[str]()
    with sandbox.serve() as server:
        names: dict[str, object] = {"api_key": sandbox.api_key, "base_url": server.url}
        names |= {"reminder": sandbox.templates["appointment reminder"], "document": sandbox.templates["document"]}
        names["change"] = sandbox.templates["change of address"]
        for code in blocks:
            out = io.StringIO()
            with contextlib.redirect_stdout(out):
                exec(compile(code, str(PAGE), "exec", dont_inherit=True), names)
            found.append(out.getvalue())
        client = names["client"]
        getattr(client, "request_session", client).close()
    return found


def of_side(side: str) -> list[str]:
    return [code for kind, code in BLOCKS if kind == side]


@pytest.fixture
def _files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "form.csv").write_bytes(b"form,page\nA1,2\n")
    (tmp_path / "own.pdf").write_bytes(b"%PDF-1.4 own")


@pytest.mark.usefixtures("_files")
def test_both_clients_print_the_same() -> None:
    before = printed(of_side("before"))
    assert before == printed(of_side("after"))
    assert all(before[1:]), "each block after the first shows something"


@pytest.mark.usefixtures("_files")
def test_the_official_client_with_its_imports_changed_prints_the_same() -> None:
    changed = [code.replace("notifications_python_client", "notify_sdk.compat") for code in of_side("before")]
    assert changed != of_side("before")
    with without_waiting():
        assert printed(changed) == printed(of_side("before"))


def test_the_blocks_about_the_changed_imports_print_what_they_show() -> None:
    assert printed([code for code, _ in COMPAT]) == [shown for _, shown in COMPAT]
    assert len(COMPAT) == len(re.findall("^```python compat$", PAGE.read_text(), re.MULTILINE))


def test_the_page_has_every_call() -> None:
    for side in ("before", "after"):
        code = "".join(of_side(side))
        assert {call for call in CALLS if f"client.{call}(" in code} == CALLS


def test_the_page_maps_every_error_of_the_official_client_to_those_that_there_are() -> None:
    table = PAGE.read_text().partition("| official client | here | |\n")[2].partition("\n\n")[0]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()[1:]]
    theirs = {kind for kind in vars(official).values() if isinstance(kind, type) and issubclass(kind, Exception)}
    named = {name for row in rows for name in re.findall(r"`(\w+)`", row[0]) if name[0].isupper()}
    theirs = {kind.__name__ for kind in theirs if kind.__module__ == official.__name__}
    tokens = {kind.__name__ for kind in vars(official).values() if isinstance(kind, type) and "Token" in kind.__name__}
    assert named == theirs - tokens | {"TokenError"}
    ours = {name for row in rows for name in re.findall(r"`(\w+)`", row[1] + row[2]) if name[0].isupper()}
    assert ours >= {"HTTPError", "NotifyError", "NoAnswerError", "NoConnectionError", "InvalidResponseError"}
    assert all(issubclass(getattr(notify_sdk, name), notify_sdk.NotifyError) for name in ours)


def test_the_two_traps_are_as_the_page_says() -> None:
    assert issubclass(official.HTTP503Error, official.HTTPError)
    lost = official.HTTPError()
    assert (lost.status_code, lost.message, lost.response) == (503, "Request failed", None)
    assert not issubclass(notify_sdk.TransportError, notify_sdk.HTTPError)
    assert notify_sdk.NoConnectionError("").status_code is None
    assert notify_sdk.RequestValidationError([]).response is None
