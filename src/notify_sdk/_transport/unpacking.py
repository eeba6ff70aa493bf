"""Unpacks the body of an answer as it arrives, and stops if it gets too large."""

from __future__ import annotations

import zlib
from collections.abc import Callable

import httpx

MAX_ANSWER_BYTES = 32 * 1024 * 1024
"""A larger answer is refused. No documented one comes near this."""


class TooLargeError(Exception):
    """The answer is larger than any that Notify documents."""

    def __init__(self) -> None:
        super().__init__(f"the answer is larger than {MAX_ANSWER_BYTES // 1024 // 1024} MiB")


def unpacker(encoding: str | None) -> Callable[[bytes, int], bytes]:
    """Makes a function that unpacks chunk by chunk, up to a number of bytes.

    No compression is requested. A gateway may use gzip or deflate all the same, and either has a limit here that
    holds while it is unpacked, not afterwards: 100 kB can hold 100 MB.

    Args:
        encoding: The `Content-Encoding` of the answer.

    Raises:
        httpx.DecodingError: If it is another encoding; or, from the returned function, if a chunk is not in that encoding.
        TooLargeError: If there is more than `MAX_ANSWER_BYTES` with a chunk.
    """
    name = (encoding or "identity").strip().lower()
    if name == "identity":
        return bounded
    if name not in {"gzip", "x-gzip", "deflate"}:
        raise httpx.DecodingError(f"the answer has the encoding {name!r}, which was not requested")
    stream = zlib.decompressobj(zlib.MAX_WBITS | (16 if "gzip" in name else 0))

    def unpack(chunk: bytes, size: int) -> bytes:
        try:
            unpacked = stream.decompress(chunk, MAX_ANSWER_BYTES - size + 1)
        except zlib.error:
            raise httpx.DecodingError("the answer does not match its encoding") from None
        return bounded(unpacked, size)

    return unpack


def bounded(chunk: bytes, size: int) -> bytes:
    """Returns the chunk, if it is within the limit.

    Raises:
        TooLargeError: If the body is too large with it.
    """
    __tracebackhide__ = True
    if size + len(chunk) > MAX_ANSWER_BYTES:
        raise TooLargeError
    return chunk
