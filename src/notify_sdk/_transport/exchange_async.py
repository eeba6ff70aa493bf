"""Sends one request over an httpx transport, with limits of time and size. `exchange.py` is generated from this file."""

from __future__ import annotations

from functools import lru_cache
from typing import cast

import httpx
from httpx import AsyncByteStream

from notify_sdk._transport.attempt_async import AsyncAttempt
from notify_sdk._transport.frames import without_frames
from notify_sdk._transport.in_process import answers_in_process
from notify_sdk._transport.unpacking import TooLargeError, bounded, unpacker
from notify_sdk._wire import Answer, Request, Timeouts, request_id_of
from notify_sdk.errors import InvalidResponseError, NotifyError

_parsed = lru_cache(64)(httpx.URL)  # sends go to four addresses


async def exchange(http: httpx.AsyncBaseTransport, request: Request, timeouts: Timeouts) -> Answer:
    """The answer to a request, whatever its status.

    Args:
        http: What carries it: the client's own pool, or the transport that the user gave.
        request: The signed request.
        timeouts: How long it may take.

    Raises:
        NoConnectionError: If nothing of the request was sent.
        NoAnswerError: If the request may have been sent, and no whole answer came.
        InvalidResponseError: If the answer is too large, or can't be unpacked.
    """
    __tracebackhide__ = True
    attempt = AsyncAttempt(timeouts.attempt)
    try:
        async with attempt:
            direct = answers_in_process(http)
            if direct is not None:
                return await direct.aanswer_in_process(request, timeouts)
            response = await http.handle_async_request(_for_httpx(request, timeouts, attempt))
            try:
                content = await _content(request, response, attempt)
            finally:
                await response.aclose()
    except (httpx.RequestError, OSError, RuntimeError) as error:
        if isinstance(error, NotifyError):
            raise
        raise attempt.error(request, error) from error
    except BaseException as error:
        if request.method == "POST" and not isinstance(error, NotifyError) and attempt.may_have_left(error):
            error.add_note(f"{request} was interrupted: the message may have been sent")
        raise
    return Answer(response.status_code, response.headers, content, request_id_of(response.headers))


async def _content(request: Request, response: httpx.Response, attempt: AsyncAttempt) -> bytes:
    """The whole body, unpacked."""
    __tracebackhide__ = True
    chunks: list[bytes] = []
    size = 0
    try:
        if response.is_stream_consumed:  # a transport that looks at answers has read it already
            return bounded(response.content, 0)
        unpack = unpacker(response.headers.get("content-encoding"))
        async for chunk in cast("AsyncByteStream", response.stream):
            chunks.append(unpack(chunk, size))
            size += len(chunks[-1])
            attempt.check()
    except TooLargeError as error:
        raise InvalidResponseError(f"{request}: {error}", response.status_code) from None
    except (httpx.DecodingError, httpx.StreamError) as error:
        without_frames(error)
        raise InvalidResponseError(f"{request}: the answer can't be decoded", response.status_code) from error
    return b"".join(chunks)


def _for_httpx(request: Request, timeouts: Timeouts, attempt: AsyncAttempt) -> httpx.Request:
    __tracebackhide__ = True
    steps = {"connect": timeouts.connect, "read": timeouts.read, "write": timeouts.write, "pool": timeouts.queue}
    # as a stream and with all its headers, a request costs httpx half as much to make
    made = httpx.Request(
        request.method,
        _parsed(request.url),
        headers=request.headers,
        stream=httpx.ByteStream(request.body or b""),
        extensions={"timeout": steps, "trace": attempt.atrace, "attempt": attempt},
    )
    made.read()  # aiohttp's transport would send a stream in chunks, even an empty one
    return made
