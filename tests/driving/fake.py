"""A command that behaves as its arguments say; it knows as much of the server as any client.

`fake.py ask say TEXT` sends the request, and prints the text.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit


def ask(_: Iterator[str]) -> None:
    """Sends the request, and reads what comes as far as it comes."""
    base = urlsplit(os.environ["MOCKSERVER_BASE_URL"])
    server = http.client.HTTPConnection(base.netloc)
    kind = {"Content-Type": "application/json"}
    request = os.environ["MOCKSERVER_REQUEST"]
    server.request("POST", f"{base.path}/chat/completions", request, kind)
    with contextlib.suppress(http.client.IncompleteRead, ConnectionError):
        server.getresponse().read()


def say(arguments: Iterator[str]) -> None:
    sys.stdout.write(f"{next(arguments)}\n")
    sys.stdout.flush()


def tell(arguments: Iterator[str]) -> None:
    """Prints an environment variable as the text."""
    say(iter([json.dumps({"text": os.environ[next(arguments)]})]))


def complain(arguments: Iterator[str]) -> None:
    sys.stderr.write(f"{next(arguments)}\n")


def flood(_: Iterator[str]) -> None:
    while True:
        sys.stdout.write("x" * 1_000_000)


def hang(_: Iterator[str]) -> None:
    threading.Event().wait()


def leave(arguments: Iterator[str]) -> None:
    """Leaves a process behind that holds the pipes, and a connection to this port."""
    held = socket.create_connection(("127.0.0.1", int(next(arguments))))
    held.sendall(b"here")
    child = [sys.executable, "-S", "-E", __file__, "hang"]
    subprocess.Popen(child, pass_fds=[held.fileno()])


DEEDS: dict[str, Callable[[Iterator[str]], object]] = {
    one.__name__: one for one in (ask, say, tell, complain, flood, hang, leave)
}
DEEDS["exit"] = lambda arguments: sys.exit(int(next(arguments)))

if __name__ == "__main__":
    words = iter(sys.argv[1:])
    for deed in words:
        DEEDS[deed](words)
