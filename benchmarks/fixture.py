"""What a test pays for the fixture `mockserver`: 1,000 tests with it against 1,000 without."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping
from importlib.util import find_spec

from .process import FOLDER, MissingError, environment, errors, read_again, told
from .rounds import Effort, medians
from .table import Goal, Table

_TESTS = {
    "empty": "def test(number): pass",
    "fixture": "def test(number, mockserver): pass",
    "fixture, a queued reply and its request": (
        "def test(number, mockserver):\n"
        "    mockserver.queue({'text': 'Hi'})\n"
        "    connection = HTTPConnection(mockserver.base_url.split('/')[2])\n"
        "    connection.request('POST', f'/s/{mockserver.id}/v1/chat/completions', BODY)\n"
        "    assert connection.getresponse().read()"
    ),
}

_FILE = """\
from http.client import HTTPConnection
import pytest

BODY = b'{{"model": "any", "messages": [], "stream": true}}'


@pytest.mark.parametrize("number", range({count}))
{test}
"""


def run(effort: Effort) -> Table:
    if find_spec("pytest") is None:
        raise MissingError("needs pytest: pip install '.[test]'")
    count = int(effort.of(1000, 100))
    _run("fixture", 1)  # so that its bytecode is there
    found = dict(
        zip(_TESTS, medians(list(_TESTS), effort, lambda one: _run(one, count)), strict=True)
    )
    empty = found["empty"]
    rows = [
        (name, one["real"] / count, (one["real"] - empty["real"]) / count, one["cpu"] / count)
        for name, one in found.items()
    ]
    more = {name: row[2] for name, row in zip(found, rows, strict=True)}
    columns = ("test", "ms a test", "more than empty", "CPU ms a test")
    return Table(f"{count:,} tests", columns, rows, goals(more), _NOTE)


def goals(found: Mapping[str, float]) -> list[Goal]:
    return [Goal("the fixture, a test", 1.5, found.get("fixture"), " ms")]


_NOTE = "Starting the server once, when the first test asks for it, is in it."


def _run(name: str, count: int) -> dict[str, float]:
    folder = FOLDER / "tests"
    folder.mkdir(exist_ok=True)
    file = folder / "test_many.py"
    file.write_text(_FILE.format(count=count, test=_TESTS[name]))
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(file)]
    with errors() as wrong:
        begin = time.perf_counter()
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=wrong, env=environment(), cwd=folder
        )
        assert process.stdout is not None
        said = process.stdout.read()
        real = time.perf_counter() - begin
        _, status, used = os.wait4(process.pid, 0)
        if status != 0:
            last = said.decode(errors="backslashreplace")
            raise told(f"pytest failed with the test {name!r}", last, read_again(wrong))
    return {"real": real * 1000, "cpu": (used.ru_utime + used.ru_stime) * 1000}
