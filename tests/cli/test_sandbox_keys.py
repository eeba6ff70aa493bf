"""What `notify-sdk sandbox` prints when it is ready: the address, all three keys, the templates."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
from pathlib import Path

from notify_sdk import NotificationsAPIClient

ROOT = Path(__file__).parents[2]
PATIENCE = 60


def printed(*words: str) -> tuple[str, list[int]]:
    """What it prints until it is ready, and how many templates each of its keys reads there."""
    command = [sys.executable, "-m", "notify_sdk", "sandbox", "--port", "0", *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        lines = list[str]()
        try:
            while not lines or not lines[-1].startswith("Ready"):
                lines.append(process.stdout.readline())
                assert lines[-1], "".join(lines)
            text = "".join(lines)
            (url,) = re.findall(r"NOTIFY_BASE_URL=(\S+)", text)
            keys = re.findall(r"NOTIFY_API_KEY=(\S+)", text)
            counts = list[int]()
            for key in keys:
                with NotificationsAPIClient(key, url) as client:
                    counts.append(len(client.get_all_templates().templates))
        finally:
            process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE) == 0
    return text, counts


def test_each_key_is_taken_and_the_pages_show_what_is_printed() -> None:
    text, counts = printed()
    assert counts == [6, 6, 6]
    assert [each in text for each in ("# live:", "# team:", "# test:")] == [True] * 3
    assert text.count("7e870000-0000-4000-8000-00000000000") == 2
    shorter = re.sub(r"_key-\S+", "_key-...", re.sub(r"127\.0\.0\.1:\d+", "127.0.0.1:8080", text))
    for page in (ROOT / "README.md", ROOT / "docs" / "sandbox.md"):
        (shown,) = re.findall(
            r"^```console fragment\n\$ notify-sdk sandbox[^\n]*\n(.*?)^```$", page.read_text(), re.MULTILINE | re.DOTALL
        )
        assert shorter.startswith(shown)


def test_a_world_with_one_key(tmp_path: Path) -> None:
    world = tmp_path / "world.json"
    world.write_text(json.dumps({"services": {"passports": {"api_keys": {"live": {"key_type": "normal"}}}}}))
    text, counts = printed(str(world))
    assert counts == [0]
    assert "# the service passports has no team key\n  # the service passports has no test key\n" in text
