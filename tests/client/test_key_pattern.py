"""How an API key is written."""

import pytest

from notify_sdk._client.key_pattern import KEY

SERVICE, SECRET = "26785a09-ab16-4eb0-8407-a37497a57506", "3d844edf-8d35-48ac-975b-e847b4f122b0"


@pytest.mark.parametrize("name", ["", "my_key-", "a name-with-hyphens-", "Größe-", f"{SERVICE}-", "two\nlines-", "-"])
def test_any_name_stands_before_the_two_ids(name: str) -> None:
    found = KEY.fullmatch(f"{name}{SERVICE}-{SECRET}")
    assert found
    assert (found["service"], found["secret"], found["name"] or "") == (SERVICE, SECRET, name[:-1])


@pytest.mark.parametrize("text", ["", SECRET, f"{SERVICE}{SECRET}", f"x{SERVICE}-{SECRET}", f"x-{SERVICE}-{SECRET}-"])
def test_nothing_else_is_a_key(text: str) -> None:
    assert not KEY.fullmatch(text)
