"""The sections of the site, as mkdocs.yml has them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml


@dataclass(frozen=True)
class Section:
    """A section: its title, and the title and the path of each of its pages."""

    title: str
    pages: tuple[tuple[str, str], ...]


def sections(root: Path) -> list[Section]:
    """The sections of the site in their order."""
    settings: dict[str, Any] = yaml.safe_load((root / "mkdocs.yml").read_text())
    return [
        Section(title, tuple(item for page in pages for item in page.items()))
        for section in settings["nav"]
        for title, pages in section.items()
    ]
