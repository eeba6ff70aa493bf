"""The templates that a client knows, from a generated module or a snapshot."""

from __future__ import annotations

from dataclasses import fields
from os import PathLike
from pathlib import Path
from types import ModuleType
from typing import TypeAlias

from notify_sdk._calls.known_templates import KnownTemplate, KnownTemplates, Source
from notify_sdk._message_types import MessageType
from notify_sdk.errors import RequestValidationError
from notify_sdk.models import TemplateList

from .base import TemplateMessage
from .module import classes_in, source_of
from .snapshots import load_snapshot

TemplatesSource: TypeAlias = ModuleType | TemplateList | str | PathLike[str]
"""Where a client's `templates` come from: a module that `notify-sdk templates pull` wrote, the path of a snapshot, or
what `get_all_templates` returned."""


def known_templates(source: TemplatesSource) -> KnownTemplates:
    """The templates for the option `templates` of a client.

    Raises:
        RequestValidationError: If it is none of these, or the file can't be read.
    """
    if isinstance(source, ModuleType):
        classes = classes_in(vars(source))
        if not classes:
            raise _refused(
                f"the module {source.__name__} has no templates", "pass one that `notify-sdk templates pull` wrote"
            )
        return KnownTemplates(_of_class(each) for each in classes.values())
    if isinstance(source, str | PathLike):
        try:
            source = load_snapshot(Path(source))
        except (OSError, ValueError) as error:
            raise _refused(
                str(error), "a snapshot is what `notify-sdk templates pull --save-snapshot` writes"
            ) from None
    if not isinstance(source, TemplateList):
        raise _refused("is neither a module, a path nor a TemplateList")
    return KnownTemplates(_known(each.type, source_of(each)) for each in source.templates)


def _of_class(made: type[TemplateMessage]) -> KnownTemplate:
    return _known(made.KIND, made.TEMPLATE)


def _known(kind: MessageType, source: Source) -> KnownTemplate:
    return KnownTemplate(**{each.name: getattr(source, each.name) for each in fields(source)}, type=kind)


def _refused(why: str, hint: str | None = None) -> RequestValidationError:
    return RequestValidationError.of(f"templates: {why}", hint, field="templates")
