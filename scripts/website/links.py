"""Every link of the built site leads to a file and an anchor of the site, and nothing is fetched from elsewhere.

MkDocs checks the links that are written in Markdown; this checks all that are in the HTML, those of the reference, too.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

FETCHED = {("script", "src"), ("img", "src"), ("iframe", "src"), ("source", "src")}


@dataclass
class Page(HTMLParser):
    """What the HTML of a page has: anchors, links, and what a browser fetches for it."""

    text: str
    anchors: set[str] = field(default_factory=set)
    links: list[str] = field(default_factory=list)
    fetched: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keeps what a tag has of them."""
        for name, value in attrs:
            if not value:
                continue
            if name == "id" or (tag, name) == ("a", "name"):
                self.anchors.add(value)
            elif (tag, name) in FETCHED or (tag == "link" and name == "href" and dict(attrs).get("rel") != "canonical"):
                self.fetched.append(value)
            elif (tag, name) == ("a", "href"):
                self.links.append(value)


def faults(site: Path) -> list[str]:
    """What is wrong, a line for each link."""
    pages = {file: Page(file.read_text()) for file in sorted(site.rglob("*.html"))}
    found = list[str]()
    for file, page in pages.items():
        at = file.relative_to(site)
        found += [f"{at} fetches {each}" for each in page.fetched if urlsplit(each).netloc]
        for link in {*page.links, *page.fetched}:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = _file(site, file, parts.path)
            if not target.is_file():
                found.append(f"{at} links to {link}, which is not there")
            elif parts.fragment and target in pages and unquote(parts.fragment) not in pages[target].anchors:
                found.append(f"{at} links to {link}, which has no such anchor")
    return found


def _file(site: Path, page: Path, path: str) -> Path:
    if not path:
        return page
    target = site / path.lstrip("/") if path.startswith("/") else page.parent / unquote(path)
    return (target / "index.html" if target.is_dir() else target).resolve()
