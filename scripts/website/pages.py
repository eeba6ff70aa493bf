"""The pages that are written by hand, as the site has them: docs/, a part of the README, and files of the root."""

from __future__ import annotations

import re
from pathlib import Path

from scripts.website.reference import PAGES

ROOT = Path(__file__).parents[2]
FENCE = re.compile(r"^```(\w+)[ \t]*([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"(?<!!)\[([^\]]*)\]\(([^)\s]+)\)")

ELSEWHERE = {
    "README.md": "index.md",
    "examples": "example-service.md",
    "examples/README.md": "example-service.md",
    "examples/permits": "example-service.md",
    "schema": "schemas.md",
    "schema/README.md": "schemas.md",
    "CHANGELOG.md": "changelog.md",
    "SECURITY.md": "security.md",
    "CONTRIBUTING.md": "contributing.md",
}
"""The page of each file outside docs/ that has one."""

COMPARISON = "Comparison with the official client"
COMPARISON_ANCHOR = COMPARISON.lower().replace(" ", "-")
"""The heading of the README's part that is a page of its own."""

REFERENCES = {
    "send.md": ("client", "models"),
    "reliability.md": ("client",),
    "connections.md": ("client",),
    "errors.md": ("errors",),
    "recipients.md": ("recipients",),
    "forms.md": ("frameworks",),
    "text-messages.md": ("rendering",),
    "templates.md": ("templates",),
    "outbox.md": ("outbox",),
    "callbacks.md": ("callbacks",),
    "frameworks.md": ("frameworks",),
    "django.md": ("frameworks",),
    "sandbox.md": ("sandbox",),
    "testing.md": ("testing",),
    "staging.md": ("client",),
    "migrating.md": ("compat",),
}
"""The pages of the reference that describe the names on a page."""


def written_pages() -> dict[str, str]:
    """The text of each page, by its path in the site."""
    pages = {page.name: as_page(page) for page in sorted((ROOT / "docs").glob("*.md"))}
    pages |= {name: _with_references(pages[name], reference) for name, reference in REFERENCES.items()}
    pages["comparison.md"] = as_page(ROOT / "README.md", _comparison((ROOT / "README.md").read_text()))
    for path, name in ELSEWHERE.items():
        if path.endswith(".md") and path != "README.md" and (ROOT / path).exists():
            pages[name] = as_page(ROOT / path)
    return pages


def as_page(file: Path, text: str | None = None) -> str:
    """The text of a file as the site has it: its links lead to pages, its code blocks are without notes for the tests.

    Args:
        file: The file, from whose folder the links lead.
        text: Its text, if not all of it is the page.
    """
    found = file.read_text() if text is None else text
    made, end = list[str](), 0
    for fence in FENCE.finditer(found):
        made += [_with_links(found[end : fence.start()], file), _shown(*fence.groups())]
        end = fence.end()
    return "".join([*made, _with_links(found[end:], file)])


def _shown(language: str, note: str, code: str) -> str:
    title = ' title="Output"' if note == "output" else ""
    return f"```{language}{title}\n{code}```"


def _with_links(text: str, file: Path) -> str:
    def page(link: re.Match[str]) -> str:
        words, target = link.groups()
        path, mark, anchor = target.partition("#")
        if not path or re.match(r"[a-z]+:", target):
            return link[0]
        if path.endswith("README.md") and anchor == COMPARISON_ANCHOR:
            return f"[{words}](comparison.md)"
        full = (file.parent / path).resolve().relative_to(ROOT)
        if full.parts[0] == "docs":
            return f"[{words}]({full.relative_to('docs')}{mark}{anchor})"
        name = ELSEWHERE.get(full.as_posix())
        return f"[{words}]({name}{mark}{anchor})" if name else f"{words} (`{full}`)"

    return LINK.sub(page, text)


def _with_references(text: str, reference: tuple[str, ...]) -> str:
    """A page with links to its reference below its first paragraph."""
    title, first, rest = text.split("\n\n", 2)
    links = ", ".join(f"[{PAGES[name][0]}](reference/{name}.md)" for name in reference)
    return f"{title}\n\n{first}\n\nEvery name and argument: {links}.\n\n{rest}"


def _comparison(readme: str) -> str:
    """The README's comparison as a page of its own."""
    start = f"## {COMPARISON}\n"
    if start not in readme:
        raise SystemExit(f"README.md has no part {COMPARISON!r}")
    return f"# {COMPARISON}\n" + readme.partition(start)[2].partition("\n## ")[0] + "\n"
