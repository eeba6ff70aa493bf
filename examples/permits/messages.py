"""The messages about an application."""

from __future__ import annotations

from notify_sdk.outbox import Email, Letter, Message, Sms

from .application import Application
from .templates import Permit, PermitApplication, PermitAppliedFor


def reference_of(number: int) -> str:
    """What an application is called in its messages."""
    return f"PERMIT-{number}"


def messages_about(number: int, applicant: Application) -> list[Message]:
    """A text, an email and a letter, each with a key of its own: none can be added twice."""
    reference = reference_of(number)
    text = PermitAppliedFor(name=applicant.name, reference=reference, car=applicant.car)
    email = PermitApplication(name=applicant.name, reference=reference, car=applicant.car, phone=applicant.phone)
    letter = Permit(name=applicant.name, reference=reference, car=applicant.car)
    return [
        Sms(
            applicant.phone,
            text.TEMPLATE.id,
            text.personalisation,
            key=f"{reference}-sms",
            reference=reference,
            tag=reference,
        ),
        Email(
            applicant.email,
            email.TEMPLATE.id,
            email.personalisation,
            sanitise_content_for=email.sanitised_placeholders(),
            key=f"{reference}-email",
            reference=reference,
            tag=reference,
        ),
        Letter(
            letter.TEMPLATE.id,
            {**applicant.lines, **letter.personalisation},
            key=f"{reference}-letter",
            reference=reference,
            tag=reference,
        ),
    ]
