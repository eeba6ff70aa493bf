"""What the email backend can be told in a project's settings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, cast
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from pydantic import ConfigDict, Field, TypeAdapter, ValidationError, with_config
from typing_extensions import TypedDict

from notify_sdk._transport.in_process import SandboxUse

SETTING = "NOTIFY_EMAIL"


@with_config(ConfigDict(extra="forbid"))
class EmailOptions(TypedDict, total=False):
    """The setting `NOTIFY_EMAIL`; from Django 6.1 on also the `OPTIONS` of a mailer. Only `template_id` is needed."""

    template_id: str | UUID
    """The email template that every mail is made from, unless it is a `TemplateEmail`."""

    subject_placeholder: str
    """Which placeholder takes the subject; `"subject"` if left out. Empty: the template has a subject of its own."""

    body_placeholder: str
    """Which placeholder takes the body; `"body"` if left out."""

    file_placeholders: Sequence[str]
    """Which placeholders take the attachments, the first one the first. Those left over are sent empty."""

    confirm_email_before_download: bool
    """Whether recipients must confirm their email address before they see an attachment. Notify asks for that."""

    retention_period: str
    """How long attachments can be downloaded, such as `"4 weeks"`. Notify keeps them for 26 weeks."""

    reply_to: Mapping[str, str]
    """For each address that a mail may name in `reply_to` the id that Notify has for it."""

    sanitise_content_for: Sequence[str]
    """The placeholders whose values come from strangers: Markdown in them is shown as it is written."""

    api_key: str
    """The API key; that of the environment variable `NOTIFY_API_KEY` if left out."""

    base_url: str
    """Where Notify is; what `NOTIFY_BASE_URL` says, or Notify itself, if left out."""

    timeout: Annotated[float, Field(gt=0)]
    """Seconds to wait for Notify; 30 if left out."""

    sandbox: SandboxUse
    """When to talk to a sandbox inside this process in place of Notify; never if left out."""

    only_to: Sequence[str]
    """Write to nobody but these addresses and domains."""

    outbox: bool
    """Put mail into the project's outbox, within the current transaction, in place of sending it at once."""


_ADAPTER = TypeAdapter(EmailOptions)


def resolved(given: Mapping[str, object]) -> EmailOptions:
    """What the settings say, and over it what a backend was given itself.

    Raises:
        ImproperlyConfigured: If an option is missing, unknown or of the wrong kind. Each is named, none is shown.
    """
    __tracebackhide__ = True
    told: object = getattr(settings, SETTING, {})
    if not isinstance(told, Mapping):
        raise ImproperlyConfigured(f"{SETTING} is not a dict of options")
    problems: list[str]
    try:
        options = _ADAPTER.validate_python({**cast("Mapping[str, object]", told), **given})
        problems = [] if "template_id" in options else ["template_id: Field required"]
        UUID(str(options.get("template_id", UUID(int=0))))
    except ValidationError as error:
        problems = list({each["loc"][0]: f"{each['loc'][0]}: {each['msg']}" for each in error.errors()}.values())
    except ValueError:
        problems = ["template_id: Input should be the template's id, as the Notify website shows it"]
    else:
        if not problems:
            return options
    raise ImproperlyConfigured(f"{SETTING} is not as it should be. {'; '.join(problems)}")
