"""An outbox with `templates` and `blanks`: messages are checked when they are added, and by the client that sends."""

from __future__ import annotations

import warnings
from dataclasses import replace
from typing import Any

import pytest

from notify_sdk import RequestValidationError
from notify_sdk.models import TemplateList
from notify_sdk.outbox import Email, Letter, Outbox, Sms
from notify_sdk.sandbox import Sandbox
from notify_sdk.templates import TemplateVersionWarning
from tests.outbox.conftest import Both

ADDRESS = {"address_line_1": "Amala Bird", "address_line_2": "102 High Street", "postcode": "SW14 6BH"}


def messages(**values: object) -> list[Sms | Email | Letter]:
    """A message of each kind, with its template by name. `values` replace those of the placeholder `name`."""
    named = {"name": "Amala", **values}
    return [
        Sms("07700 910001", "appointment reminder", {**named, "date": "3 March"}),
        Email("a@example.com", "document", {**named, "form_enclosed": False, "link_to_file": "x"}),
        Letter("decision letter", {**ADDRESS, **named, "reference": "b", "decision": "c"}),
    ]


@pytest.fixture
def templates(sandbox: Sandbox) -> TemplateList:
    with sandbox.client() as client:
        return client.get_all_templates()


def outbox(**options: Any) -> Outbox:
    made = Outbox(":memory:", **options)
    made.create_tables()
    return made


def test_messages_name_their_templates(templates: TemplateList, sandbox: Sandbox) -> None:
    with outbox(templates=templates) as made:
        assert made.add(messages()) == 3
        assert made.send(sandbox.client()).sent == 3
        assert {row.template_id for row in made.rows()} <= set(sandbox.templates.values())
    assert len(sandbox.inbox) == 3


@pytest.mark.parametrize("at", range(3))
def test_a_message_that_does_not_fit_its_template_is_refused_when_it_is_added(
    templates: TemplateList, sandbox: Sandbox, at: int
) -> None:
    wrong = messages(name=None)[at]
    with outbox(templates=templates) as made:
        with pytest.raises(RequestValidationError, match="Missing personalisation: name"):
            made.add(wrong)
        assert made.add([wrong], invalid="record") == 1
        (row,) = made.rows()
        assert (row.state, row.error_code) == ("refused", "missing_personalisation")
        assert row.template_id == sandbox.templates[str(wrong.template_id)]


@pytest.mark.parametrize(
    ("blanks", "said"), [("refuse", r"personalisation\.name is blank"), ("omit", "Missing personalisation: name")]
)
@pytest.mark.parametrize("at", range(3))
def test_blanks(templates: TemplateList, blanks: Any, said: str, at: int) -> None:
    blank = messages(name=" ")[at]
    with outbox(templates=templates, blanks=blanks) as made, pytest.raises(RequestValidationError, match=said):
        made.add(blank)
    with outbox(templates=templates) as made:
        assert made.add(blank) == 1


@pytest.mark.parametrize("options", [{"templates": "nowhere.json"}, {"blanks": "drop"}])
def test_wrong_options_are_refused_by_name(options: dict[str, Any]) -> None:
    with pytest.raises(RequestValidationError, match=next(iter(options))):
        Outbox(":memory:", **options)


def test_the_client_that_sends_checks_with_its_own_templates(
    both: Both, templates: TemplateList, sandbox: Sandbox
) -> None:
    reminder = sandbox.templates["appointment reminder"]
    both.add(
        [
            Sms("07700 910001", reminder, {"name": "Amala", "date": "3 March"}, key="fits"),
            Sms("07700 910002", reminder, {"name": "Amala"}, key="lacks a date"),
            Sms("07700 910003", sandbox.templates["document"], {}, key="is for an email"),
        ]
    )
    tally = both.send(both.client(templates=templates))
    assert (tally.sent, tally.refused) == (1, 2)
    assert {row.key: row.error_code for row in both.rows()} == {
        "fits": None,
        "lacks a date": "missing_personalisation",
        "is for an email": "template_type",
    }
    assert len(sandbox.inbox) == 1


def test_another_version_is_warned_of(templates: TemplateList, sandbox: Sandbox) -> None:
    template = sandbox.service.templates[0]
    template.versions.append(replace(template.current, version=2))
    with outbox() as made, sandbox.client().with_options(templates=templates) as client:
        made.add([Sms("07700 910001", template.id, {"name": str(number), "date": "x"}) for number in range(3)])
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            assert made.send(client, concurrency=1).sent == 3
    assert [each.category for each in caught] == [TemplateVersionWarning]
