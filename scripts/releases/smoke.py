"""Loads every public name of an installed `notify_sdk` and sends to a sandbox. `--extras`: all extras are installed.

Runs in an environment that has nothing but the wheel and its dependencies: it imports nothing of this project's scripts.
"""

from __future__ import annotations

import asyncio
import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import notify_sdk

NEED_AN_EXTRA = {
    "celery",
    "cli",
    "django",
    "fastapi",
    "flask",
    "outbox",
    "rate_limit",
    "sandbox",
    "templates",
    "testing",
    "wtforms",
}
"""The parts of the package that may say, without extras, which one is missing."""

HINT = 'pip install "notify-sdk['


def modules() -> list[str]:
    """The public modules of the package."""
    root = Path(notify_sdk.__file__).parent
    paths = [path.relative_to(root.parent).with_suffix("").parts for path in sorted(root.rglob("*.py"))]
    dotted = [".".join(part for part in parts if part != "__init__") for parts in paths]
    return [name for name in dotted if not any(part.startswith("_") for part in name.split("."))]


def django_is_set_up() -> None:
    """Django's modules need a project."""
    if find_spec("django") is None:
        return
    import django
    from django.conf import settings

    apps = ["django.contrib.admin", "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.messages"]
    settings.configure(INSTALLED_APPS=[*apps, "django.contrib.sessions", "notify_sdk.django"], SECRET_KEY="smoke")
    django.setup()


def load(extras: bool) -> tuple[int, list[str]]:
    """How many public names there are, and what is missing without extras.

    Raises:
        ImportError: Something is missing that should be there, or does not say which extra brings it.
    """
    found, missing = 0, list[str]()
    for path in modules():
        try:
            module = import_module(path)
        except ImportError as error:
            missing.append(expected(path, error, extras=extras))
            continue
        for name in getattr(module, "__all__", ()):
            try:
                getattr(module, name)
            except ImportError as error:
                missing.append(expected(f"{path}.{name}", error, extras=extras))
            else:
                found += 1
    return found, missing


def expected(what: str, error: ImportError, *, extras: bool) -> str:
    """What is missing, if it may be."""
    part = what.split(".")[1]
    if extras and what == "notify_sdk.django.tasks" and "needs Django 6.0" in str(error):
        return what
    # `python -m notify_sdk` has the hint for the command line; a file inside another part is loaded after the part, which has it
    hinted = HINT in str(error) or part == "cli" or what.count(".") > 1
    if extras or part not in NEED_AN_EXTRA or not hinted:
        raise error
    return what


def send() -> None:
    """Sends a text message, for threads and for asyncio."""
    from notify_sdk.sandbox import Sandbox

    sandbox = Sandbox()
    template, values = sandbox.templates["appointment reminder"], {"name": "Amala", "date": "3 March"}

    async def send_async() -> None:
        async with sandbox.async_client() as client:
            await client.send_sms_notification("07700 900 900", template, values)

    with sandbox.client() as client:
        sent = client.send_sms_notification("07700 900 900", template, values)
        assert client.get_notification_by_id(sent.id).type == "sms"
    asyncio.run(send_async())
    assert len(sandbox.inbox) == 2


def main() -> None:
    """Prints what was found."""
    extras = "--extras" in sys.argv[1:]
    send()
    django_is_set_up()
    found, missing = load(extras)
    assert found > 200, found
    if extras:
        from typer.testing import CliRunner

        from notify_sdk.cli import app

        result = CliRunner().invoke(app, ["--version"])
        assert result.exit_code == 0, result.output
        assert notify_sdk.__version__ in result.output
    without = f", {len(missing)} modules and names need " + ("Django 6" if extras else "an extra") if missing else ""
    print(f"{found} public names{without}")


if __name__ == "__main__":
    main()
