"""What JSON and YAML files of a world have in common: objects with their duplicate keys, and a limit to nesting."""

from __future__ import annotations

MAX_DEPTH = 100
"""How deep lists and objects may be nested."""


class ObjectWithDuplicates(dict[object, object]):
    """An object of JSON or a mapping of YAML, with the keys that it had more than once."""

    duplicates: tuple[object, ...] = ()
