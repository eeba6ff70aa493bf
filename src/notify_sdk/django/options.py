"""The options of the email backend in a project's settings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from pydantic import ConfigDict, TypeAdapter, ValidationError, with_config

from .client_options import ClientOptions
from .plain import plain

SETTING = "NOTIFY_EMAIL"


@with_config(ConfigDict(extra="forbid"))
class EmailOptions(ClientOptions, total=False):
    """The setting `NOTIFY_EMAIL`; from Django 6.1 on also the `OPTIONS` of a mailer. Only `template_id` is needed."""

    template_id: str | UUID
    """The email template that every mail is made from, unless it is a `TemplateEmail`."""

    subject_placeholder: str
    """The placeholder for the subject; `"subject"` by default. Empty if the template has a fixed subject."""

    body_placeholder: str
    """The placeholder for the body; `"body"` by default."""

    file_placeholders: Sequence[str]
    """The placeholders for attachments, in order; unused placeholders are sent empty."""

    confirm_email_before_download: bool
    """Whether recipients must confirm their email address to see an attachment; Notify's default is that they must."""

    retention_period: str
    """How long attachments can be downloaded, such as `"4 weeks"`. Notify keeps them for 26 weeks."""

    reply_to: Mapping[str, str]
    """The id in Notify of each address that a message may have in `reply_to`."""

    sanitise_content_for: Sequence[str]
    """The placeholders whose values come from untrusted people: Markdown in them is shown as it is written."""

    outbox: bool
    """Add mail to the project's outbox, within the current transaction, instead of sending it at once."""


_ADAPTER = TypeAdapter(EmailOptions)


def resolve_options(given: Mapping[str, object]) -> EmailOptions:
    """The options of the settings, overridden by those that a backend was given.

    Raises:
        ImproperlyConfigured: An option is missing, unknown or of the wrong type. The message names each and shows no value.
    """
    __tracebackhide__ = True
    configured: object = getattr(settings, SETTING, {})
    if not isinstance(configured, Mapping):
        raise ImproperlyConfigured(f"{SETTING} is not a dict of options")
    problems: list[str]
    try:
        options = _ADAPTER.validate_python(plain({**cast("Mapping[str, object]", configured), **given}))
        problems = [] if "template_id" in options else ["template_id: Field required"]
        UUID(str(options.get("template_id", UUID(int=0))))
    except ValidationError as error:
        problems = list({each["loc"][0]: f"{each['loc'][0]}: {each['msg']}" for each in error.errors()}.values())
    except ValueError:
        problems = ["template_id: Input should be the template's id, as the Notify website shows it"]
    else:
        if not problems:
            return options
    raise ImproperlyConfigured(f"{SETTING} is not valid. {'; '.join(problems)}")
