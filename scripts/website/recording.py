"""The recording of `notify-sdk demo` on the first page: the text of a real run, at the width of a phone, with its times."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from rich.console import Console
from rich.style import Style
from rich.terminal_theme import TerminalTheme
from rich.text import Text

MARK = "<!-- recording: notify-sdk demo -->"
"""Where a page shows it."""

COLUMNS = 40
LONGEST_WAIT, BETWEEN_STEPS = 1.0, 1.5
RED, GREEN, YELLOW, CYAN = (255, 150, 140), (120, 220, 140), (240, 205, 100), (120, 215, 235)
THEME = TerminalTheme((22, 27, 34), (255, 255, 255), [(0, 0, 0), RED, GREEN, YELLOW, CYAN, RED, CYAN, (255, 255, 255)])
"""Colours with enough contrast on its ground, which is the same in the light scheme and in the dark one."""


@dataclass(frozen=True)
class Line:
    """A line, and when it was printed.

    Attributes:
        at: Seconds since the beginning.
        text: The line, with its colours.
    """

    at: float
    text: Text


def record() -> list[Line]:
    """Runs the demo.

    Raises:
        CalledProcessError: If a step did not end as it says: then there is nothing to show.
    """
    kept = {name: value for name, value in os.environ.items() if name not in {"NO_COLOR", "NOTIFY_LOG"}}
    environment = kept | {"COLUMNS": str(COLUMNS), "TERM": "xterm-256color", "FORCE_COLOR": "1"}
    command = [sys.executable, "-m", "notify_sdk", "demo"]
    began = time.monotonic()
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, encoding="utf-8") as process:
        assert process.stdout
        lines = [Line(time.monotonic() - began, Text.from_ansi(line.rstrip())) for line in process.stdout]
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command, "\n".join(each.text.plain for each in lines))
    return lines


def with_times(lines: Sequence[Line]) -> list[list[Line]]:
    """The lines, in their parts, which have a blank line between them, with times at which they can be read."""
    parts = list[list[Line]]([[]])
    now = before = 0.0
    for line in lines:
        now += min(line.at - before, LONGEST_WAIT)
        before = line.at
        if line.text.plain:
            parts[-1].append(Line(now, line.text))
        else:
            now += BETWEEN_STEPS
            parts.append([])
    return parts


def as_html(parts: Sequence[Sequence[Line]]) -> str:
    """The recording as the site shows it: text, which the style sheet lets appear line by line."""
    shown = "\n".join(f"<pre>{chr(10).join(map(_line, part))}</pre>" for part in parts)
    return f'<div class="recording">\n{shown}\n</div>'


def as_text(parts: Sequence[Sequence[Line]]) -> str:
    """The recording for who reads Markdown."""
    shown = "\n\n".join("\n".join(line.text.plain for line in part) for part in parts)
    return f"```text\n{shown}\n```"


def _line(line: Line) -> str:
    words = [
        f'<span style="{style}">{escape(text)}</span>' if (style := _style(each)) else escape(text)
        for text, each, _ in line.text.render(Console(color_system="truecolor"))
    ]
    return f'<span style="--at: {line.at:.1f}s">{"".join(words)}</span>'


def _style(style: Style | None) -> str:
    return style.get_html_style(THEME) if style else ""
