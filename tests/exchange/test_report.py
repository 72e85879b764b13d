"""The journal as text: short, bounded, and each answer can be rendered again from what it says."""

from __future__ import annotations

import pytest

from mockserver.exchange.again import asked
from mockserver.exchange.journal import Exchange
from mockserver.exchange.outcome import Outcome, Result
from mockserver.exchange.rendering import plan_again
from mockserver.exchange.report import MOST_SHOWN, journal_text, summary
from mockserver.scenario.load import parse
from mockserver.wire.digest import digest
from mockserver.wire.json_text import dump_bytes, dumps

from .journals import PATH, Told, scenario, told

SLOW = scenario("slow", {"reply": {"pace": {"ttft": "10ms"}, "stream": [{"text": "Hi"}]}}, "s.yaml")


@pytest.fixture
def made() -> Told:
    return told(SLOW)


def lines(one: Exchange, since: int | None = None) -> list[str]:
    return summary(one, since).splitlines()


def test_a_summary_says_what_answered_when_and_how_to_see_it(made: Told) -> None:
    made.ask("slow")
    one = made.ask("slow")
    assert lines(one, one.arrival - 1_500) == [
        f"#2 {PATH} → 200 complete: slow, reply 1",
        "   model 'slow', at +1.5ms, sent until +10ms (planned 10ms, at most 0s late); "
        f"chunks 3, events 4, bytes {len(one.plan.body)}",
        f"   {one.digest}",
        "   mockserver render --request JOURNAL.json --exchange 2",
    ]


def test_a_summary_of_a_refusal_says_why_and_cannot_be_rendered(made: Told) -> None:
    one = made.ask("nobody")
    first, second = lines(one)
    assert first.startswith(f"#1 {PATH} → 404 complete: No scenario answers this request")
    assert second.startswith("   model 'nobody', at +0s, sent until +0s ")


def test_a_summary_says_when_the_client_left(made: Told) -> None:
    one = made.ask("slow", Result.CLIENT_LEFT, 2)
    assert lines(one)[2] == f"   the client left after {one.left_after}"


def test_a_summary_of_an_open_stream_says_how_far_it_came(made: Told) -> None:
    one = made.ask("slow", None)
    one.progress.times += [0]
    assert lines(one)[1].startswith("   model 'slow', at +0s; chunks 0, events 0, bytes 0")
    assert lines(one)[2] == "   the stream did not end, after the head; it was in a pause of 10ms"


def test_a_summary_of_what_was_no_request_has_no_model(made: Told) -> None:
    one = made.ask("slow", messages=3)
    one.outcome = Outcome(Result.COMPLETE, True, 0, 0, ())
    assert lines(one)[1].startswith("   at +0s; chunks 0")


def test_lines_are_bounded(made: Told) -> None:
    one = made.ask("x" * 900)
    assert max(map(len, lines(one))) == 400
    assert lines(one)[0].endswith("…")


def test_the_last_exchanges_are_shown_from_the_first_arrival_on(made: Told) -> None:
    for _ in range(MOST_SHOWN + 5):
        made.ask("slow")
    shown = journal_text(made.journal)
    assert shown.startswith(f"(the first 5 of {MOST_SHOWN + 5} exchanges are not shown)\n#6 ")
    assert shown.count(" → 200 complete") == MOST_SHOWN
    assert "   model 'slow', at +5ms, sent until" in shown
    assert journal_text(made.journal, 1).count(" → ") == 1
    assert journal_text(made.journal, 0) == "(the first 25 of 25 exchanges are not shown)"


def test_the_text_says_where_the_journal_is(made: Told) -> None:
    made.ask("slow")
    assert journal_text(made.journal).endswith("`exchange.to_json()` as JSON)")
    saved = journal_text(made.journal, saved="out/j.json")
    assert saved.endswith("   mockserver render --request out/j.json --exchange 1")
    assert "JOURNAL.json" not in saved
    assert "--request 'a b.json' --exchange" in journal_text(made.journal, saved="a b.json")


def test_an_empty_journal_is_said_to_be(made: Told) -> None:
    assert journal_text(made.journal) == "(no exchange)"
    made.ask("nobody")
    assert "JOURNAL.json" not in journal_text(made.journal)


def test_a_queued_reply_is_planned_again_from_the_journal_alone(made: Told) -> None:
    for said in (
        [{"text": "a"}],
        {"pace": {"itl": "5ms"}, "stream": [{"tool_calls": [{"name": "f"}]}]},
    ):
        made.queue(said)
        made.ask("any")
    journal = dump_bytes({"exchanges": [one.to_json() for one in made.journal]})
    for one in made.journal:
        again = asked(journal, "x", number=one.number)
        assert (again.queued, again.file, again.digest) == (True, None, one.digest)
        written = parse(dumps(again.written), "", again.scenario or "")
        assert digest(plan_again(written, again.position or 0, again)) == one.digest


def test_a_scenario_of_a_file_is_told_by_its_path(made: Told) -> None:
    told = made.ask("slow").to_json()
    assert (told["file"], told["written"]) == ("s.yaml", None)
    refused = made.ask("nobody").to_json()
    assert (refused["file"], refused["written"], refused["problem"]) == (None, None, "unmatched")


def test_a_large_reply_is_not_told(made: Told) -> None:
    made.queue([{"text": "x" * 70_000}])
    told = made.ask("any").to_json()
    assert told["written"] is None
    assert told["written_left_out"].endswith("bytes are more than 65536")
