"""The pictures of the site: the inbox in a browser, and commands as they look in a terminal. Each is of the real thing."""

from __future__ import annotations

import io
import re
import shlex
import subprocess
import sys
import tempfile
from html import escape
from pathlib import Path

from rich.console import Console
from rich.text import Text

from notify_sdk.sandbox import Sandbox
from scripts.screenshots import take_pictures_of_docs
from tests.support.browser import INSTALLED

COLUMNS = 80
TERMINALS: dict[str, tuple[str, ...]] = {
    "terminal-send.svg": (
        'notify-sdk send sms -t "security code" --to "07700 900 90x" -v code=4711 -v app=no',
        'notify-sdk send sms -t "security code" --to "07700 900 900" -v code=4711 -v app=no',
        'notify-sdk send email -t "application received" --to amala@example.com -v name=Amala',
        "notify-sdk list",
    ),
}
"""The commands of each picture, which run in front of the same sandbox."""

MARK = re.compile(r"^<!-- picture: (\S+): (.+) -->$", re.MULTILINE)
"""Where a page shows a picture that the build makes, and what it says to whoever does not see it."""


def take_pictures(folder: Path) -> None:
    """Writes the pictures into a folder. Without Chromium those of the inbox stay as they are in docs/images."""
    for name, commands in TERMINALS.items():
        (folder / name).write_text(picture_of_terminal(commands))
    if INSTALLED:
        take_pictures_of_docs(folder)
    else:
        print("There is no chromium here: the pictures of the inbox are those of docs/images.", file=sys.stderr)


def with_pictures(text: str) -> str:
    """The text of a page with its pictures in place of their marks."""
    return MARK.sub(lambda mark: f"![{escape(mark[2])}](images/{mark[1]})", text)


def picture_of_terminal(commands: tuple[str, ...]) -> str:
    """Runs commands, one after the other in front of one sandbox, and draws what a terminal shows of them, as SVG."""
    console = Console(record=True, width=COLUMNS, file=io.StringIO(), force_terminal=True, color_system="truecolor")
    with Sandbox().serve() as server, tempfile.TemporaryDirectory() as home:
        environment = {
            "NOTIFY_API_KEY": server.sandbox.api_key,
            "NOTIFY_BASE_URL": server.url,
            "COLUMNS": str(COLUMNS),
            "TERM": "xterm-256color",
            "FORCE_COLOR": "1",
            "TTY_COMPATIBLE": "1",
            "HOME": home,
            "PATH": "",
            "TZ": "UTC",
        }
        for command in commands:
            words = [sys.executable, "-m", "notify_sdk", *shlex.split(command)[1:]]
            done = subprocess.run(
                words,
                env=environment,
                cwd=home,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                check=False,
            )
            console.print(Text.assemble(("$ ", "bold green"), (command, "bold")))
            console.print(Text.from_ansi(done.stdout))
    drawn = console.export_svg(title="notify-sdk")
    return re.sub(r"@font-face \{.*?\}", "", drawn, flags=re.DOTALL)  # which would be fetched from elsewhere
