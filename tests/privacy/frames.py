"""The local variables of every frame of a traceback, as crash reporters write them."""

from __future__ import annotations

import traceback
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import FrameType

from rich.pretty import pretty_repr
from sentry_sdk.serializer import serialize

import notify_sdk

PACKAGE = str(Path(notify_sdk.__file__).parent)


def chain(error: BaseException) -> list[BaseException]:
    """An error with its causes, contexts and grouped errors, whether or not a traceback shows them."""
    found: list[BaseException] = []
    left: list[BaseException | None] = [error]
    while left:
        one = left.pop()
        if one is not None and one not in found:
            found.append(one)
            left += [one.__cause__, one.__context__]
            left += one.exceptions if isinstance(one, BaseExceptionGroup) else []
    return found


def frames(error: BaseException) -> Iterator[FrameType]:
    """The package's frames in the tracebacks of an error and its causes, without those with `__tracebackhide__`."""
    for one in chain(error):
        for frame, _ in traceback.walk_tb(one.__traceback__):
            if frame.f_code.co_filename.startswith(PACKAGE) and not is_hidden(frame):
                yield frame


def is_hidden(frame: FrameType) -> bool:
    """Whether Sentry and pytest omit a frame."""
    return frame.f_locals.get("__tracebackhide__") is True


def shown(frame: FrameType) -> dict[str, str]:
    """Each local variable of a frame, as `traceback`, rich and Sentry write it."""
    return {
        name: f"{safe(value)} {pretty_repr(value, max_string=2000)} {serialize({'value': value}, is_vars=True)}"
        for name, value in frame.f_locals.items()
    }


def safe(value: object) -> str:
    try:
        return repr(value)
    except Exception as error:  # noqa: BLE001 - as `traceback` does
        return f"<repr failed: {type(error).__name__}>"


def leaks(error: BaseException, secrets: Sequence[str]) -> set[str]:
    """Where a secret is shown: `file function local`."""
    return {
        f"{frame.f_code.co_filename.removeprefix(PACKAGE)} {frame.f_code.co_qualname} {name}"
        for frame in frames(error)
        for name, text in shown(frame).items()
        if any(secret in text for secret in secrets)
    }
