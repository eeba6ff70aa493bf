"""What to install when a package of an extra is missing."""

import pytest

from notify_sdk._extras import install_hint, requires


def test_a_missing_package_is_named_with_its_extra():
    with pytest.raises(ModuleNotFoundError) as caught, requires("sandbox", "A world in YAML"):
        raise ModuleNotFoundError("No module named 'yaml'", name="yaml")
    assert str(caught.value) == 'A world in YAML needs an extra: pip install "notify-sdk[sandbox]"'
    assert str(caught.value) == install_hint("A world in YAML", "sandbox")
    assert caught.value.name == "yaml"


def test_a_missing_module_of_this_package_is_a_fault_of_its_own():
    with pytest.raises(ModuleNotFoundError, match=r"^no such module$"), requires("sandbox", "A world in YAML"):
        raise ModuleNotFoundError("no such module", name="notify_sdk.nothing")
