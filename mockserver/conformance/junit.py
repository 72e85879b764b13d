"""A report as JUnit XML, as CI systems read it; a test case for each scenario.

https://github.com/testmoapp/junitxml
"""

from __future__ import annotations

from collections.abc import Container
from xml.etree.ElementTree import Element, SubElement, tostring

from .judge import Verdict
from .row import Report, Row
from .words import clear, requests, shown

_UNRAN = (Verdict.HANG, Verdict.CRASH, Verdict.NO_REQUEST)
"""Verdicts that are errors for JUnit, and not failures: there is no answer to compare."""


def as_junit(report: Report, failing: Container[Verdict]) -> str:
    """The XML; the verdicts that are `failing` are failures or errors."""
    verdicts = [one.verdict for one in report.rows]
    errors = sum(one in _UNRAN and one in failing for one in verdicts)
    failures = sum(one in failing for one in verdicts) - errors
    skipped = sum(one is Verdict.NOT_JUDGED and one not in failing for one in verdicts)
    suite = Element(
        "testsuite",
        name=clear(report.client or "mockserver conform"),
        tests=str(len(verdicts)),
        failures=str(failures),
        errors=str(errors),
        skipped=str(skipped),
        time=_seconds(sum(one.ran.seconds for one in report.rows)),
    )
    for row in report.rows:
        _case(suite, row, failing)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{tostring(suite, encoding="unicode")}\n'


def _case(suite: Element, row: Row, failing: Container[Verdict]) -> None:
    folder, _, name = clear(row.scenario).rpartition("/")
    place = ".".join(("scenarios", *filter(None, folder.split("/"))))
    time = _seconds(row.ran.seconds)
    case = SubElement(suite, "testcase", classname=place, name=name, time=time)
    reason = clear(row.judgement.reason)
    if row.verdict in failing:
        kind = "error" if row.verdict in _UNRAN else "failure"
        failure = SubElement(case, kind, type=row.verdict, message=f"{row.verdict}: {reason}")
        failure.text = _details(row)
    elif row.verdict is Verdict.NOT_JUDGED:
        SubElement(case, "skipped", message=reason)
    elif row.verdict is not Verdict.CORRECT:
        SubElement(case, "system-out").text = f"{row.verdict}: {reason}"


def _details(row: Row) -> str:
    lines = [
        clear(row.about),
        *(f"source: {clear(one)}" for one in row.source),
        f"right: {' or '.join(map(shown, row.expected.right)) or clear(row.expected.why)}",
        f"the client said: {shown(row.ran.output)}",
        f"requests: {clear(requests(row))}",
        clear(row.ran.complaints),
    ]
    return "\n".join(filter(None, lines))


def _seconds(seconds: float) -> str:
    return f"{seconds:.3f}"
