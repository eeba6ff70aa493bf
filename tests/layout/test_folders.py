"""Where the tests of each file are: in a file or a folder of its name.

`_client/auth.py` is tested by `tests/client/test_auth.py`, or by the folder `tests/client/auth/`.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.layout.drawing import ROOT

PACKAGE = ROOT / "src" / "notify_sdk"
TESTS = ROOT / "tests"


def files() -> list[str]:
    """The files that are written by hand; the two clients' twins for asyncio are tested with those for threads."""
    every = [path.relative_to(PACKAGE) for path in sorted(PACKAGE.rglob("*.py")) if path.name != "__init__.py"]
    by_hand = [path for path in every if path.parts[0] != "models"]
    return [
        path.as_posix() for path in by_hand if not path.stem.endswith("_async") and not path.stem.startswith("async_")
    ]


def homes(file: str) -> list[Path]:
    """Where the tests of a file are looked for."""
    *folders, name = (part.strip("_") for part in Path(file).with_suffix("").parts)
    folder = TESTS.joinpath(*folders)
    return [folder / f"test_{name}.py", folder / name]


@pytest.mark.parametrize("file", files())
def test_each_file_has_its_tests(file: str) -> None:
    assert any(home.exists() for home in homes(file)), f"there is no {homes(file)[0].relative_to(ROOT)}"
