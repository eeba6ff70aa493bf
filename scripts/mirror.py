"""Makes the sync client from the async one: `client.py` is `async_client.py` with these words changed."""

from __future__ import annotations

import re
import sys
from pathlib import Path

SOURCE = Path("src/notify_sdk/async_client.py")
TARGET = Path("src/notify_sdk/client.py")
HEADER = "# Generated from async_client.py by `scripts/generate`. Do not edit: change that file and generate again.\n"
RULES = [
    (
        r'"""The client for asyncio\. `client\.py` is generated from this file by `scripts/generate`\."""',
        '"""The client for code without asyncio."""',
    ),
    (r"\bAsyncNotificationsAPIClient\b", "NotificationsAPIClient"),
    (
        r"A client for GOV\.UK Notify, for asyncio\. One client can be shared by any number of tasks\.",
        "A client for GOV.UK Notify. One client can be shared by any number of threads.",
    ),
    (r"\bhttpx\.AsyncBaseTransport\b", "httpx.BaseTransport"),
    (r"\bAsyncIterator, Iterable, Mapping\b", "Iterable, Iterator, Mapping"),
    (r"\bAsyncIterator\b", "Iterator"),
    (r"\bconnections_async import AsyncConnections\b", "connections import Connections"),
    (r"\bAsyncConnections\b", "Connections"),
    (r"\baacquire\b", "acquire"),
    (r"\basleep\b", "sleep"),
    (r"\b__a(enter|exit)__\b", r"__\1__"),
    (r"\baclose\b", "close"),
    (r"\baiter_bytes\b", "iter_bytes"),
    (r"\bAsyncByteStream\b", "SyncByteStream"),
    (r"\bhandle_async_request\b", "handle_request"),
    (r"\basync (def|for|with)\b", r"\1"),
    (r"\bawait ", ""),
]


def mirrored(text: str) -> str:
    for pattern, replacement in RULES:
        text, times = re.subn(pattern, replacement, text)
        if not times:
            sys.exit(f"scripts/mirror.py: the rule {pattern!r} changes nothing: remove it")
    return HEADER + text


def main() -> None:
    import subprocess

    wanted = subprocess.run(
        [sys.executable, "-m", "ruff", "format", "--stdin-filename", str(TARGET), "-"],
        input=mirrored(SOURCE.read_text()), capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    if "--check" in sys.argv:
        if not TARGET.exists() or TARGET.read_text() != wanted:
            sys.exit(f"{TARGET} is out of date: run scripts/generate")
    else:
        TARGET.write_text(wanted)


if __name__ == "__main__":
    main()
