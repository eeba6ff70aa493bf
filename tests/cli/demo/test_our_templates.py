"""The module of templates that the demo has is the one that `templates pull` writes for the sandbox."""

from __future__ import annotations

from pathlib import Path

from notify_sdk.cli.demo.templates import MODULE
from notify_sdk.sandbox import Sandbox
from notify_sdk.templates import generate_module
from notify_sdk.templates.module import is_generated


def test_it_is_what_pull_writes() -> None:
    """Where this fails: `notify-sdk templates pull --out src/notify_sdk/cli/demo/our_templates.py` with a sandbox."""
    with Sandbox().client() as client:
        assert MODULE.read_text() == generate_module(client.get_all_templates())
    assert is_generated(Path(str(MODULE)))
