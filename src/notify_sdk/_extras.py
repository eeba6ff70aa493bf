"""Error messages for extras that are not installed."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager


def install_hint(what: str, extra: str) -> str:
    """The sentence that says how to install an extra.

    Args:
        what: What needs it, as the sentence begins, such as `A world in YAML`.
        extra: The name of the extra, such as `sandbox`.
    """
    return f'{what} needs an extra: pip install "notify-sdk[{extra}]"'


class MissingExtraError(ModuleNotFoundError):
    """A package of an extra is not installed. The message says how to install it."""


@contextmanager
def requires(extra: str, what: str) -> Generator[None]:
    """Runs imports that need an extra; if one fails, the error says how to install it.

    Args:
        extra: The name of the extra, such as `sandbox`.
        what: What needs it, as the sentence begins, such as `A world in YAML`.

    Raises:
        MissingExtraError: A package is not installed; the message is that of `install_hint`.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        if isinstance(error, MissingExtraError) or (error.name and error.name.startswith("notify_sdk")):
            raise
        raise MissingExtraError(install_hint(what, extra), name=error.name) from None
