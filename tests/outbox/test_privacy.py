"""Nothing personal of a settled message is stored; nothing personal is ever logged or raised."""

from __future__ import annotations

import logging
import traceback
from pathlib import Path
from typing import Any

import pytest

from notify_sdk import NotifyError, prepare_upload
from notify_sdk.outbox import Email, Outbox, PrecompiledLetter, Sms
from notify_sdk.sandbox import Fault, Sandbox
from tests.outbox.conftest import Both
from tests.privacy.frames import leaks

NUMBER, ADDRESS, VALUE, FILE = "07700 910777", "ada.lovelace@example.com", "hidden-value-1815", "aGlkZGVuLWZpbGU="
SECRETS = [NUMBER, "7700910777", ADDRESS, VALUE, FILE, "hidden-file"]


def messages(sandbox: Sandbox) -> list[Any]:
    upload = prepare_upload(b"hidden-file", "a.csv")
    values = {"name": VALUE, "form_enclosed": "no", "link_to_file": upload}
    return [
        Sms(NUMBER, sandbox.templates["security code"], {"code": VALUE, "app": "x"}, key="1"),
        Sms(NUMBER, sandbox.templates["security code"], {"app": VALUE}, key="2"),
        Email(ADDRESS, sandbox.templates["document"], values, key="3"),
        Sms(NUMBER, sandbox.templates["security code"], {"code": VALUE, "app": "x"}, key="4"),
        PrecompiledLetter(b"hidden-file", key="5"),
    ]


def whole(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir() if path.is_file())


def test_nothing_personal_stays_in_the_files(client_kind: str, sandbox: Sandbox, tmp_path: Path) -> None:
    both = Both(client_kind, sandbox, str(tmp_path / "outbox.db"))
    try:
        both.create_tables()
        both.add(messages(sandbox))
        assert VALUE.encode() in whole(tmp_path)
        both.cancel("4")
        both.send(both.client(), concurrency=1)
        assert both.summary().unfinished == 0
        text = whole(tmp_path)
        assert [secret for secret in SECRETS if secret.encode() in text] == []
    finally:
        both.close()


def test_nothing_personal_stays_in_the_tables(both: Both, sandbox: Sandbox) -> None:
    both.add(messages(sandbox))
    both.cancel("4")
    both.send(both.client())

    def everything(connection: Any) -> str:
        tables = both.outbox.metadata.sorted_tables
        return "\n".join(str(row) for table in tables for row in connection.execute(table.select()))

    run = both.outbox._database.run
    text = run(everything)
    assert [secret for secret in SECRETS if secret in text] == []


def test_nothing_personal_is_logged_or_raised(place: str, sandbox: Sandbox, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    logging.getLogger("sqlalchemy.engine").setLevel(logging.INFO)
    raised: list[BaseException] = []
    try:
        with Outbox(place) as outbox, sandbox.client() as client:
            for call in (
                lambda: outbox.add(messages(sandbox)),  # no tables
                lambda: outbox.create_tables(),
                lambda: outbox.add(messages(sandbox)),
                lambda: outbox.add(Sms(NUMBER, sandbox.templates["security code"], {"code": VALUE + "2"}, key="1")),
                lambda: outbox.add(Sms(NUMBER + "x" * 50, sandbox.templates["security code"], {"code": VALUE})),
                lambda: outbox.add(Sms(NUMBER, sandbox.templates["security code"], {"code": VALUE}, key="\ud800")),
                lambda: sandbox.faults.add(Fault("answer", status=403, times=2)),
                lambda: outbox.send(client),
                lambda: sandbox.faults.add(Fault("reset", times=2)),
                lambda: outbox.send(client),
            ):
                try:
                    call()
                except (NotifyError, UnicodeError) as error:
                    raised.append(error)
            shown = f"{outbox!r}{list(outbox.rows())!r}{outbox.summary()!r}"
    finally:
        logging.getLogger("sqlalchemy.engine").setLevel(logging.NOTSET)
    assert len(raised) >= 4
    text = caplog.text + shown + "".join("".join(traceback.format_exception(error)) for error in raised)
    assert [secret for secret in SECRETS if secret in text] == []
    assert {leak for error in raised for leak in leaks(error, SECRETS)} == set()
