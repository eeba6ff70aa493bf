"""The service's templates. Written by `notify-sdk templates pull`: do not edit, pull again."""
# ruff: noqa: PGH004
# ruff: noqa
# fmt: off

from __future__ import annotations

from uuid import UUID

from notify_sdk.templates import EmailMessage, EmailValue, Flag, LetterMessage, SmsMessage, Source, Value


class ApplicationReceived(EmailMessage):
    """Email “application received”, version 1.

    We have your application, ((name))

    Dear ((name)),

    # What happens next

    ((urgent??We will answer within 2 days.))

    You need:

    ((items))
    """

    TEMPLATE = Source(
        id=UUID("e3a11000-0000-4000-8000-000000000001"),
        name="application received",
        version=1,
        subject="We have your application, ((name))",
        body=(
            "Dear ((name)),\n"
            "\n"
            "# What happens next\n"
            "\n"
            "((urgent??We will answer within 2 days.))\n"
            "\n"
            "You need:\n"
            "\n"
            "((items))\n"
        ),
    )

    name: EmailValue
    urgent: Flag
    """Whether to show: We will answer within 2 days."""

    items: EmailValue


class AppointmentReminder(SmsMessage):
    """Text message “appointment reminder”, version 1.

    Hello ((name)), your appointment is on ((date)).
    """

    TEMPLATE = Source(
        id=UUID("7e870000-0000-4000-8000-000000000001"),
        name="appointment reminder",
        version=1,
        body="Hello ((name)), your appointment is on ((date)).",
    )

    name: Value
    date: Value


class ChangeOfAddress(LetterMessage):
    """Letter “change of address”, version 1.

    We have changed your address

    Dear ((address_line_1)),

    We will write to you here from ((date)).
    """

    TEMPLATE = Source(
        id=UUID("1e77e200-0000-4000-8000-000000000002"),
        name="change of address",
        version=1,
        subject="We have changed your address",
        body=("Dear ((address_line_1)),\n\nWe will write to you here from ((date))."),
    )

    date: Value


class DecisionLetter(LetterMessage):
    """Letter “decision letter”, version 1.

    Your application ((reference))

    Dear ((name)),

    We have decided:

    ((decision))

    Yours sincerely
    """

    TEMPLATE = Source(
        id=UUID("1e77e200-0000-4000-8000-000000000001"),
        name="decision letter",
        version=1,
        subject="Your application ((reference))",
        body=("Dear ((name)),\n\nWe have decided:\n\n((decision))\n\nYours sincerely"),
    )

    reference: Value
    name: Value
    decision: Value


class Document(EmailMessage):
    """Email “document”, version 1.

    Your document

    Dear ((name)),

    Download your document at: ((link_to_file))

    ((form_enclosed??Please fill in the form.))
    """

    TEMPLATE = Source(
        id=UUID("e3a11000-0000-4000-8000-000000000002"),
        name="document",
        version=1,
        subject="Your document",
        body=(
            "Dear ((name)),\n"
            "\n"
            "Download your document at: ((link_to_file))\n"
            "\n"
            "((form_enclosed??Please fill in the form.))"
        ),
    )

    name: EmailValue
    link_to_file: EmailValue
    form_enclosed: Flag
    """Whether to show: Please fill in the form."""


class SecurityCode(SmsMessage):
    """Text message “security code”, version 1.

    ((code)) is your security code.((app?? Do not give it to anyone.))
    """

    TEMPLATE = Source(
        id=UUID("7e870000-0000-4000-8000-000000000002"),
        name="security code",
        version=1,
        body="((code)) is your security code.((app?? Do not give it to anyone.))",
    )

    code: Value
    app: Flag
    """Whether to show: Do not give it to anyone."""
