"""Worlds with absurd values: each place is named, whatever kind of value it is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from notify_sdk.models import sandbox as models
from notify_sdk.sandbox import Sandbox, WorldError

ID = "00000000-0000-4000-8000-000000000001"
NUMBERS = ["NaN", "Infinity", "-Infinity", "1e308", "-1e308", "1e999", "9" * 400, "9" * 5_000]
TIMES = ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "9999-12-31T23:59:59Z", "1e308", "\ud800"]
TEMPLATE = {"type": "sms", "name": "n", "id": ID, "body": "b"}
EXAMPLES: dict[str, tuple[type, dict[str, object]]] = {
    "config": (models.WorldConfig, {}),
    "services.a": (models.WorldService, {}),
    "services.a.daily_limits": (models.WorldDailyLimits, {}),
    "services.a.api_keys.k": (models.WorldApiKey, {"key_type": "normal"}),
    "services.a.templates.0": (models.WorldTemplate, TEMPLATE),
    "services.a.templates.0.versions.0": (models.WorldTemplateVersion, {"body": "b"}),
    "services.a.notifications.0": (models.WorldNotification, {"to": "x", "template_id": ID}),
    "services.a.received_text_messages.0": (models.WorldReceivedText, {"user_number": "1", "content": "c"}),
}


def world(place: str, facts: dict[str, object]) -> str:
    """A world with the facts in a place, as JSON; `@...@` stands for what JSON can't write."""
    data: object = facts
    for name in reversed(place.split(".")):
        data = [data] if name == "0" else {name: data}
    assert isinstance(data, dict)
    service = data.setdefault("services", {"a": {}})["a"]
    if "notifications" in service:
        service["templates"] = [TEMPLATE]
    if "versions" in str(place):
        service["templates"] = [{"type": "sms", "name": "n", **service["templates"][0]}]
    return json.dumps(data).replace('"@', "").replace('@"', "")


def fields_of(kind: str) -> Iterator[tuple[str, str]]:
    for place, (model, _) in EXAMPLES.items():
        for name, schema in TypeAdapter(model).json_schema()["properties"].items():
            choices = [schema, *schema.get("anyOf", [])]
            if any(choice.get("format" if kind == "date-time" else "type") == kind for choice in choices):
                yield place, name


def refused(path: Path, text: str) -> str:
    path.write_text(text)
    with pytest.raises(WorldError) as caught:
        Sandbox.load(path)
    return str(caught.value)


@pytest.mark.parametrize(("place", "name"), [*fields_of("integer"), *fields_of("number")])
def test_a_number_that_is_none_is_named(place: str, name: str, tmp_path: Path) -> None:
    for number in NUMBERS:
        said = refused(tmp_path / "w.json", world(place, EXAMPLES[place][1] | {name: f"@{number}@"}))
        assert f"{place}.{name}" in said or "is not a JSON number" in said or len(number) == 5_000


@pytest.mark.parametrize(("place", "name"), list(fields_of("date-time")))
def test_a_time_that_is_none_is_named(place: str, name: str, tmp_path: Path) -> None:
    for time in TIMES:
        assert f"{place}.{name}" in refused(tmp_path / "w.json", world(place, EXAMPLES[place][1] | {name: time}))


@pytest.mark.parametrize(("place", "name"), list(fields_of("string")))
def test_half_a_character_is_named(place: str, name: str, tmp_path: Path) -> None:
    assert place in refused(tmp_path / "w.json", world(place, EXAMPLES[place][1] | {name: "a\ud800"}))


def test_half_a_character_in_a_name_or_value_is_named(tmp_path: Path) -> None:
    for text in (
        json.dumps({"services": {"\ud800": {}}}),
        world(
            "services.a.notifications.0", EXAMPLES["services.a.notifications.0"][1] | {"personalisation": {"\ud800": 1}}
        ),
        world(
            "services.a.notifications.0",
            EXAMPLES["services.a.notifications.0"][1] | {"personalisation": {"a": ["\ud800"]}},
        ),
        world(
            "services.a.notifications.0",
            EXAMPLES["services.a.notifications.0"][1] | {"personalisation": {"a": "@1e999@"}},
        ),
    ):
        assert "services" in refused(tmp_path / "w.json", text)


def test_a_value_of_personalisation_may_be_a_long_number(tmp_path: Path) -> None:
    facts = EXAMPLES["services.a.notifications.0"][1] | {"personalisation": {"a": 10**18}}
    (tmp_path / "w.json").write_text(world("services.a.notifications.0", facts))
    sandbox = Sandbox.load(tmp_path / "w.json", clock=lambda: datetime(2026, 3, 3, tzinfo=UTC))
    assert sandbox.inbox.latest.personalisation == {"a": 10**18}


@pytest.mark.parametrize("suffix", ["json", "yaml"])
@pytest.mark.parametrize("depth", [101, 900, 990, 1_000, 5_000, 100_000])
def test_nesting_is_named(suffix: str, depth: int, tmp_path: Path) -> None:
    for text in ("[" * depth, "[" * depth + "]" * depth, '{"a":' * min(depth, 5_000), f'{{"services": {"[" * depth}'):
        assert "nested more than 100 deep" in refused(tmp_path / f"w.{suffix}", text)
