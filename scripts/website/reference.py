"""The pages of the reference: every public name, described by its docstring."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from importlib import import_module
from types import ModuleType

import tests.django.project  # noqa: F401 - configures Django
from notify_sdk.errors import NotifyError

PAGES: dict[str, tuple[str, tuple[str, ...]]] = {
    "errors": ("Errors", ("notify_sdk.errors",)),
    "models": ("Requests and answers", ("notify_sdk.models",)),
    "client": (
        "Client",
        (
            "notify_sdk",
            "notify_sdk.rate_limit",
            "notify_sdk.uploads",
            "notify_sdk.payloads",
            "notify_sdk.schemas",
            "notify_sdk.simulated",
        ),
    ),
    "recipients": ("Recipients", ("notify_sdk.recipients",)),
    "rendering": ("Template language", ("notify_sdk.rendering",)),
    "templates": ("Templates as classes", ("notify_sdk.templates",)),
    "outbox": ("Outbox", ("notify_sdk.outbox",)),
    "callbacks": ("Callbacks", ("notify_sdk.callbacks",)),
    "frameworks": (
        "Frameworks",
        (
            "notify_sdk.django",
            "notify_sdk.django.fields",
            "notify_sdk.django.forms",
            "notify_sdk.flask",
            "notify_sdk.fastapi",
            "notify_sdk.wtforms",
            "notify_sdk.celery",
        ),
    ),
    "sandbox": ("Sandbox", ("notify_sdk.sandbox",)),
    "testing": ("Testing", ("notify_sdk.testing", "notify_sdk.testing.answers", "notify_sdk.testing.strategies")),
    "compat": (
        "Official client's names",
        ("notify_sdk.compat", "notify_sdk.compat.notifications", "notify_sdk.compat.errors", "notify_sdk.compat.utils"),
    ),
}
"""The title of each page, and the modules whose names are on it. A name of two modules is on the first page that has it."""


BEGINNINGS = {
    "notify_sdk.models": "## notify_sdk.models\n\nThe bodies of requests, answers and callbacks, as pydantic models. Answers"
    " are frozen. What a newer Notify adds to an answer is kept, and can be read as an attribute. Each answer also has"
    " `request_id`, the id under which Notify has logged the request: its support can search for it. It is None for a part"
    " of an answer, for a callback, and for a message that was found by a look-up.\n"
}
"""The beginning of a module's part of a page, where its docstring is for whoever changes it."""

_MODULES = {module for _, modules in PAGES.values() for module in modules}


def public_names(module: ModuleType) -> Iterator[tuple[str, object]]:
    """The names that a module offers, in its own order, with what they name."""
    names = getattr(module, "__all__", None)
    if names is None:
        names = [name for name, value in vars(module).items() if _own(module, name, value)]
    for name in names:
        value = getattr(module, name)
        if not name.startswith("__") and not inspect.ismodule(value):
            yield name, value


def reference_pages() -> dict[str, str]:
    """The text of each page, by its path in the site: what mkdocstrings fills in."""
    pages, seen = dict[str, str](), set[int]()
    for page, (title, modules) in PAGES.items():
        parts = [f"# {title}\n"]
        for module in map(import_module, modules):
            described = [(name, value) for name, value in public_names(module) if id(value) not in seen]
            # a number or a text may be two names' value
            seen |= {id(value) for _, value in described if isinstance(value, type) or inspect.isroutine(value)}
            parts.append(BEGINNINGS.get(module.__name__) or f"::: {module.__name__}\n    options:\n      members: []\n")
            for name, value in described:
                options = "    options:\n      heading_level: 3\n"
                if module.__name__ in BEGINNINGS:
                    options += '      filters: ["!^_", "!^request_id$"]\n'
                further = ""
                if isinstance(value, type) and issubclass(value, NotifyError):
                    options += "      inherited_members: false\n"
                    further = _further_attributes(value)
                parts.append(f"::: {_home(module, value)}.{name}\n{options}\n{further}")
        pages[f"reference/{page}.md"] = "\n".join(parts)
    return pages


def _home(module: ModuleType, value: object) -> str:
    """Where a name is imported from."""
    home = getattr(value, "__module__", None)
    return home if isinstance(home, str) and home in _MODULES else module.__name__


def _further_attributes(kind: type[NotifyError]) -> str:
    """The code of a class of errors, and the attributes that only the classes above it describe."""
    found = dict.fromkeys(attributes(kind))
    further = dict[str, str]()
    for base in kind.__mro__[1:]:
        if issubclass(base, NotifyError):
            further |= {name: base.__name__ for name in attributes(base) if name not in found | further}
    links = ", ".join(f"[`{name}`][notify_sdk.{base}]" for name, base in further.items())
    return f"Its `code` is `{kind.code}`." + (f" It also has {links}." if links else "") + "\n"


def attributes(kind: type[NotifyError]) -> list[str]:
    """The attributes that a class of errors itself describes: in its docstring, or as properties."""
    described = re.findall(r"^ {8}(\w+): ", (kind.__doc__ or "").partition("Attributes:\n")[2], re.MULTILINE)
    properties = [name for name, value in vars(kind).items() if isinstance(value, property)]
    return [name for name in (*described, *properties) if name != "code" and not name.startswith("_")]


def _own(module: ModuleType, name: str, value: object) -> bool:
    return not name.startswith("_") and getattr(value, "__module__", None) == module.__name__
