"""The options of the outbox in a project's settings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, cast

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string
from pydantic import ConfigDict, Field, TypeAdapter, ValidationError, with_config

from notify_sdk.client import NotificationsAPIClient

from .client_options import ClientOptions, client_of
from .options import SETTING as EMAIL_SETTING
from .plain import plain

SETTING = "NOTIFY_OUTBOX"


@with_config(ConfigDict(extra="forbid"))
class OutboxOptions(ClientOptions, total=False):
    """The setting `NOTIFY_OUTBOX`. Every option may be left out; those of the client are then those of `NOTIFY_EMAIL`."""

    database: str
    """The alias of the database that the outbox is in; `"default"` if left out."""

    rate_limit: Annotated[int, Field(gt=0)]
    """How many messages are sent in any minute at most, by all processes; as many as Notify takes if left out."""

    resend_after: Annotated[float, Field(gt=0)]
    """Seconds after which a claimed message that is not at Notify counts as not sent; 300 if left out."""

    nudge: str | Callable[[], object]
    """Called after the commit of a transaction that added messages: a function, or the path of one."""


_ADAPTER = TypeAdapter(OutboxOptions)


def outbox_options() -> OutboxOptions:
    """The options that the setting gives.

    Raises:
        ImproperlyConfigured: If an option is unknown or of the wrong kind. Each is named, none is shown.
    """
    __tracebackhide__ = True
    given: object = getattr(settings, SETTING, {})
    if not isinstance(given, Mapping):
        raise ImproperlyConfigured(f"{SETTING} is not a dict of options")
    try:
        return _ADAPTER.validate_python(plain(dict(cast("Mapping[str, object]", given))))
    except ValidationError as error:
        problems = list({each["loc"][0]: f"{each['loc'][0]}: {each['msg']}" for each in error.errors()}.values())
    raise ImproperlyConfigured(f"{SETTING} is not valid. {'; '.join(problems)}")


def outbox_alias() -> str:
    """The alias of the database that the outbox is in.

    Raises:
        ImproperlyConfigured: If the setting is not valid.
    """
    return outbox_options().get("database", "default")


def nudge_of(options: OutboxOptions) -> Callable[[], object] | None:
    """The function that is called after a commit that added messages.

    Raises:
        ImproperlyConfigured: If its path is not that of a callable.
    """
    named = options.get("nudge")
    if named is None or not isinstance(named, str):
        return named
    found: object = None
    try:
        found = import_string(named)
    except ImportError as error:
        raise ImproperlyConfigured(f"{SETTING}: nudge can't be imported: {error}") from None
    enqueue: object = getattr(found, "enqueue", None)  # one of Django's tasks
    chosen = enqueue if callable(enqueue) else found
    if not callable(chosen):
        raise ImproperlyConfigured(f"{SETTING}: nudge {named} can't be called")
    return cast("Callable[[], object]", chosen)


def resolved_options() -> OutboxOptions:
    """The options of the outbox and of the client that sends it, which are those of `NOTIFY_OUTBOX`, else of `NOTIFY_EMAIL`.

    Raises:
        ImproperlyConfigured: If the setting is not valid.
    """
    __tracebackhide__ = True
    own = outbox_options()
    for_mail = _options_for_mail()
    shared = {name: plain(for_mail[name]) for name in ClientOptions.__annotations__ if name in for_mail}
    return cast("OutboxOptions", {**shared, **own})


def other_settings() -> dict[str, str]:
    """The setting of each of the `resolved_options` that is not from `NOTIFY_OUTBOX`.

    Raises:
        ImproperlyConfigured: If the setting is not valid.
    """
    __tracebackhide__ = True
    own, for_mail = outbox_options(), _options_for_mail()
    return {name: EMAIL_SETTING for name in ClientOptions.__annotations__ if name in for_mail and name not in own}


def _options_for_mail() -> Mapping[str, object]:
    __tracebackhide__ = True
    given: object = getattr(settings, EMAIL_SETTING, {})
    return cast("Mapping[str, object]", given) if isinstance(given, Mapping) else {}


def outbox_client() -> NotificationsAPIClient:
    """A client that sends the project's outbox. Close it, or use it in a `with` statement.

    Raises:
        ImproperlyConfigured: If there is no API key, or it is not one, or another option is wrong.
    """
    __tracebackhide__ = True
    return client_of(resolved_options(), SETTING, other_settings())
