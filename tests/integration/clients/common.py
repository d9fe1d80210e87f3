"""What the scenarios of the Python client libraries share: people who act, and a count of the steps."""

import json
import struct
import sys
import time
import urllib.request
import zlib

TOKEN = "1000000001:AAsimulatedTokenOfTheScenario_-abcd"


class Control:
    """The control API of a simulator."""

    def __init__(self, url):
        self.url = url

    def _request(self, verb, path, data=None):
        body = None if data is None else json.dumps(data).encode()
        request = urllib.request.Request(self.url + path, body, method=verb)
        with urllib.request.urlopen(request, timeout=20) as response:
            return json.load(response)["result"]

    def act(self, action, **parameters):
        return self._request("POST", f"/control/do/{action}", parameters)

    def trouble(self, kind, **parameters):
        return self._request("POST", "/control/trouble", {"kind": kind, **parameters})

    def get(self, path):
        return self._request("GET", f"/control/{path}")

    def query(self, query_id):
        return self.get(f"queries/{query_id}?timeout=5")["answer"]


class Steps:
    """Count what was checked; a scenario that ends early has too few steps."""

    def __init__(self):
        self.done = []

    def __call__(self, name, fact=True):
        if not fact:
            print(f"FAILED at step {len(self.done) + 1}: {name}", flush=True)
            sys.exit(1)
        self.done.append(name)

    def end(self):
        print(f"{len(self.done)} steps", flush=True)


def picture(width=300, height=200):
    """Return a small PNG."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\x80" * width) * height)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def in_a_minute():
    return int(time.time()) + 60
