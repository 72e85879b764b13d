"""A command's run is bounded in time and output, and nothing of it is left behind."""

from __future__ import annotations

import asyncio
import os
import sys

import pytest

from mockserver.conformance.conclude import MOST_COMPLAINTS, MOST_OUTPUT
from mockserver.driving import command
from mockserver.driving.command import NotStartedError

from .commands import fake

PATIENCE = 50.0


async def test_what_is_printed_and_the_exit_code_are_kept_apart() -> None:
    ended = await command.run(
        fake("say", "out", "complain", "oh", "exit", "3"), os.environ, PATIENCE
    )
    assert (ended.exit_code, ended.output.split(), ended.complaints.split()) == (
        3,
        [b"out"],
        [b"oh"],
    )
    assert 0 < ended.seconds < PATIENCE


async def test_a_command_has_no_input_and_its_own_environment() -> None:
    code = "import os, sys; print(sys.stdin.read(), os.environ['ONE'], len(sys.argv[1:]))"
    ended = await command.run(
        (sys.executable, "-c", code, "a b", "$ONE"), {**os.environ, "ONE": "1"}, PATIENCE
    )
    assert ended.output.split() == [b"1", b"2"]


async def test_a_command_that_hangs_is_ended_in_time() -> None:
    ended = await command.run(fake("say", "before", "hang"), os.environ, 0.3)
    assert (ended.exit_code, ended.flooded) == (None, False)
    assert ended.seconds >= 0.3


async def test_a_flood_is_ended_before_its_time_is_up() -> None:
    ended = await command.run(fake("flood"), os.environ, PATIENCE)
    assert (ended.exit_code, ended.flooded) == (None, True)
    assert MOST_OUTPUT < len(ended.output) < MOST_OUTPUT + 1_000_000


async def test_the_end_of_long_complaints_is_kept() -> None:
    code = f"import sys; sys.stderr.write('x' * {MOST_COMPLAINTS * 50} + 'end')"
    ended = await command.run((sys.executable, "-c", code), os.environ, PATIENCE)
    assert ended.complaints == b"x" * (MOST_COMPLAINTS - 3) + b"end"


class Left:
    """Says when a process that was left behind is there (`came`), and when it has died (`gone`)."""

    def __init__(self) -> None:
        self.came, self.gone = asyncio.Event(), asyncio.Event()

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readexactly(4)
        self.came.set()
        await reader.read()  # it holds the connection as long as it lives
        self.gone.set()
        writer.close()


@pytest.mark.skipif(os.name != "posix", reason="there are process groups on POSIX alone")
async def test_what_a_command_leaves_behind_dies_with_it() -> None:
    left = Left()
    async with await asyncio.start_server(left, "127.0.0.1", 0) as server:
        port = str(server.sockets[0].getsockname()[1])
        ended = await command.run(fake("leave", port), os.environ, PATIENCE)
        await left.gone.wait()
    assert (ended.exit_code, ended.output) == (0, b"")


@pytest.mark.skipif(os.name != "posix", reason="there are process groups on POSIX alone")
async def test_a_run_that_is_given_up_ends_all_that_it_started() -> None:
    left = Left()
    async with await asyncio.start_server(left, "127.0.0.1", 0) as server:
        port = str(server.sockets[0].getsockname()[1])
        running = asyncio.create_task(
            command.run(fake("leave", port, "hang"), os.environ, PATIENCE)
        )
        await left.came.wait()
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
        await left.gone.wait()


async def test_what_cannot_be_started_is_an_error() -> None:
    with pytest.raises(NotStartedError, match="/nowhere/at-all cannot be run: No such file"):
        await command.run(("/nowhere/at-all",), os.environ, PATIENCE)
