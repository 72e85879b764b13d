"""What `mockserver check` found, for people, CI systems and programs; opens no file.

GitHub's annotations are lines that a workflow's log understands:
https://docs.github.com/actions/reference/workflow-commands-for-github-actions
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass

from mockserver.source.diagnostics import Diagnostic

from .junit import Case, document


@dataclass(frozen=True, slots=True)
class CheckReport:
    """All findings in file order, and the paths of the files that are scenarios.

    Warnings fail it where it is `strict`.
    """

    scenarios: tuple[str, ...]
    findings: tuple[Diagnostic, ...]
    strict: bool

    @property
    def errors(self) -> int:
        return sum(one.severity == "error" for one in self.findings)

    @property
    def warnings(self) -> int:
        return len(self.findings) - self.errors

    @property
    def fine(self) -> int:
        """How many scenarios have no error."""
        broken = {one.path for one in self.findings if one.severity == "error"}
        return sum(path not in broken for path in self.scenarios)

    @property
    def failed(self) -> bool:
        return any(map(self.fails, self.findings))

    @property
    def summary(self) -> str:
        counts = f"{_count(self.errors, 'error')}, {_count(self.warnings, 'warning')}"
        return f"{_count(self.fine, 'scenario')} without errors; {counts}"

    def fails(self, one: Diagnostic) -> bool:
        return self.strict or one.severity == "error"


def as_text(report: CheckReport) -> str:
    """A line for each finding, and how many there are."""
    return "".join(f"{line}\n" for line in (*map(str, report.findings), report.summary))


def as_json(report: CheckReport) -> str:
    """One object; a finding has the fields of `Diagnostic`, and is of a whole file at line 0."""
    said = {
        "ok": not report.failed,
        "scenarios": report.fine,
        "errors": report.errors,
        "warnings": report.warnings,
        "findings": [asdict(one) for one in report.findings],
    }
    return json.dumps(said, indent=1, ensure_ascii=False) + "\n"


def as_junit(report: CheckReport) -> str:
    """A test for each file; what does not fail it stands in its output."""
    by_path: dict[str, list[Diagnostic]] = {path: [] for path in report.scenarios}
    for one in report.findings:
        by_path.setdefault(one.path, []).append(one)
    cases = [_case(report, path, found) for path, found in sorted(by_path.items())]
    return document("mockserver check", cases, report.summary)


def _case(report: CheckReport, path: str, found: list[Diagnostic]) -> Case:
    failures = tuple(str(one) for one in found if report.fails(one))
    said = "\n".join(str(one) for one in found if not report.fails(one))
    return Case("mockserver.check", path, failures, said=said)


def as_github(report: CheckReport, named: Callable[[str], str] = str) -> str:
    """An annotation for each finding, and how many there are.

    `named` turns a path into one as from the repository, by which GitHub finds the file.
    """
    lines = (_annotation(one, named(one.path)) for one in report.findings)
    return "".join(f"{line}\n" for line in (*lines, report.summary))


def _annotation(one: Diagnostic, path: str) -> str:
    fields = ",".join(f"{key}={_field(value)}" for key, value in _fields(one, path))
    return f"::{one.severity} {fields}::{_data(one.said)}"


def _fields(one: Diagnostic, path: str) -> Iterator[tuple[str, str]]:
    yield "file", path
    if one.line:
        yield from (("line", str(one.line)), ("col", str(one.column)))
    yield "title", f"mockserver: {one.rule}"


def _data(text: str) -> str:
    """Text that ends no command; as https://github.com/actions/toolkit does it (`command.ts`)."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _field(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun if number == 1 else f'{noun}s'}"
