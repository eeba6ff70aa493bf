"""The calls of the official integration suites, made with the official Python client.

Its package on PyPI has no suite, so the calls are written here. As a script this prints as JSON how many calls there are
and which failed.
"""

import io
import json
import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from types import ModuleType
from typing import Any

import notifications_python_client

PDF = b"%PDF-1.4 made elsewhere"


class Calls:
    """Each method `test_...` is a call. They run in this order: later ones read what earlier ones sent.

    The package is the official client's, or one with its names.
    """

    def __init__(self, settings: Mapping[str, str], package: ModuleType = notifications_python_client) -> None:
        url = settings["NOTIFY_API_URL"]
        self.package = package
        self.client = package.NotificationsAPIClient(settings["API_KEY"], base_url=url)
        self.team = package.NotificationsAPIClient(settings["API_SENDING_KEY"], base_url=url)
        self.email, self.number = settings["FUNCTIONAL_TEST_EMAIL"], settings["FUNCTIONAL_TEST_NUMBER"]
        self.sender, self.reply_to = settings["SMS_SENDER_ID"], settings["EMAIL_REPLY_TO_ID"]
        self.templates = {kind: settings[f"{kind.upper()}_TEMPLATE_ID"] for kind in ("sms", "email", "letter")}
        self.sent: dict[str, str] = {}

    def _send_email(self, **options: Any) -> dict[str, Any]:
        values = {"name": "Foo", **options.pop("values", {})}
        answer = self.client.send_email_notification(self.email, self.templates["email"], values, **options)
        assert answer["content"]["body"] == "Hello Foo\r\n\r\nFunctional test help make our world a better place"
        assert answer["content"]["subject"] == "Functional Tests are good"
        self.sent["email"] = answer["id"]
        return answer

    def test_send_email(self) -> None:
        assert self._send_email(reference="mine")["reference"] == "mine"

    def test_send_email_with_reply_to(self) -> None:
        self._send_email(email_reply_to_id=self.reply_to)

    def test_send_email_with_unsubscribe_link(self) -> None:
        url = "https://example.com/unsubscribe"
        assert self._send_email(one_click_unsubscribe_url=url)["content"]["one_click_unsubscribe_url"] == url

    def test_send_email_with_a_document(self) -> None:
        self._send_email(values={"documents": self.package.prepare_upload(io.BytesIO(b"%PDF-1.5 a document"))})

    def test_send_email_with_a_csv_document(self) -> None:
        self._send_email(values={"documents": self.package.prepare_upload(io.BytesIO(b"a,b"), filename="report.csv")})

    def test_send_sms(self) -> None:
        answer = self.client.send_sms_notification(self.number, self.templates["sms"], {"name": "Foo"})
        assert answer["content"]["body"] == "Hello Foo\n\nFunctional Tests make our world a better place"
        self.sent["sms"] = answer["id"]

    def test_send_sms_with_a_sender(self) -> None:
        answer = self.team.send_sms_notification(
            self.number, self.templates["sms"], {"name": "Foo"}, sms_sender_id=self.sender
        )
        assert answer["content"]["from_number"] == "CROWD"

    def test_send_letter(self) -> None:
        address = {"address_line_1": "Foo", "address_line_2": "Bar", "postcode": "SW1 1AA"}
        answer = self.client.send_letter_notification(self.templates["letter"], address)
        assert answer["content"]["body"] == "Hello Foo"
        self.sent["letter"] = answer["id"]

    def test_send_precompiled_letter(self) -> None:
        answer = self.client.send_precompiled_letter_notification("mine", io.BytesIO(PDF), "first")
        assert answer["postage"] == "first"
        self.sent["pdf"] = answer["id"]

    def test_get_email(self) -> None:
        assert self.client.get_notification_by_id(self.sent["email"])["subject"] == "Functional Tests are good"

    def test_get_sms(self) -> None:
        found = self.client.get_notification_by_id(self.sent["sms"])
        assert found["body"] == "Hello Foo\n\nFunctional Tests make our world a better place"

    def test_get_letter(self) -> None:
        found = self.client.get_notification_by_id(self.sent["letter"])
        assert (found["type"], found["body"]) == ("letter", "Hello Foo")

    def _get_costs(self, kind: str) -> tuple[float, dict[str, Any]]:
        """The costs of a message, once they are ready. The suites of Ruby and PHP read them soon after the send."""
        for _ in range(20):
            found = self.client.get_notification_by_id(self.sent[kind])
            if found["is_cost_data_ready"]:
                return found["cost_in_pounds"], found["cost_details"]
            time.sleep(1)
        raise AssertionError(f"the costs of the {kind} are not ready")

    def test_get_costs_of_an_email(self) -> None:
        assert self._get_costs("email") == (0.0, {})

    def test_get_costs_of_an_sms(self) -> None:
        cost, details = self._get_costs("sms")
        assert cost == details["billable_sms_fragments"] * details["sms_rate"]
        assert details["international_rate_multiplier"] == 1

    def test_get_costs_of_a_letter(self) -> None:
        cost, details = self._get_costs("letter")
        assert cost > 0
        assert details == {"billable_sheets_of_paper": 1, "postage": "second"}

    def test_get_pdf_for_letter(self) -> None:
        for _ in range(20):
            try:
                content = self.client.get_pdf_for_letter(self.sent["pdf"]).read()
                break
            except self.package.errors.HTTPError as error:
                assert error.message[0]["error"] == "PDFNotReadyError"  # noqa: PT017 - what the suites wait for
                time.sleep(1)
        assert content == PDF

    def test_get_all_notifications(self) -> None:
        assert self.sent["sms"] in [each["id"] for each in self.client.get_all_notifications()["notifications"]]

    def test_get_all_notifications_iterator(self) -> None:
        assert self.sent["sms"] in [each["id"] for each in self.client.get_all_notifications_iterator()]

    def _get_template(self, kind: str, name: str) -> None:
        assert self.client.get_template(self.templates[kind])["name"] == name

    def test_get_sms_template(self) -> None:
        self._get_template("sms", "Client Functional test sms template")

    def test_get_email_template(self) -> None:
        self._get_template("email", "Client Functional test email template")

    def test_get_letter_template(self) -> None:
        self._get_template("letter", "Client functional letter template")
        found = self.client.get_template(self.templates["letter"])
        assert found["letter_contact_block"].startswith("Government Digital Service\n")

    def _get_template_version(self, kind: str, name: str) -> None:
        found = self.client.get_template_version(self.templates[kind], 1)
        assert (found["version"], found["name"], found["letter_contact_block"]) == (1, name, None)

    def test_get_sms_template_version(self) -> None:
        self._get_template_version("sms", "Example text message template")

    def test_get_email_template_version(self) -> None:
        self._get_template_version("email", "Client Functional test email template")

    def test_get_letter_template_version(self) -> None:
        self._get_template_version("letter", "Untitled")

    def _get_templates(self, kind: str | None, count: int) -> None:
        assert len(self.client.get_all_templates(kind)["templates"]) == count

    def test_get_all_templates(self) -> None:
        self._get_templates(None, 3)

    def test_get_sms_templates(self) -> None:
        self._get_templates("sms", 1)

    def test_get_email_templates(self) -> None:
        self._get_templates("email", 1)

    def test_get_letter_templates(self) -> None:
        self._get_templates("letter", 1)

    def _preview(self, kind: str, values: Mapping[str, str]) -> None:
        found = self.client.post_template_preview(self.templates[kind], values)
        assert (found["type"], bool(found.get("subject"))) == (kind, kind != "sms")

    def test_preview_sms(self) -> None:
        self._preview("sms", {"name": "Foo"})

    def test_preview_email(self) -> None:
        self._preview("email", {"name": "Foo"})

    def test_preview_letter(self) -> None:
        self._preview("letter", {"address_line_1": "Foo", "address_line_2": "Bar", "postcode": "SW1 1AA"})

    def test_get_received_texts(self) -> None:
        assert self.client.get_received_texts()["received_text_messages"]

    def test_get_received_texts_iterator(self) -> None:
        assert [each["content"] for each in self.client.get_received_texts_iterator()] == ["Hello"]


@contextmanager
def calls(
    settings: Mapping[str, str], package: ModuleType = notifications_python_client
) -> Iterator[dict[str, Callable[[], None]]]:
    """The calls by name, in order."""
    made = Calls(settings, package)
    sessions = [getattr(client, "request_session", client) for client in (made.client, made.team)]
    with closing(sessions[0]), closing(sessions[1]):
        yield {name: getattr(made, name) for name in vars(Calls) if name.startswith("test_")}


if __name__ == "__main__":
    failed = {}
    with calls(os.environ) as made:
        for name, call in made.items():
            try:
                call()
            except Exception as error:  # noqa: BLE001 - one failure does not stop the other calls
                failed[name] = repr(error)
    print(json.dumps({"calls": len(made), "failed": failed}))
