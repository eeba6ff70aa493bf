"""The names that bases had in 0.1, and the modules that it wrote with them."""

from __future__ import annotations

import sys
import warnings
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import pytest

import notify_sdk.templates
from notify_sdk.sandbox import Sandbox
from notify_sdk.templates import TemplateMessage, differences, generate_module, load_module
from tests.templates.awkward_names import stored
from tests.templates.services import listed, loaded
from tests.templates.test_sending import ADDRESS, send

NAMES = {
    "EmailTemplate": "EmailMessage",
    "LetterTemplate": "LetterMessage",
    "SmsTemplate": "SmsMessage",
    "Template": "TemplateMessage",
}
WRITTEN_BY_0_1 = Path(__file__).parents[1] / "typing" / "templates_of_0_1.py"
RECIPIENTS = {"sms": "07700 900900", "email": "a@example.gov.uk", "letter": ADDRESS}


@pytest.mark.parametrize("name", NAMES)
def test_the_earlier_name_of_a_base_is_deprecated(name: str) -> None:
    assert name not in notify_sdk.templates.__all__
    with pytest.warns(DeprecationWarning, match=f"notify_sdk.templates.{name} is now {NAMES[name]}") as caught:
        assert getattr(notify_sdk.templates, name) is getattr(notify_sdk.templates, NAMES[name])
    assert caught[0].filename == __file__


def test_a_name_that_there_never_was_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        _ = notify_sdk.templates.nothing  # type: ignore[attr-defined]


@pytest.fixture
def imported(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The classes of the module in the old form, imported as a program does."""
    spec = spec_from_file_location("templates_of_0_1", WRITTEN_BY_0_1)
    assert spec
    assert spec.loader
    module = module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "templates_of_0_1", module)
    with pytest.warns(DeprecationWarning, match="is now") as caught:
        spec.loader.exec_module(module)
    said = {str(each.message) for each in caught}
    assert said == {f"notify_sdk.templates.{old} is now {new}" for old, new in NAMES.items() if old != "Template"}
    assert {each.filename for each in caught} == {str(WRITTEN_BY_0_1)}
    return {
        name: each
        for name, each in vars(module).items()
        if isinstance(each, type) and issubclass(each, TemplateMessage) and "TEMPLATE" in vars(each)
    }


def test_a_module_in_the_old_form_is_loaded_without_a_warning(imported: dict[str, Any]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = load_module(WRITTEN_BY_0_1)
    assert found.keys() == imported.keys()
    assert len(found) == 6


def test_pulling_over_a_module_in_the_old_form_changes_the_bases_alone() -> None:
    known = load_module(WRITTEN_BY_0_1)
    with Sandbox().client() as client:
        templates = client.get_all_templates()
    assert differences(known, templates) == []
    text = WRITTEN_BY_0_1.read_text()
    for old, new in NAMES.items():
        text = text.replace(f"({old})", f"({new})").replace(f" {old},", f" {new},")
    assert generate_module(templates, known=known) == text


@pytest.mark.parametrize("client_kind", ["sync", "async"])
def test_messages_of_a_module_in_the_old_form_are_sent(imported: dict[str, Any], client_kind: str) -> None:
    sandbox = Sandbox()
    for made in imported.values():
        message = made.from_personalisation(dict.fromkeys(made.placeholder_names().values(), "12345"))
        sent = send(sandbox, client_kind, message, RECIPIENTS[made.KIND])
        assert sent.template.id == made.TEMPLATE.id
    assert len(sandbox.inbox) == 6


@pytest.mark.parametrize(
    ("name", "kind", "suffix"), [("sms message", "sms", "Sms"), ("email message", "email", "Email")]
)
def test_a_class_that_has_the_name_of_a_base_by_now_gets_another_and_sanitises_the_same(
    name: str, kind: Any, suffix: str
) -> None:
    templates = listed(
        stored(1, "a", "((a))"),
        stored(2, name, "((a))", kind, "s"),
        stored(3, "z", "((a))", "email", "s"),
    )
    known = loaded(generate_module(templates, sanitise=["a"]))
    before = f"{suffix}Message"
    assert before not in known
    known[before] = known.pop(f"{before}{suffix}")  # as 0.1 called it
    text = generate_module(templates, known=known)
    again = loaded(text)
    assert again.keys() == {"A", "Z", f"{before}{suffix}"}
    assert text == generate_module(templates, sanitise=["a"])
