"""Sweeps on a running server: in a loop, with a client, as parameters; what is served is proved."""

from __future__ import annotations

import asyncio
import http.client
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from mockserver import MockServer, ScenarioError
from mockserver.exchange.sweep_way import SweepError, way
from mockserver.exchange.sweeping import Cut, swept
from mockserver.scenario.load import parse
from mockserver.serving.sweeps import Sweep, cuts, scenario_of
from mockserver.wire.instructions import Pause

ABC: dict[str, Any] = {
    "stream": [{"raw": "abcdef"}],
    "automatic": "none",
    "framing": {"body": "length"},  # or http.client keeps what it has of an HTTP chunk to itself
}
ASKED = b'{"model": "m", "stream": true, "messages": []}'
SHORT = http.client.IncompleteRead


def ask(url: str, timeout: float = 20, **keys: Any) -> str:
    """The body of an answer; raises IncompleteRead where it is not whole."""
    place = urlsplit(url)
    assert place.hostname is not None
    connection = http.client.HTTPConnection(place.hostname, place.port, timeout=timeout)
    body = json.dumps({"model": "m", "stream": True, "messages": [], **keys})
    try:
        connection.request("POST", f"{place.path}/chat/completions", body)
        response = connection.getresponse()
        said = response.read().decode()
    finally:
        connection.close()
    if response.status != 200:
        raise ValueError(f"status {response.status}: {said}")
    return said


def careless(url: str) -> str:
    try:
        return ask(url)
    except SHORT as short:
        return short.partial.decode()


@pytest.fixture(scope="module")
def server() -> Iterator[MockServer]:
    with MockServer() as one:
        yield one


# -- with a client --------------------------------------------------------------------------------


def test_a_client_that_notices_is_never_silent(server: MockServer) -> None:
    report = server.sweep(ABC).run(ask)
    assert (report.silent, report.whole, len(report.seen)) == ([], "abcdef", 6)
    report.assert_never_silent()


def test_a_careless_client_is_found_with_the_bytes(server: MockServer) -> None:
    report = server.sweep(ABC, cut="every byte", end="truncate").run(careless)
    assert [str(one) for one in report.ranges] == ["1-5", "6"]
    with pytest.raises(AssertionError, match="a⟨cut⟩bcdef"):
        report.assert_never_silent()


def test_the_journals_text_only_counts_what_the_report_tells(server: MockServer) -> None:
    with server.session() as session:
        session.sweep(ABC, cut=[2, 4]).run(careless)
        swept = "(4 exchanges of a sweep, whose report tells of them)"
        assert session.report() == swept
        session.queue({"text": "x"})
        ask(session.base_url)
        assert len(session.exchanges) == 5
        assert session.report().splitlines()[:2] == [
            swept,
            "#5 /v1/chat/completions → 200 complete: queue, reply 1",
        ]


def test_a_sweep_that_could_not_be_run_is_told_in_the_journal(server: MockServer) -> None:
    with server.session() as session:
        with pytest.raises(SweepError, match="fails with the whole stream"):
            session.sweep(ABC).run(lambda url: ask(url) + 1)  # type: ignore[operator]
        assert session.report().startswith("#1 /v1/chat/completions")


@pytest.mark.parametrize(
    ("end", "expected"),
    [
        ("reset", {"raised"}),
        ("half_close", {"raised"}),
        ("complete", {"silent"}),
    ],
)
def test_every_ending_is_what_clients_see(server: MockServer, end: str, expected: set[str]) -> None:
    report = server.sweep(ABC, cut=[2, 4], end=end).run(ask)
    assert {str(one.kind) for one in report.ranges} == expected


def test_a_stall_is_left_to_the_client(server: MockServer) -> None:
    report = server.sweep(ABC, cut=[3], end="stall").run(lambda url: ask(url, timeout=0.2))
    assert [one.seen[0].said for one in report.ranges] == ["TimeoutError: timed out"]
    assert server.exchanges[-1].result == "client_left"


def test_a_stall_that_its_client_never_leaves_is_ended(server: MockServer) -> None:
    place = urlsplit(server.base_url)
    connection = http.client.HTTPConnection("127.0.0.1", place.port)
    for cut in server.sweep(ABC, cut=[3], end="stall"):
        with cut:
            connection.request(
                "POST",
                f"{place.path}/chat/completions",
                b'{"stream": true, "model": "m", "messages": []}',
            )
            response = connection.getresponse()
            assert response.read(3) == b"abc"
    exchange = server.wait_for_exchange(outcome="stall")
    assert (exchange.digest, exchange.exact) == (cut.served[0].digest, True)
    connection.close()


def test_a_split_changes_no_result(server: MockServer) -> None:
    report = server.sweep(ABC, split="every byte", pause="1ms").run(ask)
    report.assert_always_whole()
    pauses = [one for one in server.exchanges[-1].plan.instructions if isinstance(one, Pause)]
    assert pauses == [Pause(1000)]


def test_what_the_client_asks_for_is_swept(server: MockServer) -> None:
    report = server.sweep([{"text": "Hi"}], cut="every event").run(
        lambda url: ask(url, model="some-model")
    )
    assert report.swept.asked.request.model == "some-model"
    assert [one.position for one, _ in report.seen] == way("every event").positions(
        report.swept.layout
    )


def test_a_client_that_asks_for_something_else_is_told_what_to_pass(server: MockServer) -> None:
    with pytest.raises(SweepError, match=r"request=\{'model': 'm'"):
        server.sweep("text", cut="every event", request={"model": "other"}).run(ask)


def test_a_client_that_fails_with_the_whole_stream_is_no_baseline(server: MockServer) -> None:
    with pytest.raises(SweepError, match="fails with the whole stream already: ValueError: no"):
        server.sweep(ABC).run(_raising)


def _raising(_: str) -> None:
    raise ValueError("no")


def test_results_that_cannot_be_compared_are_refused(server: MockServer) -> None:
    with pytest.raises(
        SweepError, match=r"something else each time .* return what can be compared"
    ):
        server.sweep(ABC).run(lambda url: (ask(url), object()))


def test_progress_is_told(server: MockServer) -> None:
    told: list[tuple[int, int]] = []
    server.sweep(ABC, cut=3).run(careless, lambda *done: told.append(done))
    assert told == [(1, 2), (2, 2)]


def test_a_reply_that_comes_later_is_swept_for_clients_that_retry(server: MockServer) -> None:
    said = parse("replies: [{status: 429, error: {message: no}}, [raw: abc]]", "s.yaml", "s")

    def retrying(url: str) -> str:
        try:
            return ask(url)
        except ValueError:
            return ask(url)

    report = server.sweep(said, cut=1).run(retrying)
    assert (report.swept.number, [str(one) for one in report.raised]) == (2, ["1-3"])
    with pytest.raises(SweepError, match="reply 2 was not asked for, only reply 1: pass reply="):
        server.sweep(said, cut=1, request={"model": "m"}).run(careful_about_429)


def careful_about_429(url: str) -> str:
    with pytest.raises(ValueError, match="status 429"):
        ask(url)
    return "given up"


async def test_a_client_may_be_awaited(server: MockServer) -> None:
    async def client(url: str) -> str:
        return await asyncio.to_thread(ask, url)

    told: list[int] = []
    report = await server.sweep(ABC, cut=3).run_async(client, lambda done, _: told.append(done))
    assert ([str(one) for one in report.raised], told) == (["3-6"], [1, 2])


async def test_an_awaited_client_fails_as_another_one(server: MockServer) -> None:
    async def client(_: str) -> str:
        raise ValueError("no")

    with pytest.raises(SweepError, match="with the whole stream already"):
        await server.sweep(ABC).run_async(client)


def test_several_sessions_sweep_at_the_same_time(server: MockServer) -> None:
    sessions = [server.session(), server.session()]
    said = Sweep(sessions, swept(scenario_of(ABC)), way(), learns=True)
    report = said.run(ask)
    assert [one.position for one, _ in report.seen] == [1, 2, 3, 4, 5, 6]
    assert sum(len(one.exchanges) for one in sessions) == 8
    with pytest.raises(SweepError, match="no request was made"):
        Sweep(sessions, swept(scenario_of(ABC)), way(), learns=True).run(only_twice())
    for one in sessions:
        one.drop()


def only_twice() -> Callable[[str], str]:
    """A client that asks for nothing once it has had the whole stream twice."""
    left = [1, 2]

    def client(url: str) -> str:
        return ask(url) if left and left.pop() else "?"

    return client


def play_all(sweep: Sweep, act: Callable[[str], object]) -> None:
    """The loop of a test, with what it does for each cut."""
    for cut in sweep:
        with cut:
            act(cut.base_url)


# -- in a loop ------------------------------------------------------------------------------------


def test_a_loop_plays_every_cut(server: MockServer) -> None:
    got = []
    for cut in server.sweep(ABC):
        with cut:
            got.append(careless(cut.base_url))
        assert [one.digest for one in cut.served] == [cut.digest]
    assert got == ["a", "ab", "abc", "abcd", "abcde", "abcdef"]


def test_a_loop_takes_over_what_the_client_asks_for_first(server: MockServer) -> None:
    ends = []
    for cut in server.sweep([{"text": "Hi"}], cut="every event"):
        with cut:
            ends.append(careless(cut.base_url)[-3:])
    assert len(ends) == 5  # the first is for another model, so its place is another one
    assert ends[1:] == ["}\n\n", "}\n\n", "}\n\n", "]\n\n"]


def test_a_loop_for_a_given_request_plays_each_once(server: MockServer) -> None:
    said = server.sweep([{"text": "Hi"}], cut="every event", request={"model": "m"})
    got = []
    for cut in said:
        with cut:
            got.append(careless(cut.base_url))
    assert (len(got), len(said)) == (4, 4)
    assert all(one.endswith("\n\n") for one in got)


def test_retries_get_the_same_cut(server: MockServer) -> None:
    for cut in server.sweep(ABC, cut=[2]):
        with cut:
            assert [careless(cut.base_url), careless(cut.base_url)] == ["ab", "ab"]


def test_a_failure_says_where_the_cut_is(server: MockServer) -> None:
    with pytest.raises(AssertionError) as raised:
        play_all(server.sweep(ABC), not_abc)
    assert raised.value.__notes__ == [
        "mockserver swept sweep: cut after byte 3 of 6, end truncate,\n"
        "inside raw part 1, behind byte 3 of its 6:\n"
        "  abc⟨cut⟩def\n"
        "  faults: [{after: {bytes: 3}, end: truncate}]"
    ]


def not_abc(url: str) -> None:
    assert careless(url) != "abc"


def test_a_failure_says_when_the_cut_was_not_served(server: MockServer) -> None:
    with pytest.raises(ValueError, match="no") as raised:
        play_all(server.sweep(ABC), _raising)
    assert "But this cut is not what was served: no request was made" in raised.value.__notes__[1]


def test_a_client_that_makes_no_request_proves_nothing(server: MockServer) -> None:
    with pytest.raises(SweepError, match="no request was made"):
        play_all(server.sweep(ABC), str)


def test_a_cut_that_is_not_played_proves_nothing(server: MockServer) -> None:
    with pytest.raises(SweepError, match="write `with cut:` in the loop"):
        list(server.sweep(ABC))


def test_what_is_in_the_queue_is_no_cut() -> None:
    with MockServer() as server, pytest.raises(SweepError, match="something else answered: queue"):
        play_all(server.queue({"text": "x"}).sweep(ABC), ask)


def test_bytes_that_only_the_clients_own_stream_has_are_cut(server: MockServer) -> None:
    said, model = [{"text": "Hi"}], "a-much-longer-name-than-that-of-the-scenario"
    size = swept(scenario_of(said), request={"model": model}).size
    assert size > swept(scenario_of(said)).size
    played = []
    for cut in server.sweep(said, cut=[3, size]):
        with cut, pytest.raises(SHORT):
            ask(cut.base_url, model=model)
        played.append(cut.position)
    assert played == [3, size]


def test_a_stream_that_is_shorter_than_the_first_cut_is_refused(server: MockServer) -> None:
    said = [{"text": {"echo": "last_user"}}]
    long = swept(scenario_of(said)).size
    with pytest.raises(SweepError, match="so nothing was cut: pass its request"):
        play_all(server.sweep(said, cut=[long]), lambda url: ask(url, messages=[]))


def test_after_a_sweep_all_is_as_it_was(server: MockServer) -> None:
    server.sweep(ABC, cut=[2]).run(careless)
    with pytest.raises(ValueError, match="status 404"):
        ask(server.base_url)


def test_what_is_no_sweep_is_told_before_anything_is_asked(server: MockServer) -> None:
    with pytest.raises(SweepError, match="nothing to cut"):
        server.sweep(ABC, cut="every event")


async def test_a_server_in_the_tests_loop_sweeps_too() -> None:
    async with MockServer() as server:
        for cut in server.sweep(ABC, cut=3, end="stall"):
            with cut, pytest.raises(TimeoutError):
                await asyncio.to_thread(ask, cut.base_url, 0.1)
        results = [one.result for one in await server.aio.exchanges()]
    assert results == ["client_left", "client_left"]


# -- as parameters, and what is swept -------------------------------------------------------------


@pytest.mark.parametrize("cut", cuts(ABC, cut=3, end="reset"), ids=str)
def test_cuts_are_parameters(server: MockServer, cut: Cut) -> None:
    with server.play(cut), pytest.raises(ConnectionResetError):
        ask(server.base_url)


def test_parameters_are_named_by_their_place() -> None:
    assert [*map(str, cuts("text", cut=[7, 9], end="reset"))] == ["text-7-reset", "text-9-reset"]


def test_a_bundled_scenario_is_swept_by_its_name() -> None:
    assert scenario_of("agents/three-turns").name == "agents/three-turns"


def test_a_loaded_scenario_comes_before_a_bundled_one() -> None:
    mine = parse("reply: [raw: mine]", "text.yaml", "text")
    with MockServer([mine]) as server:
        assert server.sweep("text").swept.layout.body == b"mine"


def test_a_name_that_is_none_is_told_with_the_closest() -> None:
    with pytest.raises(LookupError, match="did you mean agents/three-turns"):
        cuts("agents/three-turn")


def test_a_file_is_swept_by_its_path(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text("reply: [raw: abc]")
    assert [scenario_of(one).name for one in (file, str(file))] == ["mine", "mine"]


def test_a_reply_and_steps_are_swept() -> None:
    built = scenario_of(ABC)
    assert scenario_of(built) is built
    assert scenario_of(built.replies[0]).replies == built.replies
    assert cuts([{"text": "a"}, {"text": "b"}], cut="every chunk")[-1].position > 0


def test_a_mistake_in_a_reply_is_told() -> None:
    with pytest.raises(ScenarioError, match="did you mean text"):
        cuts([{"txt": "a"}])
