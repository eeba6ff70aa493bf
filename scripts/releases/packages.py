"""The wheel and the sdist: built from a commit, and what has to be in them."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from scripts.releases.commit import Commit

NOT_IN_THE_SDIST = (".ci/", ".github/")
"""Folders of a commit that are of no use away from where the project is hosted."""

_PLACES = {"src/notify_sdk/": "notify_sdk/", "schema/": "notify_sdk/_schema/"}
"""Where the folders that the wheel consists of are in it."""


@dataclass(frozen=True)
class Packages:
    """The two files that are uploaded."""

    wheel: Path
    sdist: Path


def build(commit: Commit, folder: Path) -> Packages:
    """Builds the wheel and the sdist of a commit, with the build backend of the lock.

    Args:
        commit: The commit. What else lies in its work tree is not seen.
        folder: Where the files go.
    """
    with tempfile.TemporaryDirectory() as copy:
        commit.export(Path(copy))
        words = [sys.executable, "-m", "hatchling", "build", "--target", "sdist", "--target", "wheel"]
        environment = {**os.environ, "SOURCE_DATE_EPOCH": str(commit.time())}
        subprocess.run([*words, "--directory", str(folder)], cwd=copy, env=environment, check=True, capture_output=True)
    (wheel,), (sdist,) = folder.glob("*.whl"), folder.glob("*.tar.gz")
    return Packages(wheel, sdist)


def differences(one: Packages, other: Packages) -> list[str]:
    """The files of two builds that are not the same, byte for byte."""
    pairs = ((one.wheel, other.wheel), (one.sdist, other.sdist))
    return [
        f"{first.name} and {second.name} differ"
        for first, second in pairs
        if first.name != second.name or first.read_bytes() != second.read_bytes()
    ]


def in_sdist(sdist: Path) -> frozenset[str]:
    """The paths in an sdist, without its own folder."""
    with tarfile.open(sdist) as archive:
        return frozenset(member.name.partition("/")[2] for member in archive if not member.isdir())


def in_wheel(wheel: Path) -> frozenset[str]:
    """The paths in a wheel."""
    with zipfile.ZipFile(wheel) as archive:
        return frozenset(archive.namelist())


def faults_of_sdist(files: Iterable[str], tracked: frozenset[str]) -> list[str]:
    """What is in an sdist and not in the commit, and the other way round."""
    wanted = {path for path in tracked if not path.startswith(NOT_IN_THE_SDIST)} | {"PKG-INFO"}
    return _compare("sdist", frozenset(files), wanted)


def faults_of_wheel(files: Iterable[str], tracked: frozenset[str]) -> list[str]:
    """What is in a wheel and is no file of the package, and the other way round. Its metadata are looked at elsewhere."""
    found = {path for path in files if ".dist-info/" not in path.partition("/")[0] + "/"}
    wanted = {
        place + path.removeprefix(folder)
        for folder, place in _PLACES.items()
        for path in tracked
        if path.startswith(folder)
    }
    return _compare("wheel", found, wanted)


def _compare(where: str, found: Iterable[str], wanted: Iterable[str]) -> list[str]:
    found, wanted = set(found), set(wanted)
    surplus = [f"{path} is in the {where} and should not be" for path in sorted(found - wanted)]
    return surplus + [f"{path} is not in the {where}" for path in sorted(wanted - found)]
