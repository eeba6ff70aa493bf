"""Templates and placeholders with names that the generated module, pydantic or the generator use themselves."""

from __future__ import annotations

import ast
import builtins
import collections.abc
import enum
import keyword
import typing
import uuid
from pathlib import Path

import datamodel_code_generator.parser.jsonschema as generator
import pydantic
import pytest

from notify_sdk import templates
from notify_sdk.templates import base, generate_module, load_module, module
from tests.templates.awkward_names import awkward_module, stored
from tests.templates.services import listed

USED = {
    *(name for owner in (base, module, templates) for name in dir(owner)),
    *(node.id for node in ast.walk(ast.parse(awkward_module())) if isinstance(node, ast.Name)),
    *(node.attr for node in ast.walk(ast.parse(awkward_module())) if isinstance(node, ast.Attribute)),
    *("Model", "model", "Root", "RootModel", "root", "model_config", "__future__", "annotations"),
}
OWNERS = (builtins, collections.abc, enum, generator, pydantic, pydantic.BaseModel, typing, uuid)
NAMES = sorted({*USED, *keyword.kwlist, *keyword.softkwlist, *(name for owner in OWNERS for name in dir(owner))})


def sent(names: list[str], path: Path) -> None:
    """Makes a class for each name, with that name as a placeholder, and fills it in."""
    path.write_text(
        generate_module(listed(*(stored(number, name, f"(({name}))") for number, name in enumerate(names))))
    )
    classes = {each.TEMPLATE.name: each for each in load_module(path).values()}
    assert sorted(classes) == sorted(names)
    for name, each in classes.items():
        (field,) = each.model_fields
        assert each(**{field: "x"}).personalisation == {name: "x"}
        assert each(**{field: "x"}).render().body == "x"


def test_every_name_beside_all_others(tmp_path: Path) -> None:
    sent(NAMES, tmp_path / "book.py")


@pytest.mark.parametrize("name", sorted(USED))
def test_every_name_that_is_used_alone(name: str, tmp_path: Path) -> None:
    sent([name], tmp_path / "book.py")
