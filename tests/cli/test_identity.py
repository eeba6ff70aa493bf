"""The identity of a job changes with each of its parts, and with nothing else."""

from __future__ import annotations

from hashlib import sha256
from itertools import combinations

import pytest

from notify_sdk import NotificationsAPIClient, prepare_upload
from notify_sdk.cli.identity import Identity, line_of

SERVICE, SECRET = "5e271ce0-0000-4000-8000-000000000001", "5ec2e700-0000-4000-8000-000000000001"
KEYS = [f"live-{SERVICE}-{SECRET}", f"live-{SERVICE}-{SECRET[:-1]}2"]
SAME: dict[str, object] = {"values": {"name": "Amala", "link": prepare_upload(b"1", filename="a.csv")}, "fields": {}}


def identity(
    content: bytes = b"a",
    template: str = "7e870000-0000-4000-8000-000000000001",
    same_for_all: dict[str, object] = SAME,
    key: str = KEYS[0],
    base_url: str = "http://127.0.0.1:1",
) -> Identity:
    with NotificationsAPIClient(key, base_url) as client:
        return Identity.of(client, sha256(content).digest(), template, same_for_all)


OTHERS = {
    "content": identity(content=b"b"),
    "template": identity(template="7e870000-0000-4000-8000-000000000002"),
    "a value": identity(same_for_all={**SAME, "values": {"name": "Bela"}}),
    "a file": identity(
        same_for_all={**SAME, "values": {"name": "Amala", "link": prepare_upload(b"2", filename="a.csv")}}
    ),
    "a field": identity(same_for_all={**SAME, "fields": {"reference": "x"}}),
    "key": identity(key=KEYS[1]),
    "address": identity(base_url="http://127.0.0.1:2"),
}


def test_the_same_job_has_the_same_tag_and_keys() -> None:
    assert identity() == identity()
    assert Identity.read(identity().tag) == identity()
    assert len(identity().tag) <= 255
    assert identity().difference(identity()) is None


def test_each_part_makes_another_job() -> None:
    for one, other in combinations([identity(), *OTHERS.values()], 2):
        assert one.tag != other.tag


@pytest.mark.parametrize("part", OTHERS)
def test_only_the_key_and_the_address_leave_the_keys_of_messages(part: str) -> None:
    same = part in {"key", "address"}
    assert (OTHERS[part].key(2) == identity().key(2)) == same
    assert (OTHERS[part].difference(identity()) is None) == same


def test_nothing_of_values_or_of_the_api_key_is_in_it() -> None:
    assert all(text not in repr(identity()) + identity().tag for text in ("Amala", SECRET, SERVICE))


@pytest.mark.parametrize("tag", [None, "", "csv", "csv:1:2:3", "csv:1:2:3:4:5", "reminders:1:2:3:4"])
def test_tags_of_others(tag: str | None) -> None:
    assert Identity.read(tag) is None
    assert line_of(identity().key(7), tag) is None


def test_lines() -> None:
    tag = identity().tag
    assert [line_of(identity().key(line), tag) for line in (2, 99_999)] == [2, 99_999]
    assert [line_of(key, tag) for key in (None, "", "reminder-17", "0" * 12 + "-0", "0" * 12 + "-x")] == [None] * 5
