"""`scripts/release`: makes and checks what is published."""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

from scripts.releases import installs, packages
from scripts.releases.commit import Commit
from scripts.releases.notes import NoNotesError, is_dated, is_final, notes, version_of
from scripts.releases.packages import Packages

ROOT = Path(__file__).parents[2]
DIST = ROOT / "dist"


def build(commit: Commit) -> tuple[Packages, list[str]]:
    """Builds twice, into `dist/packages`; what is wrong with it."""
    folder = DIST / "packages"
    shutil.rmtree(DIST, ignore_errors=True)
    folder.mkdir(parents=True)
    built = packages.build(commit, folder)
    with tempfile.TemporaryDirectory() as again:
        faults = packages.differences(built, packages.build(commit, Path(again)))
    tracked = commit.files()
    faults += packages.faults_of_sdist(packages.in_sdist(built.sdist), tracked)
    faults += packages.faults_of_wheel(packages.in_wheel(built.wheel), tracked)
    for file in (built.wheel, built.sdist):
        print(f"{file.relative_to(ROOT)}  {file.stat().st_size / 1000:,.0f} kB")
    return built, faults


def check_metadata(built: Packages) -> tuple[list[str], list[str]]:
    """What twine and pyroma say against the metadata, and what only the owner can fill in."""
    python = str(installs.tools())
    twine = subprocess.run(
        [python, "-m", "twine", "--no-color", "check", "--strict", str(built.wheel), str(built.sdist)],
        capture_output=True,
        text=True,
        check=False,
    )
    rated = subprocess.run(
        [python, str(ROOT / "scripts" / "releases" / "metadata.py"), str(built.wheel)],
        capture_output=True,
        text=True,
        check=True,
    )
    said = json.loads(rated.stdout)
    print(f"twine check: {'passed' if twine.returncode == 0 else 'failed'}; pyroma: {said['rating']}/10")
    faults = [twine.stdout + twine.stderr] if twine.returncode else []
    # without an address, pyroma takes two points away
    faults += [line for line in said["complaints"] if not (said["owner"] and "author-email" in line)]
    return faults, said["owner"]


def install_everywhere(wheel: Path, time: int) -> list[str]:
    """Installs the wheel in each Python that it is for, with and without extras, and writes the bills of materials."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    prefix = "Programming Language :: Python :: 3."
    versions = [f"3.{line.removeprefix(prefix)}" for line in project["classifiers"] if line.startswith(prefix)]
    faults = []
    with tempfile.TemporaryDirectory() as folder:
        for version in versions:
            python = installs.python_of(version)
            if python is None:
                faults.append(f"there is no Python {version} here")
                continue
            for name, extras in {"plain": (), "all-extras": tuple(project["optional-dependencies"])}.items():
                made = installs.install(wheel, python, extras, Path(folder) / f"{version}-{name}")
                try:
                    print(f"Python {version}, {name}: {made.smoke()}", flush=True)
                except subprocess.CalledProcessError as error:
                    faults.append(f"Python {version}, {name}: {error.stderr}")
                if version == versions[0]:
                    installs.write_bill(made, DIST / f"{wheel.stem.split('-py3')[0]}-{name}.cdx.json", time)
    return faults


def refuses_tag(commit: Commit, version: str, changelog: str, owner: list[str]) -> list[str]:
    """Why a version is not to be released yet."""
    reasons = [f"still to be filled in: {line}" for line in owner]
    reasons += [] if is_final(version) else [f"{version} is a development version"]
    reasons += [] if is_dated(changelog, version) else [f"the heading of {version} in CHANGELOG.md has no date"]
    return reasons + [f"not committed: {line}" for line in commit.uncommitted()]


def main(words: list[str]) -> int:
    """Makes a release of the last commit; 1 if something is wrong with it."""
    parser = argparse.ArgumentParser(prog="scripts/release")
    parser.add_argument("--quick", action="store_true", help="no fresh installs, no bill of materials")
    parser.add_argument("--tag", action="store_true", help="if nothing is wrong, make the tag that is published")
    given = parser.parse_args(words)
    if given.quick and given.tag:
        parser.error("--tag is not for a quick run")

    commit = Commit(ROOT)
    if changed := commit.uncommitted():
        print(f"{len(changed)} files are not committed: what is made is of the last commit", file=sys.stderr)
    built, faults = build(commit)
    refused, owner = check_metadata(built)
    faults += refused
    with tempfile.TemporaryDirectory() as copy:
        commit.export(Path(copy))
        version = version_of((Path(copy) / "src" / "notify_sdk" / "_version.py").read_text())
        changelog = (Path(copy) / "CHANGELOG.md").read_text()
    try:
        (DIST / "notes.md").write_text(notes(changelog, version))
    except NoNotesError as error:
        faults.append(str(error))
    if not given.quick:
        faults += install_everywhere(built.wheel, commit.time())
    sums = [f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}" for file in (built.wheel, built.sdist)]
    (DIST / "SHA256SUMS").write_text("\n".join(sums) + "\n")
    print("\n".join(sums))

    for line in owner:
        print(f"To be filled in by whoever hosts the project: {line}")
    if given.tag and not faults:
        faults = refuses_tag(commit, version, changelog, owner)
    for line in faults:
        print(f"Wrong: {line}", file=sys.stderr)
    if given.tag and not faults:
        commit.tag(f"v{version}", notes(changelog, version))
        print(f"Made the tag v{version}. Push it, and the workflow publishes it.")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
