"""No module imports itself by way of others: imports inside functions and for type checkers count, too."""

from __future__ import annotations

from collections.abc import Collection
from graphlib import CycleError, TopologicalSorter

import pytest

from tests.layout.drawing import Arrow, arrows

NAMED: dict[Arrow, str] = {
    ("notify_sdk.sandbox.sandbox", "notify_sdk.sandbox.web.server"): "serve() imports it when it is called",
    ("notify_sdk._transport.in_process", "notify_sdk.sandbox"): "the type of the sandboxes that it keeps",
}


def circle(kept: Collection[Arrow]) -> list[str]:
    """The modules of one circle; none if there is none."""
    sorter = TopologicalSorter[str]()
    for importer, imported in kept:
        sorter.add(importer, imported)
    try:
        sorter.prepare()
    except CycleError as error:
        found: list[str] = error.args[1]
        return found
    return []


def test_there_is_no_circle_without_the_named_imports() -> None:
    assert circle(arrows(type_checking=True) - NAMED.keys()) == []


@pytest.mark.parametrize("arrow", NAMED, ids=" -> ".join)
def test_each_named_import_is_needed(arrow: Arrow) -> None:
    """One that closes no circle any more is no exception."""
    assert circle(arrows(type_checking=True) - (NAMED.keys() - {arrow}))
