"""What has changed between a generated module and the service."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from notify_sdk.models import TemplateList
from notify_sdk.rendering import key

from .base import Source, Template
from .fields import Wanted, wanted
from .module import source_of
from .naming import Stored

_KINDS = {"sms": "text message", "email": "email", "letter": "letter"}


@dataclass(frozen=True, slots=True)
class Difference:
    """What has changed in one template. The `str` is a small diff: `-` is the module's, `+` the service's.

    Attributes:
        template_id: The template's id.
        class_name: The class that was generated from it; None if the module does not have it.
        name: What the Notify website calls it, as the module knows it.
        removed: What only the module has: `((date))`, `name: Reminder`, `type: email`.
        added: What only the service has.
        breaks: Whether a program that uses the module may fail: not if only the wording has changed, or if the
            template is new.
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


def differences(module: Mapping[str, type[Template]], templates: TemplateList) -> list[Difference]:
    """Compares a generated module with the templates of its service.

    Args:
        module: The classes by name, as `load_module` gives them.
        templates: What the service has now.

    Returns:
        One for each template that has changed, sorted by the name of its class; then one for each that is new.
    """
    present = {template.id: template for template in templates.templates}
    found = list[Difference]()
    for name, known in sorted(module.items()):
        template = present.pop(known.TEMPLATE.id, None)
        removed, added, breaks = (("is archived",), (), True) if template is None else _compared(known, template)
        if template is None:
            removed, added = ("in use",), ("archived",)
        if removed or added:
            found.append(Difference(known.TEMPLATE.id, name, known.TEMPLATE.name, removed, added, breaks))
    for template in sorted(present.values(), key=lambda template: (template.name, str(template.id))):
        found.append(
            Difference(template.id, None, template.name, (), (f"type: {_KINDS[template.type]}",), breaks=False)
        )
    return found


def _compared(known: type[Template], template: Stored) -> tuple[tuple[str, ...], tuple[str, ...], bool]:
    old, new = known.TEMPLATE, source_of(template)
    removed, added = list[str](), list[str]()
    if template.type != known.KIND:
        removed.append(f"type: {_KINDS[known.KIND]}")
        added.append(f"type: {_KINDS[template.type]}")
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


def _by_key(source: Source, kind: str) -> dict[str, Wanted]:
    return {key(each.name): each for each in wanted(_texts(source), source.also, letter=kind == "letter")}


def _texts(source: Source) -> tuple[str | None, ...]:
    return source.contact_block, source.subject, source.body


def _differs(one: Wanted, other: Wanted | None) -> bool:
    return other is None or (one.text is None) != (other.text is None)
