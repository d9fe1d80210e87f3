"""How processes log in to NATS, with certificates and credentials made here; the configuration of three servers."""

from __future__ import annotations

import base64
import contextlib
import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nkeys  # type: ignore[import-untyped]  # it has no types
import pytest
from engines import Worker, entry, wait_for
from servers import Missing, Server, _folder, _own, free_port, nats_node, or_skip

from scaletg_contrib.queues import Unavailable, open_queue
from scaletg_contrib.stores import open_store

DEPLOY = Path(__file__).resolve().parents[2] / "examples" / "deploy"
OPTIONS = "sync=unchecked&partitions=2"


@contextlib.contextmanager
def server_with(folder: Path, *lines: str) -> Iterator[Server]:
    """Start a server whose login is what the lines of its configuration say."""
    server = nats_node(folder, free_port(), options="\n".join(lines))
    file = folder / "nats.conf"
    file.write_text(file.read_text().replace('authorization { user: "scaletg", password: "secret" }', ""))
    for path in folder.iterdir():
        _own(path)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def work_through(url: str) -> list[int]:
    """Take an update in and work on it, and write to a store beside it; return what was given to the worker."""
    engine = open_queue(url, timeout=10)
    engine.enqueue(entry(1))
    with Worker(engine) as worker:
        wait_for(lambda: engine.status().depth == 0)
    engine.close()
    store = open_store(url.replace(f"&{OPTIONS}", "").replace(f"?{OPTIONS}", ""))
    store.put("a", 1)
    assert store.get("a").value == 1  # type: ignore[union-attr]
    store.close()
    return worker.ids


# TLS #########################################################################


def openssl(folder: Path, *words: str) -> None:
    program = shutil.which("openssl")
    if program is None:
        or_skip(Missing("openssl is not installed (openssl)"))
    subprocess.run([str(program), *words], cwd=folder, check=True, capture_output=True)


def make_certificates(folder: Path, *names: str) -> None:
    """Make an authority (`ca.pem`), and for each name a key and a certificate for 127.0.0.1."""
    new_key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    made = ["-x509", *new_key, "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=tests"]
    openssl(folder, "req", *made, "-addext", "keyUsage=critical,keyCertSign,cRLSign")
    for name in names:
        (folder / f"{name}.ext").write_text("subjectAltName=IP:127.0.0.1\n")
        openssl(folder, "req", *new_key, "-keyout", f"{name}.key", "-out", f"{name}.csr", "-subj", f"/CN={name}")
        signed = ["-req", "-in", f"{name}.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial"]
        openssl(folder, "x509", *signed, "-out", f"{name}.pem", "-extfile", f"{name}.ext")


def test_tls_with_an_authority_and_a_token() -> None:
    with _folder() as folder:
        make_certificates(folder, "server")
        lines = f'tls {{ cert_file: "{folder}/server.pem", key_file: "{folder}/server.key" }}'
        with server_with(folder, lines, 'authorization { token: "a token" }') as server:
            place = f"a%20token@127.0.0.1:{server.port}"
            assert work_through(f"nats://{place}?ca={folder}/ca.pem&{OPTIONS}") == [1]
            for refused in (
                f"tls://{place}?{OPTIONS}",  # this authority is not one of the system's
                f"tls://other@127.0.0.1:{server.port}?ca={folder}/ca.pem&{OPTIONS}",
            ):
                engine = open_queue(refused, timeout=1)
                with pytest.raises(Unavailable):
                    engine.enqueue(entry(2))
                engine.close()


def test_a_certificate_of_the_client() -> None:
    with _folder() as folder:
        make_certificates(folder, "server", "bot")
        files = f'cert_file: "{folder}/server.pem", key_file: "{folder}/server.key", ca_file: "{folder}/ca.pem"'
        with server_with(folder, f"tls {{ {files}, verify: true }}") as server:
            url = f"nats://127.0.0.1:{server.port}?ca={folder}/ca.pem"
            assert work_through(f"{url}&cert={folder}/bot.pem&key={folder}/bot.key&{OPTIONS}") == [1]
            engine = open_queue(f"{url}&{OPTIONS}", timeout=1)
            with pytest.raises(Unavailable):
                engine.enqueue(entry(2))
            engine.close()


# Credentials #################################################################


class Signer:
    """A key of NATS, which signs what it says of another."""

    def __init__(self, kind: int) -> None:
        seed = nkeys.encode_seed(os.urandom(32), kind)
        self.seed = seed.decode()
        self._pair = nkeys.from_seed(bytearray(seed))
        self.name = self._pair.public_key.decode()

    def sign(self, subject: Signer, kind: str, **claims: Any) -> str:
        said = {"iat": int(time.time()), "iss": self.name, "sub": subject.name, "name": kind}
        head = {"typ": "JWT", "alg": "ed25519-nkey"}
        parts = [head, {**said, "jti": "1", "nats": {"type": kind, "version": 2, **claims}}]
        text = ".".join(_encode(json.dumps(part).encode()) for part in parts)
        return f"{text}.{_encode(self._pair.sign(text.encode()))}"


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def test_a_file_of_credentials() -> None:
    operator, user = Signer(nkeys.PREFIX_BYTE_OPERATOR), Signer(nkeys.PREFIX_BYTE_USER)
    account, system = Signer(nkeys.PREFIX_BYTE_ACCOUNT), Signer(nkeys.PREFIX_BYTE_ACCOUNT)
    words = "subs data payload imports exports conn leaf mem_storage disk_storage streams consumer"
    limits = {**dict.fromkeys(words.split(), -1), "wildcards": True}
    of_user = account.sign(user, "user", pub={}, sub={}, subs=-1, data=-1, payload=-1)
    with _folder() as folder:
        (folder / "bot.creds").write_text(
            f"-----BEGIN NATS USER JWT-----\n{of_user}\n------END NATS USER JWT------\n\n"
            f"-----BEGIN USER NKEY SEED-----\n{user.seed}\n------END USER NKEY SEED------\n"
        )
        lines = [
            f"operator: {operator.sign(operator, 'operator')}",
            "resolver: MEMORY",
            f"system_account: {system.name}",
            "resolver_preload {",
            f"  {account.name}: {operator.sign(account, 'account', limits=limits)}",
            f"  {system.name}: {operator.sign(system, 'account')}",
            "}",
        ]
        with server_with(folder, *lines) as server:
            url = f"nats://127.0.0.1:{server.port}"
            assert work_through(f"{url}?credentials={folder}/bot.creds&{OPTIONS}") == [1]
            engine = open_queue(f"{url}?{OPTIONS}", timeout=1)
            with pytest.raises(Unavailable):
                engine.enqueue(entry(2))
            engine.close()


# Three servers ###############################################################


def test_the_configurations_of_three_servers_are_a_cluster() -> None:
    ports = {number: (free_port(), free_port(), free_port()) for number in (1, 2, 3)}
    with contextlib.ExitStack() as stack:
        servers = []
        for number, (port, monitor, route) in ports.items():
            folder = stack.enter_context(_folder())
            text = (DEPLOY / f"nats-cluster-{number}.conf").read_text().replace("/var/lib/nats", f"{folder}/data")
            text = text.replace("0.0.0.0:4222", f"127.0.0.1:{port}").replace("0.0.0.0:8222", f"127.0.0.1:{monitor}")
            text = text.replace("0.0.0.0:6222", f"127.0.0.1:{route}")
            for other, (_, _, its_route) in ports.items():
                text = text.replace(f"@nats{other}:6222", f"@127.0.0.1:{its_route}")
            server = nats_node(folder, port)
            (folder / "nats.conf").write_text(text)
            stack.callback(server.stop)
            server.launch()
            servers.append(server)
        hosts = ",".join(f"127.0.0.1:{port}" for port, _, _ in ports.values())
        engine = open_queue(f"nats://bot:change-me@{hosts}?replicas=3&partitions=2&sync=unchecked")
        wait_for(lambda: _takes_in(engine))
        servers[0].kill()
        with Worker(engine) as worker:
            wait_for(lambda: worker.ids == [1])
        engine.close()


def _takes_in(engine: Any) -> bool:
    try:
        return bool(engine.enqueue(entry(1)))
    except Unavailable:  # they have not found each other yet
        return False
