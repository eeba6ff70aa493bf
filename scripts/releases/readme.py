"""The README as a package index shows it: links to files of the project lead to its repository."""

from __future__ import annotations

import re
from pathlib import Path

from hatchling.metadata.plugin.interface import MetadataHookInterface

_PARTS = re.compile(r"(^```.*?^```$)", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\[([^\]]+)\]\((?![a-z]+:|#)([^)\s]+)\)")


def with_absolute_links(text: str, version: str, repository: str | None) -> str:
    """A page whose links to files are links to a repository; without a repository they are text."""

    def absolute(link: re.Match[str]) -> str:
        return f"[{link[1]}]({repository.rstrip('/')}/blob/v{version}/{link[2]})" if repository else link[1]

    return "".join(part if part.startswith("```") else _LINK.sub(absolute, part) for part in _PARTS.split(text))


class Readme(MetadataHookInterface):
    """Sets the long description when the package is built."""

    def update(self, metadata: dict[str, object]) -> None:
        urls = metadata.get("urls")
        repository = urls.get("Repository") if isinstance(urls, dict) else None
        text = with_absolute_links((Path(self.root) / "README.md").read_text(), str(metadata["version"]), repository)
        metadata["readme"] = {"content-type": "text/markdown", "text": text}
