"""Names templates and placeholders as Python classes and fields."""

from __future__ import annotations

import keyword
import re
import unicodedata
from collections.abc import Container, Iterable, Sequence

from notify_sdk.models import EmailTemplate, LetterTemplate, SmsTemplate

from . import base

StoredTemplate = SmsTemplate | EmailTemplate | LetterTemplate
"""A template as the API gives it."""

_WORD_STARTS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_SUFFIXES = {"sms": "Sms", "email": "Email", "letter": "Letter"}
_ROOT = "Model"  # the generator's own name for the schema that holds all classes
_RESERVED = frozenset({"Annotated", "ConfigDict", "Field", "UUID", _ROOT} | set(base.GENERATED_NAMES))
_INHERITED = frozenset(dir(base.SmsMessage)) | frozenset(dir(base.EmailMessage)) | frozenset(dir(base.LetterMessage))


def field_names(placeholders: Iterable[str]) -> dict[str, str]:
    """The field of each placeholder, in the order of the placeholders.

    Where two would get the same field, the alphabetically first gets it, so that moving them within a template
    changes nothing.
    """
    names = list(placeholders)
    preferred = {name: _field_name(name) for name in names}
    taken = set(preferred.values())
    fields = dict[str, str]()
    for name in sorted(names):
        field = preferred[name]
        fields[name] = field if field not in fields.values() else _first_free(field, taken)
        taken.add(fields[name])
    return {name: fields[name] for name in names}


def _field_name(name: str) -> str:
    spaced = _WORD_STARTS.sub(" ", _words(name))
    field = unicodedata.normalize("NFKC", "_".join(spaced.split()).lower()).strip("_") or "field"
    field = field if field.isidentifier() else f"field_{field}"
    return f"{field}_" if keyword.iskeyword(field) or field in _INHERITED else field


def class_names(templates: Sequence[StoredTemplate], known: dict[str, str]) -> dict[str, str]:
    """The class of each template, by the template's id.

    A template that has a class keeps its name, unless modules or their generator use that name by now. Of two that would
    get the same name, the older template gets it; the other's name ends in its type and, if that is not enough, in the
    beginning of its id.

    Args:
        templates: All templates of a service.
        known: The classes of an earlier module by the template's id.
    """
    ids = {str(template.id) for template in templates}
    names = {identifier: name for identifier, name in known.items() if identifier in ids and name not in _RESERVED}
    taken = {*_RESERVED, *names.values()}
    for template in sorted(templates, key=lambda template: (template.created_at, str(template.id))):
        if str(template.id) not in names:
            name = next(name for name in _candidates(template) if name not in taken and not keyword.iskeyword(name))
            names[str(template.id)] = name
            taken.add(name)
    return names


def _candidates(template: StoredTemplate) -> Iterable[str]:
    plain = "".join(word[:1].upper() + word[1:] for word in _words(template.name).replace("_", " ").split())
    plain = unicodedata.normalize("NFKC", plain)
    name = plain if plain.isidentifier() else f"Template{plain}"
    yield name
    yield f"{name}{_SUFFIXES[template.type]}"
    yield f"{name}{_SUFFIXES[template.type]}{str(template.id)[:8]}"
    yield f"{name}{_SUFFIXES[template.type]}{template.id.hex}"


def _words(name: str) -> str:
    """The name with a space for each character that an identifier cannot contain."""
    return "".join(
        character if f"a{character}".isidentifier() else " " for character in unicodedata.normalize("NFKC", name)
    )


def _first_free(name: str, taken: Container[str]) -> str:
    number = 2
    while f"{name}_{number}" in taken:
        number += 1
    return f"{name}_{number}"
