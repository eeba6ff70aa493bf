"""The options of the outbox in a project's settings."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, cast

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string
from pydantic import ConfigDict, Field, TypeAdapter, ValidationError, with_config
from typing_extensions import TypedDict

from notify_sdk._client.key_source import ApiKey
from notify_sdk._transport.in_process import SandboxUse
from notify_sdk.client import NotificationsAPIClient
from notify_sdk.errors import RequestValidationError

from .options import SETTING as EMAIL_SETTING
from .plain import plain

SETTING = "NOTIFY_OUTBOX"

_OF_A_CLIENT = ("api_key", "base_url", "allow_http", "timeout", "sandbox", "only_to", "never_to", "redirect_to")


@with_config(ConfigDict(extra="forbid"))
class OutboxOptions(TypedDict, total=False):
    """The setting `NOTIFY_OUTBOX`. Every option may be left out."""

    database: str
    """The alias of the database that the outbox is in; `"default"` if left out."""

    rate_limit: Annotated[int, Field(gt=0)]
    """How many messages are sent in any minute at most, by all processes; as many as Notify takes if left out."""

    resend_after: Annotated[float, Field(gt=0)]
    """Seconds after which a claimed message that is not at Notify counts as not sent; 300 if left out."""

    nudge: str | Callable[[], object]
    """Called after the commit of a transaction that added messages: a function, or the path of one."""

    api_key: ApiKey
    """The API key of workers; that of `NOTIFY_EMAIL` or of the environment if left out, as for those below."""

    base_url: str
    """The URL of Notify."""

    timeout: Annotated[float, Field(gt=0)]
    """Seconds to wait for Notify."""

    sandbox: SandboxUse
    """When to use a sandbox inside this process instead of Notify."""

    only_to: Sequence[str]
    """The only addresses, numbers and domains to send to."""

    never_to: Sequence[str]
    """The addresses, numbers and domains that are refused."""

    redirect_to: str | Sequence[str]
    """The address, or number, or one of each, that all messages go to, instead of to their recipients."""

    allow_http: Sequence[str]
    """Hosts that `base_url` may name with plain http."""


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


def client_options() -> OutboxOptions:
    """The options of the client that sends the outbox: those of `NOTIFY_OUTBOX`, else of `NOTIFY_EMAIL`.

    Raises:
        ImproperlyConfigured: If the setting is not valid.
    """
    __tracebackhide__ = True
    own = outbox_options()
    for_mail: object = getattr(settings, EMAIL_SETTING, {})
    if not isinstance(for_mail, Mapping):
        return own
    shared = cast("Mapping[str, object]", for_mail)
    of_mail = {name: plain(shared[name]) for name in _OF_A_CLIENT if name in shared}
    return cast("OutboxOptions", {**of_mail, **own})


def outbox_client() -> NotificationsAPIClient:
    """A client that sends the project's outbox. Close it, or use it in a `with` statement.

    Raises:
        ImproperlyConfigured: If there is no API key, or it is not one, or another option is wrong.
    """
    __tracebackhide__ = True
    chosen = client_options()
    try:
        return NotificationsAPIClient(
            chosen.get("api_key"),
            chosen.get("base_url"),
            chosen.get("timeout", 30),
            sandbox=chosen.get("sandbox", "never"),
            allow_http=chosen.get("allow_http"),
            only_to=chosen.get("only_to"),
            never_to=chosen.get("never_to"),
            redirect_to=chosen.get("redirect_to"),
        )
    except RequestValidationError as error:
        wrong = str(error)
    raise ImproperlyConfigured(f"{SETTING}: {wrong}")
