"""The service's templates. Written by `notify-sdk templates pull`: do not edit, pull again."""
# ruff: noqa: PGH004
# ruff: noqa
# fmt: off

from __future__ import annotations

from uuid import UUID

from notify_sdk.templates import EmailMessage, EmailValue, LetterMessage, SmsMessage, Source, Value


class Permit(LetterMessage):
    """Letter “permit”, version 1.

    Your parking permit ((reference))

    Dear ((name)),

    This permit is for ((car)). Put it behind your windscreen.
    """

    TEMPLATE = Source(
        id=UUID("8fdc2170-c228-5d86-a5b7-d77a5e49b4f5"),
        name="permit",
        version=1,
        subject="Your parking permit ((reference))",
        body=("Dear ((name)),\n\nThis permit is for ((car)). Put it behind your windscreen."),
    )

    reference: Value
    name: Value
    car: Value


class PermitApplication(EmailMessage):
    """Email “permit application”, version 1.

    Your application ((reference)) for a parking permit

    Dear ((name)),

    # What you told us

    * Your car: ((car))
    * Your phone number: ((phone))

    # What happens next

    Your permit comes by post. We will text you if we need to know more.
    """

    TEMPLATE = Source(
        id=UUID("a9bba5a4-028b-528b-9370-88fd54bc0b3b"),
        name="permit application",
        version=1,
        subject="Your application ((reference)) for a parking permit",
        body=(
            "Dear ((name)),\n"
            "\n"
            "# What you told us\n"
            "\n"
            "* Your car: ((car))\n"
            "* Your phone number: ((phone))\n"
            "\n"
            "# What happens next\n"
            "\n"
            "Your permit comes by post. We will text you if we need to know more."
        ),
    )
    SANITISE_CONTENT_FOR = ("name", "car", "phone")

    reference: EmailValue
    name: EmailValue
    car: EmailValue
    phone: EmailValue


class PermitAppliedFor(SmsMessage):
    """Text message “permit applied for”, version 1.

    Hello ((name)), we have your application ((reference)) for a parking permit for ((car)). Text us at 07700 900800 if anything changes.
    """

    TEMPLATE = Source(
        id=UUID("a080afef-0c08-5c65-8a04-9c7f5e99bc98"),
        name="permit applied for",
        version=1,
        body="Hello ((name)), we have your application ((reference)) for a parking permit for ((car)). Text us at 07700 900800 if anything changes.",
    )

    name: Value
    reference: Value
    car: Value
