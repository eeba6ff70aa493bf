"""Generated modules: stable, whatever the names of the templates are."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from notify_sdk.models import TemplateList
from notify_sdk.sandbox import Sandbox
from notify_sdk.templates import EmailMessage, generate_module, load_module
from tests.templates.awkward_names import BODIES, PLACEHOLDERS, awkward_module, awkward_templates, stored
from tests.templates.services import SERVICES, listed, loaded, source_of_module


def test_the_order_of_the_answer_does_not_matter() -> None:
    templates = list(awkward_templates().templates)
    random.shuffle(templates)
    assert generate_module(TemplateList(templates=templates)) == awkward_module()


def test_pulling_again_changes_nothing() -> None:
    assert generate_module(awkward_templates(), known=loaded(awkward_module())) == awkward_module()


def test_awkward_names_and_bodies_are_unchanged() -> None:
    made = loaded(awkward_module())
    assert [made[f"Body{number}"].TEMPLATE.body for number in range(len(BODIES))] == BODIES
    values = {name: f"value of {name}" for name in PLACEHOLDERS} | {"f": True, "g": "x"}
    message = made["All"].from_personalisation(values)
    assert set(message.personalisation) <= values.keys()
    assert isinstance(message, EmailMessage)
    assert "value of {{ 1 }} value of %s value of $ref" in message.render().body


def test_an_empty_service_has_an_empty_module() -> None:
    text = generate_module(TemplateList(templates=[]))
    assert loaded(text) == {}
    assert generate_module(TemplateList(templates=[]), known={}) == text


def test_sanitise_is_kept_when_pulling_again() -> None:
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


@pytest.mark.parametrize("service", SERVICES)
def test_a_loaded_class_has_subclasses(service: str) -> None:
    """Its module is gone by then; pydantic before 2.11.3 looked there for the names in its annotations."""
    for name, each in loaded(source_of_module(service)).items():
        own = type(name, (each,), {})
        assert (list(own.model_fields), own.__pydantic_complete__) == (list(each.model_fields), True)


def test_other_files_are_no_module(tmp_path: Path) -> None:
    (tmp_path / "file.py").write_text("1 +")
    with pytest.raises(ValueError, match=r"can't be imported: SyntaxError"):
        load_module(tmp_path / "file.py")
    with pytest.raises(FileNotFoundError):
        load_module(tmp_path / "nowhere.py")


def test_the_type_checked_module_is_current() -> None:
    """`tests/typing/templates_use.py` uses it. If this fails, write the output of `generate_module` to that file."""
    with Sandbox().client() as client:
        text = generate_module(client.get_all_templates())
    assert (Path(__file__).parents[1] / "typing" / "templates_of_sandbox.py").read_text() == text
