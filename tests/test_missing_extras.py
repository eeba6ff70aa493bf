"""Without an extra: one line with the pip command, wherever it is needed, in Python as on the command line."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODULES = {
    "datamodel-code-generator": "datamodel_code_generator",
    "fpdf2": "fpdf",
    "httpx-aiohttp": "httpx_aiohttp",
    "opentelemetry-api": "opentelemetry",
    "pyyaml": "yaml",
}
"""Packages whose modules have another name."""


@cache
def extras() -> dict[str, frozenset[str]]:
    """The modules of each extra."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return {
        extra: frozenset(MODULES.get(name, name) for each in needed for name in [re.split(r"[\[>=<]", each)[0]])
        for extra, needed in project["optional-dependencies"].items()
    }


BEGIN = """if 1:
    import sys, json, warnings
    class Blocked:
        names = set(json.loads(sys.argv[1]))
        def find_spec(self, name, path=None, target=None):
            if name.partition(".")[0] in self.names:
                raise ModuleNotFoundError(f"No module named {name!r}", name=name)
    sys.meta_path.insert(0, Blocked())
"""
PYTHON = """
    from notify_sdk.sandbox import Sandbox
    address = {"address_line_1": "A", "address_line_2": "B", "postcode": "SW1A 1AA", "date": "3 March"}
    for code in json.loads(sys.argv[2]):
        try:
            exec(code)
        except (ImportError, SystemExit) as error:
            print(json.dumps([type(error).__name__, str(error)]))
        else:
            print(json.dumps(["worked", ""]))
"""
COMMANDS = """
    from typer.testing import CliRunner
    from notify_sdk.cli import app
    for words in json.loads(sys.argv[2]):
        result = CliRunner().invoke(app, words)
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        print(json.dumps([result.exit_code, result.stderr]))
"""

IN_PYTHON = {
    "an email as HTML": (
        "sandbox",
        "s = Sandbox()\nwith s.client() as c:\n c.post_template_preview(s.templates['document'], {'name': 'A', 'form_enclosed': True, 'link_to_file': 'x'})",
    ),
    "its rendering": ("sandbox", "from notify_sdk.rendering import email_html\nemail_html('x')"),
    "a world in YAML": ("sandbox", "Sandbox.load('world.yaml')"),
    "another suffix": ("sandbox", "Sandbox.load('world.yml')"),
    "a dump in YAML": ("sandbox", "Sandbox().dump('dump.yaml')"),
    "a server": ("sandbox", "Sandbox().serve()"),
    "the server's name": ("sandbox", "from notify_sdk.sandbox import SandboxServer"),
    "a PDF": (
        "sandbox",
        "s = Sandbox()\nwith s.client() as c:\n m = c.send_letter_notification(s.templates['change of address'], address)\n s.advance()\n c.get_pdf_for_letter(m.id)",
    ),
    "Django": ("django", "import notify_sdk.django"),
    "Django's backend": ("django", "from notify_sdk.django import EmailBackend"),
    "a module of Django's": ("django", "from notify_sdk.django.backend import EmailBackend"),
    "Flask": ("flask", "from notify_sdk.flask import callback_blueprint"),
    "FastAPI": ("fastapi", "from notify_sdk.fastapi import callback_router"),
    "Django's callbacks": ("django", "import notify_sdk.django.urls"),
    "form fields of Django": ("django", "from notify_sdk.django.forms import PhoneNumberField"),
    "WTForms": ("wtforms", "from notify_sdk.wtforms import PhoneNumberField"),
    "Celery": ("celery", "from notify_sdk.celery import attach"),
    "strategies": ("testing", "from notify_sdk.testing import strategies"),
    "a strategy": ("testing", "from notify_sdk.testing.strategies.recipients import phone_numbers"),
    "an outbox": ("outbox", "from notify_sdk.outbox import Outbox"),
    "a rate limit": ("rate", "from notify_sdk import RateLimit\nRateLimit(10, 'memory://')"),
    "a module of templates": (
        "templates",
        "from notify_sdk.templates import generate_module\ns = Sandbox()\nwith s.client() as c:\n generate_module(c.get_all_templates())",
    ),
    "the command line": ("cli", "from notify_sdk.__main__ import main\nmain()"),
}
ON_THE_COMMAND_LINE = {
    "sandbox": ["sandbox"],
    "demo": ["demo"],
    "a world": ["sandbox", "world.json"],
    "a world in YAML": ["sandbox", "world.yaml"],
    "a preview": ["preview", "document", "-v", "name=A", "-v", "form_enclosed=yes", "-v", "link_to_file=x"],
    "templates preview": ["templates", "preview", "document", "-v", "name=A", "-v", "form_enclosed=yes", "-v", "link_to_file=x"],
}  # fmt: skip
WITHOUT = {"sandbox": {"send": ["send", "sms", "-t", "security code", "--to", "07700900123", "-v", "code=1", "-v", "app=no"]}}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "world.yaml").write_text("services: {a: {}}")
    (tmp_path / "world.yml").write_text("services: {a: {}}")
    (tmp_path / "world.json").write_text('{"services": {"a": {}}}')
    return tmp_path


def without(blocked: frozenset[str], script: str, what: object, folder: Path) -> list[list[object]]:
    words = [sys.executable, "-c", BEGIN + script, json.dumps(sorted(blocked)), json.dumps(what)]
    environment = {**os.environ, "NOTIFY_API_KEY": "sandbox", "NO_COLOR": "1", "PYTHONWARNINGS": "ignore"}
    environment.pop("NOTIFY_BASE_URL", None)
    done = subprocess.run(words, cwd=folder, env=environment, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_every_extra_is_among_them_or_does_without_a_hint() -> None:
    silent = {"aiohttp", "letters", "opentelemetry"}  # used where they are
    assert {extra for extra, _ in IN_PYTHON.values()} == extras().keys() - silent


def test_without_any_extra_each_use_names_its_own(folder: Path) -> None:
    found = without(frozenset().union(*extras().values()), PYTHON, [code for _, code in IN_PYTHON.values()], folder)
    for (what, (extra, _)), (kind, said) in zip(IN_PYTHON.items(), found, strict=True):
        assert f'pip install "notify-sdk[{extra}]"' in str(said), (what, kind, said)
        assert "\n" not in str(said)
        assert kind in {"MissingExtraError", "ModuleNotFoundError", "ImportError", "SystemExit"}


@pytest.mark.parametrize("module", sorted(extras()["sandbox"] - extras()["cli"]))
def test_each_package_of_the_sandbox_is_missed_alone(module: str, folder: Path) -> None:
    """Whichever of its packages is missing: what needs it names the extra, and what does not works."""
    uses = [code for extra, code in IN_PYTHON.values() if extra == "sandbox"]
    for kind, said in without(frozenset({module}), PYTHON, uses, folder):
        assert kind == "worked" or 'pip install "notify-sdk[sandbox]"' in str(said), said


def test_the_command_line_without_the_sandbox(folder: Path) -> None:
    blocked = extras()["sandbox"] - extras()["cli"]
    found = without(blocked, COMMANDS, list(ON_THE_COMMAND_LINE.values()), folder)
    for what, (code, said) in zip(ON_THE_COMMAND_LINE, found, strict=True):
        assert (code, str(said).count("\n")) == (2, 1), (what, said)
        assert 'pip install "notify-sdk[sandbox]"' in str(said)
    works = WITHOUT["sandbox"]
    for what, (code, said) in zip(works, without(blocked, COMMANDS, list(works.values()), folder), strict=True):
        assert code == 0, (what, said)


def test_the_command_line_without_what_writes_templates(folder: Path) -> None:
    ((code, said),) = without(extras()["templates"] - extras()["cli"], COMMANDS, [["templates", "pull"]], folder)
    assert (code, said) == (
        2,
        'Error: Writing a module of templates needs an extra: pip install "notify-sdk[templates]"\n',
    )


def test_the_command_line_without_its_database(folder: Path) -> None:
    (folder / "people.csv").write_text("phone number,code,app\n07700900123,1,no\n")
    send = ["send", "sms", "-t", "security code", "--recipients", "people.csv", "--yes"]
    for code, said in without(frozenset({"sqlalchemy"}), COMMANDS, [send, ["outbox", "status", "x"], ["demo"]], folder):
        assert (code, str(said).count("\n")) == (2, 1)
        assert "pip install" in str(said)
