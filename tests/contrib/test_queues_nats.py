"""What only the queue in NATS has: partitions, servers that write late, configuration files. More: test_queues.py."""

from __future__ import annotations

import re
import subprocess
import threading
from pathlib import Path

import pytest
from backends import unique
from engines import Dead, Done, Worker, entry, wait_for
from servers import Server, _find, _folder, free_port, nats_node

import scaletg
from scaletg_contrib.queues import open_queue
from scaletg_contrib.queues.nats import NATSEngine

DEPLOY = Path(__file__).resolve().parents[2] / "examples" / "deploy"


@pytest.mark.parametrize("file", ["nats.conf", "nats-cluster-1.conf", "nats-cluster-2.conf", "nats-cluster-3.conf"])
def test_a_configuration_file_is_valid(file: str) -> None:
    import sys

    binary = _find("nats-server", "nats-server", folders=str(Path(sys.executable).parent))
    done = subprocess.run([binary, "-t", "-c", str(DEPLOY / file)], capture_output=True, text=True, check=False)
    assert "is valid" in done.stdout + done.stderr


def test_the_configuration_of_one_server_starts_and_is_taken_for_right() -> None:
    with _folder() as folder:
        text = (DEPLOY / "nats.conf").read_text()
        port, monitor = free_port(), free_port()
        text = text.replace("0.0.0.0:4222", f"127.0.0.1:{port}").replace(":8222", f":{monitor}")
        server = nats_node(folder, port)
        (folder / "nats.conf").write_text(text.replace("/var/lib/nats", f"{folder}/data"))
        server._ready = lambda: open_queue(url).is_ready() or _fail()
        url = f"nats://bot:change-me@127.0.0.1:{port}?partitions=2&monitor={monitor}"
        server.start()
        engine = open_queue(url)
        engine.enqueue(entry(1))
        with Worker(engine) as worker:
            wait_for(lambda: worker.ids == [1])
        engine.close()
        server.stop()


def _fail() -> None:
    raise RuntimeError


def test_a_server_that_writes_late_is_refused() -> None:
    with _folder() as folder:
        server = nats_node(folder, free_port(), jetstream="")
        server.start()
        found = re.search(r"http: 127.0.0.1:(\d+)", (folder / "nats.conf").read_text())
        assert found
        engine = open_queue(f"{server.url}?monitor={found[1]}")
        with pytest.raises(scaletg.ConfigError, match="writes to disk only now and then.*sync_interval: always"):
            engine.work(lambda delivery: Done(), threads=1, stop=threading.Event())
        engine.close()
        server.stop()


def test_another_number_of_partitions_is_refused(nats_service: Server) -> None:
    url = f"{nats_service.url}?name={unique()}&sync=unchecked"
    engine, other = open_queue(f"{url}&partitions=8"), open_queue(f"{url}&partitions=16")
    engine.enqueue(entry(1))
    with pytest.raises(scaletg.ConfigError, match="has 8 partitions, but the URL says partitions=16"):
        other.work(lambda delivery: Done(), threads=1, stop=threading.Event())
    with Worker(open_queue(url)) as worker:  # which says nothing takes what there is
        wait_for(lambda: worker.ids == [1])
    engine.close()
    other.close()


def test_the_number_of_partitions_can_be_changed(nats_service: Server) -> None:
    """The steps of docs/queues_nats.md; dead letters stay, and so does what the bot remembers elsewhere."""
    url, options = f"{nats_service.url}?sync=unchecked", {"name": unique(), "max_depth": 99, "timeout": 4.0}
    before = NATSEngine(f"{url}&partitions=2", **options)  # type: ignore[arg-type]
    for number in range(1, 5):
        before.enqueue(entry(number, key=number))
    worker = Worker(before)
    worker.verdict = lambda delivery: Dead("no") if delivery.entry.update_id == 4 else Done()
    with worker:
        wait_for(lambda: before.status().depth == 0)
    before.run(lambda client: client.jetstream().delete_stream(before.stream(7)))
    before.close()
    after = NATSEngine(f"{url}&partitions=16", **options)  # type: ignore[arg-type]
    (letter,) = after.dead()
    assert after.put_back(letter.id)
    for number in range(5, 15):
        after.enqueue(entry(number, key=number % 2))
    with Worker(after) as other:
        wait_for(lambda: after.status().depth == 0)
    assert after.run(lambda client: after.make_streams(client, 7)) == 16
    assert sorted(other.ids) == [4, *range(5, 15)]
    assert [number for number in other.ids if number % 2 and number > 4] == [5, 7, 9, 11, 13]
    after.close()


@pytest.mark.parametrize("option", ["partitions=0", "partitions=5000", "replicas=no", "ack_wait=0"])
def test_a_wrong_number_is_refused(option: str) -> None:
    with pytest.raises(scaletg.ConfigError, match=f"{option} must be a number from"):
        open_queue(f"nats://host?{option}")
