"""Files that commands write: whole or not at all, and never over a file of something else."""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from pathlib import Path

from .output import note
from .session import refuse


def require_replaceable(path: Path, what: str, is_ours: Callable[[Path], bool]) -> Path:
    """The file to write for `path`: itself, or where it leads to if it is a link.

    Args:
        path: The file that was named.
        what: What is written, such as `a module of templates`.
        is_ours: Whether an existing file may be replaced.

    Raises:
        typer.Exit: There is something else, or nothing can be written there.
    """
    try:
        target = path.resolve()
        if not target.exists():
            target.parent.stat()
        elif not target.is_file():
            raise refuse(f"{path} can't be written: it is not a regular file")
        elif target.stat().st_size and not is_ours(target):
            raise refuse(f"{path} exists already and is not {what}: it was not changed. Choose another file")
    except (OSError, RuntimeError) as error:  # links that lead to themselves
        raise refuse(_not_written(path, error)) from None
    return target


@contextmanager
def replacing(path: Path, what: str, is_ours: Callable[[Path], bool]) -> Generator[Path]:
    """Gives an empty file to write, which takes the place of `path` when the block has ended without an exception.

    A link is followed: the file that it leads to is replaced, and that is said.

    Args:
        path: The file that was named.
        what: As for `require_replaceable`.
        is_ours: As for `require_replaceable`.

    Raises:
        typer.Exit: There is something else, or nothing can be written there.
    """
    target = require_replaceable(path, what, is_ours)
    new: Path | None = None
    try:
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:100]}.")
        os.close(handle)
        new = Path(name)
        new.chmod(stat.S_IMODE(target.stat().st_mode) if target.exists() else _mode_of_new_files())
        yield new
        with new.open("rb+") as written:
            os.fsync(written.fileno())
        new.replace(target)
    except OSError as error:
        raise refuse(_not_written(path, error)) from None
    finally:
        if new:
            with suppress(OSError):
                new.unlink(missing_ok=True)
    if path.is_symlink():
        note(f"{path} is a link: {target} was written")


def _mode_of_new_files() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _not_written(path: Path, error: Exception) -> str:
    return f"{path} can't be written: {(isinstance(error, OSError) and error.strerror) or error}"
