"""What `check` found, as lines, annotations, JUnit XML and JSON: nothing lost, nothing broken."""

from __future__ import annotations

import json
import re
from xml.etree import ElementTree as ET

import pytest

from mockserver.exchange.check_report import CheckReport, as_github, as_json, as_junit, as_text
from mockserver.source.diagnostics import Diagnostic

ERROR = Diagnostic("a.yaml", 3, 7, "error", "unknown-key", "unknown key", "txt", "write text")
WARNING = Diagnostic("b.yaml", 1, 1, "warning", "missing-expect", "nothing is expected")
WHOLE = Diagnostic("c.yaml", 0, 0, "error", "unreadable", "this file cannot be read")
HOSTILE = Diagnostic("50%,a:\r\n::error::b\x1b\udcff.yaml", 1, 2, "error", "r", "x%\n::warning::y")


def report(*found: Diagnostic, strict: bool = False) -> CheckReport:
    return CheckReport(("b.yaml", "d.yaml"), found, strict)


@pytest.mark.parametrize(
    ("found", "strict", "failed"),
    [([], True, False), ([WARNING], False, False), ([WARNING], True, True), ([ERROR], False, True)],
)
def test_warnings_fail_where_it_is_strict(
    found: list[Diagnostic], strict: bool, failed: bool
) -> None:
    assert report(*found, strict=strict).failed is failed


def test_lines_and_counts() -> None:
    text = as_text(report(ERROR, WARNING))
    assert text.splitlines() == [
        str(ERROR),
        str(WARNING),
        "2 scenarios without errors; 1 error, 1 warning",
    ]


def test_a_scenario_with_an_error_of_all_files_together_is_not_fine() -> None:
    tied = Diagnostic("b.yaml", 1, 1, "error", "tied-match", "the very same match")
    assert report(tied).summary == "1 scenario without errors; 1 error, 0 warnings"


def test_github_gets_an_annotation_for_each() -> None:
    assert as_github(report(ERROR, WARNING, WHOLE)).splitlines() == [
        "::error file=a.yaml,line=3,col=7,title=mockserver%3A unknown-key"
        "::unknown key: txt; write text",
        "::warning file=b.yaml,line=1,col=1,title=mockserver%3A missing-expect"
        "::nothing is expected",
        "::error file=c.yaml,title=mockserver%3A unreadable::this file cannot be read",
        "2 scenarios without errors; 2 errors, 1 warning",
    ]


def test_github_finds_a_file_by_its_path_in_the_repository() -> None:
    assert "file=mock/a.yaml," in as_github(report(ERROR), lambda path: f"mock/{path}")


def test_no_name_and_no_message_makes_a_command_of_its_own() -> None:
    command, summary = as_github(report(HOSTILE)).splitlines()
    fields, said = command.removeprefix("::error ").split("::", 1)
    assert re.findall("[a-z]+=", fields) == ["file=", "line=", "col=", "title="]
    assert fields.startswith("file=50%25%2Ca%3A%0D%0A%3A%3Aerror%3A%3Ab\x1b\udcff.yaml,line=1,")
    assert said == "x%25\\u000a::warning::y"  # only what begins a line is a command
    assert summary.startswith("2 scenarios")


def test_junit_has_a_test_for_each_file() -> None:
    (suite,) = ET.fromstring(as_junit(report(ERROR, WARNING, WHOLE)).encode())
    assert (suite.attrib["tests"], suite.attrib["failures"]) == ("4", "2")
    failed = {one.attrib["name"]: one.findtext("failure") for one in suite.iter("testcase")}
    assert failed == {"a.yaml": str(ERROR), "b.yaml": None, "c.yaml": str(WHOLE), "d.yaml": None}
    (told,) = suite.findall("testcase/system-out")
    assert told.text == str(WARNING)


def test_junit_fails_for_warnings_where_it_is_strict() -> None:
    (suite,) = ET.fromstring(as_junit(report(WARNING, strict=True)).encode())
    assert [one.attrib["message"] for one in suite.iter("failure")] == [str(WARNING)]


def test_junit_is_xml_whatever_a_file_is_named() -> None:
    (suite,) = ET.fromstring(as_junit(report(HOSTILE)).encode())
    names = [one.attrib["name"] for one in suite.iter("testcase")]
    assert "50%,a:\r\n::error::b\\u001b\\udcff.yaml" in names


def test_json_has_all_that_is_known() -> None:
    said = json.loads(as_json(report(ERROR, HOSTILE)))
    assert {key: said[key] for key in ("ok", "scenarios", "errors", "warnings")} == {
        "ok": False,
        "scenarios": 2,
        "errors": 2,
        "warnings": 0,
    }
    assert said["findings"][0] == {
        "path": "a.yaml",
        "line": 3,
        "column": 7,
        "severity": "error",
        "rule": "unknown-key",
        "message": "unknown key",
        "value": "txt",
        "hint": "write text",
        "valid": [],
    }
    assert said["findings"][1]["path"] == HOSTILE.path
