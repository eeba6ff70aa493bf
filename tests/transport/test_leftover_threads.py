"""Which threads keep what they were started for. No test waits for a time: threads say where they are."""

from __future__ import annotations

import asyncio
import gc
import os
import queue
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from notify_sdk._transport.leftover_threads import KeptByThreads

_A_DAY = 24 * 60 * 60


class Work:
    """Something that a thread is in the middle of until it is allowed to go on; then it says what it kept."""

    def __init__(self, kept: KeptByThreads[str]) -> None:
        self.found: Future[str | None] = Future()
        self.begun = threading.Event()
        self.goes_on = threading.Event()
        self._kept = kept

    def __call__(self) -> None:
        self.begun.set()
        self.goes_on.wait()
        self.found.set_result(self._kept.of_this_thread())

    def finish(self) -> str | None:
        self.goes_on.set()
        return self.found.result()


@pytest.fixture
def kept() -> KeptByThreads[str]:
    return KeptByThreads()


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as pool:
        yield pool


def start_thread(work: Callable[[], None], pool: ThreadPoolExecutor) -> None:
    threading.Thread(target=work).start()


def start_daemon(work: Callable[[], None], pool: ThreadPoolExecutor) -> None:
    threading.Thread(target=work, daemon=True).start()


def start_timer(work: Callable[[], None], pool: ThreadPoolExecutor) -> None:
    threading.Timer(0, work).start()


def start_in_pool(work: Callable[[], None], pool: ThreadPoolExecutor) -> None:
    pool.submit(work)


STARTS = [start_thread, start_daemon, start_timer, start_in_pool]


@pytest.mark.parametrize("start", STARTS)
def test_a_thread_in_the_middle_of_something_keeps_the_value_of_its_block(
    kept: KeptByThreads[str], pool: ThreadPoolExecutor, start: Callable[..., None]
) -> None:
    work = Work(kept)
    with kept.block("first"):
        start(work, pool)
        work.begun.wait()
    with kept.block("second"):
        assert kept.of_this_thread() is None
        assert work.finish() == "first"


@pytest.mark.parametrize("start", STARTS)
def test_a_thread_that_began_before_the_block_or_ends_in_it_keeps_nothing(
    kept: KeptByThreads[str], pool: ThreadPoolExecutor, start: Callable[..., None]
) -> None:
    work = Work(kept)
    start(work, pool)
    work.begun.wait()
    with kept.block("value"):
        inner = Work(kept)
        start_thread(inner, pool)
        assert inner.finish() is None
    assert work.finish() is None


def test_a_timer_that_has_not_gone_off_keeps_it_too(kept: KeptByThreads[str]) -> None:
    timer = threading.Timer(_A_DAY, lambda: None)
    with kept.block("value"):
        timer.start()
    assert vars(kept)["_kept"][timer] == "value"
    timer.cancel()


def test_an_idle_thread_of_a_pool_keeps_nothing(kept: KeptByThreads[str], pool: ThreadPoolExecutor) -> None:
    with kept.block("first"):
        pool.submit(lambda: None).result()
    with kept.block("second"):
        assert pool.submit(kept.of_this_thread).result() is None


def test_a_thread_that_waits_at_a_queue_keeps_nothing(kept: KeptByThreads[str]) -> None:
    jobs: queue.Queue[Callable[[], object] | None] = queue.Queue()
    answers: queue.Queue[object] = queue.Queue()

    def work() -> None:
        while job := jobs.get():
            answers.put(job())

    worker = threading.Thread(target=work)
    with kept.block("first"):
        worker.start()
        jobs.put(lambda: "done")
        assert answers.get() == "done"
        _until_it_waits(jobs)
    with kept.block("second"):
        jobs.put(kept.of_this_thread)
        assert answers.get() is None
    jobs.put(None)
    worker.join()


def _until_it_waits(jobs: queue.Queue[Callable[[], object] | None]) -> None:
    while not vars(jobs.not_empty)["_waiters"]:  # there is no other way to know
        os.sched_yield()


def test_an_event_loop_of_a_thread_keeps_nothing(kept: KeptByThreads[str]) -> None:
    loop = asyncio.new_event_loop()
    runs = threading.Thread(target=loop.run_forever)

    async def found() -> str | None:
        return kept.of_this_thread()

    with kept.block("first"):
        runs.start()
        assert asyncio.run_coroutine_threadsafe(found(), loop).result() is None
    with kept.block("second"):
        assert asyncio.run_coroutine_threadsafe(found(), loop).result() is None
    loop.call_soon_threadsafe(loop.stop)
    runs.join()
    loop.close()


def test_a_thread_of_a_pool_is_free_again_when_another_block_finds_it_idle(
    kept: KeptByThreads[str], pool: ThreadPoolExecutor
) -> None:
    work = Work(kept)
    with kept.block("first"):
        begun = pool.submit(work)
        work.begun.wait()
    with kept.block("second"):
        assert work.finish() == "first"
        begun.result()
    with kept.block("third"):
        assert pool.submit(kept.of_this_thread).result() is None


def test_of_blocks_in_each_other_the_inner_one_is_kept(kept: KeptByThreads[str], pool: ThreadPoolExecutor) -> None:
    work = Work(kept)
    with kept.block("outer"), kept.block("inner"):
        start_thread(work, pool)
        work.begun.wait()
    assert work.finish() == "inner"


def test_a_thread_that_is_over_is_forgotten(kept: KeptByThreads[str], pool: ThreadPoolExecutor) -> None:
    work = Work(kept)
    with kept.block("value"):
        thread = threading.Thread(target=work)
        thread.start()
    work.finish()
    thread.join()
    del thread
    gc.collect()
    assert len(vars(kept)["_kept"]) == 0
