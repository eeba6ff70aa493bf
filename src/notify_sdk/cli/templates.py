"""`notify-sdk templates ...` and `notify-sdk preview`: your service's templates, and classes for them."""

from __future__ import annotations

import difflib
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar
from uuid import UUID

import typer

from notify_sdk._extras import install_hint
from notify_sdk._message_types import PLURAL, MessageType

from .files import replacing, require_replaceable
from .help import Command, Group, examples
from .options import AsJson, BaseUrl, Snapshot, Values, ValuesFile
from .output import json_line, note, plain, say
from .recipients_file import values_of
from .session import NO, notify, refuse
from .tables import Column, print_table

if TYPE_CHECKING:
    from notify_sdk.client import NotificationsAPIClient
    from notify_sdk.models import Template, TemplateList, TemplatePreview
    from notify_sdk.rendering import Rendered
    from notify_sdk.templates import TemplateMessage

T = TypeVar("T")
_MAX_NAMED = 10

_MODULE, _SNAPSHOT = "a module that `templates pull` wrote", "a snapshot of templates"

app: typer.Typer = typer.Typer(
    help="Work with your service's templates: list them, make typed classes of them, check these, preview.",
    no_args_is_help=True,
    cls=Group,
    epilog=examples("notify-sdk templates list", "notify-sdk templates pull --out notify_templates.py"),
)


@app.command(
    "list",
    cls=Command,
    epilog=examples(
        "notify-sdk templates list --type email",
        "notify-sdk templates list --snapshot templates.json",
    ),
)
def list_templates(
    kind: Annotated[MessageType | None, typer.Option("--type", help="Only templates of this type.")] = None,
    snapshot: Snapshot = None,
    as_json: AsJson = False,
    base_url: BaseUrl = None,
) -> None:
    """List the templates of the service."""
    found = [each for each in _all(snapshot, base_url, as_json).templates if kind in {None, each.type}]
    if as_json:
        for template in found:
            json_line(template)
        return
    print_table(
        (Column("type"), Column("name"), Column("version"), Column("placeholders", cut=True), Column("id")),
        ((each.type, each.name, each.version, ", ".join(each.personalisation), each.id) for each in found),
        "No templates.",
    )


@app.command(
    cls=Command,
    epilog=examples(
        "notify-sdk templates pull --out notify_templates.py",
        "notify-sdk templates pull --out notify_templates.py \\\n    --save-snapshot templates.json --sanitise name",
    ),
)
def pull(
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The module to write; standard output if left out.")
    ] = None,
    sanitise: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="A placeholder of emails whose values come from people you do not trust: Notify makes links and"
            " formatting in them harmless. Repeat for more.",
        ),
    ] = None,
    save_snapshot: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Also save the answer of Notify in this file, to be kept in git."),
    ] = None,
    check_types: Annotated[
        bool, typer.Option("--check-types", help="Check the module with mypy before it is written. Needs --out.")
    ] = False,
    snapshot: Snapshot = None,
    base_url: BaseUrl = None,
) -> None:
    """Write a Python module with a typed class for each template.

    Pulling into the same file again writes only what has changed at Notify: classes keep their names and what they
    sanitise.
    """
    from notify_sdk.templates import dump_snapshot, generate_module
    from notify_sdk.templates.module import is_generated

    if check_types and out is None:
        raise refuse("--check-types checks the module of --out")
    if save_snapshot:
        require_replaceable(save_snapshot, _SNAPSHOT, _is_snapshot)
    target = require_replaceable(out, _MODULE, is_generated) if out else None
    before = target.read_text(encoding="utf-8", errors="replace") if target and target.exists() else ""
    known = _loaded(target) if target and before else {}
    templates = _all(snapshot, base_url)
    try:
        text = generate_module(templates, known=known, sanitise=sanitise or ())
    except ModuleNotFoundError:
        raise refuse(install_hint("Writing a module of templates", "templates")) from None
    except ValueError as error:
        raise refuse(str(error)) from None
    if save_snapshot:
        with replacing(save_snapshot, _SNAPSHOT, _is_snapshot) as new:
            dump_snapshot(templates, new)
    if out is None:
        typer.echo(text, nl=False)
        return
    if before != text:
        with replacing(out, _MODULE, is_generated) as new:
            new.write_text(text, encoding="utf-8")
            _require_loadable(new, templates, out)
            if check_types:
                _require_well_typed(new, out)
    note(f"{out}: {len(templates.templates)} templates, {'unchanged' if before == text else 'written'}")


@app.command(
    cls=Command,
    epilog=examples(
        "notify-sdk templates check notify_templates.py",
        "notify-sdk templates check notify_templates.py --strict --json",
    ),
)
def check(
    module: Annotated[
        Path, typer.Argument(metavar="MODULE", exists=True, dir_okay=False, help="The module that `pull` wrote.")
    ],
    strict: Annotated[bool, typer.Option(help="Also report changed wording and new templates.")] = False,
    snapshot: Snapshot = None,
    as_json: AsJson = False,
    base_url: BaseUrl = None,
) -> None:
    """Compare a module with the templates of the service.

    Exits with 1 if a program that uses it may fail: a placeholder, a name or a type has changed, or a template is
    archived. With --strict it exits with 1 for any difference.
    """
    from notify_sdk.templates import differences
    from notify_sdk.templates.module import is_generated

    if not is_generated(module):
        raise refuse(f"{module} holds no templates: it does not begin as a module that `templates pull` wrote")
    known = _loaded(module)
    found = [each for each in differences(known, _all(snapshot, base_url, as_json)) if each.breaks or strict]
    for each in found:
        if as_json:
            what: dict[str, object] = {"template_id": str(each.template_id), "class": each.class_name}
            what |= {"name": each.name, "removed": each.removed, "added": each.added, "breaks": each.breaks}
            json_line(what)
        else:
            say(str(each))
    if found:
        if not as_json:
            note(f"{len(found)} of {len(known)} templates differ: notify-sdk templates pull --out {module}")
        raise typer.Exit(NO)


PREVIEW_EXAMPLES = examples(
    'notify-sdk preview "appointment reminder" -v name=Amala -v "date=3 March"',
    'notify-sdk preview "appointment reminder" --values values.json \\\n    --snapshot templates.json',
)


@app.command(cls=Command, epilog=PREVIEW_EXAMPLES)
def preview(
    template: Annotated[str, typer.Argument(metavar="ID_OR_NAME", help="The template: its id, or its name.")],
    values: Values = None,
    values_file: ValuesFile = None,
    snapshot: Snapshot = None,
    as_json: AsJson = False,
    base_url: BaseUrl = None,
) -> None:
    """Fill in a template and print it. Nothing is sent.

    It is filled in here and by Notify; exits with 1 if the two differ. With --snapshot it is filled in here only.
    """
    personalisation = values_of(values, values_file)
    if snapshot:
        found = choose(_all(snapshot, base_url).templates, template)
        print_rendered(found, _rendered(found, personalisation), as_json=as_json)
        return
    with notify(base_url, as_json=as_json) as client:
        found = find(client, template)
        theirs = client.post_template_preview(found.id, personalisation)
    ours = _rendered(found, personalisation)
    print_rendered(found, ours, as_json=as_json)
    difference = _difference(ours, theirs)
    if difference:
        note("Notify fills it in differently:\n" + difference)
        raise typer.Exit(NO)


def find(client: NotificationsAPIClient, template: str, kind: MessageType | None = None) -> Template:
    """The template with that id or name; one of another type than `kind` is refused."""
    try:
        identifier = UUID(template)
    except ValueError:
        return choose(client.get_all_templates().templates, template, kind)
    return choose([client.get_template(identifier)], str(identifier), kind)


def find_in(snapshot: Path, template: str, kind: MessageType) -> Template:
    """The template of a snapshot with that id or name; one of another type than `kind` is refused."""
    with suppress(ValueError):
        template = str(UUID(template))
    return choose(templates_in(snapshot).templates, template, kind)


def templates_in(snapshot: Path) -> TemplateList:
    """The templates of a snapshot. What is none ends the command."""
    from notify_sdk.templates import load_snapshot

    return _read(load_snapshot, snapshot)


def choose(templates: list[Template], template: str, kind: MessageType | None = None) -> Template:
    """The one template with that id or name, and of that type."""
    named = [each for each in templates if template in {str(each.id), each.name}]
    found = [each for each in named if kind in {None, each.type}]
    if len(found) == 1:
        return found[0]
    if len(found) > 1:
        ids = ", ".join(str(each.id) for each in found)
        raise refuse(f"{len(found)} templates are called {template!r}: name one by its id: {ids}")
    if kind and named:
        there = named[0].type
        raise refuse(f"{template!r} is a template for {PLURAL[there]}: send it with notify-sdk send {there}")
    names = [each.name for each in templates if kind in {None, each.type}]
    what = f"templates for {PLURAL[kind]}" if kind else "templates"
    known = f"the {what} are {_listed(names, template)}" if names else f"there are no {what}"
    raise refuse(f"no template is called {template!r}; {known}")


def _listed(names: list[str], wanted: str) -> str:
    """Names in quotes: those most like the wanted one first, and not too many."""
    like = difflib.get_close_matches(wanted, names, _MAX_NAMED, 0.0)
    shown = ", ".join(map(repr, like))
    return f"{shown} and {len(names) - len(like)} more" if len(names) > len(like) else shown


def render(template: Template, values: dict[str, object]) -> Rendered:
    """A template filled in here.

    Raises:
        MissingPersonalisation: If a placeholder has no value.
    """
    __tracebackhide__ = True
    from notify_sdk.rendering import render
    from notify_sdk.templates.base import rendered_value
    from notify_sdk.templates.module import source_of

    source = source_of(template)
    return render(
        template.type,
        body=source.body,
        subject=source.subject,
        contact_block=source.contact_block,
        personalisation=dict(zip(values, map(rendered_value, values.values()), strict=True)),
    )


def print_rendered(template: Template, rendered: Rendered, *, as_json: bool) -> None:
    """Prints a template that is filled in."""
    if as_json:
        json_line({"template_id": str(template.id), "version": template.version, **facts_of(template, rendered)})
        return
    if rendered.subject is not None:
        say(f"{rendered.subject}\n")
    say(rendered.body)
    facts = facts_of(template, rendered)
    if "fragments" in facts:
        note(f"({facts['fragments']} {'message' if facts['fragments'] == 1 else 'messages'} to be charged for)")
    if rendered.problem:
        note(f"Notify would not send it: {rendered.problem}")


def facts_of(template: Template, rendered: Rendered) -> dict[str, object]:
    """A template that is filled in: its text, what is wrong with it, and what it costs."""
    __tracebackhide__ = True
    from notify_sdk.rendering import TextMessage

    facts: dict[str, object] = {"body": rendered.body, "subject": rendered.subject, "problem": rendered.problem}
    if template.type == "sms":
        facts["fragments"] = TextMessage.of(rendered.body).fragments
    return facts


def _rendered(template: Template, values: dict[str, object]) -> Rendered:
    from notify_sdk.rendering import MissingPersonalisation

    try:
        return render(template, values)
    except MissingPersonalisation as error:
        note(f"Error: {error}")
        raise typer.Exit(NO) from None


def _difference(ours: Rendered, theirs: TemplatePreview) -> str:
    answer = plain(theirs)
    here, there = (
        f"{subject or ''}\n\n{body}".splitlines()
        for subject, body in ((ours.subject, ours.body), (answer.get("subject"), answer["body"]))
    )
    return "\n".join(difflib.unified_diff(here, there, "here", "at Notify", lineterm=""))


def _all(snapshot: Path | None, base_url: str | None, as_json: bool = False) -> TemplateList:
    if snapshot:
        return templates_in(snapshot)
    with notify(base_url, as_json=as_json) as client:
        return client.get_all_templates()


def _require_well_typed(module: Path, out: Path) -> None:
    """Refuses a module in which `mypy --strict` finds an error."""
    import subprocess
    import sys

    with tempfile.TemporaryDirectory() as folder:  # mypy wants a name that is one of a module, and has a cache
        copy = Path(folder, "templates.py")
        copy.write_bytes(module.read_bytes())
        command = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", folder, copy.name]
        ran = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603 - no shell
    if "No module named mypy" in ran.stderr:
        raise refuse("--check-types needs mypy: pip install mypy")
    if ran.returncode:
        raise refuse(f"{out} was not changed: mypy finds errors in the new module\n{ran.stdout}{ran.stderr}".rstrip())


def _require_loadable(module: Path, templates: TemplateList, out: Path) -> None:
    from notify_sdk.templates import load_module

    try:
        missing = len(templates.templates) - len(load_module(module))
    except ValueError as error:
        raise refuse(f"what was generated can't be imported, so {out} was not changed: {error.__cause__}") from None
    if missing:
        raise refuse(f"{missing} templates have no class in what was generated, so {out} was not changed")


def _is_snapshot(path: Path) -> bool:
    from notify_sdk.templates import load_snapshot

    try:
        load_snapshot(path)
    except ValueError:
        return False
    return True


def _loaded(module: Path) -> dict[str, type[TemplateMessage]]:
    from notify_sdk.templates import load_module

    return _read(load_module, module)


def _read(read: Callable[[Path], T], path: Path) -> T:
    try:
        return read(path)
    except ValueError as error:
        raise refuse(str(error)) from None
