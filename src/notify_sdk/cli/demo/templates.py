"""Steps of the demo with the service's templates: a misspelt placeholder, and a template that is edited."""

from __future__ import annotations

import subprocess
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

from .display import Display
from .our_templates import AppointmentReminder
from .step import Setup

MODULE = files("notify_sdk.cli.demo") / "our_templates.py"
"""What `notify-sdk templates pull` writes for the sandbox's templates."""

MISSPELT = """\
AppointmentReminder(
    name="Amala", dat="3 March"
)"""
_PROGRAM = f"from our_templates import AppointmentReminder\n\n{MISSPELT}\n"
_BODY = "Hello ((name)), your appointment is on ((day))."
_CHECK = ("notify_sdk", "templates", "check", MODULE.name)


def a_misspelt_placeholder(show: Display, setup: Setup) -> None:
    """Has a misspelt placeholder found by mypy; where there is none, by the class."""
    before = len(setup.sandbox.inbox)
    show.text("A program has dat where the template has ((date)):")
    show.code(MISSPELT)
    _copy_module(setup.folder)
    error, why_not = "", "It is not installed here"
    if find_spec("mypy"):
        with show.waiting("mypy reads the program"):
            error, why_not = _mypy(setup)
    if error:
        show.text("mypy sees it before the program runs:")
        show.output(error, "red")
        seen, claim = True, "The build fails, and nothing was sent."
    else:
        show.text(f"With mypy the build fails. {why_not}, so the class refuses it when the program runs:")
        said = _refusal()
        show.output(said, "red")
        seen = "dat: " in said
        claim = "Refused before a request is made: nothing was sent."
    show.proof(claim, seen and len(setup.sandbox.inbox) == before)


def an_edited_template(show: Display, setup: Setup) -> None:
    """Edits a template as on the website; the check of the next build fails."""
    from dataclasses import replace

    _copy_module(setup.folder)
    before = setup.commands.run(*_CHECK)
    show.text(
        "On the website, somebody renames ((date)) to ((day)). Code that sends date would now fail. The build compares:"
    )
    template = next(each for each in setup.sandbox.service.templates if each.id == AppointmentReminder.TEMPLATE.id)
    template.versions.append(replace(template.current, version=2, body=_BODY))
    show.command(f"notify-sdk templates check \\\n    {MODULE.name}")
    with show.waiting("Comparing with the service"):
        after = setup.commands.run(*_CHECK)
    show.output(after.stdout.rstrip(), "red")
    codes = (before.returncode, after.returncode)
    show.proof(
        f"Exit code {codes[0]} before the edit, {codes[1]} after it: the build fails before a send does.",
        codes == (0, 1) and all(each in after.stdout for each in ("- ((date))", "+ ((day))")),
    )


def _copy_module(folder: Path) -> None:
    (folder / MODULE.name).write_bytes(MODULE.read_bytes())


def _mypy(setup: Setup) -> tuple[str, str]:
    """What mypy says to the misspelt placeholder; or nothing, and why it does not."""
    (setup.folder / "program.py").write_text(_PROGRAM, encoding="utf-8")
    # without a cache, and without the user's settings
    options = ("--no-incremental", "--cache-dir", "mypy-cache", "--config-file", "", "--no-error-summary")
    try:
        done = setup.commands.run("mypy", *options, "program.py")
    except subprocess.TimeoutExpired:
        return "", "It took too long here"
    if done.returncode == 1 and '"dat"' in done.stdout:
        return done.stdout.strip(), ""
    return "", "It can't check the program here"


def _refusal() -> str:
    """What the class says to the misspelt placeholder, an error a line."""
    from pydantic import ValidationError

    values = {"name": "Amala", "dat": "3 March"}
    try:
        AppointmentReminder(**values)
    except ValidationError as error:
        return "\n".join(f"{each['loc'][0]}: {each['msg']}" for each in error.errors())
    return "It was not refused."
