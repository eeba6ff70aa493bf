"""The version: the same wherever it is read."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import version

from packaging.version import Version

import notify_sdk
from notify_sdk._version import __version__


def test_it_is_that_of_the_installed_package() -> None:
    assert version("notify-sdk") == __version__ == notify_sdk.__version__


def test_it_is_written_in_its_normal_form() -> None:
    """Otherwise the installed package would have another text for the same version."""
    assert str(Version(__version__)) == __version__


def test_no_metadata_is_read() -> None:
    script = "import sys, notify_sdk; print(notify_sdk.__version__, 'importlib.metadata' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.split() == [__version__, "False"]
