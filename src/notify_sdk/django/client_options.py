"""The options of a client in a project's settings, and the client that has them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from os import PathLike
from types import MappingProxyType, ModuleType
from typing import Annotated, cast

from django.core.exceptions import ImproperlyConfigured
from pydantic import Field, PlainValidator
from pydantic_core import PydanticCustomError
from typing_extensions import TypedDict

from notify_sdk._calls.blanks import Blanks
from notify_sdk._client.key_source import ApiKey
from notify_sdk._transport.in_process import SandboxUse
from notify_sdk.client import NotificationsAPIClient
from notify_sdk.errors import RequestValidationError


def _source(value: object) -> str | PathLike[str] | ModuleType:
    if isinstance(value, str | PathLike | ModuleType):
        return cast("str | PathLike[str] | ModuleType", value)
    raise PydanticCustomError("templates", "Input should be the path of a snapshot or a module")


class ClientOptions(TypedDict, total=False):
    """What both settings have of a client's options."""

    api_key: ApiKey
    """The API key; by default that of the environment, as for a client."""

    base_url: str
    """The address of Notify; by default that of the environment variable `NOTIFY_BASE_URL`, or the real one."""

    allow_http: Sequence[str]
    """Hosts that `base_url` may name with plain http; by default those of the environment variable `NOTIFY_ALLOW_HTTP`."""

    timeout: Annotated[float, Field(gt=0)]
    """Seconds to wait for Notify; 30 by default."""

    sandbox: SandboxUse
    """When to use a sandbox inside this process instead of Notify; never by default."""

    only_to: Sequence[str]
    """The only addresses, numbers and domains to send to."""

    never_to: Sequence[str]
    """The addresses, numbers and domains that are refused."""

    redirect_to: str | Sequence[str]
    """The address, or number, or one of each, that all messages go to, instead of to their recipients."""

    templates: Annotated[str | PathLike[str] | ModuleType, PlainValidator(_source)]
    """The service's templates: the path of a snapshot, or a module that `notify-sdk templates pull` wrote. Messages are
    checked with them, and can name them."""

    blanks: Blanks
    """What to do with placeholders whose values are blank; `"send"` by default."""


_NONE: Mapping[str, str] = MappingProxyType({})


class WrongOptionError(ImproperlyConfigured):
    """A client or an outbox can't be made with an option. The message names the setting that it is from, and no value.

    Args:
        error: Why not.
        setting: The name of the setting.
        others: The setting of each option that is from another one.

    Attributes:
        option: The name of the option, or of the environment variable in its place; None if that is not known.
    """

    def __init__(self, error: RequestValidationError, setting: str, others: Mapping[str, str] = _NONE) -> None:
        self.option: str | None = error.errors[0].field
        super().__init__(f"{others.get(self.option or '', setting)}: {error}")


def client_of(options: ClientOptions, setting: str, others: Mapping[str, str] = _NONE) -> NotificationsAPIClient:
    """A client with the options of a setting.

    Args:
        options: The options; others of the setting may be among them.
        setting: The name of the setting, for errors.
        others: The setting of each option that is from another one.

    Raises:
        WrongOptionError: If there is no API key, or it is not one, or another option is wrong. None is shown.
    """
    __tracebackhide__ = True
    try:
        return NotificationsAPIClient(
            options.get("api_key"),
            options.get("base_url"),
            options.get("timeout", 30),
            sandbox=options.get("sandbox", "never"),
            allow_http=options.get("allow_http"),
            only_to=options.get("only_to"),
            never_to=options.get("never_to"),
            redirect_to=options.get("redirect_to"),
            templates=options.get("templates"),
            blanks=options.get("blanks", "send"),
        )
    except RequestValidationError as error:
        wrong = WrongOptionError(error, setting, others)
    raise wrong
