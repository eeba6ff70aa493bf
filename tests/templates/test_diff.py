"""Differences between a module and the templates of a service."""

from __future__ import annotations

from notify_sdk.templates import differences, generate_module
from tests.templates.awkward_names import awkward_module, awkward_templates, stored
from tests.templates.services import SERVICES, listed, loaded, source_of_module, templates_of

OLD = stored(1, "reminder", "Hello ((name)), see you on ((date)).((urgent??Soon!))", "email", "For ((name))")


def changes(new: object) -> list[str]:
    module = loaded(generate_module(listed(OLD)))
    templates = listed() if new is None else listed(new)  # type: ignore[arg-type]
    return [str(each).partition("\n")[2] for each in differences(module, templates) if each.breaks]


def test_nothing_changed_in_any_service() -> None:
    for service in SERVICES:
        assert differences(loaded(source_of_module(service)), templates_of(service)) == []
    assert differences(loaded(awkward_module()), awkward_templates()) == []


def test_a_placeholder_that_went_and_one_that_came() -> None:
    new = stored(1, "reminder", "Hello ((name)), see you on ((day)).((urgent??Soon!))", "email", "For ((name))")
    assert changes(new) == ["  - ((date))\n  + ((day))"]


def test_a_placeholder_that_became_a_conditional() -> None:
    new = stored(1, "reminder", "Hello ((name)), see you ((date??today)).((urgent??Soon!))", "email", "For ((name))")
    assert changes(new) == ["  - ((date))\n  + ((date??today))"]


def test_another_name() -> None:
    new = stored(1, "Reminder 2", OLD.current.body, "email", OLD.current.subject)
    assert changes(new) == ["  - name: reminder\n  + name: Reminder 2"]


def test_another_type() -> None:
    assert changes(stored(1, "reminder", OLD.current.body)) == ["  - type: email\n  + type: text message"]


def test_an_archived_template() -> None:
    assert changes(None) == ["  - in use\n  + archived"]


def test_another_spelling_of_a_placeholder_or_another_wording_breaks_nothing() -> None:
    new = stored(1, "reminder", "Dear ((NAME)), until ((Date)).((Urgent??Very soon!))", "email", "For ((_name))")
    assert changes(new) == []
    module = loaded(generate_module(listed(OLD)))
    found = differences(module, listed(new))
    assert [(each.removed, each.added, each.breaks) for each in found] == [
        (("the wording of version 1",), ("the wording of version 1",), False)
    ]


def test_a_new_template_breaks_nothing() -> None:
    found = differences(loaded(generate_module(listed(OLD))), listed(OLD, stored(2, "second", "x")))
    assert [(str(each).split(":")[0], each.breaks) for each in found] == [("not in the module", False)]


def test_lines_of_an_address_are_no_placeholders_of_a_letter() -> None:
    old, new = (stored(1, "l", text, "letter", "h") for text in ("((address line 1)) ((x))", "((postcode)) ((x))"))
    found = differences(loaded(generate_module(listed(old))), listed(new))
    assert [each.breaks for each in found] == [False]
