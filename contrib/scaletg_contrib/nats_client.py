"""A connection to NATS that ordinary functions and threads can use, for the store and the queue.

The client library knows only asyncio. Its coroutines run in one thread with one event loop for each process, which is
started at the first use: after a fork each process has its own. A connection that is lost is tried again for ever;
meanwhile `Bridge.run` waits for it, and raises `NatsDown` after its time.
"""

from __future__ import annotations

import asyncio
import json
import logging
import ssl
import threading
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar
from urllib.parse import parse_qsl, unquote, urlsplit

import scaletg
from scaletg_contrib.stores.base import PerProcess, need_packages, without_password

if TYPE_CHECKING:
    from nats.aio.client import Client

__all__ = ["Address", "Bridge", "NatsDown", "list_subjects", "read_address", "read_stream"]

log = logging.getLogger("scaletg.nats")
T = TypeVar("T")

PORT = 4222
RECONNECT_SECONDS = 0.25  # between two tries to connect to one server
PING_SECONDS, PINGS = 3, 2  # a server that does not answer so many pings is taken for lost
#: The options of a URL that say how to connect.
CONNECTION_OPTIONS = {"tls": "", "ca": "", "cert": "", "key": "", "credentials": ""}
HINT = "Check that the server runs with JetStream, and that the address, user and password of the URL are right."


class NatsDown(Exception):
    """The server cannot be reached, does not answer, or refuses what it is asked."""


class Address(NamedTuple):
    """What a URL says: the servers, the arguments of the client, and the options of whoever uses it."""

    servers: list[str]
    login: dict[str, Any]
    options: dict[str, str]


def read_address(what: str, url: str, options: Mapping[str, str]) -> Address:
    """Read `nats://[USER:PASSWORD@|TOKEN@]HOST[:PORT][,HOST[:PORT] ...][?OPTIONS]`.

    *options*: the names and defaults of the options that the caller has, beside those of the connection.
    Raises `ConfigError` if the URL cannot be read, or a package is missing; *what* begins its sentence.
    """
    shown = without_password(url)
    need_packages(shown, "nats", "nats")
    try:
        parts = urlsplit(url)
        given = dict(parse_qsl(parts.query, keep_blank_values=True))
        login, _, hosts = parts.netloc.rpartition("@")
        servers = [_server(host) for host in hosts.split(",")]
    except ValueError:
        raise scaletg.ConfigError(
            f"{what} {shown!r}: the URL cannot be read. Write nats://USER:PASSWORD@HOST:PORT,HOST:PORT, with "
            "%-codes for special characters in the password (urllib.parse.quote)."
        ) from None
    known = {**CONNECTION_OPTIONS, **options}
    unknown = [name for name in given if name not in known]
    if unknown:
        raise scaletg.ConfigError(
            f"{what} {shown!r}: {', '.join(map(repr, unknown))} is not known. The options are {', '.join(known)}."
        )
    if parts.path not in ("", "/"):
        raise scaletg.ConfigError(f"{what} {shown!r}: the URL has the path {parts.path!r}. Remove it.")
    found = {**known, **given}
    if parts.scheme == "tls":
        found["tls"] = "true"
    return Address(servers, _login(what, shown, login, found), {name: found[name] for name in options})


def _server(host: str) -> str:
    parts = urlsplit(f"nats://{host}")
    if not parts.hostname:
        raise ValueError(host)
    name = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"nats://{name}:{parts.port or PORT}"


def _login(what: str, shown: str, login: str, options: Mapping[str, str]) -> dict[str, Any]:
    """Return the arguments of the client that say who connects, and how the connection is encrypted."""
    user, colon, password = login.partition(":")
    arguments: dict[str, Any] = {}
    if colon:
        arguments.update(user=unquote(user), password=unquote(password))
    elif user:
        arguments["token"] = unquote(user)
    if options["credentials"]:
        need_packages(shown, "nats", "nkeys")
        arguments["user_credentials"] = options["credentials"]
    try:
        if options["tls"] == "true" or options["ca"] or options["cert"]:
            arguments["tls"] = ssl.create_default_context(cafile=options["ca"] or None)
            if options["cert"]:
                arguments["tls"].load_cert_chain(options["cert"], options["key"] or None)
        if options["credentials"]:
            open(options["credentials"], "rb").close()
    except OSError as error:  # errors of TLS are some of these
        raise scaletg.ConfigError(f"{what} {shown!r}: a file of its options cannot be read: {error}") from None
    return arguments


async def list_subjects(client: Client, stream: str, wanted: str, timeout: float) -> dict[str, int]:
    """Return the subjects of a stream that fit *wanted*, and how many messages each has."""
    found: dict[str, int] = {}
    while True:
        state, total = await read_stream(client, stream, timeout, subjects_filter=wanted, offset=len(found))
        page = state.get("subjects") or {}
        found.update(page)
        if not page or len(found) >= total:
            return found


async def read_stream(client: Client, stream: str, timeout: float, **question: Any) -> tuple[dict[str, Any], int]:
    """Return the state of a stream, as its server says it, and how many subjects there are in all."""
    data = json.dumps(question).encode()
    answer = json.loads((await client.request(f"$JS.API.STREAM.INFO.{stream}", data, timeout=timeout)).data)
    if "error" in answer:
        raise NatsDown(answer["error"]["description"])
    return answer["state"], answer.get("total", 0)


class Bridge:
    """Lets threads use one connection for each process; it connects at the first use."""

    def __init__(self, address: Address, timeout: float) -> None:
        self.address, self.timeout = address, timeout
        self._links = PerProcess(self._new_link)

    def _new_link(self) -> _Link:
        return _Link(self.address)

    def run(self, use: Callable[[Client], Awaitable[T]], timeout: float | None = None) -> T:
        """Call *use* with the connected client in the thread of the event loop, and return what it gives.

        Raises `NatsDown` if that takes longer than *timeout* seconds, or if the server cannot do it.
        """
        seconds = self.timeout if timeout is None else timeout
        return self.start(self._links.get().use(use, seconds)).result()

    def start(self, work: Coroutine[Any, Any, T]) -> Future[T]:
        """Start a coroutine in the thread of the event loop, and return its future."""
        return asyncio.run_coroutine_threadsafe(work, _loop())

    async def client(self) -> Client:
        """Wait for the connection, as long as it takes, and return the client; for coroutines that `start` runs."""
        return await self._links.get().connected()

    def close(self) -> None:
        """End the connection of this process. A later call opens a new one."""
        link = self._links.pop()
        if link is not None:
            self.start(link.close()).result(self.timeout)


class _Link:
    """The connection of one process. All of it happens in the thread of the event loop."""

    def __init__(self, address: Address) -> None:
        self._address = address
        self._client: Client | None = None
        self._connecting: asyncio.Task[None] | None = None
        self._is_up = asyncio.Event()
        self._error: Exception | None = None

    async def use(self, use: Callable[[Client], Awaitable[T]], seconds: float) -> T:
        import nats.errors

        try:
            async with asyncio.timeout(seconds):
                return await use(await self.connected())
        except (nats.errors.Error, OSError, TimeoutError) as error:
            raise NatsDown(self._reason(error, seconds)) from error

    def _reason(self, error: Exception, seconds: float) -> str:
        is_up = self._client is not None and self._client.is_connected
        if not isinstance(error, TimeoutError):
            return str(error) or type(error).__name__
        if is_up:
            return f"no answer within {seconds:g} s"
        return f"not connected: {self._error or 'no answer'}"

    async def connected(self) -> Client:
        """Wait for the connection and return the client. One that was closed, by whatever error, is replaced."""
        if self._client is None or self._client.is_closed:
            self._is_up.clear()
            self._client = await self._new_client()
        await self._is_up.wait()
        return self._client

    async def _new_client(self) -> Client:
        from nats.aio.client import Client

        client = Client()
        self._connecting = asyncio.create_task(self._connect(client))
        return client

    async def _connect(self, client: Client) -> None:
        async def note_error(error: Exception) -> None:
            self._error = error
            log.debug("NATS: %s", error)

        async def note_loss() -> None:
            self._is_up.clear()

        async def note_return() -> None:
            self._is_up.set()

        await client.connect(
            self._address.servers,
            **self._address.login,
            name="scaletg",
            max_reconnect_attempts=-1,
            reconnect_time_wait=RECONNECT_SECONDS,  # type: ignore[arg-type]  # a float works, for asyncio.sleep
            ping_interval=PING_SECONDS,
            max_outstanding_pings=PINGS,
            error_cb=note_error,
            disconnected_cb=note_loss,
            reconnected_cb=note_return,
            closed_cb=note_loss,
        )
        self._is_up.set()

    async def close(self) -> None:
        if self._connecting is not None:
            self._connecting.cancel()
        if self._client is not None:
            await self._client.close()


def _loop() -> asyncio.AbstractEventLoop:
    """Return the event loop of this process, which runs in a thread of its own."""
    with _locks.get():
        return _loops.get()


def _start_loop() -> asyncio.AbstractEventLoop:
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="scaletg nats", daemon=True).start()
    return loop


_locks = PerProcess(threading.Lock)
_loops = PerProcess(_start_loop)
