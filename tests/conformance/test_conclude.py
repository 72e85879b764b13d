"""How a command ended counts before what it said, and each verdict says why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from mockserver.conformance.conclude import MOST_COMPLAINTS, Ended, conclude
from mockserver.conformance.row import Row
from mockserver.exchange.journal import Exchange
from mockserver.exchange.outcome import Outcome, Result
from mockserver.scenario.load import parse
from mockserver.wire.json_text import dumps

from .exchanges import exchanges

HELLO: Any = {"reply": [{"text": "Hello"}]}
STALL: Any = {"reply": [{"text": "Hello"}, {"stall": "forever"}]}
RIGHT = Ended(0, 0.5, b'{"text": "Hello", "error": null, "client": "c 1"}')


def concluded(ended: Ended, file: Any = HELLO, asked: Sequence[Exchange] | None = None) -> Row:
    found = exchanges(file) if asked is None else asked
    return conclude(parse(dumps(file), "x.yaml", "x"), "sha256:1", ended, found, 30.0)


def told(
    ended: Ended, file: Any = HELLO, asked: Sequence[Exchange] | None = None
) -> tuple[str, str]:
    one = concluded(ended, file, asked)
    return one.verdict, one.judgement.reason


def done(result: Result) -> list[Exchange]:
    (one,) = exchanges(HELLO)
    exact = result is Result.COMPLETE
    return [replace(one, outcome=Outcome(result, exact, 1, 0, ()))]


def test_what_was_said_is_judged() -> None:
    one = concluded(RIGHT)
    assert (one.verdict, one.ran.client) == ("correct", "c 1")
    assert one.ran.output == {"text": "Hello", "error": None}
    assert one.expected.right[0]["text"] == "Hello"


def test_an_exit_code_does_no_harm_where_there_is_an_answer() -> None:
    assert told(replace(RIGHT, exit_code=1))[0] == "correct"


def test_a_command_that_is_still_running_hangs_whatever_it_said() -> None:
    hung = replace(RIGHT, exit_code=None)
    assert told(hung, asked=[]) == ("hang", "still running after 30 s; the server got no request")
    assert told(hung, STALL)[1].endswith("says no more and keeps the connection open")
    assert told(hung, asked=done(Result.COMPLETE))[1].endswith("; everything was sent")
    assert told(hung, asked=done(Result.COMPLETE) * 9)[1].endswith("sent, and it asked 9 times")
    assert told(hung, asked=done(Result.CLIENT_LEFT))[1].endswith("was not read to its end")


def test_a_crash_says_its_exit_code_and_whether_it_asked() -> None:
    nothing = "nothing was printed; print one JSON object on standard output"
    assert told(Ended(3, 0.1)) == ("crash", f"exit code 3, and {nothing}")
    assert told(Ended(0, 0.1), asked=[])[1].endswith("; the server got no request")


def test_printing_without_end_is_a_crash() -> None:
    verdict, reason = told(Ended(None, 0.1, b'{"text": "Hello"}', flooded=True))
    assert (verdict, reason) == ("crash", "it printed more than 8,388,608 bytes")


def test_a_client_that_never_asked_is_not_judged_by_what_it_says() -> None:
    refused = Ended(0, 0.1, b'{"error": "no such model"}')
    said = "the server got no request; the client says: no such model"
    assert told(refused, asked=[]) == ("no request", said)
    assert told(RIGHT, asked=[])[1] == "the server got no request"


def test_a_request_that_no_reply_answers_is_none() -> None:
    file = {"replies": [{"when": {"turn": 7}, "stream": [{"text": "Hello"}]}]}
    verdict, reason = told(RIGHT, file)
    assert verdict == "no request"
    assert "no reply to the request: " in reason
    assert "none of its replies fits" in reason


def test_the_end_of_the_complaints_is_kept() -> None:
    one = concluded(replace(RIGHT, complaints=b"x" * MOST_COMPLAINTS + b"Boom\xff"))
    assert one.ran.complaints.endswith("xBoom\ufffd")
    assert len(one.ran.complaints) == MOST_COMPLAINTS
