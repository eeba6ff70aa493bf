"""What the demo prints: short lines for any width, in colour where the terminal has it."""

from __future__ import annotations

import time
from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

WIDEST = 80
NEXT = {
    "notify-sdk sandbox": "The same sandbox for your own code, with an inbox in the browser.",
    "notify-sdk templates pull": "Classes of your own templates.",
    "NotificationsAPIClient()": "The same calls with your key, in NOTIFY_API_KEY, and your own templates: they send for real.",
}
_INDENT = "  "
_PAUSE = 2.0


class Display:
    """Prints the steps, and keeps the claims that were not true.

    Args:
        console: Where to.
        steps: How many steps there are.
        live: Whether somebody watches: then there is a pause after each step, and a sign while something takes long.

    Attributes:
        failed: The claims that were not true.
    """

    def __init__(self, console: Console, steps: int, *, live: bool = False) -> None:
        self._console, self._steps, self._live = console, steps, live
        self._width = min(console.width, WIDEST)
        self._begun = 0
        self.failed: list[str] = []

    def heading(self, title: str) -> None:
        """Begins a step."""
        from rich.rule import Rule
        from rich.text import Text

        self.pause()
        self._begun += 1
        text = Text.assemble((f"{self._begun}/{self._steps} ", "dim"), (title, "bold"))
        self._console.print()
        self._console.print(Rule(text, align="left", style="dim"), width=self._width)

    def pause(self) -> None:
        """Leaves time to read a step before the next one."""
        if self._live and self._begun:
            time.sleep(_PAUSE)

    def text(self, text: str, style: str = "") -> None:
        """Prints a paragraph."""
        self._print(text, style)

    def code(self, lines: str) -> None:
        """Prints lines of a program."""
        self._print(lines, "cyan", _INDENT)

    def command(self, command: str) -> None:
        """Prints a command as it is typed; a line that goes on below has a backslash at its end."""
        self._print(f"$ {command}", "bold cyan", _INDENT)

    def output(self, lines: str, style: str = "") -> None:
        """Prints what a program has said."""
        self._print(lines, style, _INDENT)

    def message(self, to: str, body: str) -> None:
        """Prints a message as its recipient reads it."""
        from rich.panel import Panel
        from rich.text import Text

        panel = Panel(Text(body), title=Text(f"to {to}"), title_align="left", border_style="yellow", expand=False)
        self._console.print(panel, width=self._width)

    def proof(self, claim: str, holds: bool) -> None:
        """Prints what is proved; a claim that is not true is marked, and kept."""
        if not holds:
            self.failed.append(claim)
        utf = self._console.encoding.lower().startswith("utf")
        sign = ("\N{CHECK MARK}" if utf else "ok:") if holds else ("\N{BALLOT X}" if utf else "not true:")
        self._print(claim, "bold green" if holds else "bold red", f"{sign} ", " " * (len(sign) + 1))

    def end(self, seconds: float) -> None:
        """Prints how it went, and what to do next."""
        self.pause()
        self._console.print()
        if self.failed:
            self.text("These claims were not true:", "bold red")
            self.output("\n".join(self.failed), "red")
            return
        self.text(f"All of it happened here, in {seconds:.0f} seconds. Next:", "bold")
        for command, what in NEXT.items():
            self.output(command, "bold cyan")
            self.output(what)

    @contextmanager
    def waiting(self, what: str) -> Generator[None]:
        """Says what takes so long, to whoever watches."""
        if not self._live:
            yield
            return
        with self._console.status(what):
            yield

    def _print(self, text: str, style: str, first: str = "", indent: str | None = None) -> None:
        """Prints lines, what stands before the first of them, and before the others."""
        from rich.text import Text

        indent = first if indent is None else indent
        for number, line in enumerate(Text(text).wrap(self._console, self._width - len(first))):
            line.rstrip()
            self._console.print(Text(indent if number else first, style).append_text(line), soft_wrap=True)
