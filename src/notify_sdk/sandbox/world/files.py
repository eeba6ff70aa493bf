"""Parsing of world files, which refuses what is not JSON or YAML and what two programs would read differently."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import cast

from notify_sdk._extras import requires

from .objects import MAX_DEPTH, ObjectWithDuplicates

YAML_SUFFIXES = frozenset({".yaml", ".yml"})
"""The suffixes of world files in YAML; all others are JSON."""

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[\[{]|[\]}]', re.DOTALL)


class WorldError(ValueError):
    """The file is not a valid world file. The message has a line for each place that is wrong."""


def read_file(path: Path) -> object:
    """Parses a world file, JSON or YAML by its suffix.

    Raises:
        WorldError: It is neither, is not in UTF-8, has a key twice, or is nested too deep.
        OSError: The file cannot be read.
        ModuleNotFoundError: It is YAML, and the extra `sandbox` is not installed.
    """
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise WorldError(f"{path.name} is not in UTF-8 (line {line}): save it in that encoding") from None
    data = _yaml(text, path.name) if path.suffix.lower() in YAML_SUFFIXES else _json(text, path.name)
    duplicates = [f"{place}: is there twice; remove one of them" for place in _duplicates(data, ())]
    if duplicates:
        raise WorldError(f"{path.name} is not a valid world file:\n" + "\n".join(duplicates))
    return data


def _json(text: str, name: str) -> object:
    depth = 0
    for token in _TOKEN.finditer(text):
        depth += (token[0] in "[{") - (token[0] in "]}")
        if depth > MAX_DEPTH:
            line = text.count("\n", 0, token.start()) + 1
            raise WorldError(f"{name} is not a valid world file: nested more than {MAX_DEPTH} deep (line {line})")
    try:
        return json.loads(text, object_pairs_hook=_object, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise WorldError(f"{name} is not JSON: {error}") from None


def _no_constant(name: str) -> object:
    raise ValueError(f"{name} is not a JSON number")


def _yaml(text: str, name: str) -> object:
    with requires("sandbox", "A world in YAML"):
        import yaml

        from .yaml_files import load_yaml
    try:
        return load_yaml(text)
    except yaml.MarkedYAMLError as error:
        where = f" (line {error.problem_mark.line + 1})" if error.problem_mark else ""
        raise WorldError(f"{name} is not YAML: {error.problem}{where}") from None
    except yaml.YAMLError as error:
        raise WorldError(f"{name} is not YAML: {error}") from None


def _object(pairs: list[tuple[str, object]]) -> ObjectWithDuplicates:
    found = ObjectWithDuplicates(pairs)
    if len(found) != len(pairs):
        found.duplicates = tuple(key for key, times in Counter(key for key, _ in pairs).items() if times > 1)
    return found


def _duplicates(data: object, place: tuple[object, ...]) -> Iterator[str]:
    if isinstance(data, ObjectWithDuplicates):
        yield from (".".join(map(str, (*place, key))) for key in data.duplicates)
        for key, value in data.items():
            yield from _duplicates(value, (*place, key))
    elif isinstance(data, list):
        for number, value in enumerate(cast("list[object]", data)):
            yield from _duplicates(value, (*place, number))
