"""The recorded services and their templates, as the API returns them."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from notify_sdk.models import TemplateList
from notify_sdk.sandbox import Sandbox
from notify_sdk.sandbox.api.read import template_body
from notify_sdk.sandbox.world.state import TemplateRecord
from notify_sdk.templates import TemplateMessage, generate_module, load_module
from tests.conformance.replay import recorded_sandbox


@cache
def recorded() -> Sandbox:
    return recorded_sandbox()


SERVICES = [service.slug for service in recorded().state]


def listed(*templates: TemplateRecord) -> TemplateList:
    """The answer of `GET /v2/templates` with these templates."""
    return TemplateList.model_validate({"templates": [template_body(each, each.current) for each in templates]})


@cache
def templates_of(service: str) -> TemplateList:
    """All templates of a service, with archived ones."""
    found = next(each for each in recorded().state if each.slug == service)
    return listed(*(template for template in found.templates if not template.hidden))


def loaded(text: str) -> dict[str, type[TemplateMessage]]:
    """The classes of a module, given its text."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "templates.py"
        path.write_text(text)
        return load_module(path)


@cache
def source_of_module(service: str) -> str:
    return generate_module(templates_of(service))


@cache
def classes() -> dict[str, type[TemplateMessage]]:
    """The classes of all services, by the template's id."""
    found = dict[str, type[TemplateMessage]]()
    for service in SERVICES:
        found |= {str(each.TEMPLATE.id): each for each in loaded(source_of_module(service)).values()}
    return found


__all__ = ["SERVICES", "classes", "listed", "loaded", "recorded", "source_of_module", "templates_of"]
