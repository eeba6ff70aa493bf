"""The classes of the default sandbox, for the tests of templates."""

from __future__ import annotations

from typing import Any, cast

import pytest

from notify_sdk.sandbox import Sandbox
from notify_sdk.templates import generate_module
from tests.templates.services import loaded


@pytest.fixture(scope="package")
def made() -> dict[str, Any]:
    """The classes of the default sandbox."""
    with Sandbox().client() as client:
        return cast("dict[str, Any]", loaded(generate_module(client.get_all_templates(), sanitise=["items"])))
