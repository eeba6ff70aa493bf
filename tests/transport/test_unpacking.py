"""Compressed answers are decompressed up to a limit."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from notify_sdk import BadRequestError, InvalidResponseError
from notify_sdk._transport import unpacking
from notify_sdk._transport.unpacking import TooLargeError, unpacker
from tests.support.clients import ClientKind, recording
from tests.transport.scripted_server import ID, answer, calling, scripted, sent, text

REFUSED = {"errors": [{"error": "BadRequestError", "message": "no"}], "status_code": 400}


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_a_compressed_answer_is_bounded_while_it_is_decompressed(client_kind: ClientKind, encoding: str) -> None:
    """300 kB that decompress to 300 MB: the memory of the process grows by what the limit allows."""
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
def test_a_compressed_answer_is_read(client_kind: ClientKind, encoding: str) -> None:
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


def test_an_answer_that_is_not_gzip_can_not_be_decoded(client_kind):
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


@contextmanager
def limited_to(size: int) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(unpacking, "MAX_ANSWER_BYTES", size)
        yield


def packed(body: bytes, encoding: str) -> bytes:
    if "gzip" in encoding.lower():
        return gzip.compress(body)
    return zlib.compress(body) if "deflate" in encoding.lower() else body


def unpacked(chunks: Iterable[bytes], encoding: str | None) -> bytes:
    unpack, content = unpacker(encoding), bytearray()
    for chunk in chunks:
        content += unpack(chunk, len(content))
    return bytes(content)


ENCODINGS = [None, "", "identity", " Identity ", "gzip", "GZIP", "x-gzip", "deflate", " deflate"]
bodies = st.binary(max_size=60) | st.builds(
    lambda byte, times: byte * times, st.binary(max_size=2), st.integers(0, 200)
)


@given(body=bodies, encoding=st.sampled_from(ENCODINGS), size=st.integers(1, 40), limit=st.integers(0, 100))
def test_a_body_is_decompressed_whole_or_refused_as_too_large(
    body: bytes, encoding: str, size: int, limit: int
) -> None:
    """In chunks of any size."""
    whole = packed(body, encoding or "")
    chunks = [whole[place : place + size] for place in range(0, len(whole), size)]
    with limited_to(limit):
        if len(body) <= limit:
            assert unpacked(chunks, encoding) == body
        else:
            with pytest.raises(TooLargeError):
                unpacked(chunks, encoding)


@given(chunks=st.lists(st.binary(max_size=20)), encoding=st.sampled_from(["gzip", "deflate"]))
def test_bytes_that_are_not_in_their_encoding_are_a_decoding_error(chunks: list[bytes], encoding: str) -> None:
    whole = b"\xff" + b"".join(chunks)  # neither format begins with this byte
    with pytest.raises(httpx.DecodingError, match="does not match its encoding"):
        unpacked([whole[:1], b"\xff", whole[1:]], encoding)


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip", "compress", "utf-8"])
def test_another_encoding_is_refused_before_anything_is_read(encoding: str) -> None:
    with pytest.raises(httpx.DecodingError, match=f"the encoding '{encoding}', which was not requested"):
        unpacker(encoding)
