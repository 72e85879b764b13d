"""The record of exchanges: what was planned beside what happened, and no more than is kept."""

from __future__ import annotations

import json

from mockserver.dialects import DIALECTS
from mockserver.dialects.headers import NOT_SHOWN, Headers
from mockserver.exchange.journal import MOST_EXCHANGES, QUEUED, Exchange, Journal
from mockserver.exchange.outcome import Outcome, Result
from mockserver.exchange.respond import Response, respond
from mockserver.exchange.selection import ScenarioSet, Session
from mockserver.scenario.load import parse
from mockserver.wire.digest import digest
from mockserver.wire.json_text import dump_bytes, dumps
from tests import say

from .journals import scenario, told

PATH = "/v1/chat/completions"
TEXT = "reply:\n  pace: {ttft: 10ms, itl: 5ms}\n  stream: [{text: [Hel, lo]}]"


def responded(text: str = TEXT, body: bytes | None = None) -> Response:
    session = Session(ScenarioSet([parse(text, "a.yaml", "a")]))
    asked = {"model": "a", "messages": [], "stream": True}
    return respond(session, DIALECTS["openai"], dump_bytes(asked) if body is None else body)


def exchange(text: str = TEXT, body: bytes | None = None) -> Exchange:
    return Journal().open(PATH, 1_000, responded(text, body))


def happened(one: Exchange, result: Result, instructions: int | None = None, late: int = 0) -> None:
    """As if so many instructions were carried out, each so late."""
    times = tuple(due + late for due, _ in one.plan.timed())[:instructions]
    exact = result == one.plan.ending.value
    one.outcome = Outcome(result, exact, len(one.plan.body), 0, times)


# -- the journal ----------------------------------------------------------------------------------


def test_exchanges_are_numbered_and_kept_in_their_order() -> None:
    journal = Journal()
    opened = [journal.open(PATH, at, responded()) for at in (5, 6, 7)]
    assert list(journal) == opened
    assert [(one.number, one.arrival) for one in journal] == [(1, 5), (2, 6), (3, 7)]
    assert (len(journal), journal.total) == (3, 3)


def test_the_oldest_exchanges_go_first() -> None:
    journal, response = Journal(most=2), responded()
    for at in range(5):
        journal.open(PATH, at, response)
    assert [one.number for one in journal] == [4, 5]
    assert (len(journal), journal.total) == (2, 5)


def test_a_cleared_journal_has_the_open_exchanges_alone() -> None:
    journal = Journal(most=2)
    opened = [journal.open(PATH, at, responded()) for at in range(3)]
    happened(opened[1], Result.COMPLETE)
    assert journal.clear() == 2
    assert (list(journal), journal.total, dict(journal.answers)) == ([opened[2]], 1, {("a", 1): 1})


def test_numbers_go_on_in_a_cleared_journal() -> None:
    journal = Journal()
    happened(journal.open(PATH, 0, responded()), Result.COMPLETE)
    journal.clear()
    assert (journal.open(PATH, 1, responded()).number, journal.total) == (2, 1)


def test_journals_of_several_processes_share_no_number() -> None:
    journals = [Journal(first=number, step=2) for number in (1, 2)]
    numbers = [[one.open(PATH, 0, responded()).number for _ in range(3)] for one in journals]
    assert numbers == [[1, 3, 5], [2, 4, 6]]


def test_a_journal_is_bounded_by_itself() -> None:
    journal, response = Journal(), responded()
    for at in range(MOST_EXCHANGES + 1):
        journal.open(PATH, at, response)
    assert len(journal) == MOST_EXCHANGES


def test_exchanges_may_come_while_the_journal_is_read() -> None:
    journal = Journal()
    journal.open(PATH, 0, responded())
    for _ in journal:
        journal.open(PATH, 1, responded())
    assert len(journal) == 2


# -- one exchange ---------------------------------------------------------------------------------


def test_an_open_exchange_has_a_plan_and_no_outcome() -> None:
    one = exchange()
    assert (one.scenario, one.reply_number, one.status, one.refused) == ("a", 1, 200, None)
    assert (one.result, one.exact, one.chunks_sent, one.events_sent) == (None, None, 0, 0)
    assert (list(one.segments()), one.lateness) == ([], 0)
    assert one.request is not None
    assert one.request.model == "a"


def test_a_complete_exchange_has_every_chunk_and_event() -> None:
    one = exchange()
    happened(one, Result.COMPLETE)
    assert (one.result, one.exact) == (Result.COMPLETE, True)
    assert (one.chunks_sent, one.events_sent) == (4, 5)


def test_a_chunk_counts_once_it_was_sent_whole() -> None:
    one = exchange()
    counts = []
    for instructions in range(len(one.plan.instructions) + 1):
        happened(one, Result.CLIENT_LEFT, instructions)
        counts.append((one.chunks_sent, one.events_sent))
    # head, pause, role, pause, "Hel", pause, "lo", pause, finish and [DONE], end
    whole = [(0, 0)] * 3 + [(1, 1)] * 2 + [(2, 2)] * 2 + [(3, 3)] * 2 + [(4, 5)] * 2
    assert counts == whole


def test_segments_have_planned_and_real_times_and_sizes() -> None:
    one = exchange()
    happened(one, Result.COMPLETE, late=300)
    segments = list(one.segments())
    assert [due for due, _, _ in segments] == [0, 10_000, 15_000, 20_000, 25_000]
    assert {real - due for due, real, _ in segments} == {300}
    assert segments[0][2] == 0
    assert sum(size for _, _, size in segments) == len(one.plan.body)


def test_lateness_is_that_of_the_latest_write() -> None:
    one = exchange()
    times = [due for due, _ in one.plan.timed()]
    times[2] += 70  # the first completion chunk
    times[-1] += 900  # the end is no write
    one.outcome = Outcome(Result.COMPLETE, True, 0, 0, tuple(times))
    assert one.lateness == 70


def test_the_digest_is_that_of_the_plan() -> None:
    one = exchange()
    assert one.digest == digest(one.plan)


def test_an_exchange_has_the_reply_that_answered_and_its_file() -> None:
    one = exchange("reply: [text: Hello]")
    assert one.reply is not None
    assert one.reply.to_yaml() == "reply:\n  - text: Hello\n"
    assert exchange(body=b"{").reply is None


def test_a_refused_exchange_says_why() -> None:
    one = exchange(body=b"{")
    assert (one.scenario, one.reply_number, one.request, one.status) == (None, None, None, 400)
    assert one.refused is not None
    assert one.refused.startswith("We could not parse")


def test_an_exchange_without_a_head_has_no_status() -> None:
    one = exchange("reply: {end: reset}")
    happened(one, Result.RESET)
    assert (one.status, one.result, one.chunks_sent) == (None, Result.RESET, 0)


# -- as JSON --------------------------------------------------------------------------------------


def test_an_open_exchange_as_json_has_nothing_that_happened() -> None:
    one = exchange()
    assert one.to_json() == {
        "number": 1,
        "path": PATH,
        "arrival": 1_000,
        "connection": 0,
        "earlier_on_connection": 0,
        "model": "a",
        "stream": True,
        "headers": {},
        "scenario": "a",
        "reply": 1,
        "refused": None,
        "problem": "open",
        "status": 200,
        "digest": digest(one.plan),
        "request": {"model": "a", "messages": [], "stream": True},
        "file": "a.yaml",
        "written": None,
        "context": {
            "dialect": "openai",
            "seed": 0,
            "earlier": 0,
            "queued": False,
            "chunked": True,
            "keep_alive": True,
            "headers": [],
        },
        "planned": {
            "ending": "complete",
            "bytes": len(one.plan.body),
            "duration": 25_000,
            "notes": [],
        },
        "happened": None,
    }


def test_an_ended_exchange_as_json_has_all_that_happened() -> None:
    one = exchange()
    happened(one, Result.COMPLETE, late=5)
    assert one.to_json()["happened"] == {
        "result": "complete",
        "exact": True,
        "sent": len(one.plan.body),
        "unaccepted": 0,
        "instructions": len(one.plan.instructions),
        "chunks": 4,
        "events": 5,
        "left_after": None,
        "lasted": 25_005,
        "lateness": 5,
        "segments": [list(segment) for segment in one.segments()],
        "detail": "",
    }


def test_a_refused_exchange_as_json_has_no_request() -> None:
    said = exchange(body=b"{").to_json()
    assert (said["model"], said["stream"], said["scenario"], said["reply"]) == (None,) * 4
    assert said["refused"].startswith("We could not parse")


def test_json_of_an_exchange_is_json() -> None:
    one = exchange("reply: {stream: [{text: a}], faults: [{after: {chunks: 99}, end: reset}]}")
    happened(one, Result.COMPLETE)
    said = json.loads(dumps(one.to_json()))
    assert said == one.to_json()
    assert len(said["planned"]["notes"]) == 1


# -- for a failing test ---------------------------------------------------------------------------


def first_line(one: Exchange) -> str:
    return str(one).partition("\n")[0]


def test_an_exchange_shows_its_transcript_and_its_digest() -> None:
    shown = str(exchange())
    assert "\n10ms      send 2" in shown
    assert shown.endswith(f"end complete: the body is whole\n{exchange().digest}")


def test_the_first_line_says_what_answered_and_how_it_ended() -> None:
    one = exchange()
    assert first_line(one) == f"#1 {PATH} → 200 open: a, reply 1"
    happened(one, Result.COMPLETE)
    assert first_line(one) == f"#1 {PATH} → 200 complete: a, reply 1"
    happened(one, Result.CLIENT_LEFT, 3)
    assert first_line(one) == f"#1 {PATH} → 200 client_left (not exact): a, reply 1"


def test_the_first_line_of_a_refusal_says_why() -> None:
    one = exchange(body=b"[]")
    expected = f"#1 {PATH} → 400 open: The body of your request must be a JSON object."
    assert first_line(one) == expected


def test_a_journal_is_bounded_in_bytes() -> None:
    response = responded()
    size = response.plan.memory
    journal = Journal(most_bytes=3 * size)
    for at in range(9):
        journal.open(PATH, at, response)
    assert len(journal) == 3
    journal.open(PATH, 9, response, request_bytes=10 * size)
    assert [one.number for one in journal] == [10]


# -- what tests assert ----------------------------------------------------------------------------


def test_the_request_is_told_and_its_key_is_not() -> None:
    sent = Headers([("Authorization", "Bearer sk-1"), ("Idempotency-Key", "i1")])
    one = told(scenario("a", [{"text": "A"}])).ask("a", headers=sent, tools=[])
    assert one.body == {"model": "a", "messages": [], "stream": True, "tools": []}
    assert one.headers["authorization"] == f"Bearer {NOT_SHOWN}"
    assert one.headers["idempotency-key"] == "i1"


def test_what_was_no_request_has_no_body_and_no_headers() -> None:
    one = exchange(body=b"{")
    assert (one.body, len(one.headers)) == (None, 0)


def test_a_client_that_left_did_so_after_a_chunk() -> None:
    one = exchange()
    assert (one.left_after, one.accepted, one.unaccepted, one.lasted) == (None,) * 4
    happened(one, Result.CLIENT_LEFT, 3)
    first = len(say.sends(one.plan)[0])
    assert one.left_after == f"chunk 1 of 4, {first} of {len(one.plan.body)} bytes"
    assert one.lasted == 10_000
    happened(one, Result.COMPLETE)
    assert one.left_after is None


def test_bytes_are_accepted_or_not() -> None:
    one = exchange()
    one.outcome = Outcome(Result.CLIENT_NOT_READING, False, 900, 300, ())
    assert (one.accepted, one.unaccepted, one.lasted) == (600, 300, None)


def test_the_connection_is_told_where_it_is_known() -> None:
    journal = Journal()
    journal.open(PATH, 0, responded(), connection=3, earlier_on_connection=2)
    (one,) = journal
    assert (one.connection, one.earlier_on_connection) == (3, 2)
    assert (exchange().connection, exchange().earlier_on_connection) == (0, 0)


def test_what_is_no_longer_kept_is_counted() -> None:
    made = told(scenario("a", [{"text": "A"}]), most=1)
    made.queue({"status": 429, "error": {"message": "slow"}})
    for model in ("any", "a", "a", "b", "b", "a"):
        made.ask(model)
    assert made.journal.answers == {QUEUED: 1, ("a", 1): 3}
    assert made.journal.forgotten == {"unmatched": 2}


def test_a_queued_reply_is_known_as_one() -> None:
    made = told(scenario("queue", [{"text": "A"}]))
    made.queue([{"text": "A"}])
    assert [made.ask("queue").queued for _ in range(2)] == [True, False]
    assert not exchange(body=b"{").queued


def test_what_is_told_elsewhere_is_only_counted_and_forgotten_with_its_exchange() -> None:
    made = told(scenario("a", []), most=3)
    first, second = made.ask("a"), made.ask("a")
    made.journal.told_elsewhere([first, second])
    rest = made.journal.untold
    assert (list(rest), rest.elsewhere, rest.total) == ([], 2, 0)
    third, fourth = made.ask("a"), made.ask("a")
    rest = made.journal.untold
    assert ([*rest], rest.elsewhere, rest.total) == ([third, fourth], 1, 3)
    made.journal.told_elsewhere([first])
    made.journal.clear()
    assert made.journal.untold.elsewhere == 0
