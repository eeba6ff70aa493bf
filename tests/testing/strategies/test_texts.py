"""The parts that other strategies share: texts that can be sent, lines of an address, ids and times."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import find, given

from notify_sdk.testing.strategies.texts import ids, lines, moments, texts
from tests.testing.strategies.quick import until_found


@given(texts)
def test_a_text_can_be_sent(text):
    assert len(text) <= 60
    assert "\0" not in text  # Notify crashes on it
    assert json.loads(json.dumps(text).encode()) == text
    assert text.encode().decode() == text


@pytest.mark.parametrize(
    ("low", "high"),
    [(0x01, 0x1F), (0x20, 0x7E), (0x80, 0x7FF), (0x800, 0xD7FF), (0xE000, 0xFFFF), (0x10000, 0x10FFFF)],
)
def test_texts_have_characters_of_every_size(low, high):
    assert find(texts, lambda text: any(low <= ord(each) <= high for each in text), settings=until_found)


@given(lines)
def test_a_line_can_be_a_line_of_an_address(line):
    assert 1 <= len(line) <= 30
    assert line == line.strip()
    assert line.isascii()
    assert line.isprintable()


@given(ids)
def test_an_id_is_one_that_notify_would_make(identifier):
    assert identifier.version == 4


@given(moments)
def test_a_time_is_one_in_utc(moment):
    assert moment.tzinfo is UTC
    assert datetime(2020, 1, 1, tzinfo=UTC) <= moment <= datetime(2037, 1, 1, tzinfo=UTC)
    assert datetime.fromisoformat(moment.isoformat()) == moment
