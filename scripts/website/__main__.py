"""Writes the pages of the site into build/pages, has MkDocs make the site of them, and checks every link of it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from scripts.website.commands import commands_page
from scripts.website.links import faults
from scripts.website.llms import write_lists
from scripts.website.nav import sections
from scripts.website.pages import ROOT, written_pages
from scripts.website.pictures import take_pictures, with_pictures
from scripts.website.recording import MARK, as_html, as_text, record, with_times
from scripts.website.reference import reference_pages

PAGES = ROOT / "build" / "pages"
SITE = ROOT / "build" / "site"
FOUND_LAST = re.compile(
    r"reference/|commands\.md|changelog\.md|performance\.md|fault-tests\.md|how-it-is-built\.md|contributing\.md"
)
"""The pages that search lists after the others: who searches for "timeout" wants the guide first."""


def write_pages(folder: Path) -> dict[str, str]:
    """Writes every page and picture into a folder, where nothing else stays, and gives the text of each page, without HTML."""
    shutil.rmtree(folder, ignore_errors=True)
    for part in ("images", "assets"):
        shutil.copytree(ROOT / "docs" / part, folder / part)
    take_pictures(folder / "images")
    pages = written_pages() | reference_pages() | {"commands.md": commands_page()}
    pages = {path: with_pictures(text) for path, text in pages.items()}
    recording = with_times(record())
    for path, text in pages.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        rank = "---\nsearch:\n  boost: 0.05\n---\n\n" if FOUND_LAST.match(path) else ""
        (folder / path).write_text(rank + text.replace(MARK, as_html(recording)))
    return {path: text.replace(MARK, as_text(recording)) for path, text in pages.items()}


def build(mkdocs: Path) -> None:
    """Makes the site, or ends with what is wrong with it.

    Args:
        mkdocs: The Python that MkDocs is installed for.
    """
    pages = write_pages(PAGES)
    # strict: a page that is in no section, a link or an anchor that is not there, a docstring that can't be read
    made = subprocess.run(
        [mkdocs, "-m", "mkdocs", "build", "--strict"],
        cwd=ROOT,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1"},
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    told = [line for line in made.stderr.splitlines() if not line.startswith("INFO ")]
    if made.returncode:
        raise SystemExit("\n".join(told))
    write_lists(SITE, sections(ROOT), pages)
    if found := faults(SITE):
        raise SystemExit("\n".join(found))


if __name__ == "__main__":
    build(Path(sys.argv[1]))
