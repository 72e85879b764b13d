"""Each verdict is what a real process does with a real server, which it has for itself."""

from __future__ import annotations

from typing import Any

import pytest

from mockserver.conformance.row import Row
from mockserver.driving.command import NotStartedError
from mockserver.driving.drive import Way, drive, meet, variables_for
from mockserver.wire.json_text import loads

from .commands import fake, said, scenario

HELLO = said(text="Hello there", error=None)
CUT: Any = {
    "stream": [{"text": "Hello there"}],
    "faults": [{"after": {"chunks": 2}, "end": "reset"}],
}

VERDICTS = [
    ("correct", ("ask", "say", HELLO), {}),
    ("correct", ("ask", "say", "By the way", "say", HELLO, "exit", "1"), {}),
    ("error reported", ("ask", "say", said(error="Boom")), {}),
    ("silently wrong", ("ask", "say", said(text="Bye", error=None)), {}),
    ("silently truncated", ("ask", "say", said(text="Hello", error=None)), {}),
    ("crash", ("ask", "complain", "Boom", "exit", "3"), {}),
    ("crash", ("exit", "0"), {}),
    ("no request", ("say", HELLO), {}),
    ("not judged", ("ask", "say", HELLO), {"reply": CUT}),
]


@pytest.mark.parametrize(("verdict", "deeds", "file"), VERDICTS)
async def test_a_verdict_is_what_happened(verdict: str, deeds: tuple[str, ...], file: Any) -> None:
    assert (await meet(scenario(**file), Way(fake(*deeds)))).verdict == verdict


async def test_a_partial_answer_of_a_cut_stream_is_truncated() -> None:
    told = said(text="Hello", error=None)
    row = await meet(scenario(reply=CUT, expect={"error": True}), Way(fake("ask", "say", told)))
    assert (row.verdict, row.requests[0].result) == ("silently truncated", "reset")


async def test_a_client_that_waits_for_ever_hangs() -> None:
    row = await meet(scenario(), Way(fake("ask", "say", HELLO, "hang"), timeout=1.0))
    assert (row.verdict, row.ran.exit_code) == ("hang", None)


async def test_every_gate_is_open() -> None:
    gated = scenario(reply=[{"text": "a"}, {"gate": "second"}, {"text": "b"}])
    assert (await meet(gated, Way(fake("ask", "say", said(text="ab"))))).verdict == "correct"


async def test_a_row_says_what_was_asked_and_what_was_complained_of() -> None:
    deeds = fake(
        "ask", "ask", "complain", "Careful.", "say", said(text="Hello there", client="x 1")
    )
    row = await meet(scenario("folder/x"), Way(deeds))
    assert [(one.status, one.result) for one in row.requests] == [(200, "complete")] * 2
    assert (row.scenario, row.ran.client) == ("folder/x", "x 1")
    assert row.ran.complaints.strip() == "Careful."
    assert '"content":"Hello"' in row.transcript


async def test_every_scenario_begins_anew_though_several_run_at_once() -> None:
    replies: Any = [{"status": 429, "error": {"message": "Slow down."}}, [{"text": "Hello there"}]]
    several = [scenario(f"x{n}", replies=replies) for n in range(5)]
    rows: list[Row] = []
    await drive(several, Way(fake("ask", "ask", "say", HELLO), jobs=3), rows.append)
    assert sorted(one.scenario for one in rows) == [f"x{n}" for n in range(5)]
    assert [[asked.status for asked in one.requests] for one in rows] == [[429, 200]] * 5


async def test_no_scenario_is_no_run() -> None:
    await drive([], Way(("/nowhere/at-all",)), lambda row: pytest.fail(str(row)))


async def test_a_command_that_cannot_be_started_is_said_once() -> None:
    with pytest.raises(NotStartedError, match="/nowhere/at-all cannot be run: No such file"):
        await drive([scenario()] * 4, Way(("/nowhere/at-all",), jobs=2), lambda _: None)


def test_the_environment_says_what_to_ask() -> None:
    said = variables_for(scenario("a/b"), "http://127.0.0.1:1", 30.0)
    assert said["OPENAI_BASE_URL"] == said["MOCKSERVER_BASE_URL"] == "http://127.0.0.1:1/v1"
    assert said["OPENROUTER_BASE_URL"] == "http://127.0.0.1:1/api/v1"
    assert said["MOCKSERVER_MODEL"] == said["MOCKSERVER_SCENARIO"] == "a/b"
    assert said["MOCKSERVER_READ_TIMEOUT"] == "5"
    request = loads(said["MOCKSERVER_REQUEST"].encode())
    assert (request["model"], request["stream"]) == ("a/b", True)


async def test_a_command_finds_all_of_it_in_its_environment() -> None:
    row = await meet(scenario(), Way(fake("ask", "tell", "OPENAI_API_KEY")))
    assert row.ran.output == {"text": "mockserver"}
