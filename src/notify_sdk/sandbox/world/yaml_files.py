"""A YAML loader that notes duplicate keys and limits nesting and aliases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, cast

import yaml
from yaml.error import Mark

from .objects import MAX_DEPTH, ObjectWithDuplicates

MAX_ALIASED_VALUES = 1_000_000
"""How many values aliases may repeat. A few lines of nested aliases could fill the memory."""


def load_yaml(text: str) -> object:
    """Parses a text in YAML. Its mappings note the keys that they had more than once.

    Raises:
        yaml.YAMLError: It is not YAML, is nested too deep, or its aliases repeat too much.
    """
    loader = _Loader(text)
    try:
        return loader.get_single_data()
    except (
        ArithmeticError,
        AttributeError,
        LookupError,
        TypeError,
        ValueError,
    ) as error:  # not a date or number, though tagged as one
        raise yaml.MarkedYAMLError(problem=f"a value that is not valid: {error}") from None
    finally:
        loader.dispose()


class _Loader(yaml.SafeLoader):
    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._above: list[object] = []
        self._written = 0  # values in the text
        self._count = 0  # those that aliases repeat included
        self._counts: dict[object, int] = {}
        self._duplicates: dict[int, tuple[object, ...]] = {}

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        event: yaml.Event = self.peek_event()  # type: ignore[no-untyped-call]  # the stubs leave it open
        mark = cast("Mark | None", event.start_mark)  # pyright: ignore[reportUnknownMemberType] - so do they here
        anchor = event.anchor if isinstance(event, yaml.NodeEvent) else None
        if isinstance(event, yaml.AliasEvent) and anchor in self._above:
            raise yaml.MarkedYAMLError(problem=f"*{anchor} contains itself", problem_mark=mark)
        self._written += 1
        if len(self._above) == MAX_DEPTH:
            raise yaml.MarkedYAMLError(problem=f"nested more than {MAX_DEPTH} deep", problem_mark=mark)
        before = self._count
        self._count += self._counts.get(anchor, 1) if isinstance(event, yaml.AliasEvent) else 1
        if self._count - self._written > MAX_ALIASED_VALUES:
            raise yaml.MarkedYAMLError(problem=f"*{anchor} repeats too much", problem_mark=mark)
        self._above.append(anchor)
        node = super().compose_node(parent, index)
        self._above.pop()
        if anchor and not isinstance(event, yaml.AliasEvent):
            self._counts[anchor] = self._count - before
        return node

    def compose_mapping_node(self, anchor: Any) -> yaml.MappingNode:
        node = super().compose_mapping_node(anchor)
        # counted here, since `<<` adds keys later, which is no error
        keys = Counter((key.tag, key.value) for key, _ in node.value if isinstance(key, yaml.ScalarNode))
        self._duplicates[id(node)] = tuple(value for (_, value), times in keys.items() if times > 1)
        return node

    def construct_object_of(self, node: yaml.MappingNode) -> Iterator[ObjectWithDuplicates]:
        found = ObjectWithDuplicates()
        yield found
        found.update(self.construct_mapping(node))
        found.duplicates = self._duplicates.get(id(node), ())


_Loader.add_constructor("tag:yaml.org,2002:map", _Loader.construct_object_of)
