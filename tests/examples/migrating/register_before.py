"""The letters of a register with Flask, by a thin client of its own over the official one, as such services have it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import Any, BinaryIO

from flask import Flask
from notifications_python_client import NotificationsAPIClient
from notifications_python_client.errors import HTTP503Error, HTTPError


class LetterError(Exception):
    """A letter can't be sent as it is."""


class Letters:
    """The letters of the register."""

    attempts = 3
    pause = 2.0

    def init_app(self, app: Flask) -> None:
        self.client = NotificationsAPIClient(
            api_key=app.config["NOTIFY_API_KEY"], base_url=app.config["NOTIFY_BASE_URL"], timeout=20
        )
        self.templates: dict[str, str] = app.config["NOTIFY_TEMPLATES"]

    def send_reminder(self, keeper: str, address: Iterable[str], vehicle: str, due: str) -> str:
        """Sends the reminder about a vehicle; returns the id of the letter."""
        lines = {f"address_line_{number}": line for number, line in enumerate((keeper, *address), 1)}
        values = {**lines, "vehicle": vehicle, "due": due}
        answer = self._repeated(
            lambda: self.client.send_letter_notification(
                template_id=self.templates["reminder"], personalisation=values, reference=vehicle
            )
        )
        return answer["id"]

    def send_notice(self, vehicle: str, notice: BinaryIO) -> str:
        """Sends a notice that was written elsewhere; returns the id of the letter."""
        answer = self._repeated(lambda: self.client.send_precompiled_letter_notification(vehicle, notice, "first"))
        return answer["id"]

    def letters_about(self, vehicle: str) -> list[tuple[str, str]]:
        """The subject and the status of every letter about a vehicle, newest first."""
        every = self.client.get_all_notifications_iterator(template_type="letter", reference=vehicle)
        return [(each["subject"], each["status"]) for each in every]

    def pdf(self, letter_id: str) -> bytes | None:
        """The PDF of a letter; None while it is being made."""
        try:
            return self.client.get_pdf_for_letter(letter_id).read()
        except HTTPError as error:
            if error.status_code == 400 and error.message[0]["error"] == "PDFNotReadyError":
                return None
            raise

    def _repeated(self, call: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        for attempt in range(1, self.attempts + 1):
            try:
                return call()
            except HTTP503Error:
                if attempt == self.attempts:
                    raise
                time.sleep(self.pause)
            except HTTPError as error:
                raise LetterError("; ".join(each["message"] for each in error.message)) from error
        raise AssertionError("unreachable")
