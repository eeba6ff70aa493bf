"""The letters of a register with Flask, with the typed client. Its retries have gone: the client makes them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

from flask import Flask

from notify_sdk import HTTPError, NotificationsAPIClient, PDFNotReadyError, RetryPolicy


class LetterError(Exception):
    """A letter can't be sent as it is."""


class Letters:
    """The letters of the register."""

    def init_app(self, app: Flask) -> None:
        self.client = NotificationsAPIClient(
            app.config["NOTIFY_API_KEY"], app.config["NOTIFY_BASE_URL"], 20, retry=RetryPolicy(reconcile=True)
        )
        self.templates: dict[str, str] = app.config["NOTIFY_TEMPLATES"]

    def send_reminder(self, keeper: str, address: Iterable[str], vehicle: str, due: str) -> str:
        """Sends the reminder about a vehicle; returns the id of the letter."""
        lines = {f"address_line_{number}": line for number, line in enumerate((keeper, *address), 1)}
        values = {**lines, "vehicle": vehicle, "due": due}
        try:
            return str(self.client.send_letter_notification(self.templates["reminder"], values, vehicle).id)
        except HTTPError as error:
            raise _as_letter_error(error) from error

    def send_notice(self, vehicle: str, notice: BinaryIO) -> str:
        """Sends a notice that was written elsewhere; returns the id of the letter."""
        try:
            return str(self.client.send_precompiled_letter_notification(vehicle, notice, "first").id)
        except HTTPError as error:
            raise _as_letter_error(error) from error

    def letters_about(self, vehicle: str) -> list[tuple[str, str]]:
        """The subject and the status of every letter about a vehicle, newest first."""
        every = self.client.get_all_notifications_iterator(template_type="letter", reference=vehicle)
        return [(each.subject, each.status) for each in every if each.type == "letter"]

    def pdf(self, letter_id: str) -> bytes | None:
        """The PDF of a letter; None while it is being made."""
        try:
            return self.client.get_pdf_for_letter(letter_id).read()
        except PDFNotReadyError:
            return None


def _as_letter_error(error: HTTPError) -> Exception:
    return error if error.outcome_unknown else LetterError("; ".join(each.message for each in error.errors))
