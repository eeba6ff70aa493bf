"""Compares a generated module with the templates that the service has now."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from notify_sdk._calls.known_templates import Source
from notify_sdk._message_types import SINGULAR
from notify_sdk.models import TemplateList
from notify_sdk.rendering import key

from .base import TemplateMessage
from .fields import Field, fields_of
from .module import source_of
from .naming import StoredTemplate

_ARCHIVED = (("in use",), ("archived",), True)


@dataclass(frozen=True, slots=True)
class Difference:
    """The changes of one template. Its `str` is a small diff: `-` marks the module's side, `+` the service's.

    Attributes:
        template_id: The template's id.
        class_name: The class that was generated from it; None if the module has none.
        name: What the Notify website calls it, as the module knows it.
        removed: Lines that only the module has: `((date))`, `name: Reminder`, `type: email`.
        added: Lines that only the service has.
        breaks: Whether a program that uses the module may fail. A new template or new wording breaks nothing.
    """

    template_id: UUID
    class_name: str | None
    name: str
    removed: tuple[str, ...]
    added: tuple[str, ...]
    breaks: bool

    def __str__(self) -> str:
        head = f"{self.class_name or 'not in the module'}: {self.name} ({self.template_id})"
        return "\n".join((head, *(f"  - {line}" for line in self.removed), *(f"  + {line}" for line in self.added)))


def differences(module: Mapping[str, type[TemplateMessage]], templates: TemplateList) -> list[Difference]:
    """Compares a generated module with the templates of its service.

    Args:
        module: The classes by name, as `load_module` gives them.
        templates: What the service has now.

    Returns:
        One for each template that has changed, sorted by class name; then one for each new template.
    """
    present = {template.id: template for template in templates.templates}
    found = list[Difference]()
    for name, known in sorted(module.items()):
        template = present.pop(known.TEMPLATE.id, None)
        removed, added, breaks = _ARCHIVED if template is None else _compare(known, template)
        if removed or added:
            found.append(
                Difference(
                    template_id=known.TEMPLATE.id,
                    class_name=name,
                    name=known.TEMPLATE.name,
                    removed=removed,
                    added=added,
                    breaks=breaks,
                )
            )
    for template in sorted(present.values(), key=lambda template: (template.name, str(template.id))):
        found.append(
            Difference(
                template_id=template.id,
                class_name=None,
                name=template.name,
                removed=(),
                added=(f"type: {SINGULAR[template.type]}",),
                breaks=False,
            )
        )
    return found


def _compare(known: type[TemplateMessage], template: StoredTemplate) -> tuple[tuple[str, ...], tuple[str, ...], bool]:
    old, new = known.TEMPLATE, source_of(template)
    removed, added = list[str](), list[str]()
    if template.type != known.KIND:
        removed.append(f"type: {SINGULAR[known.KIND]}")
        added.append(f"type: {SINGULAR[template.type]}")
    if old.name != new.name:
        removed.append(f"name: {old.name}")
        added.append(f"name: {new.name}")
    before, after = _by_key(old, known.KIND), _by_key(new, template.type)
    removed += [str(each) for name, each in before.items() if _differs(each, after.get(name))]
    added += [str(each) for name, each in after.items() if _differs(each, before.get(name))]
    breaks = bool(removed or added)
    if not breaks and _texts(old) != _texts(new):
        removed.append(f"the wording of version {old.version}")
        added.append(f"the wording of version {new.version}")
    return tuple(removed), tuple(added), breaks


def _by_key(source: Source, kind: str) -> dict[str, Field]:
    return {key(each.name): each for each in fields_of(_texts(source), source.also, letter=kind == "letter")}


def _texts(source: Source) -> tuple[str | None, ...]:
    return source.contact_block, source.subject, source.body


def _differs(field: Field, other: Field | None) -> bool:
    return other is None or (field.text is None) != (other.text is None)
