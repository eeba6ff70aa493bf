"""Gives each generated request a typed constructor: what it accepts, where the type of a field is what is read from it.

The generator of the models calls this for each of its files, see `[tool.datamodel-codegen]` in pyproject.toml.
"""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterator

from datamodel_code_generator.format import CustomCodeFormatter

BASES = {"LetterForm", "Request", "RequestPart", "UploadForm"}
PLACEHOLDERS = {"LetterAddress", "LetterPersonalisation"}
"""Requests that take the values of placeholders beside their fields."""

ACCEPTED = {
    "dict[str, EmailPersonalisationValue]": "Personalisation",
    "dict[str, PersonalisationValue]": "Personalisation",
    "LetterPersonalisation": "Personalisation",
    "PersonalisationValue": "object",
    "AnyUuid": "Id",
    "PhoneNumber": "SmsRecipient",
    "EmailAddress": "EmailRecipient",
    "ScheduledFor": "SendTime",
    "SanitiseContentFor": "Names",
    "UnsubscribeUrl": "str",
    "Postage": "PostageChoice",
    "list[NotificationStatus]": "list[NotificationStatus] | list[str]",
    "list[TemplateType]": "list[TemplateType] | list[str]",
}
"""What is accepted for a type of `_validation/fields.py` or a list, as named in `_validation/accepted.py`."""


class CodeFormatter(CustomCodeFormatter):
    def apply(self, code: str) -> str:
        lines = code.splitlines()
        requests = [each for each in ast.parse(code).body if isinstance(each, ast.ClassDef) and is_request(each)]
        for request in reversed(requests):
            lines[request.end_lineno : request.end_lineno] = constructor(request)
        made = "\n".join(lines)
        names = sorted(name for name in ACCEPTED.values() if name.isidentifier() and re.search(rf": {name}\b", made))
        names = [name for name in dict.fromkeys(names) if name not in {"object", "str"}]
        if requests:
            imports = ["from typing import TYPE_CHECKING"]
            if names:
                imports.append(f"from notify_sdk._validation.accepted import {', '.join(names)}")
            made = re.sub(r"^(?=from |import )", "\n".join([*imports, ""]), made, count=1, flags=re.MULTILINE)
        return made + "\n"


def is_request(found: ast.ClassDef) -> bool:
    return any(isinstance(base, ast.Name) and base.id in BASES for base in found.bases)


def constructor(request: ast.ClassDef) -> Iterator[str]:
    yield "    if TYPE_CHECKING:"
    yield "        def __init__(self, *,"
    for field in request.body:
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
            default = "" if field.value is None else " = None"
            named_as_at_notify = "  # noqa: A002" if hasattr(builtins, field.target.id) else ""
            yield f"            {field.target.id}: {argument(field.annotation)}{default},{named_as_at_notify}"
    if request.name in PLACEHOLDERS:
        yield "            **placeholders: object,"
    yield "        ) -> None: ..."


def argument(annotation: ast.expr) -> str:
    if isinstance(annotation, ast.Subscript) and ast.unparse(annotation.value) == "Annotated":
        parts = annotation.slice
        annotation = parts.elts[0] if isinstance(parts, ast.Tuple) else parts
    kind = ast.unparse(annotation)
    documented = kind.removesuffix(" | None")
    accepted = ACCEPTED.get(documented, documented)
    return accepted if kind == documented or accepted == "object" else f"{accepted} | None"
