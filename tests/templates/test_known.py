"""What a client's `templates` can be made of."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import Any
from uuid import UUID

import pytest

from notify_sdk import RequestValidationError
from notify_sdk._calls.known_templates import KnownTemplates
from notify_sdk.sandbox import Sandbox
from notify_sdk.templates import dump_snapshot
from notify_sdk.templates.known import known_templates
from tests.templates.services import SERVICES, classes, templates_of


def facts(known: KnownTemplates, service: str) -> list[Any]:
    return [known.get(template.id) for template in templates_of(service).templates]


def module_of(service: str) -> ModuleType:
    """A module with the generated classes of a service, and other names."""
    module = ModuleType("our_templates")
    for number, template in enumerate(templates_of(service).templates):
        setattr(module, f"Class{number}", classes()[str(template.id)])
    module.__dict__["UUID"] = UUID
    return module


WITH_TEMPLATES = [service for service in SERVICES if templates_of(service).templates]


@pytest.mark.parametrize("service", WITH_TEMPLATES)
def test_a_module_a_snapshot_and_a_list_say_the_same(service: str, tmp_path: Path) -> None:
    path = tmp_path / "templates.json"
    dump_snapshot(templates_of(service), path)
    listed = facts(known_templates(templates_of(service)), service)
    assert None not in listed
    assert facts(known_templates(module_of(service)), service) == listed
    assert facts(known_templates(path), service) == facts(known_templates(str(path)), service) == listed


def test_placeholders_of_welsh_pages_are_known_from_each() -> None:
    with_welsh = [
        (service, template)
        for service in WITH_TEMPLATES
        for template in facts(known_templates(templates_of(service)), service)
        if template.also
    ]
    assert with_welsh
    for service, template in with_welsh:
        assert known_templates(module_of(service)).get(template.id) == template


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (ModuleType("something"), "templates: the module something has no templates"),
        (Path("nowhere.json"), "templates: .*nowhere.json"),
        (__file__, "templates: .*test_known.py is not a snapshot of templates"),
        (["a"], "templates: is neither a module, a path nor a TemplateList"),
    ],
)
def test_anything_else_is_refused(source: Any, said: str) -> None:
    with pytest.raises(RequestValidationError, match=said) as caught:
        known_templates(source)
    assert caught.value.errors[0].field == "templates"


def test_a_service_may_have_no_templates(tmp_path: Path) -> None:
    path = tmp_path / "templates.json"
    path.write_text('{"templates": []}')
    assert repr(known_templates(path)) == "<KnownTemplates: 0>"
    with Sandbox().client() as client:
        assert known_templates(client.get_all_templates()).identify("security code", "sms")
