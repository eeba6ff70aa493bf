"""Makes the sync client from the async one: each file of `PAIRS` with the words of `RULES` changed."""

from __future__ import annotations

import re
import sys
from pathlib import Path

PACKAGE = Path("src/notify_sdk")
PAIRS = {
    "async_client.py": "client.py",
    "async_dry_run.py": "dry_run.py",
    "_client/async_base.py": "_client/base.py",
    "_transport/exchange_async.py": "_transport/exchange.py",
    "_transport/pool_async.py": "_transport/pool.py",
    "outbox/follow_up_async.py": "outbox/follow_up.py",
    "outbox/lookup_async.py": "outbox/lookup.py",
    "outbox/sender_async.py": "outbox/sender.py",
}
RULES = [
    (
        r'"""The client for asyncio\. `client\.py` is generated from this file by `scripts/generate`\."""',
        '"""The client for code without asyncio."""',
    ),
    (r" `dry_run\.py` is generated from this file by `scripts/generate`\.", ""),
    (r'\n\n`base\.py` is generated from this file by `scripts/generate`\.\n"""', '"""'),
    (r" `(exchange|pool)\.py` is generated from this file\.", ""),
    (r" `(follow_up|lookup|sender)\.py` is generated from this file by `scripts/generate`\.", ""),
    (r"\bAsyncNotificationsAPIClient\b", "NotificationsAPIClient"),
    (
        r"A client for GOV\.UK Notify, for asyncio\. One client can be shared by any number of tasks\.",
        "A client for GOV.UK Notify. One client can be shared by any number of threads.",
    ),
    (r"\bhttpx\.AsyncBaseTransport\b", "httpx.BaseTransport"),
    (r"\bAsyncIterator, Iterable, Mapping\b", "Iterable, Iterator, Mapping"),
    (r"\bAsyncIterator\b", "Iterator"),
    (r"\b_client\.async_base\b", "_client.base"),
    (r"\bAsyncBaseClient\b", "BaseClient"),
    (r"\basync_dry_run\b", "dry_run"),
    (r"\bAsyncDryRunClient\b", "DryRunClient"),
    (r"\b(attempt|connections|exchange)_async\b", r"\1"),
    (r"\bAsync(Attempt|Connections|Pool|PooledConnection|Transport)\b", r"\1"),
    (r"\bnotify_sdk\.async_client\b", "notify_sdk.client"),
    (
        r"\bOne task claims and settles; the requests go on in others\b",
        "One thread claims and settles; the requests go on in others",
    ),
    (r"\bAsync(Flights|Follower|LookUps|Sending)\b", r"\1"),
    (r"\b(flights|lookup)_async\b", r"\1"),
    (r"\barun(_checkpoint)?\b", r"run\1"),
    (r"\b_AsyncBody\b", "_Body"),
    (r"\bAsyncHTTPTransport\b", "HTTPTransport"),
    (r"\b(__)?aiter(__)?\b", r"\1iter\2"),
    (r"\bdefault_async_transport\b", "default_transport"),
    (r"\baacquire\b", "acquire"),
    (r"\bsleep_async\b", "sleep"),
    (r"\batrace\b", "trace"),
    (r"\baanswer_in_process\b", "answer_in_process"),
    (r"\b__a(enter|exit)__\b", r"__\1__"),
    (r"\baclose\b", "close"),
    (r"\bAsyncByteStream\b", "SyncByteStream"),
    (r"\bhandle_async_request\b", "handle_request"),
    (r"\basync (def|for|with)\b", r"\1"),
    (r"\bawait ", ""),
]


def mirrored(source: Path) -> str:
    text = source.read_text()
    for pattern, replacement in RULES:
        text = re.sub(pattern, replacement, text)
    return f"# Generated from {source.name} by `scripts/generate`. Do not edit: change that file and generate again.\n{text}"


def unused_rules() -> list[str]:
    whole = "".join((PACKAGE / source).read_text() for source in PAIRS)
    return [pattern for pattern, _ in RULES if not re.search(pattern, whole)]


def main() -> None:
    import subprocess

    if unused := unused_rules():
        sys.exit(f"scripts/mirror.py: these rules change nothing, remove them: {unused}")
    for source, name in PAIRS.items():
        target = PACKAGE / name
        wanted = subprocess.run(
            [sys.executable, "-m", "ruff", "format", "--stdin-filename", str(target), "-"],
            input=mirrored(PACKAGE / source), capture_output=True, text=True, check=True,
        ).stdout  # fmt: skip
        if "--check" in sys.argv:
            if not target.exists() or target.read_text() != wanted:
                sys.exit(f"{target} is out of date: run scripts/generate")
        else:
            target.write_text(wanted)


if __name__ == "__main__":
    main()
