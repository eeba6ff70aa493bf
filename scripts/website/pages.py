"""The pages that are written by hand, as the site has them: docs/, parts of the README, and files of the root."""

from __future__ import annotations

import re
from pathlib import Path

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

EXAMPLES_OF_CALLS = "Examples of each call"
EXAMPLES_ANCHOR = EXAMPLES_OF_CALLS.lower().replace(" ", "-")
"""The heading of the README's part that is a page of its own."""


def written_pages() -> dict[str, str]:
    """The text of each page, by its path in the site."""
    pages = {page.name: as_page(page) for page in sorted((ROOT / "docs").glob("*.md"))}
    pages["send.md"] = as_page(ROOT / "README.md", _examples_of_calls((ROOT / "README.md").read_text()))
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
        if path.endswith("README.md") and anchor == EXAMPLES_ANCHOR:
            return f"[{words}](send.md)"
        full = (file.parent / path).resolve().relative_to(ROOT)
        if full.parts[0] == "docs":
            return f"[{words}]({full.relative_to('docs')}{mark}{anchor})"
        name = ELSEWHERE.get(full.as_posix())
        return f"[{words}]({name}{mark}{anchor})" if name else f"{words} (`{full}`)"

    return LINK.sub(page, text)


def _examples_of_calls(readme: str) -> str:
    """The README's examples as a page of its own, after the block that makes the client they use."""
    start = f"## {EXAMPLES_OF_CALLS}\n"
    if start not in readme:
        raise SystemExit(f"README.md has no part {EXAMPLES_OF_CALLS!r}")
    part = re.split(r"^## ", readme.partition(start)[2], maxsplit=1, flags=re.MULTILINE)[0]
    first = next(code for language, note, code in FENCE.findall(readme) if (language, note) == ("python", ""))
    making = first.partition("\n\nsent = ")[0]
    return (
        "# Send and read: each call by example\n\n"
        "The examples use a [sandbox](docs/sandbox.md), so they run without a key. The asyncio client has the same"
        " methods, to be awaited; [Client](docs/reference/client.md) has every argument.\n\n"
        f"```python\n{making}\n```\n" + re.sub(r"^###", "##", part, flags=re.MULTILINE)
    )
