"""`scripts/release`: what is built is the commit, twice the same, and nothing else that lies in the work tree."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scripts.releases import packages
from scripts.releases.commit import Commit
from scripts.releases.metadata import owner_fills_in, read
from scripts.releases.notes import NoNotesError, is_dated, is_final, notes, version_of
from scripts.releases.packages import Packages

ROOT = Path(__file__).parents[2]
PATHS = st.from_regex(r"[a-z.]{1,8}(/[a-z.]{1,8}){0,3}", fullmatch=True)
TRACKED = frozenset(
    {"README.md", "src/notify_sdk/a.py", "src/notify_sdk/b/c.html", "schema/d.json", "tests/e.py", ".ci/run"}
)
SDIST = TRACKED - {".ci/run"} | {"PKG-INFO"}
WHEEL = frozenset(
    {"notify_sdk/a.py", "notify_sdk/b/c.html", "notify_sdk/_schema/d.json", "notify_sdk-1.dist-info/RECORD"}
)


def git(folder: Path, *words: str) -> str:
    who = ("-c", "user.name=nobody", "-c", "user.email=nobody@example.com")
    return subprocess.run(["git", *who, *words], cwd=folder, capture_output=True, text=True, check=True).stdout


def this_project() -> list[str]:
    """The files that a commit of today's work tree would have."""
    try:
        listed = git(ROOT, "ls-files", "--cached", "--others", "--exclude-standard", "-z")
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("this is no work tree of git")
    return [path for path in listed.strip("\0").split("\0") if (ROOT / path).is_file()]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository of its own with this project's files, and an untracked file in each of its folders and beside them."""
    folder = tmp_path_factory.mktemp("project")
    files = this_project()
    for path in files:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes((ROOT / path).read_bytes())
    git(folder, "init", "--quiet")
    git(folder, "add", "--all", "--force")
    git(folder, "commit", "--quiet", "--message", "all")
    folders = {parent for path in files for parent in Path(path).parents}
    for each in folders | {Path("scratch") / each for each in folders}:
        (folder / each).mkdir(parents=True, exist_ok=True)
        for name in ("notes.txt", "notes.py", ".env"):
            (folder / each / name).write_text("not committed")
    return folder


@pytest.fixture(scope="module")
def built(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Packages:
    return packages.build(Commit(project), tmp_path_factory.mktemp("packages"))


def test_the_packages_have_the_files_of_the_commit_and_no_other(project: Path, built: Packages) -> None:
    tracked = Commit(project).files()
    assert packages.faults_of_sdist(packages.in_sdist(built.sdist), tracked) == []
    assert packages.faults_of_wheel(packages.in_wheel(built.wheel), tracked) == []


def test_a_build_beside_untracked_files_takes_none_from_other_folders(project: Path, tmp_path: Path) -> None:
    """As a build tool makes it in a work tree, without scripts/release."""
    words = [sys.executable, "-m", "hatchling", "build", "--target", "sdist", "--directory", str(tmp_path)]
    subprocess.run(words, cwd=project, check=True, capture_output=True)
    (sdist,) = tmp_path.glob("*.tar.gz")
    found = packages.in_sdist(sdist)
    assert not [path for path in found if path.startswith("scratch/")]
    assert not found & {"notes.txt", "notes.py", ".env"}


def test_two_builds_are_the_same(project: Path, built: Packages, tmp_path: Path) -> None:
    assert packages.differences(built, packages.build(Commit(project), tmp_path)) == []


def test_a_build_that_differs_is_seen(built: Packages, tmp_path: Path) -> None:
    other = tmp_path / built.wheel.name
    other.write_bytes(built.wheel.read_bytes() + b"\0")
    assert len(packages.differences(built, Packages(other, built.sdist))) == 1


def test_the_readme_of_the_packages_has_no_link_to_a_file_beside_it(built: Packages) -> None:
    description = str(read(built.wheel)["description"])
    assert "A typed Python client" in description
    assert re.findall(r"\]\((?!https?://|#)[^)]*\)", description) == []


def test_the_metadata_say_what_the_owner_fills_in(built: Packages) -> None:
    data = read(built.wheel)
    filled = {**data, "author-email": "A <a@example.com>", "project-url": ["Repository, https://example.com/a"]}
    assert owner_fills_in(filled) == []
    assert len(owner_fills_in({})) == 2


@given(st.sets(PATHS))
def test_every_file_too_many_is_named(more: set[str]) -> None:
    surplus = more - SDIST
    assert len(packages.faults_of_sdist(SDIST | more, TRACKED)) == len(surplus)
    surplus = more - WHEEL
    assert len(packages.faults_of_wheel(WHEEL | more, TRACKED)) == len(surplus)


@pytest.mark.parametrize("path", sorted(SDIST))
def test_every_file_that_is_missing_from_the_sdist_is_named(path: str) -> None:
    assert packages.faults_of_sdist(SDIST - {path}, TRACKED) == [f"{path} is not in the sdist"]


@pytest.mark.parametrize("path", sorted(path for path in WHEEL if "dist-info" not in path))
def test_every_file_that_is_missing_from_the_wheel_is_named(path: str) -> None:
    assert packages.faults_of_wheel(WHEEL - {path}, TRACKED) == [f"{path} is not in the wheel"]


def test_the_version_of_today_has_notes() -> None:
    version = version_of((ROOT / "src" / "notify_sdk" / "_version.py").read_text())
    assert notes((ROOT / "CHANGELOG.md").read_text(), version)


CHANGELOG = """# Changelog

## [1.1.0.dev0] - not released

## [1.0.0] - 2026-11-23

### Added

- The `## ` of a heading.

## [0.9.0]

- Old.
"""


def test_notes_are_the_section_of_the_version() -> None:
    assert notes(CHANGELOG, "1.0.0") == "### Added\n\n- The `## ` of a heading.\n"
    assert notes(CHANGELOG, "0.9.0") == "- Old.\n"


@pytest.mark.parametrize("version", ["1.1.0.dev0", "1.0", "2.0.0", "1.0.0rc1"])
def test_a_version_without_notes_is_refused(version: str) -> None:
    with pytest.raises(NoNotesError, match=re.escape(version)):
        notes(CHANGELOG, version)


@pytest.mark.parametrize(
    ("version", "dated"), [("1.0.0", True), ("0.9.0", False), ("1.1.0.dev0", False), ("1x0.0", False)]
)
def test_a_release_has_a_date(version: str, dated: bool) -> None:
    assert is_dated(CHANGELOG, version) is dated


@pytest.mark.parametrize(
    ("version", "final"),
    [("1.0.0", True), ("1.0.0rc1", True), ("1.0.0.dev0", False), ("1.0", False), ("1.0.0+a", False)],
)
def test_a_development_version_is_not_released(version: str, final: bool) -> None:
    assert is_final(version) is final


def test_actions_of_the_workflow_are_pinned() -> None:
    workflow = (ROOT / ".github" / "workflows" / "release.yml").read_text()
    used = re.findall(r"uses: (.+)", workflow)
    assert used
    assert [line for line in used if not re.fullmatch(r"[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line)] == []
