"""Generated classes render every recorded body, and their modules pass strict type checkers."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from notify_sdk.rendering import key
from notify_sdk.templates import EmailMessage, LetterMessage
from notify_sdk.templates.fields import _ADDRESS
from tests.conformance.data import rows
from tests.templates.awkward_names import awkward_module
from tests.templates.services import SERVICES, classes, loaded, source_of_module, templates_of

ROOT = Path(__file__).parents[2]


def rendered_rows() -> list[dict[str, Any]]:
    """Recorded sends and previews whose answer has a rendered text."""
    found = []
    for row in rows("exchanges"):
        request, response = row["request"], row["response"]
        body, answer = request.get("body"), response.get("body")
        made = request["method"] == "POST" and response["status"] in {200, 201} and isinstance(answer, dict)
        if made and isinstance(body, dict) and ("content" in answer or "body" in answer):
            found.append(row)
    return found


def template_id_of(row: dict[str, Any]) -> str:
    answer = row["response"]["body"]
    return answer["template"]["id"] if "template" in answer else answer["id"]


def render(row: dict[str, Any]) -> tuple[str, str | None]:
    made = classes()[template_id_of(row)]
    body = row["request"]["body"]
    values = body.get("personalisation") or {}
    names = {key(name) for name in made.placeholder_names().values()}
    given = {name: value for name, value in values.items() if key(name) in names}
    message = made.from_personalisation(given)
    if isinstance(message, LetterMessage):
        address = {name: value for name, value in values.items() if key(name) in _ADDRESS}
        rendered = message.render(address)
    else:
        if isinstance(message, EmailMessage) and body.get("sanitise_content_for"):
            unsafe = tuple(name for name in body["sanitise_content_for"] if name is not None)
            cautious = type(made.__name__, (made,), {"SANITISE_CONTENT_FOR": unsafe})
            message = cautious.from_personalisation(given)
        rendered = message.render()
    return rendered.body, rendered.subject


def without_links(text: str) -> str:
    """The text with `LINK` for each link to a file: the real one is not known before the send."""
    shown_by_the_preview = "{'file': 'YQ=='}"  # the service shows what it was given where a send would show a link
    return re.sub(r"https?://[\w.:]+/(d|services)/[\w/?=-]+", "LINK", text.replace(shown_by_the_preview, "LINK"))


def test_every_recorded_body_is_rendered_the_same() -> None:
    different = list[str]()
    found = rendered_rows()
    for row in found:
        answer = row["response"]["body"]
        content = answer.get("content", answer)
        body, subject = render(row)
        if (without_links(body), subject) != (without_links(content["body"]), content.get("subject")):
            different.append(f"{row['case']}: {body!r} != {content['body']!r}")
    assert len(found) == 811
    assert "\n".join(different) == ""


@pytest.fixture(scope="module")
def modules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the module of every service, one with awkward names, and one that 0.1 generated."""
    folder = tmp_path_factory.mktemp("modules")
    for service in SERVICES:
        (folder / f"{service}.py").write_text(source_of_module(service))
    (folder / "awkward.py").write_text(awkward_module())
    (folder / "earlier.py").write_text((ROOT / "tests" / "typing" / "templates_of_0_1.py").read_text())
    return folder


def test_every_class_of_every_service_is_there() -> None:
    for service in SERVICES:
        assert {each.TEMPLATE.id for each in loaded(source_of_module(service)).values()} == {
            template.id for template in templates_of(service).templates
        }


@pytest.mark.parametrize("plugins", ["", "plugins = pydantic.mypy"], ids=["plain", "with pydantic's plugin"])
def test_mypy_strict_finds_nothing(modules: Path, plugins: str, tmp_path: Path) -> None:
    config = tmp_path / "mypy.ini"
    config.write_text(f"[mypy]\nstrict = True\n{plugins}\n")
    command = [sys.executable, "-m", "mypy", "--config-file", config, "--cache-dir", ROOT / ".mypy_cache", modules]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.splitlines()[-1:]) == (
        0,
        [f"Success: no issues found in {len(SERVICES) + 2} source files"],
    ), done.stdout + done.stderr


def test_pyright_strict_finds_nothing(modules: Path) -> None:
    config = {"include": ["*.py"], "typeCheckingMode": "strict", "pythonVersion": "3.11"}
    (modules / "pyrightconfig.json").write_text(json.dumps(config))
    command = [sys.executable, "-m", "pyright", "--outputjson", "--pythonpath", sys.executable, "-p", modules]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    summary = json.loads(done.stdout)
    assert [each["message"] for each in summary["generalDiagnostics"]] == []
    assert summary["summary"]["filesAnalyzed"] == len(SERVICES) + 2
