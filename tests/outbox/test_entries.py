"""Adding messages: in your own transaction, by key, checked."""

from __future__ import annotations

import asyncio
import re
import weakref
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest
from sqlalchemy import Engine, create_engine
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.orm import Session

from notify_sdk import RequestValidationError, prepare_upload
from notify_sdk.outbox import Email, KeyReused, Letter, Outbox, PrecompiledLetter, Sms
from notify_sdk.outbox.entries import CHUNK
from notify_sdk.sandbox import Sandbox
from tests.outbox.conftest import Both
from tests.outbox.messages import once, text_to, texts

TEMPLATE = "7e870000-0000-4000-8000-000000000001"
SENDER = "11111111-0000-4000-8000-000000000001"


def url_of(place: str) -> str:
    return place if "://" in place else f"sqlite:///{place}"


@contextmanager
def disposed(engine: Engine) -> Iterator[Engine]:
    try:
        yield engine
    finally:
        engine.dispose()


@contextmanager
def within_session(place: str, outbox: Outbox) -> Iterator[Callable[[Any], int]]:
    with disposed(create_engine(url_of(place))) as engine, Session(engine) as session, session.begin():
        yield lambda messages: outbox.add(messages, within=session)


@contextmanager
def within_savepoint(place: str, outbox: Outbox) -> Iterator[Callable[[Any], int]]:
    with disposed(create_engine(url_of(place))) as engine, engine.begin() as connection:
        # SQLite's driver begins a transaction with the first statement that writes
        connection.execute(outbox.tables.limit.delete().where(outbox.tables.limit.c.name == "nobody's"))
        with connection.begin_nested():
            yield lambda messages: outbox.add(messages, within=connection)


@contextmanager
def within_psycopg(place: str, outbox: Outbox) -> Iterator[Callable[[Any], int]]:
    if "postgresql" not in place:
        pytest.skip("psycopg is for PostgreSQL")
    with psycopg.connect(place.replace("+psycopg", "")) as connection:
        yield lambda messages: outbox.add(messages, within=connection)


WAYS = [within_session, within_savepoint, within_psycopg]


class UndoneError(Exception):
    """What makes a transaction roll back."""


@pytest.mark.parametrize("way", WAYS)
def test_it_is_there_with_your_transaction_or_not_at_all(place: str, sandbox: Sandbox, way: Any) -> None:
    with Outbox(place) as outbox:
        outbox.create_tables()
        with suppress(UndoneError), way(place, outbox) as add:
            assert add(texts(sandbox, 3)) == 3
            raise UndoneError
        assert outbox.summary().total == 0
        with way(place, outbox) as add:
            assert add(texts(sandbox, 3)) == 3
            assert add(texts(sandbox, 4)) == 1
            with pytest.raises(KeyReused):
                add(Sms("07700 910009", sandbox.templates["security code"], key="key-1"))
        assert outbox.summary().queued == 4
        with sandbox.client() as client:
            outbox.send(client)
    assert once(sandbox, 4)


def test_it_is_there_with_your_transaction_for_asyncio(place: str, sandbox: Sandbox) -> None:
    async def run() -> None:
        engine = create_async_engine(url_of(place).replace("sqlite:", "sqlite+aiosqlite:"))
        outbox = Outbox(engine)
        await outbox.acreate_tables()
        with suppress(UndoneError):
            async with AsyncSession(engine) as session, session.begin():
                assert await outbox.aadd(texts(sandbox, 3), within=session) == 3
                raise UndoneError
        assert (await outbox.asummary()).total == 0
        async with engine.begin() as connection:
            assert await outbox.aadd(texts(sandbox, 3), within=connection) == 3
        assert (await outbox.asummary()).queued == 3
        with pytest.raises(TypeError, match="aadd"):
            async with AsyncSession(engine) as session:
                outbox.add(texts(sandbox, 3), within=session)  # pyright: ignore[reportArgumentType] - the mistake
        await engine.dispose()

    asyncio.run(run())


def test_what_is_no_transaction_is_refused(sandbox: Sandbox) -> None:
    with Outbox(":memory:") as outbox, pytest.raises(TypeError, match="within is not a SQLAlchemy"):
        outbox.add(texts(sandbox, 1), within=object())  # pyright: ignore[reportArgumentType] - the mistake


def test_many_who_add_the_same_keys_add_them_once(place: str, sandbox: Sandbox) -> None:
    with Outbox(place) as outbox:
        outbox.create_tables()
        messages = texts(sandbox, 200)
        with ThreadPoolExecutor(8) as threads:
            counts = list(threads.map(lambda _: outbox.add(messages), range(8)))
        assert sum(counts) == outbox.summary().total == 200


BASES = {
    "sms": lambda **o: Sms(**{"to": "07700 910001", "template_id": TEMPLATE, "personalisation": {"a": "1"}, **o}),
    "email": lambda **o: Email(**{"to": "a@example.com", "template_id": TEMPLATE, "personalisation": {"a": "1"}, **o}),
    "letter": lambda **o: Letter(
        **{
            "template_id": TEMPLATE,
            "personalisation": {"address_line_1": "A", "address_line_2": "B", "postcode": "SW1A 1AA"},
            **o,
        }
    ),
    "precompiled": lambda **o: PrecompiledLetter(**{"pdf_file": b"%PDF-1", **o}),
}
OTHERS = [
    ("sms", {"to": "07700 910002"}, ["to"]),
    ("sms", {"template_id": SENDER}, ["template_id"]),
    ("sms", {"personalisation": {"a": "2"}}, ["personalisation"]),
    ("sms", {"reference": "other"}, ["reference"]),
    ("sms", {"sms_sender_id": SENDER}, ["sms_sender_id"]),
    ("sms", {"to": "+447700910001"}, []),
    ("sms", {"tag": "x", "priority": 3, "expires_at": datetime(2099, 1, 1, tzinfo=UTC)}, []),
    ("email", {"to": "b@example.com"}, ["to"]),
    ("email", {"to": "A@EXAMPLE.com"}, []),
    ("email", {"email_reply_to_id": SENDER}, ["email_reply_to_id"]),
    ("email", {"one_click_unsubscribe_url": "https://example.com/"}, ["one_click_unsubscribe_url"]),
    ("email", {"sanitise_content_for": ["a"]}, ["sanitise_content_for"]),
    ("email", {"personalisation": {"a": prepare_upload(b"1", "a.csv")}}, ["personalisation"]),
    ("letter", {"template_id": SENDER}, ["template_id"]),
    ("precompiled", {"pdf_file": b"%PDF-2"}, ["pdf_file"]),
    ("precompiled", {"postage": "first"}, ["postage"]),
]


@pytest.mark.parametrize(("kind", "change", "fields"), OTHERS)
def test_a_key_with_another_content_names_what_differs(
    both: Both, kind: str, change: dict[str, Any], fields: list[str]
) -> None:
    assert both.add(BASES[kind](key="the-key")) == 1
    if not fields:
        assert both.add(BASES[kind](key="the-key", **change)) == 0
        return
    with pytest.raises(KeyReused) as raised:
        both.add([BASES[kind](key="another"), BASES[kind](key="the-key", **change)])
    assert list(raised.value.fields) == fields
    assert raised.value.key == "the-key"
    assert both.summary().total == 1
    for value in re.findall(r"[\w@.]{6,}", str(change)):
        assert value in {*fields, "sms_sender_id"} or value not in str(raised.value)


def test_another_kind_under_the_same_key_is_told(both: Both) -> None:
    both.add(BASES["sms"](key="k"))
    with pytest.raises(KeyReused) as raised:
        both.add(BASES["email"](key="k"))
    assert "kind" in raised.value.fields


def test_what_notify_would_refuse_is_refused_whole_or_recorded(both: Both, sandbox: Sandbox) -> None:
    bad = text_to(sandbox, 7)
    bad = Sms("not a number", bad.template_id, bad.personalisation, key="bad")
    with pytest.raises(RequestValidationError):
        both.add([*texts(sandbox, 3), bad])
    assert both.summary().total == 0
    assert both.add([*texts(sandbox, 3), bad], invalid="record") == 4
    assert both.add([*texts(sandbox, 3), bad], invalid="record") == 0
    row = next(iter(both.rows(state="refused")))
    assert row.key == "bad"
    assert row.error_code
    assert "not a number" not in str(row.error_summary)
    assert both.send(both.client()).sent == 3


WRONG = [
    ({"not_before": datetime(2026, 1, 1)}, "not_before has no time zone"),  # noqa: DTZ001 - the mistake
    ({"expires_at": datetime(2026, 1, 1)}, "expires_at has no time zone"),  # noqa: DTZ001 - the mistake
    ({"expires_at": "tomorrow"}, "expires_at is not a datetime"),
    ({"key": ""}, "key is not a text of 1"),
    ({"key": "x" * 256}, "key is not a text of 1"),
    ({"key": 5}, "key is not a text"),
    ({"reference": "x" * 901}, "reference is not a text of 1"),
    ({"tag": "\x00"}, "tag is not a text of 1"),
    ({"priority": True}, "priority is not a whole number"),
    ({"exact_reference": True}, "exact_reference needs a reference"),
]


@pytest.mark.parametrize(("options", "words"), WRONG)
@pytest.mark.parametrize("kind", sorted(BASES))
def test_options_that_are_none_are_refused(kind: str, options: dict[str, Any], words: str) -> None:
    with pytest.raises(RequestValidationError, match=words):
        BASES[kind](**options)


@pytest.mark.parametrize("kind", sorted(BASES))
def test_a_message_shows_nothing_of_itself(kind: str) -> None:
    shown = repr(BASES[kind](key="k", reference="r"))
    assert re.fullmatch(r"<\w+>", shown)


def test_what_is_no_message_is_refused(both: Both) -> None:
    with pytest.raises(TypeError, match="str is not a message"):
        both.add(["07700 900000"])


def test_messages_are_taken_as_they_come(place: str, sandbox: Sandbox) -> None:
    """A hundred thousand are not held: at most one chunk of them is alive at a time."""
    alive = most = 0

    def gone() -> None:
        nonlocal alive
        alive -= 1

    class Values(dict[str, object]):
        """What a weak reference can point to."""

    def stream() -> Iterator[Sms]:
        nonlocal alive, most
        for number in range(3000):
            values = Values(code="1", app="x")
            weakref.finalize(values, gone)
            alive += 1
            most = max(most, alive)
            yield Sms(f"07700 91{number:04d}", TEMPLATE, values, key=f"key-{number}")
            del values

    with Outbox(place) as outbox:
        outbox.create_tables()
        assert outbox.add(stream()) == 3000
        assert [row.key for row in outbox.rows()] == [f"key-{number}" for number in range(3000)]
    assert most <= 2 * CHUNK
