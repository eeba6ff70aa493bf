"""Every handler gets the request, and the service and the key that its token names."""

from uuid import UUID

import pytest

from notify_sdk.sandbox import Sandbox
from notify_sdk.sandbox.api import app
from notify_sdk.sandbox.api.context import RequestContext
from notify_sdk.sandbox.wire import json_response
from notify_sdk.sandbox.world.load import state_of
from tests.sandbox.manual_clock import ManualClock
from tests.sandbox.signed_requests import send_request

KEYS = [(service, key) for service in ("passports", "licences") for key in ("normal", "team", "test")]
WORLD = {
    "services": {
        service: {"api_keys": {key: {"key_type": key} for key in ("normal", "team", "test")}}
        for service in ("passports", "licences")
    }
}


@pytest.fixture
def contexts(monkeypatch) -> list[RequestContext]:
    """The contexts that a handler is called with, in the place of every route."""
    found = list[RequestContext]()

    def handler(context):
        found.append(context)
        return json_response({})

    monkeypatch.setattr(app, "find", lambda path: {"GET": handler, "POST": handler})
    return found


@pytest.mark.parametrize(("service", "key_type"), KEYS)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_handler_gets_the_service_and_the_key_of_the_token(contexts, service, key_type, method):
    clock = ManualClock()
    ids = iter([UUID(int=7)])
    state = state_of(WORLD, "world", clock())
    sandbox = Sandbox(state, clock=clock, ids=lambda: next(ids))
    clock.advance(seconds=5)
    key = sandbox.client_key(key_type, service)
    assert send_request(sandbox, method, "/v2/anything", body={"a": 1}, query="b=2", key=key).status == 200
    (context,) = contexts
    assert (context.service.slug, context.key.key_type) == (service, key_type)
    assert context.key.client_key(context.service.id) == key
    assert (context.request.method, context.request.query, context.request.body) == (method, "b=2", b'{"a": 1}')
    assert context.now == clock.now
    assert (context.state, context.limits) == (sandbox.state, sandbox.limits)
    assert context.new_id() == UUID(int=7)
    assert context.pdf == sandbox.pdf


def test_no_handler_is_called_for_a_wrong_token(contexts):
    sandbox = Sandbox()
    other = Sandbox(state_of(WORLD, "world", ManualClock()()))
    assert send_request(sandbox, "GET", "/v2/anything", key=other.api_key).status == 403
    assert contexts == []
