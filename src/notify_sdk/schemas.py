"""The JSON Schemas of the package, each complete in itself."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias, cast

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

__all__ = ["JSON", "Schema", "schema"]

Schema: TypeAlias = "dict[str, JSON]"
"""A JSON Schema (2020-12)."""

JSON: TypeAlias = "bool | int | float | str | list[JSON] | dict[str, JSON] | None"
"""Any value that JSON can hold."""

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema(name: str) -> Schema:
    """The JSON Schema of a body, for other validators and other languages.

    Whatever it refers to is in its `$defs`, so it can be written to a file and used on its own. It
    describes the structure of a body; whether Notify accepts a number, an address or a file in it is more
    than a schema can say: `check_payload` checks that.

    Args:
        name: The name of a model of `notify_sdk.models` (or its `sandbox`) in small letters, such as `"send_sms_request"`,
            `"send_letter_request"`, `"notification"`, `"delivery_receipt"`.

    Returns:
        A new dict each time, yours to change.

    Raises:
        LookupError: If there is no such schema; the message names the nearest ones.
    """
    types = _types()
    names = {_snake(kind): kind for kind in types}
    if name not in names:
        near = get_close_matches(name, names, 3) or sorted(names)
        raise LookupError(f"there is no schema {name!r}; there is {', '.join(near)}")
    wanted = names[name]
    defs: dict[str, Schema] = {}
    _collect(wanted, defs)
    complete: Schema = {"$schema": _DIALECT, "title": wanted, **defs.pop(wanted)}
    if defs:
        complete["$defs"] = {kind: defs[kind] for kind in sorted(defs)}
    return complete


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


@cache
def _types() -> dict[str, str]:
    """Each type as the text of its schema, by name; references are already to `#/$defs/Name`."""
    # in the wheel the schemas lie in the package, in a checkout beside it
    from importlib.resources import files

    packed = files("notify_sdk").joinpath("_schema")
    found: dict[str, str] = {}
    for file in _files(packed if packed.is_dir() else Path(__file__).parents[2] / "schema"):
        definitions: Schema = json.loads(file.read_text(encoding="utf-8"))["$defs"]
        for name, definition in definitions.items():
            found[name] = re.sub(r'("\$ref": ")[^"#]*#', r"\1#", json.dumps(definition))
    return found


def _files(folder: Traversable) -> Iterator[Traversable]:
    for each in sorted(folder.iterdir(), key=lambda each: each.name):
        if each.is_dir():
            yield from _files(each)
        elif each.name.endswith(".json"):
            yield each


def _collect(name: str, into: dict[str, Schema]) -> None:
    if name not in into:
        into[name] = json.loads(_types()[name])
        for other in _references(into[name]):
            _collect(other, into)


def _references(part: JSON) -> list[str]:
    if isinstance(part, list):
        return [name for item in part for name in _references(item)]
    if not isinstance(part, dict):
        return []
    own = [cast("str", part["$ref"]).removeprefix("#/$defs/")] if "$ref" in part else []
    return own + [name for value in part.values() for name in _references(value)]
