"""Tests and a verdict as JUnit XML, which CI systems show; knows no file and no clock.

https://github.com/testmoapp/junitxml
https://docs.gitlab.com/ci/testing/unit_test_reports/
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from .problem import Problem
from .verdict import Finding, Verdict

_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML document can hold (https://www.w3.org/TR/xml/#charsets)."""


@dataclass(frozen=True, slots=True)
class Case:
    """One test: what is wrong with it, and what is only said."""

    group: str
    name: str
    failures: tuple[str, ...] = ()
    skipped: str | None = None
    said: str = ""


def junit_xml(verdict: Verdict, command: str, exit_code: int, named: Iterable[str] = ()) -> str:
    """One test for the command, one for all requests, one for this server, one for each scenario.

    The scenarios are those that answered and those that were `named`. One that was never asked for
    fails where that fails the verdict, or else counts as skipped.
    """
    cases = list(_cases(verdict, command, exit_code, named))
    return document("mockserver exec", cases, str(verdict))


def document(suite_name: str, cases: Sequence[Case], said: str) -> str:
    """One suite of tests, and what is said of it as a whole."""
    counts = {
        "tests": str(len(cases)),
        "failures": str(sum(bool(one.failures) for one in cases)),
        "errors": "0",
        "skipped": str(sum(one.skipped is not None for one in cases)),
    }
    root = ET.Element("testsuites", {"name": "mockserver", **counts})
    suite = ET.SubElement(root, "testsuite", {"name": suite_name, **counts})
    for one in cases:
        suite.append(_element(one))
    ET.SubElement(suite, "system-out").text = _lawful(said)
    ET.indent(root)
    text = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'


def _cases(verdict: Verdict, command: str, exit_code: int, named: Iterable[str]) -> Iterator[Case]:
    ended = (f"the command ended with exit code {exit_code}",) if exit_code else ()
    yield Case("mockserver", f"command: {command}", ended)
    failing = verdict.failing
    for problem, name in _OF_ALL.items():
        found = tuple(one.message for one in failing if one.problem is problem)
        yield Case("mockserver", name, found)
    unused = {one.scenario: one for one in verdict.unused}
    for name in sorted({*named, *verdict.by_scenario, *filter(None, unused)}):
        yield _scenario(name, verdict.by_scenario.get(name, 0), unused.get(name))


_OF_ALL = {
    Problem.UNMATCHED: "every request is answered",
    Problem.FAILED: "the server has no fault",
    Problem.REFUSED: "every request is one that a provider takes",
    Problem.LEFT: "every client reads to the end",
    Problem.OPEN: "every stream ends",
    Problem.NO_REQUESTS: "something is asked for",
}
"""What holds for all requests together."""


def _scenario(name: str, requests: int, unused: Finding | None) -> Case:
    said = f"requests: {requests}"
    if unused is None:
        return Case("mockserver.scenarios", name, said=said)
    if unused.level == "fail":
        return Case("mockserver.scenarios", name, (unused.message,), said=said)
    return Case("mockserver.scenarios", name, skipped=unused.message, said=said)


def _element(one: Case) -> ET.Element:
    element = ET.Element("testcase", classname=one.group, name=_lawful(one.name))
    if one.failures:
        first, *more = one.failures
        title = f"{first} (and {len(more)} more)" if more else first
        failure = ET.SubElement(element, "failure", message=_lawful(title))
        failure.text = _lawful("\n".join(one.failures))
    if one.skipped is not None:
        ET.SubElement(element, "skipped", message=_lawful(one.skipped))
    if one.said:
        ET.SubElement(element, "system-out").text = _lawful(one.said)
    return element


def _lawful(text: str) -> str:
    return _NO_XML.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
