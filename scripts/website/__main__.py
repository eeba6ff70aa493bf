"""`pages` writes the pages of the site into build/pages; `finish` adds to the site made of them, and checks its links."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from scripts.website.commands import commands_page
from scripts.website.links import faults
from scripts.website.llms import write_lists
from scripts.website.nav import sections
from scripts.website.pages import ROOT, written_pages
from scripts.website.pictures import take_pictures, with_pictures
from scripts.website.reference import reference_pages

PAGES = ROOT / "build" / "pages"
SITE = ROOT / "build" / "site"


def write_pages(folder: Path) -> None:
    """Writes every page and picture into a folder. Nothing else stays there."""
    shutil.rmtree(folder, ignore_errors=True)
    for part in ("images", "assets"):
        shutil.copytree(ROOT / "docs" / part, folder / part)
    take_pictures(folder / "images")
    for name, text in (written_pages() | reference_pages() | {"commands.md": commands_page()}).items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(with_pictures(text))


def finish(site: Path, pages: Path) -> None:
    """Writes the lists for language models, and ends with what is wrong with the site's links, if anything is."""
    texts = {str(file.relative_to(pages)): file.read_text() for file in pages.rglob("*.md")}
    write_lists(site, sections(ROOT), texts)
    if found := faults(site):
        raise SystemExit("\n".join(found))


if __name__ == "__main__":
    if sys.argv[1:] == ["pages"]:
        write_pages(PAGES)
    else:
        finish(SITE, PAGES)
