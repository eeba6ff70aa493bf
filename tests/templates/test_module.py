"""Modules are stable, and their names hold whatever people call their templates."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notify_sdk.models import TemplateList
from notify_sdk.sandbox import Sandbox
from notify_sdk.templates import EmailMessage, dump_snapshot, generate_module, load_module, load_snapshot
from notify_sdk.templates.naming import field_names
from tests.templates.awkward_names import BODIES, PLACEHOLDERS, awkward_module, awkward_templates, stored
from tests.templates.services import listed, loaded


def test_the_order_of_the_answer_does_not_matter() -> None:
    templates = list(awkward_templates().templates)
    random.shuffle(templates)
    assert generate_module(TemplateList(templates=templates)) == awkward_module()


def test_pulling_again_changes_nothing() -> None:
    assert generate_module(awkward_templates(), known=loaded(awkward_module())) == awkward_module()


def test_awkward_names_and_bodies_survive() -> None:
    made = loaded(awkward_module())
    assert [made[f"Body{number}"].TEMPLATE.body for number in range(len(BODIES))] == BODIES
    values = {name: f"value of {name}" for name in PLACEHOLDERS} | {"f": True, "g": "x"}
    message = made["All"].from_personalisation(values)
    assert set(message.personalisation) <= values.keys()
    assert isinstance(message, EmailMessage)
    assert "value of {{ 1 }} value of %s value of $ref" in message.render().body


def test_names_of_templates() -> None:
    names = {each.TEMPLATE.name: name for name, each in loaded(awkward_module()).items()}
    assert names["class"] == "Class"
    assert names["None"] == "NoneSms"
    assert names["UUID"] == "UUIDSms"
    assert names["2 days left"] == "Template2DaysLeft"
    assert names["提醒"] == "提醒"
    assert names["GOV.UK sign-in: step 1/2"] == "GOVUKSignInStep12"


def test_an_older_template_keeps_its_name_when_another_takes_it_up() -> None:
    older, newer = stored(1, "reminder", "a"), stored(2, "reminder", "b", "email", "c")
    alone = loaded(generate_module(listed(newer)))
    assert list(alone) == ["Reminder"]
    both = loaded(generate_module(listed(older, newer)))
    assert {name: each.TEMPLATE.id for name, each in both.items()} == {"Reminder": older.id, "ReminderEmail": newer.id}
    kept = loaded(generate_module(listed(older, newer), known=alone))
    assert {name: each.TEMPLATE.id for name, each in kept.items()} == {"ReminderSms": older.id, "Reminder": newer.id}


@given(st.lists(st.text(st.characters(exclude_characters="()"), min_size=1), unique=True))
@settings(max_examples=200)
def test_every_placeholder_has_a_field_of_its_own(names: list[str]) -> None:
    fields = field_names(names)
    assert list(fields) == names
    assert len(set(fields.values())) == len(names)
    assert all(field.isidentifier() and not field.startswith("_") for field in fields.values())
    assert field_names(reversed(names)) == fields


def test_an_empty_service_has_an_empty_module() -> None:
    text = generate_module(TemplateList(templates=[]))
    assert loaded(text) == {}
    assert generate_module(TemplateList(templates=[]), known={}) == text


def test_what_emails_sanitise_stays() -> None:
    templates = listed(
        stored(1, "a", "((First Name)) ((other))", "email", "s"),
        stored(2, "b", "((other))", "email", "s"),
        stored(3, "c", "((first name))"),
    )
    first = loaded(generate_module(templates, sanitise=["first_name"]))
    assert isinstance(first["A"], type)
    assert {name: getattr(each, "SANITISE_CONTENT_FOR", None) for name, each in first.items()} == {
        "A": ("First Name",),
        "B": (),
        "C": None,
    }
    assert generate_module(templates, known=first) == generate_module(templates, sanitise=["first_name"])


def test_a_snapshot_comes_back_the_same(tmp_path: Path) -> None:
    with Sandbox().client() as client:
        templates = client.get_all_templates()
    dump_snapshot(templates, tmp_path / "one.json")
    again = load_snapshot(tmp_path / "one.json")
    dump_snapshot(again, tmp_path / "two.json")
    assert (tmp_path / "one.json").read_bytes() == (tmp_path / "two.json").read_bytes()
    assert generate_module(again) == generate_module(templates)


@pytest.mark.parametrize("text", ["", "[]", '{"templates": [{}]}'])
def test_a_file_that_is_no_snapshot_is_refused(text: str, tmp_path: Path) -> None:
    (tmp_path / "file.json").write_text(text)
    with pytest.raises(ValueError, match="is not a snapshot of templates"):
        load_snapshot(tmp_path / "file.json")


def test_a_file_that_is_no_module_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file.py").write_text("1 +")
    with pytest.raises(ValueError, match=r"can't be imported: SyntaxError"):
        load_module(tmp_path / "file.py")
    with pytest.raises(FileNotFoundError):
        load_module(tmp_path / "nowhere.py")


def test_the_module_that_is_type_checked_is_that_of_the_default_sandbox() -> None:
    """`tests/typing/templates_use.py` stands on it. If this fails, write `generate_module(...)` there."""
    with Sandbox().client() as client:
        text = generate_module(client.get_all_templates())
    assert (Path(__file__).parents[1] / "typing" / "templates_of_sandbox.py").read_text() == text
