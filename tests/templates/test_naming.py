"""Names of classes and fields."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from notify_sdk.templates import generate_module
from notify_sdk.templates.naming import field_names
from tests.templates.awkward_names import awkward_module, stored
from tests.templates.services import listed, loaded


def test_names_of_templates() -> None:
    names = {each.TEMPLATE.name: name for name, each in loaded(awkward_module()).items()}
    assert names["class"] == "Class"
    assert names["None"] == "NoneSms"
    assert names["UUID"] == "UUIDSms"
    assert names["2 days left"] == "Template2DaysLeft"
    assert names["提醒"] == "提醒"
    assert names["GOV.UK sign-in: step 1/2"] == "GOVUKSignInStep12"


def test_an_older_template_keeps_its_name_when_a_newer_one_has_the_same() -> None:
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
