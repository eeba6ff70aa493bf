"""The classes of all commands: help in plain text, in the order of use, with examples, and quick.

Typer loads pydantic to convert a value, None included. Neither a help text nor a completion needs one converted.
"""

from __future__ import annotations

import shutil
from functools import partial
from typing import Any, ClassVar

from typer.core import TyperCommand, TyperGroup

from .failures import Commands

_WHOLE = 1000
"""Longer than the first sentence of any command."""

_NARROW = 12
"""How wide the names of options are on a narrow terminal; the text to a longer one begins on the next line."""


def examples(*lines: str) -> str:
    """The end of a help text: commands to copy. A line that is continued ends in a backslash."""
    return "\n".join(["\b", "Examples:", *(f"  {line}" for each in lines for line in each.splitlines())])


def fit_terminal(formatter: Any) -> None:
    """Limits the width of a help text to that of a narrow terminal: typer writes 50 columns at least."""
    columns = shutil.get_terminal_size().columns
    if columns < formatter.width:
        formatter.width = columns
        formatter.write_dl = partial(formatter.write_dl, col_max=_NARROW)


class Command(TyperCommand):
    """A command. Its arguments stay as they are typed while a shell completes them."""

    # the context is one of click, or of the copy of click that newer versions of typer have
    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Reads what was typed."""
        __tracebackhide__ = True
        if not ctx.resilient_parsing:
            return super().parse_args(ctx, args)
        given, ctx.args, _ = self.make_parser(ctx).parse_args(args)
        ctx.params.update(given)
        return list(ctx.args)

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Writes the help."""
        fit_terminal(formatter)
        super().format_help(ctx, formatter)

    def get_params(self, ctx: Any) -> list[Any]:
        """The options and arguments; while a shell completes, without arguments that are typed already."""
        found = super().get_params(ctx)
        if not ctx.resilient_parsing:
            return found
        return [each for each in found if not (each.param_type_name == "argument" and _is_typed(ctx, each))]


class Group(TyperGroup):
    """A group of commands.

    Attributes:
        sections: The commands under each heading; all of them under one if empty.
    """

    sections: ClassVar[dict[str, tuple[str, ...]]] = {}

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Reads what was typed. A flag that is not given is False: typer would load pydantic to convert None."""
        __tracebackhide__ = True
        for each in self.get_params(ctx):
            if each.default is None and getattr(each, "is_flag", False):
                each.default = False
        return super().parse_args(ctx, args)

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Writes the help."""
        fit_terminal(formatter)
        super().format_help(ctx, formatter)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Writes each section of commands. On a narrow terminal summaries are folded, not cut."""
        for heading, names in (self.sections or {"Commands": tuple(self.list_commands(ctx))}).items():
            found = {name: self.get_command(ctx, name) for name in names}
            with formatter.section(heading):
                formatter.write_dl(
                    [(name, command.get_short_help_str(_WHOLE)) for name, command in found.items() if command]
                )


class TopGroup(Commands, Group):
    """All commands, under headings."""

    sections: ClassVar[dict[str, tuple[str, ...]]] = {
        "Messages": ("send", "list", "status", "watch", "pdf", "received", "outbox"),
        "Before you send": ("doctor", "preview", "check", "templates"),
        "For development": ("sandbox", "demo", "callbacks"),
    }

    def list_commands(self, ctx: Any) -> list[str]:
        """The names of the commands, in the order of use."""
        order = [name for names in self.sections.values() for name in names]
        return sorted(super().list_commands(ctx), key=order.index)


def _is_typed(ctx: Any, argument: Any) -> bool:
    return argument.nargs == 1 and isinstance(ctx.params.get(argument.name), str)
