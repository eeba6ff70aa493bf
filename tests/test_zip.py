"""The package from an archive: everything it reads from its own files is there."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SCRIPT = """if 1:
    import sys
    import notify_sdk
    assert "package.zip" in notify_sdk.__file__, notify_sdk.__file__
    from pathlib import Path
    from notify_sdk import schemas
    from notify_sdk.sandbox import Request, Sandbox
    from notify_sdk.sandbox.web.pages import pages
    from notify_sdk.templates import generate_module, load_module

    sandbox = Sandbox()
    abroad = {"address_line_1": "A", "address_line_2": "B", "address_line_3": "Ruritania, France", "date": "x"}
    with sandbox.client() as client:
        client.send_letter_notification(sandbox.templates["change of address"], {**abroad, "address_line_3": "France"})
        client.send_sms_notification("+33612345678", sandbox.templates["security code"], {"code": "1", "app": True})
        sandbox.advance()
        assert all(each.cost_in_pounds for each in client.get_all_notifications_iterator())
        text = generate_module(client.get_all_templates())
    assert len(text) > 1000
    Path("book.py").write_text(text)
    assert len(load_module(Path("book.py"))) == 6
    assert schemas.schema("send_sms_request")["title"] == "SendSmsRequest"
    assert schemas.schema("world")["title"] == "World"
    for path in ("/", "/_sandbox/static/live.js", "/_sandbox/static/pico.css"):
        assert pages(sandbox, Request("GET", path)).status == 200
"""


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("zip") / "package.zip"
    with zipfile.ZipFile(path, "w") as packed:
        for folder, name in ((ROOT / "src" / "notify_sdk", "notify_sdk"), (ROOT / "schema", "notify_sdk/_schema")):
            for each in sorted(folder.rglob("*")):
                if each.is_file() and "__pycache__" not in each.parts:
                    packed.write(each, f"{name}/{each.relative_to(folder).as_posix()}")
    return path


def test_everything_that_is_read_is_read_from_the_archive(archive: Path, tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    environment["PYTHONPATH"] = str(archive)
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", SCRIPT], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=300, check=False
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def test_no_file_of_the_package_is_found_by_a_path() -> None:
    found = [
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "src").rglob("*.py")
        if "__file__" in path.read_text() and path.name != "schemas.py"  # in a checkout the schemas are beside it
    ]
    assert found == []
