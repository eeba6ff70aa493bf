"""The in-process transport with httpx's own clients."""

import json

import httpx

from notify_sdk.sandbox import Sandbox
from tests.sandbox.signed_requests import bearer_token


def request_facts(sandbox):
    body = {"phone_number": "07700900123", "template_id": sandbox.templates["appointment reminder"]}
    body["personalisation"] = {"name": "Ada", "date": "today"}
    return {"json": body, "headers": {"Authorization": f"Bearer {bearer_token(sandbox)}"}}


def test_a_synchronous_client_ends_in_the_sandbox():
    sandbox = Sandbox()
    with httpx.Client(transport=sandbox.transport, base_url="https://localhost") as client:
        response = client.post("/v2/notifications/sms", **request_facts(sandbox))
        assert response.status_code == 201
        assert response.json()["uri"].startswith("https://localhost/v2/notifications/")
        listed = client.get(
            "/v2/notifications", params={"status": "created"}, headers=request_facts(sandbox)["headers"]
        )
        assert len(listed.json()["notifications"]) == 1


async def asynchronously(sandbox):
    async with httpx.AsyncClient(transport=sandbox.transport, base_url="http://localhost") as client:
        return await client.post("/v2/notifications/sms", **request_facts(sandbox))


def test_an_asynchronous_client_ends_in_the_sandbox():
    import asyncio

    response = asyncio.run(asynchronously(Sandbox()))
    assert (response.status_code, json.loads(response.content)["content"]["from_number"]) == (201, "GOVUK")


def test_the_sandboxs_own_clients_are_ready():
    sandbox = Sandbox()
    template = sandbox.templates["security code"]
    with sandbox.client() as client:
        sent = client.send_sms_notification("07700900123", template, personalisation={"code": 1234, "app": "no"})
    assert sent.content.body == "1234 is your security code."
    assert sandbox.async_client(sandbox.test_api_key) is not None
