"""Compressed answers are decompressed up to a limit."""

from __future__ import annotations

import gzip
import json
import zlib

import httpx
import pytest

from notify_sdk import BadRequestError, InvalidResponseError
from tests.support.clients import ClientKind, recording
from tests.transport.scripted_server import ID, answer, calling, scripted, sent, text

REFUSED = {"errors": [{"error": "BadRequestError", "message": "no"}], "status_code": 400}


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_a_packed_answer_is_bounded_while_it_is_unpacked(client_kind: ClientKind, encoding: str) -> None:
    """300 kB that hold 300 MB; the process may grow by what is allowed and no more."""
    import resource

    packer = zlib.compressobj(9, wbits=31 if encoding == "gzip" else 15)
    packed = b"".join(packer.compress(b" " * 10_000_000) for _ in range(30)) + packer.flush()
    whole = answer(packed, f"Content-Encoding: {encoding}")
    with (
        scripted(lambda number, connection: connection.send(whole)) as server,
        calling(client_kind, server) as caller,
    ):
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        with pytest.raises(InvalidResponseError, match="larger than 32 MiB"):
            caller.get_all_templates()
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        assert grown < 110 * 1024  # KiB: less than a third of what it unpacks to


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "identity"])
def test_a_packed_answer_is_read(client_kind: ClientKind, encoding: str) -> None:
    body = sent(ID % 1)
    if encoding != "identity":
        packer = zlib.compressobj(wbits=31 if encoding == "gzip" else 15)
        body = packer.compress(body) + packer.flush()
    whole = answer(body, f"Content-Encoding: {encoding}")
    with (
        scripted(lambda number, connection: connection.send(whole)) as server,
        calling(client_kind, server) as caller,
    ):
        assert [str(text(caller).id) for _ in range(2)] == [ID % 1] * 2
        assert server.connections == 1


def test_an_answer_that_is_no_gzip_is_not_notifys(client_kind):
    answer = httpx.Response(200, stream=httpx.ByteStream(b"no gzip"), headers={"content-encoding": "gzip"})
    client, _ = recording(client_kind, lambda request: answer)
    with client, pytest.raises(InvalidResponseError, match="can't be decoded") as caught:
        client.send_sms_notification("07700900123", ID % 1)
    assert caught.value.outcome_unknown


def test_a_compressed_refusal_is_read(client_kind):
    body = gzip.compress(json.dumps(REFUSED).encode())
    answer = httpx.Response(400, content=body, headers={"content-encoding": "gzip", "x-id": "7"})
    client, _ = recording(client_kind, lambda request: answer)
    with client, pytest.raises(BadRequestError) as caught:
        client.get_template(ID % 1)
    assert caught.value.message == [{"error": "BadRequestError", "message": "no"}]
    assert caught.value.response.json()["errors"]
    assert caught.value.response.headers["x-id"] == "7"
