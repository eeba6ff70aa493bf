"""What to say when an optional package is missing."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager


@contextmanager
def needed(what: str) -> Generator[None]:
    """Tells how to install what an import in the block did not find.

    Raises:
        ModuleNotFoundError: With the command that helps.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        if error.name and error.name.startswith("notify_sdk"):
            raise
        problem = f'{what} needs a few more packages: pip install "notify-sdk[sandbox]"'
        raise ModuleNotFoundError(problem, name=error.name) from None
