"""References that are unique to a message. Pure."""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256
from typing import TypeVar
from uuid import UUID, uuid4

from notify_sdk._calls import operations
from notify_sdk._calls.operations import Operation
from notify_sdk._lazy import set_module
from notify_sdk._validation.accepted import Personalisation
from notify_sdk.models import LetterAddress
from notify_sdk.recipients import EmailAddress, PhoneNumber, PostalAddress, RecipientError, normal_form

T = TypeVar("T")
_ADDRESS = frozenset(("postcode", *(f"address_line_{line}" for line in range(1, 8))))


def reference_for(
    recipient: str | PhoneNumber | EmailAddress | PostalAddress | LetterAddress | Mapping[str, object] | None,
    template_id: str | UUID,
    personalisation: Personalisation | None = None,
    *,
    secret: str | bytes = b"",
) -> str:
    """Derives a reference from recipient, template and values: the same message always gets the same one.

    A job that may be restarted can look it up before it sends, and skip those who already have the message:

        reference = reference_for("07700 900 900", template_id, {"date": "3 March"})
        if not client.get_all_notifications(reference=reference).notifications:
            client.send_sms_notification("07700 900 900", template_id, {"date": "3 March"}, reference)

    Two references are the same exactly when the recipients have the same `notify_sdk.recipients.normal_form`, and
    template and personalisation are the same.

    Args:
        recipient: A phone number, an email address, or the address of a letter; None if the personalisation holds
            the address. However it is written, the reference is the same as long as Notify would write to the
            same place.
        template_id: The template.
        personalisation: The value of each placeholder. Their order makes no difference.
        secret: With a secret the reference reveals nothing. Without one, anybody who has the reference
            can test a guess of the recipient and the values against it.

    Returns:
        64 hexadecimal digits.

    Raises:
        RequestValidationError: If the template's id is not a UUID, or a value can't be sent.
    """
    __tracebackhide__ = True
    body = json.loads(operations.post_template_preview(template_id, personalisation).body or b"{}")
    values: dict[str, object] = body["personalisation"]
    if isinstance(recipient, LetterAddress):
        recipient = recipient.model_dump(exclude_unset=True)
    if recipient is None and _is_address(values):
        recipient = {name: value for name, value in values.items() if name in _ADDRESS}
        values = {name: value for name, value in values.items() if name not in _ADDRESS}
    place = None if recipient is None else normal_form(recipient)
    text = json.dumps([place, str(UUID(str(template_id))), values], sort_keys=True)
    key = secret.encode() if isinstance(secret, str) else secret
    return hmac.new(key, text.encode(), sha256).hexdigest()


def _is_address(values: Mapping[str, object]) -> bool:
    __tracebackhide__ = True
    try:
        PostalAddress.from_personalisation(values)
    except RecipientError:
        return False
    return True


def with_reference(operation: Operation[T]) -> Operation[T]:
    """The same send, with a unique reference if it has none."""
    __tracebackhide__ = True
    if operation.body is None or operation.reference is not None:
        return operation
    reference = str(uuid4())
    # the body may be megabytes: it is not read again
    body = operation.body[:-1] + f',"reference":"{reference}"}}'.encode()
    return replace(operation, body=body, reference=reference)


set_module("notify_sdk", globals(), ("reference_for",))
