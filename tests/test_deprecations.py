"""What 0.1 had still works: each argument and option is taken, and a name that is to go warns and names the new one."""

from __future__ import annotations

import ast
import inspect
import json
import re
import warnings
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any, get_type_hints

import pytest
from pydantic import BaseModel

import notify_sdk.templates
import tests.django.project  # noqa: F401 - configures Django
from notify_sdk import sandbox
from notify_sdk.sandbox import Sandbox
from tests.cli.commands import every_command

ROOT = Path(__file__).parent.parent
RELEASED: dict[str, list[str]] = json.loads((ROOT / "tests/data/arguments_0.1.0.json").read_text())
"""The arguments of each public function, method and class of 0.1.0, and the options of each command."""

GONE = {
    "notify_sdk.Checks": {"only_to"},  # the client filled it in, from its own only_to
    "notify_sdk.InvalidResponseError": {
        "message"
    },  # text: the client makes it, and message is what it is for all errors
    "notify_sdk.WaitTimeoutError": {"message"},
}
"""Arguments of 0.1.0 that are gone. CHANGELOG.md has them."""


def sandbox_with(progress: str) -> Sandbox:
    return Sandbox(progress=progress)  # type: ignore[arg-type]


def post_returned_letter() -> None:
    with pytest.raises(AttributeError):
        Sandbox().callbacks.returned(None)  # type: ignore[arg-type]


DEPRECATED: dict[str, tuple[str, Callable[[], object]]] = {
    "notify_sdk.sandbox.Notification": ("NotificationRecord", lambda: sandbox.Notification),
    "notify_sdk.sandbox.ReceivedText": ("ReceivedTextRecord", lambda: sandbox.ReceivedText),
    "notify_sdk.sandbox.Template": ("TemplateRecord", lambda: sandbox.Template),
    "Sandbox.life": ("Sandbox.delivery", lambda: getattr(Sandbox(), "life")),  # noqa: B009 - unknown to checkers
    "Sandbox.journal": ("Sandbox.store", lambda: getattr(Sandbox(), "journal")),  # noqa: B009
    'progress="held"': ('"manual"', lambda: sandbox_with("held")),
    "Callbacks.returned": ("Callbacks.letter_returned", post_returned_letter),
    "State.begin_as": ("State.restart_from", lambda: Sandbox().state.begin_as(Sandbox().state)),
    "notify_sdk.templates.SmsTemplate": ("SmsMessage", lambda: notify_sdk.templates.SmsTemplate),
    "notify_sdk.templates.EmailTemplate": ("EmailMessage", lambda: notify_sdk.templates.EmailTemplate),
    "notify_sdk.templates.LetterTemplate": ("LetterMessage", lambda: notify_sdk.templates.LetterTemplate),
    "notify_sdk.templates.Template": ("TemplateMessage", lambda: notify_sdk.templates.Template),
}
"""Each deprecated name, what to use instead, and how it is used."""


def found(path: str) -> Any:
    """What a path names: a module's name, or a member of one."""
    at, *parts = path.split(".")
    value: Any = import_module(at)
    for part in parts:
        at = f"{at}.{part}"
        value = getattr(value, part) if hasattr(value, part) else import_module(at)
    return value


def accepted(code: Any) -> set[str]:
    """The names of the arguments that can be passed."""
    if isinstance(code, type) and issubclass(code, BaseModel):
        return set(code.model_fields)
    if isinstance(code, type) and hasattr(code, "__total__"):
        return set(code.__annotations__)
    names = set(inspect.signature(code).parameters)
    for parameter in inspect.signature(code).parameters.values():
        if parameter.kind is parameter.VAR_KEYWORD and "Unpack" in str(parameter.annotation):
            (options,) = get_type_hints(code)[parameter.name].__args__
            names |= set(options.__annotations__)
    return names


@pytest.mark.parametrize("path", [path for path, names in RELEASED.items() if path.startswith("notify_sdk.")])
def test_what_0_1_had_is_there_and_takes_the_same_arguments(path: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # deprecated is still there
        owner, _, name = path.rpartition(".")
        fields = {
            each for base in getattr(found(owner), "__mro__", ()) for each in getattr(base, "__annotations__", ())
        }
        if name in fields:  # was a property, and is an attribute
            return
        assert set(RELEASED[path]) - GONE.get(path, set()) <= (accepted(found(path)) if RELEASED[path] else set())


@pytest.mark.parametrize("command", [path for path in RELEASED if path.startswith("notify-sdk")])
def test_a_command_of_0_1_takes_the_same_options(command: str) -> None:
    parameters = every_command()[tuple(command.split()[1:])].params
    assert set(RELEASED[command]) <= {name for each in parameters for name in (*each.opts, *each.secondary_opts)}


@pytest.mark.parametrize("name", DEPRECATED)
def test_a_deprecated_name_works_and_warns_with_what_to_use_instead(name: str) -> None:
    instead, use = DEPRECATED[name]
    with pytest.warns(DeprecationWarning, match=re.escape(instead)) as warned:
        use()
    assert Path(warned[0].filename) == Path(__file__)


@pytest.mark.parametrize("name", DEPRECATED)
def test_the_changelog_lists_a_deprecated_name_with_what_to_use_instead(name: str) -> None:
    _, _, rest = (ROOT / "CHANGELOG.md").read_text().partition("### Deprecated\n")
    section, _, _ = rest.partition("\n### ")
    assert f"`{name}`" in section
    assert DEPRECATED[name][0].strip('"') in section


def warnings_in(path: Path) -> int:
    """How many statements of a file deprecate something: decorators, and warnings that are made."""
    names = (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call | ast.Name))
    calls = [node for node in names if isinstance(node, ast.Call)]
    return sum(
        (isinstance(call.func, ast.Name) and call.func.id in {"deprecated", "DeprecationWarning"})
        or any(isinstance(each, ast.Name) and each.id == "DeprecationWarning" for each in call.args[1:2])
        for call in calls
    )


def test_every_deprecation_of_the_package_is_in_the_table() -> None:
    package = ROOT / "src" / "notify_sdk"
    places = {str(path.relative_to(package)): warnings_in(path) for path in sorted(package.rglob("*.py"))}
    assert {path: count for path, count in places.items() if count} == {
        "sandbox/__init__.py": 1,
        "sandbox/callbacks.py": 1,
        "sandbox/delivery.py": 1,
        "sandbox/sandbox.py": 1,
        "sandbox/world/state.py": 1,
        "templates/__init__.py": 1,
    }
