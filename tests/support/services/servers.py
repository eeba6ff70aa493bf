"""PostgreSQL, Redis and RabbitMQ as Debian packages them, each on a free port of this machine, with nothing kept."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg

_SECONDS = 120
"""A loaded machine may need long for a start."""


class MissingError(Exception):
    """A server is not installed on this machine; says how to get it."""


@contextmanager
def postgresql() -> Iterator[str]:
    """The address of a database in which others can be made. What it wrote is lost with the power: it is for tests."""
    with interruptible_postgresql() as (address, _):
        yield address


@contextmanager
def interruptible_postgresql() -> Iterator[tuple[str, Callable[[float], None]]]:
    """The address of such a database, and what kills its server and starts it again after so many seconds."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
    if not found:
        raise MissingError("there is no PostgreSQL: apt-get install postgresql")
    programs, port = found[-1].parent, _free_port()
    with _folder("postgres") as folder, ExitStack() as running:
        words = [programs / "initdb", "-D", folder / "data", "-A", "trust", "-U", "outbox", "-E", "UTF8", "--no-sync"]
        subprocess.run(words, check=True, stdout=subprocess.DEVNULL, timeout=_SECONDS, cwd=folder, **_as("postgres"))
        options = [f"port={port}", f"unix_socket_directories={folder}", "listen_addresses=127.0.0.1"]
        options += ["fsync=off", "max_connections=200"]
        words = [programs / "postgres", "-D", folder / "data", *(f"--{option}" for option in options)]

        def start() -> None:
            running.enter_context(_running(words, folder, port, user="postgres", ends_by=signal.SIGQUIT))
            _wait_until_it_takes_queries(programs / "pg_isready", port)

        def interrupt(seconds: float) -> None:
            running.close()
            time.sleep(seconds)
            start()

        start()
        yield f"postgresql+psycopg://outbox@127.0.0.1:{port}/postgres", interrupt


@contextmanager
def database(server: str) -> Iterator[str]:
    """The address of a new database, which is gone at the end."""
    name = f"outbox_{uuid4().hex}"
    plain = server.replace("+psycopg", "")
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
        try:
            yield f"{server.rpartition('/')[0]}/{name}"
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


@contextmanager
def redis() -> Iterator[str]:
    """The address of a Redis."""
    found = shutil.which("redis-server")
    if found is None:
        raise MissingError("there is no redis-server: apt-get install redis-server")
    port = _free_port()
    with (
        _folder("nobody") as folder,
        _running([found, "--port", port, "--bind", "127.0.0.1", "--save", "", "--dir", folder], folder, port),
    ):
        yield f"redis://127.0.0.1:{port}/0"


@contextmanager
def rabbitmq() -> Iterator[str]:
    """The address of a RabbitMQ. It comes with a port mapper of its own, which would outlive it if it were its child."""
    found, mapper = Path("/usr/lib/rabbitmq/bin/rabbitmq-server"), shutil.which("epmd")
    if not found.exists() or mapper is None:
        raise MissingError("there is no rabbitmq-server: apt-get install rabbitmq-server")
    port, mapped, between_nodes = _free_port(), _free_port(), _free_port()
    with _folder("nobody") as folder:
        environment = {
            "HOME": str(folder),
            "ERL_EPMD_PORT": str(mapped),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODENAME": f"test{port}@localhost",
            "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODE_PORT": str(port),
            "RABBITMQ_DIST_PORT": str(between_nodes),
            "RABBITMQ_MNESIA_BASE": str(folder / "data"),
            "RABBITMQ_LOG_BASE": str(folder / "log"),
            "RABBITMQ_PID_FILE": str(folder / "pid"),
            "RABBITMQ_CONF_ENV_FILE": str(folder / "none"),
            "RABBITMQ_CONFIG_FILE": str(folder / "none"),
            "RABBITMQ_ADVANCED_CONFIG_FILE": str(folder / "none"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "plugins"),
        }
        with (
            _running([mapper, "-port", mapped, "-address", "127.0.0.1"], folder, mapped, environment=environment),
            _running([found], folder, port, environment=environment),
        ):
            yield f"amqp://guest:guest@127.0.0.1:{port}//"


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def _as(user: str) -> dict[str, Any]:
    """Of `subprocess`: who it runs as. Those servers do not run as root, or should not."""
    if os.getuid() != 0:
        return {}
    return {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []}


@contextmanager
def _folder(user: str) -> Iterator[Path]:
    # a short path, since the one of a socket has to be
    folder = Path(tempfile.mkdtemp(prefix="notify-sdk-", dir="/tmp"))
    if os.getuid() == 0:
        shutil.chown(folder, user)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _running(
    words: list[Any],
    folder: Path,
    port: int,
    *,
    user: str = "nobody",
    ends_by: signal.Signals = signal.SIGTERM,
    environment: Mapping[str, str] | None = None,
) -> Iterator[None]:
    """Runs a server in a process group of its own until the block ends."""
    log = folder / f"{port}.log"
    with (
        log.open("wb") as output,
        subprocess.Popen(
            [str(word) for word in words],
            cwd=folder,
            env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            **_as(user),
        ) as process,
    ):
        try:
            _wait_until_it_listens(process, port, log)
            yield
        finally:
            os.killpg(process.pid, ends_by)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)


def _wait_until_it_listens(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    last = time.monotonic() + _SECONDS
    while process.poll() is None and time.monotonic() < last:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise RuntimeError(f"{process.args} does not listen: {log.read_text(errors='replace')[-2000:]}")


def _wait_until_it_takes_queries(program: Path, port: int) -> None:
    last = time.monotonic() + _SECONDS
    words = [program, "-q", "-h", "127.0.0.1", "-p", str(port)]
    while subprocess.run(words, check=False, timeout=_SECONDS).returncode:
        if time.monotonic() > last:
            raise RuntimeError("PostgreSQL takes no queries")
        time.sleep(0.02)
