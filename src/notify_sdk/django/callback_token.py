"""The bearer token of callbacks in a project's settings."""

from __future__ import annotations

import os

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from notify_sdk.callbacks import tokens_of

from .plain import plain

SETTING = "NOTIFY_CALLBACK_TOKEN"


def callback_tokens() -> tuple[str, ...]:
    """The bearer tokens that the setting, or else the environment variable of the same name, gives.

    Raises:
        ImproperlyConfigured: If there is none, or one of them is empty or no text.
    """
    __tracebackhide__ = True
    given: object = getattr(settings, SETTING, None)
    try:
        return tokens_of(plain(os.environ.get(SETTING) if given is None else given))
    except ValueError as error:
        wrong = str(error)
    raise ImproperlyConfigured(f"{SETTING}: {wrong}")
