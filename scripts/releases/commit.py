"""The commit that is released: its files, its time, and a copy of it without anything that is not in it."""

from __future__ import annotations

import subprocess
import tarfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path


@dataclass(frozen=True)
class Commit:
    """The last commit of a work tree."""

    root: Path

    def files(self) -> frozenset[str]:
        """The paths of its files."""
        return frozenset(self._git("ls-tree", "-r", "-z", "--name-only", "HEAD").decode().strip("\0").split("\0"))

    def time(self) -> int:
        """When it was made, in seconds since 1970: `SOURCE_DATE_EPOCH`."""
        return int(self._git("log", "-1", "--format=%ct", "HEAD"))

    def uncommitted(self) -> list[str]:
        """What is changed in the work tree, or not tracked: one line each, as `git status --short` shows it."""
        return self._git("status", "--porcelain").decode().splitlines()

    def export(self, folder: Path) -> None:
        """Writes its files into a folder."""
        with tarfile.open(fileobj=BytesIO(self._git("archive", "--format=tar", "HEAD"))) as archive:
            archive.extractall(folder, filter="data")

    def tag(self, name: str, message: str) -> None:
        """Makes an annotated tag of it."""
        self._git("tag", "--annotate", name, "--cleanup=verbatim", "--message", message)

    def _git(self, *words: str) -> bytes:
        return subprocess.run(["git", *words], cwd=self.root, capture_output=True, check=True).stdout
