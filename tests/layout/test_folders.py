"""Where the tests of each file are: in a file or a folder of its name, or where this list says.

`_client/auth.py` is tested by `tests/client/test_auth.py`, or by the folder `tests/client/auth/`.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.layout.drawing import ROOT

PACKAGE = ROOT / "src" / "notify_sdk"
TESTS = ROOT / "tests"
ELSEWHERE: dict[str, str] = {
    "outbox/boot_clock.py": "outbox/campaign/test_frozen.py",
    "outbox/content.py": "outbox/test_entries.py",
    "outbox/errors.py": "outbox/test_database.py",
    "outbox/events.py": "outbox/test_states.py",
    "outbox/flights.py": "outbox/test_sender.py",
    "outbox/ledger.py": "outbox/test_sender.py",
    "outbox/lookup.py": "outbox/test_sender.py",
    "outbox/messages.py": "outbox/test_entries.py",
    "outbox/outbox.py": "outbox/test_sender.py",
    "outbox/outcomes.py": "outbox/test_sender.py",
    "outbox/receipts.py": "outbox/test_follow_up.py",
    "outbox/report.py": "outbox/test_follow_up.py",
    "outbox/statements.py": "outbox/test_database.py",
    "outbox/tables.py": "outbox/test_database.py",
    "outbox/terms.py": "outbox/test_sender.py",
    "outbox/within.py": "outbox/campaign/test_transactions.py",
    "recipients/_csv_columns.py": "recipients/test_csv_faults.py",
    "recipients/_csv_records.py": "recipients/test_csv_any_file.py",
    "recipients/_data.py": "recipients/test_parsing.py",
    "recipients/_error.py": "recipients/test_parsing.py",
    "recipients/_field.py": "recipients/test_parsing.py",
    "recipients/_text.py": "recipients/test_parsing.py",
    "recipients/address.py": "recipients/test_parsing.py",
    "recipients/country.py": "recipients/test_parsing.py",
    "recipients/email.py": "recipients/test_parsing.py",
    "recipients/phone.py": "recipients/test_parsing.py",
    "recipients/postcode.py": "recipients/test_parsing.py",
    "rendering/email_html.py": "rendering/test_rendering.py",
    "rendering/placeholders.py": "rendering/test_rendering.py",
    "rendering/render.py": "rendering/test_rendering.py",
    "rendering/sanitise.py": "rendering/test_rendering.py",
    "rendering/text_message.py": "rendering/test_rendering.py",
    "rendering/typography.py": "rendering/test_rendering.py",
    "templates/base.py": "templates/test_sending.py",
    "templates/fields.py": "templates/test_module.py",
    "templates/literals.py": "templates/test_module.py",
    "templates/naming.py": "templates/test_module.py",
    "templates/snapshots.py": "templates/test_module.py",
}


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
    if file in ELSEWHERE:
        assert (TESTS / ELSEWHERE[file]).exists()
    else:
        assert any(home.exists() for home in homes(file)), f"no {homes(file)[0].relative_to(ROOT)}, and not in the list"


def test_the_list_has_only_files_that_are_tested_elsewhere() -> None:
    assert [file for file in ELSEWHERE if not (PACKAGE / file).exists()] == []
    assert [file for file in ELSEWHERE if any(home.exists() for home in homes(file))] == []
