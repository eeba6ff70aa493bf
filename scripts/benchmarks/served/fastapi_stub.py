"""A stub of Notify as one writes it with FastAPI. Prints its address, a key, a template and a message, as JSON."""

from __future__ import annotations

import json
import socket
import sys
import threading
from typing import Any
from uuid import UUID

import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel

from scripts.benchmarks import bodies

app = FastAPI()
_SENT = json.loads(bodies.sent())
_ONE = bodies.notification(1)
_LISTED = {
    "links": {"current": "/v2/notifications"},
    "notifications": [bodies.notification(number) for number in range(bodies.PAGE_SIZE)],
}


class SendSms(BaseModel):
    phone_number: str
    template_id: UUID
    personalisation: dict[str, Any] = {}
    reference: str | None = None


@app.post("/v2/notifications/sms", status_code=201)
async def send(body: SendSms) -> Any:
    return {**_SENT, "reference": body.reference}


@app.get("/v2/notifications/{notification_id}")
async def read(notification_id: UUID) -> Any:
    return {**_ONE, "id": str(notification_id)}


@app.get("/v2/notifications")
async def listed() -> Any:
    return _LISTED


class _Server(uvicorn.Server):
    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        url = f"http://127.0.0.1:{self.servers[0].sockets[0].getsockname()[1]}"
        about = {"url": url, "key": bodies.KEY, "template": bodies.TEMPLATE, "message": str(_ONE["id"])}
        print(json.dumps(about), flush=True)


def main() -> None:
    server = _Server(uvicorn.Config(app, port=0, log_level="warning", access_log=False))
    threading.Thread(target=server.run, daemon=True).start()
    sys.stdin.read()


if __name__ == "__main__":
    main()
