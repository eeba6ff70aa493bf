"""What the package is as a whole: what it imports, exports and promises."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import notify_sdk

ROOT = Path(__file__).parents[1]
SOURCES = sorted((ROOT / "src").rglob("*.py"))


def python(*words: str) -> str:
    """What a fresh interpreter prints."""
    done = subprocess.run([sys.executable, *words], capture_output=True, text=True, check=True, timeout=120, cwd=ROOT)
    return done.stdout


def test_importing_it_imports_neither_httpx_nor_pydantic() -> None:
    loaded = set(python("-c", "import sys, notify_sdk; print(*sys.modules)").split())
    assert not loaded & {"httpx", "pydantic", "pydantic_core", "jwt", "phonenumbers", "asyncio"}


def test_sending_emails_needs_no_phone_metadata() -> None:
    script = """if 1:
        import sys
        from notify_sdk.sandbox import Sandbox
        sandbox = Sandbox()
        values = {"name": "A", "form_enclosed": "no", "link_to_file": "-"}
        with sandbox.client() as client:
            client.send_email_notification("a@example.com", sandbox.templates["document"], values)
        print(*sys.modules)
    """
    assert "phonenumbers" not in python("-c", script).split()


def test_the_public_names_are_sorted_and_there() -> None:
    assert notify_sdk.__all__ == sorted(notify_sdk.__all__, key=lambda name: (not name.isupper(), name))
    for name in notify_sdk.__all__:
        assert getattr(notify_sdk, name) is not None
    assert set(notify_sdk.__all__) <= set(dir(notify_sdk))
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = notify_sdk.nothing


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: str(path.relative_to(ROOT / "src")))
def test_nothing_depends_on_asserts(source: Path) -> None:
    """`python -O` leaves out `assert` and unsets `__debug__`."""
    for node in ast.walk(ast.parse(source.read_text())):
        assert not isinstance(node, ast.Assert), f"{source}:{node.lineno}"
        assert not (isinstance(node, ast.Name) and node.id == "__debug__"), f"{source}:{node.lineno}"


def test_optimised_python_refuses_and_sends_the_same() -> None:
    script = """if 1:
        from notify_sdk import RequestValidationError
        from notify_sdk.sandbox import Sandbox
        sandbox = Sandbox()
        with sandbox.client() as client:
            for number in ("07700 900 900", "07700 9"):
                try:
                    print(client.send_sms_notification(number, sandbox.templates["security code"], {"code": "1", "app": True}).content)
                except RequestValidationError as error:
                    print(error)
    """
    assert python("-OO", "-c", script) == python("-c", script)


def test_generated_files_are_up_to_date_and_stale_ones_are_found(tmp_path: Path) -> None:
    for name in ("src", "schema", "scripts"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, tmp_path / name)
    check = ["bash", str(tmp_path / "scripts" / "generate"), "--check"]
    venv = Path(sys.prefix)

    def checked() -> int:
        environment = {**os.environ, "VENV": str(venv)}
        return subprocess.run(check, capture_output=True, env=environment, timeout=120, check=False).returncode

    if not (venv / ".made-of").exists():
        pytest.skip("this environment was not made by scripts/venv")
    assert checked() == 0
    client = tmp_path / "src" / "notify_sdk" / "async_client.py"
    text = client.read_text()
    client.write_text(text.replace("Sends a text message.", "Sends a text."))
    assert checked() != 0
    client.write_text(text)
    model = tmp_path / "src" / "notify_sdk" / "models" / "sms.py"
    model.write_text(model.read_text() + "\n")
    assert checked() != 0


def test_files_can_be_read_in_a_sitting() -> None:
    """Written by hand, docstrings and all; the two clients are one list of documented calls."""
    long = {
        path.name: lines
        for path in SOURCES
        if "models" not in path.parts and (lines := len(path.read_text().splitlines())) > 430
    }
    assert set(long) <= {"client.py", "async_client.py"}
