"""`llms.txt`, a list of the pages, and `llms-full.txt`, all of their text: see https://llmstxt.org."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from pathlib import Path

from scripts.website.nav import Section
from scripts.website.reference import BEGINNINGS, PAGES, public_names

ABOUT = (
    "# notify_sdk\n\n> A typed Python client for GOV.UK Notify that checks each message before it is sent, retries only"
    " where no message can be sent twice, and comes with a sandbox to test against.\n"
)


def write_lists(folder: Path, sections: Sequence[Section], pages: Mapping[str, str]) -> None:
    """Writes both files, and each page as Markdown beside them.

    Args:
        folder: The folder of the site.
        sections: Its sections, in their order.
        pages: The text of each page, by its path.
    """
    texts = {**pages} | {f"reference/{name}.md": reference_text(name) for name in PAGES}
    lines, whole = [ABOUT], [ABOUT]
    for section in sections:
        lines.append(f"\n## {section.title}\n\n")
        for title, path in section.pages:
            lines.append(f"- [{title}]({path}): {first_sentence(texts[path])}\n")
            whole.append(f"\n{texts[path].strip()}\n")
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(texts[path])
    (folder / "llms.txt").write_text("".join(lines))
    (folder / "llms-full.txt").write_text("".join(whole))


def first_sentence(text: str) -> str:
    """The first sentence of a page, after its title."""
    prose = re.sub(r"^```.*?^```$|^#[^\n]*$|^<!--.*?-->$", "", text, flags=re.MULTILINE | re.DOTALL)
    words = " ".join(prose.strip().partition("\n\n")[0].split())
    return re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", re.split(r"(?<=[.:]) ", words)[0]).rstrip(":")


def reference_text(page: str) -> str:
    """A page of the reference as plain Markdown: each name, how it is called, and its docstring."""
    title, modules = PAGES[page]
    parts = [f"# Reference: {title}\n"]
    for module in map(import_module, modules):
        told = f"## {module.__name__}\n\n{inspect.cleandoc(module.__doc__ or '')}\n"
        parts.append(BEGINNINGS.get(module.__name__, told))
        for name, value in public_names(module):
            parts.append(f"### {module.__name__}.{name}\n\n{described(name, value)}\n")
    return "\n".join(parts)


def described(name: str, value: object) -> str:
    """How a name is called, what its docstring says, and the same of its methods and properties."""
    if not (isinstance(value, type) or inspect.isroutine(value)):
        return f"    {name} = {str(value)[:500]}"
    parts = [f"    {name}{_signature(value)}", inspect.cleandoc(value.__doc__ or "")]
    if isinstance(value, type):
        parts += [f"    {line}\n\n{text}" for line, text in _members(value)]
    return "\n\n".join(parts)


def _members(kind: type) -> Iterator[tuple[str, str]]:
    for name, field in getattr(kind, "model_fields", {}).items():
        yield f".{name}: {field.annotation}", field.description or ""
    for name, value in list(vars(kind).items()):  # which models complete when they are looked at
        member = getattr(value, "__func__", value)
        if name.startswith("_") or not getattr(member, "__doc__", None):
            continue
        if inspect.isfunction(member):
            yield f".{name}{_signature(member)}", inspect.cleandoc(member.__doc__ or "")
        elif isinstance(member, property):
            yield f".{name}", inspect.cleandoc(member.__doc__ or "")


def _signature(value: object) -> str:
    try:
        return str(inspect.signature(value)) if callable(value) else ""
    except ValueError:
        return "(...)"
