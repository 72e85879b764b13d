"""What answers, said over HTTP: scenarios that are put, replies in line, a default."""

from __future__ import annotations

from typing import Any

import pytest

from mockserver.scenario.model import Scenario
from mockserver.serving.server import MockServer
from mockserver.serving.shelf import ShelfError

from .controlled import Control
from .said import scenario, text_of

HI: dict[str, Any] = {"about": "One.", "tags": ["t"], "reply": [{"text": "Put hi"}]}


# -- scenarios ------------------------------------------------------------------------------------


def test_scenarios_are_listed_by_name(control: Control) -> None:
    every = control.get("/scenarios")["scenarios"]
    assert [one["name"] for one in every] == sorted(one["name"] for one in every)
    twice = next(one for one in every if one["name"] == "twice")
    assert twice == {"name": "twice", "about": "", "tags": [], "replies": 2, "put": False}


@pytest.mark.parametrize("name", ["mine", "a/b", "hi", "with space/ü", "validate"])
def test_a_scenario_that_is_put_answers_until_it_is_deleted(name: str, control: Control) -> None:
    status, answer = control.ask("PUT", f"/scenarios/{name}", scenario=HI)
    assert (status, answer["name"], answer["diagnostics"]) == (
        200 if name == "hi" else 201,
        name,
        [],
    )
    assert text_of(control.complete(name).text) == "Put hi"
    assert control.ask("PUT", f"/scenarios/{name}", yaml="reply: [text: again]")[0] == 200
    assert text_of(control.complete(name).text) == "again"
    assert control.ask("DELETE", f"/scenarios/{name}")[0] == 200
    assert text_of(control.complete(name).text) == ("Hi" if name == "hi" else "")


def test_what_is_shown_can_be_put_again(control: Control) -> None:
    control.ask("PUT", "/scenarios/mine", scenario=HI)
    shown = control.get("/scenarios/mine")
    assert (shown["scenario"], shown["about"], shown["put"]) == (HI, "One.", True)
    text = control.get("/scenarios/mine", format="yaml")["yaml"]
    assert text.startswith("about: One.\n")
    assert control.ask("PUT", "/scenarios/mine", yaml=text)[0] == 200
    assert control.get("/scenarios/mine") == shown


def test_a_scenario_put_in_one_session_is_in_no_other(control: Control, plane: Control) -> None:
    control.ask("PUT", "/scenarios/mine", scenario=HI)
    assert plane.code("GET", "/scenarios/mine") == (404, "no_scenario")


def test_a_put_scenario_begins_anew_and_others_go_on(control: Control) -> None:
    control.ask("PUT", "/scenarios/mine", scenario={"replies": [[{"text": "1"}], [{"text": "2"}]]})
    for name in ("mine", "twice"):
        control.complete(name)
    control.ask("PUT", "/scenarios/mine", scenario={"replies": [[{"text": "3"}], [{"text": "4"}]]})
    said = [text_of(control.complete(name).text) for name in ("mine", "twice")]
    assert said == ["3", "two"]


@pytest.mark.parametrize(
    ("said", "line", "text"),
    [
        ({"scenario": {"reply": [{"txt": "a"}]}}, None, "/reply/0/txt: unknown step: txt; did"),
        ({"yaml": "reply:\n  - txt: a\n"}, 2, "mine.yaml:2:5: unknown step: txt; did you mean"),
    ],
)
def test_what_is_wrong_with_a_scenario_is_told_with_its_place(
    said: dict[str, Any], line: int | None, text: str, control: Control
) -> None:
    status, json = control.ask("PUT", "/scenarios/mine", **said)
    (found,) = json["error"]["diagnostics"]
    assert (status, json["error"]["code"]) == (422, "bad_scenario")
    assert (found["at"], found["line"], found["value"]) == ("/reply/0/txt", line, "txt")
    assert (found["hint"], found["text"].startswith(text)) == ("did you mean text?", True)
    assert control.code("GET", "/scenarios/mine") == (404, "no_scenario")


def test_a_fault_that_is_never_reached_is_an_error_here_too(control: Control) -> None:
    fault = {"after": {"chunks": 99}, "end": "reset"}
    said = {"reply": {"stream": [{"text": "a"}], "faults": [fault]}}
    status, json = control.ask("PUT", "/scenarios/mine", scenario=said)
    assert (status, json["error"]["diagnostics"][0]["rule"]) == (422, "unreached-fault")


def test_a_scenario_with_the_match_of_another_is_refused(control: Control) -> None:
    said = {**HI, "match": {"last_user": {"contains": "bye"}}}
    assert control.code("PUT", "/scenarios/mine", scenario=said) == (409, "tied_scenarios")


@pytest.mark.parametrize("said", [{}, {"scenario": HI, "yaml": "reply: []"}, {"scenario": 3}])
def test_a_scenario_is_said_in_one_way(said: dict[str, Any], control: Control) -> None:
    assert control.code("PUT", "/scenarios/mine", **said) == (400, "bad_request")


@pytest.mark.parametrize("name", ["%00", "a%1f", "a%0Ab", "x" * 201])
def test_a_name_that_no_request_can_say_is_refused(name: str, control: Control) -> None:
    assert control.code("PUT", f"/scenarios/{name}", scenario=HI) == (400, "bad_request")


def test_only_what_was_put_can_be_deleted(control: Control) -> None:
    assert control.code("DELETE", "/scenarios/hi") == (409, "not_put")
    assert control.code("DELETE", "/scenarios/nothing") == (404, "no_scenario")


def test_scenarios_are_put_up_to_a_bound(monkeypatch: pytest.MonkeyPatch, control: Control) -> None:
    monkeypatch.setattr("mockserver.serving.shelf.MOST_PUT", 1)
    control.ask("PUT", "/scenarios/a", scenario=HI)
    assert control.code("PUT", "/scenarios/b", scenario=HI) == (409, "too_many")
    assert control.ask("PUT", "/scenarios/a", scenario=HI)[0] == 200


def test_validate_says_all_and_keeps_nothing(control: Control) -> None:
    before = control.get("/scenarios")
    good = control.post("/scenarios/validate", yaml="reply: [text: a]")
    bad = control.post("/scenarios/validate", scenario={"reply": [{"txt": "a"}], "abuot": "x"})
    assert good == {"valid": True, "diagnostics": []}
    assert (bad["valid"], len(bad["diagnostics"])) == (False, 2)
    assert control.get("/scenarios") == before


def test_a_default_answers_what_nothing_else_does(control: Control) -> None:
    assert control.post("/use", scenario="hi") == {"scenario": "hi"}
    assert text_of(control.complete("anything").text) == "Hi"
    status, json = control.ask("POST", "/use", scenario="hallo")
    assert (status, json["error"]["code"]) == (404, "no_scenario")


# -- the queue ------------------------------------------------------------------------------------


def test_replies_answer_in_their_order_once_each(control: Control) -> None:
    assert control.post("/queue", reply=[{"text": "a"}]) == {"queued": 1}
    more = [[{"text": "b"}], {"status": 429, "error": {"message": "slow down"}}]
    assert control.post("/queue", replies=more) == {"queued": 3}
    assert control.get("/queue")["queued"] == [[{"text": "a"}], *more]
    answers = [control.complete() for _ in range(4)]
    assert [one.status_code for one in answers] == [200, 200, 429, 200]
    assert [text_of(answers[number].text) for number in (0, 1, 3)] == ["a", "b", "Hi"]


def test_a_queue_is_cleared(control: Control) -> None:
    control.post("/queue", replies=[[{"text": "a"}], [{"text": "b"}]])
    assert control.ask("DELETE", "/queue") == (200, {"removed": 2})
    assert control.get("/queue") == {"queued": []}


def test_one_bad_reply_of_several_queues_none(control: Control) -> None:
    bad = {"stream": [{"text": "a"}], "statsu": 200}
    status, json = control.ask("POST", "/queue", replies=[[{"text": "a"}], bad])
    (found,) = json["error"]["diagnostics"]
    assert (status, found["at"]) == (422, "/replies/1/statsu")
    assert found["text"].startswith("/replies/1/statsu: unknown key")
    assert control.get("/queue") == {"queued": []}


@pytest.mark.parametrize(
    "said", [{}, {"reply": "x"}, {"replies": []}, {"reply": [], "replies": []}]
)
def test_what_is_no_reply_is_refused(said: dict[str, Any], control: Control) -> None:
    assert control.code("POST", "/queue", **said) == (400, "bad_request")


def test_a_queue_is_bounded(monkeypatch: pytest.MonkeyPatch, control: Control) -> None:
    monkeypatch.setattr("mockserver.serving.control.of_answers.MOST_QUEUED", 1)
    assert control.code("POST", "/queue", replies=[[], []]) == (409, "too_many")
    assert control.get("/queue") == {"queued": []}


# -- the same in Python ---------------------------------------------------------------------------

PUT: Scenario = scenario("hi", "reply: [text: Put hi]")


def test_a_test_in_python_puts_and_deletes_too() -> None:
    with MockServer([scenario("hi", "reply: [text: Hi]")]) as server:
        session = server.session().put(PUT)
        assert session._session.choice.scenarios.by_name == {"hi": PUT}
        assert session.delete("hi")._session.choice.scenarios.by_name["hi"] != PUT
        with pytest.raises(ShelfError, match="was not put here"):
            session.delete("hi")


def test_scenarios_that_are_swapped_do_not_take_away_what_was_put() -> None:
    session = MockServer().put(PUT).swap([scenario("other", "reply: [text: x]")])
    assert set(session._session.choice.scenarios.by_name) == {"hi", "other"}
