"""A verdict as JUnit XML: what CI systems read is what the verdict says."""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree import ElementTree as ET

from mockserver.exchange.junit import junit_xml
from mockserver.exchange.outcome import Outcome, Result
from mockserver.exchange.problem import Level, Problem
from mockserver.exchange.verdict import verdict

from .journals import Told, scenario, told

HELLO = scenario("hello", [{"text": "Hello"}])
OTHER = scenario("other", [])


def suite(
    made: Told, exit_code: int = 0, named: Iterable[str] = (), unused: Level = "fail"
) -> ET.Element:
    scenarios = [made.session.scenarios.by_name[name] for name in named]
    said = verdict(
        made.journal,
        queued=made.session.queued,
        named=scenarios,
        levels={Problem.UNUSED: unused},
    )
    text = junit_xml(said, "npm test", exit_code, named)
    root = ET.fromstring(text.encode())
    assert root.attrib == {**root[0].attrib, "name": "mockserver"}
    return root[0]


def failures(one: ET.Element) -> dict[str, str]:
    return {
        case.attrib["name"]: found.attrib["message"]
        for case in one.iter("testcase")
        for found in case.iter("failure")
    }


def test_what_went_well_is_listed_too() -> None:
    made = told(HELLO)
    made.ask("hello")
    one = suite(made)
    names = [case.attrib["name"] for case in one.iter("testcase")]
    assert names[:3] == [
        "command: npm test",
        "every request is answered",
        "the server has no fault",
    ]
    assert names[-1] == "hello"
    assert (one.attrib["tests"], one.attrib["failures"]) == (str(len(names)), "0")
    assert one.findtext("system-out") == "mockserver: ok; 1 request (hello 1)"


def test_a_command_that_failed_is_a_failure() -> None:
    said = {"command: npm test": "the command ended with exit code 2"}
    assert failures(suite(told(), exit_code=2)) == said


def test_requests_without_an_answer_are_one_failure_with_all_of_them() -> None:
    made = told(HELLO)
    made.ask("x")
    made.ask("y")
    one = suite(made)
    (message,) = failures(one).values()
    assert message.startswith("#1 /v1/chat/completions, model 'x': No scenario answers")
    assert message.endswith(" (and 1 more)")
    assert "\n#2 " in "".join(one.itertext())


def test_a_fault_of_the_server_is_a_failure() -> None:
    made = told(HELLO)
    made.ask("hello").outcome = Outcome(Result.FAILED, False, 0, 0, (), "boom")
    assert failures(suite(made))["the server has no fault"].endswith("boom")


def test_a_scenario_that_nobody_asked_for_fails_or_is_skipped() -> None:
    made = told(HELLO, OTHER)
    made.ask("hello")
    made.queue([])
    named = ("hello", "other")
    assert failures(suite(made, named=named)) == {
        "other": "the scenario other was never asked for",
        "queue": "queued reply 1 was never asked for: an empty stream",
    }
    one = suite(made, named=named, unused="warn")
    assert (failures(one), one.attrib["skipped"]) == ({}, "2")
    assert one.findall("testcase/skipped")[0].attrib["message"].endswith("never asked for")


def test_a_client_that_left_is_no_failure() -> None:
    made = told(HELLO)
    made.ask("hello", Result.CLIENT_LEFT, 2)
    one = suite(made)
    assert failures(one) == {}
    assert "note: left: #1" in (one.findtext("system-out") or "")


def test_any_text_of_a_request_makes_lawful_xml() -> None:
    made = told()
    made.ask("a\x00\ud800<&]]>\x1b[31m\ufffe")
    assert "every request is answered" in failures(suite(made))
