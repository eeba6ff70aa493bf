"""Django's system checks for the app's settings."""

from __future__ import annotations

import os
from collections.abc import Sequence
from importlib.util import find_spec
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured

from notify_sdk._client.key_source import FILE_VARIABLE, VARIABLE

from .callback_token import SETTING as TOKEN
from .callback_token import callback_tokens
from .client_options import WrongOptionError
from .outbox_options import nudge_of, outbox_client, outbox_options, resolved_options


def register() -> None:
    """Registers the checks, so that `manage.py check` runs them."""
    checks.register(check_sqlalchemy)
    checks.register(check_outbox)
    checks.register(check_key)
    checks.register(check_callback_token)


def check_sqlalchemy(app_configs: Sequence[Any] | None, **_options: Any) -> list[checks.CheckMessage]:  # noqa: ARG001
    """E001: SQLAlchemy is not installed."""
    if find_spec("sqlalchemy") is not None:
        return []
    hint = 'pip install "notify-sdk[django,outbox]"'
    return [checks.Error("The outbox needs SQLAlchemy.", hint=hint, id="notify_sdk.E001")]


def check_outbox(app_configs: Sequence[Any] | None, **_options: Any) -> list[checks.CheckMessage]:  # noqa: ARG001
    """E002: `NOTIFY_OUTBOX` is wrong; E003: its database is not supported; W001: times have no time zone."""
    try:
        options = outbox_options()
        nudge_of(options)
    except ImproperlyConfigured as error:
        return [checks.Error(str(error), id="notify_sdk.E002")]
    found: list[checks.CheckMessage] = []
    if find_spec("sqlalchemy") is not None:
        from .engine import wrapper_of

        try:
            wrapper_of(options.get("database", "default"))
        except ImproperlyConfigured as error:
            found.append(checks.Error(str(error), id="notify_sdk.E003"))
        else:
            found += _outbox_faults()
    if not settings.USE_TZ:
        why = "USE_TZ is False: on SQLite the times of messages are naive datetimes in UTC."
        found.append(checks.Warning(why, id="notify_sdk.W001"))
    return found


def _outbox_faults() -> list[checks.CheckMessage]:
    from .project_outbox import project_outbox

    try:
        project_outbox()  # which connects to nothing
    except ImproperlyConfigured as error:
        return [checks.Error(str(error), id="notify_sdk.E002")]
    return []


def check_key(app_configs: Sequence[Any] | None, **_options: Any) -> list[checks.CheckMessage]:  # noqa: ARG001
    """E004: the API key, or another option of the client, is wrong; W002: there is no key, which only workers need."""
    try:
        options = resolved_options()
    except ImproperlyConfigured:
        return []  # E002 reports it
    hint = "Set NOTIFY_API_KEY or NOTIFY_API_KEY_FILE in the environment, or api_key in NOTIFY_OUTBOX or NOTIFY_EMAIL."
    in_environment = os.environ.get(VARIABLE) or os.environ.get(FILE_VARIABLE)
    if not (options.get("api_key") or in_environment):
        if options.get("sandbox", "never") != "never":
            return []
        return [checks.Warning("There is no API key: this process can't send.", hint=hint, id="notify_sdk.W002")]
    try:
        outbox_client().close()
    except WrongOptionError as error:
        if str(error) in {each.msg for each in check_outbox(None)}:
            return []  # the outbox takes this option, too
        of_key = error.option in {"api_key", FILE_VARIABLE}
        return [checks.Error(str(error), hint=hint if of_key else None, id="notify_sdk.E004")]
    return []


def check_callback_token(app_configs: Sequence[Any] | None, **_options: Any) -> list[checks.CheckMessage]:  # noqa: ARG001
    """E005: `NOTIFY_CALLBACK_TOKEN` is there, but empty or no text."""
    if getattr(settings, TOKEN, None) is None and TOKEN not in os.environ:
        return []  # callbacks may come to a view of the project's own
    try:
        callback_tokens()
    except ImproperlyConfigured as error:
        return [checks.Error(str(error), id="notify_sdk.E005")]
    return []
