"""An exchange tells what it has sent while its stream is open, and keeps its digest when held."""

from __future__ import annotations

from mockserver.exchange.content import content
from mockserver.exchange.holding import EVENTS
from mockserver.exchange.journal import Exchange, Journal
from mockserver.exchange.outcome import Outcome, Result
from mockserver.scenario.load import parse
from mockserver.wire.digest import digest
from mockserver.wire.instructions import HOLD, Pause
from mockserver.wire.json_text import Json, dumps
from tests.exchange.journals import PATH, told
from tests.say import body, planned

PACED: Json = {"pace": {"ttft": "10ms", "itl": "5ms"}, "stream": [{"text": ["Hel", "lo"]}]}


def exchange(said: Json = PACED, *, hold: bool = False) -> Exchange:
    made = told(parse(dumps({"reply": said}), "", "a")).ask("a", None)
    return Journal().open(PATH, 0, made.response, hold=hold)


def under_way(one: Exchange, instructions: int, late: int = 0) -> Exchange:
    """As if so many instructions were carried out so far, each so late."""
    one.progress.times = [due + late for due, _ in one.plan.timed()][:instructions]
    return one


def test_chunks_and_events_count_while_the_stream_is_open() -> None:
    one = exchange()
    counts = []
    for instructions in range(len(one.plan.instructions) + 1):
        under_way(one, instructions)
        counts.append((one.chunks_sent, one.events_sent))
    # head, pause, role, pause, "Hel", pause, "lo", pause, finish and [DONE], end
    assert counts == [(0, 0)] * 3 + [(1, 1)] * 2 + [(2, 2)] * 2 + [(3, 3)] * 2 + [(4, 5)] * 2


def test_segments_are_told_while_the_stream_is_open() -> None:
    one = under_way(exchange(), 3, late=7)
    assert [(planned, happened) for planned, happened, _ in one.segments()] == [
        (0, 7),
        (10_000, 10_007),
    ]
    assert one.lateness == 7


def test_the_outcome_counts_once_there_is_one() -> None:
    one = under_way(exchange(), 3)
    one.outcome = Outcome(Result.CLIENT_LEFT, False, 0, 0, (0,))
    assert (one.chunks_sent, one.sent_body) == (0, b"")


# -- what was sent --------------------------------------------------------------------------------


def test_the_body_so_far_is_what_a_client_has() -> None:
    one = exchange()
    sizes = [len(under_way(one, done).sent_body) for done in range(len(one.plan.instructions) + 1)]
    assert sizes == sorted(sizes)
    assert (sizes[2], sizes[-1]) == (0, len(body(one.plan)))
    under_way(one, 5)
    assert one.sent_body == body(one.plan)[: len(one.sent_body)]
    assert one.sent_body.endswith(b"\n\n")
    assert one.sent_body.count(b"data: ") == 2


def test_the_body_of_json_stands_as_it_is() -> None:
    one = exchange({"json": {"a": 1}})
    assert under_way(one, 99).sent_body == one.plan.body == b'{"a":1}'


def test_the_body_so_far_has_no_content_coding() -> None:
    plain = exchange({"stream": [{"text": "Hi"}]})
    zipped = exchange({"framing": {"coding": "gzip"}, "stream": [{"text": "Hi"}]})
    assert under_way(zipped, 99).sent_body == under_way(plain, 99).sent_body


def test_beats_are_in_the_body_as_often_as_they_were_sent() -> None:
    stall = {"stall": {"for": "9s", "comment": "k", "every": "1s"}}
    one = under_way(exchange({"automatic": "none", "stream": [{"comment": "a"}, stall]}), 2)
    assert one.sent_body == b": a\n\n"
    for _ in range(3):
        one.progress.beat(2)
    assert one.sent_body == b": a\n\n" + 3 * b": k\n\n"


def test_wire_bytes_are_no_part_of_the_body() -> None:
    steps = [{"comment": "a"}, {"wire": "zz"}, {"comment": "b"}, {"wire": "yy"}]
    one = planned({"reply": {"automatic": "none", "stream": steps}})
    assert content(one, 99, {}) == b": a\n\n: b\n\n"


def test_a_coding_that_is_broken_stands_as_it_is_from_there_on() -> None:
    one = planned({"reply": {"headers": {"Transfer-Encoding": "chunked"}, "body": "xyz\r\n"}})
    assert content(one, 99, {}) == b"xyz\r\n"


# -- holds ----------------------------------------------------------------------------------------


def test_a_held_exchange_stops_before_each_event() -> None:
    one = exchange(hold=True)
    holds = [each for each in one.plan.instructions if each == Pause(None, gate=HOLD)]
    assert len(holds) == sum(mark.kind in EVENTS for mark in one.plan.marks) == 5


def test_a_held_exchange_has_the_digest_of_its_plan_without_holds() -> None:
    one = exchange(hold=True)
    assert one.digest == exchange().digest == digest(one.response.plan)
    assert one.plan != one.response.plan


def test_a_held_exchange_counts_chunks_by_its_own_plan() -> None:
    one = exchange(hold=True)
    under_way(one, 4)  # the head, a pause, a hold, the role
    assert (one.chunks_sent, one.events_sent) == (1, 1)
    assert one.sent_body == under_way(exchange(), 3).sent_body


def test_a_held_exchange_shows_its_holds() -> None:
    assert str(exchange(hold=True)).count("wait for a release\n") == 5


def test_the_wait_for_a_release_is_no_lateness() -> None:
    one = exchange(hold=True)
    #        head, pause,  hold,    role,    pause,   hold,    "Hel"
    one.progress.times = [0, 10_000, 700_000, 700_003, 705_000, 800_000, 800_009]
    assert one.lateness == 9
