"""Rates the metadata of a wheel as pyroma does, and lists its open points. Runs in the environment of the release tools."""

from __future__ import annotations

import json
import sys
import zipfile
from email import message_from_string
from pathlib import Path


def read(wheel: Path) -> dict[str, object]:
    """The metadata of a wheel, under the names that pyroma gives them."""
    with zipfile.ZipFile(wheel) as archive:
        (path,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        message = message_from_string(archive.read(path).decode())
    data: dict[str, object] = {}
    for key in dict.fromkeys(message):
        values = message.get_all(key, [])
        data[key.lower()] = values[0] if len(values) == 1 else values
    return {**data, "description": message.get_payload()}


def owner_fills_in(data: dict[str, object]) -> list[str]:
    """What only whoever hosts the project knows, where it is missing."""
    missing = []
    urls = data.get("project-url", [])
    if not any(str(url).startswith("Repository,") for url in ([urls] if isinstance(urls, str) else list(urls))):
        missing.append("Repository in [project.urls]: where the project is hosted")
    if "author-email" not in data and "maintainer-email" not in data:
        missing.append("an email address in [project] authors")
    return missing


if __name__ == "__main__":
    from pyroma.ratings import rate

    metadata = read(Path(sys.argv[1]))
    rating, complaints = rate(metadata)
    print(json.dumps({"rating": rating, "complaints": complaints, "owner": owner_fills_in(metadata)}))
