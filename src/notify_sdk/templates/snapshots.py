"""Reads and writes all templates of a service as a file: the answer of the API, to keep in git."""

from __future__ import annotations

import json
from codecs import BOM_UTF8
from pathlib import Path

from pydantic import ValidationError

from notify_sdk.models import TemplateList


def load_snapshot(path: Path) -> TemplateList:
    """Reads templates from a file: what `dump_snapshot` wrote, or the answer of `GET /v2/templates` as it came.

    Args:
        path: The file, in JSON.

    Returns:
        The templates, as `get_all_templates` returns them.

    Raises:
        OSError: The file can't be read.
        ValueError: The file is neither.
    """
    try:
        return TemplateList.model_validate_json(path.read_bytes().removeprefix(BOM_UTF8))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(map(str, first["loc"]))
        raise ValueError(f"{path} is not a snapshot of templates: {place} {first['msg']}".strip()) from None


def dump_snapshot(templates: TemplateList, path: Path) -> None:
    """Writes templates as a file that `load_snapshot` reads. The same templates make the same file.

    Args:
        templates: What `get_all_templates` returned.
        path: The file. An earlier one is replaced.

    Raises:
        OSError: The file can't be written.
    """
    content = templates.model_dump(mode="json", by_alias=True, exclude_unset=True)
    path.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
