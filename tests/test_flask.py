"""The Flask blueprint, with Flask's own test client; over a real socket in tests/callbacks."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask, abort

from notify_sdk.callbacks import Callback, parse
from notify_sdk.flask import callback_blueprint
from tests.callbacks.shipped import HEADERS, METHODS, NO_TOKENS, PAYLOADS, REFUSED, TOKEN, outbox_with_a_message

PATH = "/notify/callbacks"


def application(handle: Callable[[Callback], object] | None, **options: object) -> Flask:
    app = Flask(__name__)
    app.register_blueprint(callback_blueprint(TOKEN, handle, **options))
    return app


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=list(PAYLOADS))
def test_every_kind_is_handed_over(payload: dict[str, object]) -> None:
    seen: list[Callback] = []
    body = json.dumps(payload)
    answer = application(seen.append).test_client().post(PATH, data=body, headers=HEADERS)
    assert (answer.status_code, answer.data, seen) == (204, b"", [parse(body)])


@pytest.mark.parametrize(("headers", "body", "status"), REFUSED.values(), ids=list(REFUSED))
def test_what_is_refused_reaches_nobody(headers: dict[str, str], body: bytes, status: int) -> None:
    seen: list[Callback] = []
    answer = application(seen.append).test_client().post(PATH, data=body, headers=headers)
    assert (answer.status_code, answer.data, seen) == (status, b"", [])


@pytest.mark.parametrize("method", METHODS)
def test_other_methods_are_not_allowed(method: str) -> None:
    assert application(print).test_client().open(PATH, method=method, headers=HEADERS).status_code == 405


def test_a_body_of_no_announced_length_is_measured() -> None:
    def post(body: bytes) -> int:
        from io import BytesIO

        environ = {"wsgi.input_terminated": True, "wsgi.input": BytesIO(body), "HTTP_AUTHORIZATION": f"Bearer {TOKEN}"}
        return application(print).test_client().open(PATH, method="POST", environ_overrides=environ).status_code

    assert [post(b"{}"), post(b" " * 1_000_001)] == [400, 413]


@pytest.mark.parametrize("error", [LookupError, LookupError("of the user"), "404", "400", "401"], ids=repr)
def test_whatever_is_raised_is_answered_with_500(error: object) -> None:
    """Also what Flask, or the application, answers with a status on which Notify gives up."""

    def handle(_: Callback) -> None:
        if isinstance(error, str):
            abort(int(error))
        raise error  # type: ignore[misc]

    app = application(handle)
    app.register_error_handler(LookupError, lambda _: ("gone", 404))
    assert app.test_client().post(PATH, json=PAYLOADS["receipt"], headers=HEADERS).status_code == 500


def test_the_outbox_stores_the_status_first(tmp_path: Path) -> None:
    with outbox_with_a_message(tmp_path) as (outbox, body):
        seen: list[str | None] = []
        app = application(lambda _: seen.extend(row.status for row in outbox.rows()), outbox=outbox)
        assert app.test_client().post(PATH, data=body, headers=HEADERS).status_code == 204
        assert seen == ["permanent-failure"]
        assert application(None, outbox=outbox).test_client().post(PATH, data=body, headers=HEADERS).status_code == 204


def test_an_outbox_that_can_not_be_written_is_answered_with_500(tmp_path: Path) -> None:
    with outbox_with_a_message(tmp_path) as (outbox, body):
        (tmp_path / "outbox.db").write_bytes(b"not a database")
        for rest in tmp_path.glob("outbox.db-*"):
            rest.unlink()
        seen: list[Callback] = []
        outbox.close()
        answer = application(seen.append, outbox=outbox).test_client().post(PATH, data=body, headers=HEADERS)
        assert (answer.status_code, seen) == (500, [])


def test_a_function_for_asyncio_is_not_forgotten() -> None:
    """It runs if Flask can run it, else Notify posts again."""
    seen: list[Callback] = []

    async def handle(callback: Callback) -> None:
        await asyncio.sleep(0)
        seen.append(callback)

    status = application(handle).test_client().post(PATH, json=PAYLOADS["receipt"], headers=HEADERS).status_code
    assert (status, len(seen)) == (204, 1)


def test_several_tokens_and_another_path() -> None:
    app = Flask(__name__)
    app.register_blueprint(callback_blueprint([f"{TOKEN}\n", "new"], print, path="/here"), url_prefix="/some")
    app.register_blueprint(callback_blueprint(iter(["third"]), print), name="another")
    client = app.test_client()

    def post(path: str, token: str) -> int:
        return client.post(path, json=PAYLOADS["receipt"], headers={"Authorization": f"Bearer {token}"}).status_code

    assert [post("/some/here", token) for token in (TOKEN, "new", "third")] == [204, 204, 401]
    assert [post(PATH, token) for token in ("third", "third", TOKEN)] == [204, 204, 401]


@pytest.mark.parametrize("token", NO_TOKENS, ids=repr)
def test_no_token_is_an_error_at_the_start(token: object) -> None:
    with pytest.raises(ValueError, match=r"^token is"):
        callback_blueprint(token, print)  # type: ignore[arg-type]


def test_nobody_to_take_callbacks_is_an_error_at_the_start() -> None:
    with pytest.raises(ValueError, match="nothing handles the callbacks"):
        callback_blueprint(TOKEN)
