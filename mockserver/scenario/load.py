"""From the text of a scenario file to a Scenario, or to all that is wrong with it.

Its `load_…` and `check_…` functions are the only ones on this floor that open files.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from mockserver.source.diagnostics import Diagnostic, ScenarioError, Severity, errors, in_order
from mockserver.source.read import read
from mockserver.source.text import SURROGATE
from mockserver.source.tree import DEFAULT_BOUNDS, Bounds, Mapping, Node, every, plain

from .model import Scenario, ScenarioFile, build
from .reach import unreachable
from .rules import kept
from .unusual import unusual
from .wording import explain

SUFFIXES = (".yaml", ".yml", ".json")
"""What a scenario file's name ends with."""
SCHEMA_SUFFIX = ".schema.json"
"""What the name of a JSON Schema ends with, which lies beside scenarios for editors."""

_Places = frozenset[tuple[int, int]]
_NEEDS_ALL_KEYS = frozenset(
    {
        *("missing-key", "reply", "scenario", "pattern", "place", "fault", "event", "stall"),
        "no-condition",
    }
)
"""Rules about a mapping as a whole, which say nothing where one of its keys was refused."""


@dataclass(frozen=True, slots=True)
class Checked:
    """Scenarios by name, and what was found; files with errors have a finding and no scenario."""

    scenarios: tuple[Scenario, ...]
    diagnostics: tuple[Diagnostic, ...]

    def unwrap(self) -> tuple[Scenario, ...]:
        """The scenarios; raises ScenarioError, with the warnings too, where an error was found."""
        if errors(self.diagnostics):
            raise ScenarioError(self.diagnostics)
        return self.scenarios


def parse(text: str | bytes, path: str, name: str, bounds: Bounds = DEFAULT_BOUNDS) -> Scenario:
    """The scenario that a file's text says; warnings are dropped.

    `path` stands in messages, `name` is the scenario's. Raises ScenarioError with all that is
    wrong, in file order.
    """
    scenario, diagnostics = check(text, path, name, bounds)
    if scenario is None:
        raise ScenarioError(diagnostics)
    return scenario


def check(
    text: str | bytes, path: str, name: str, bounds: Bounds = DEFAULT_BOUNDS
) -> tuple[Scenario | None, tuple[Diagnostic, ...]]:
    """The scenario (None where there are errors) and all findings, in file order."""
    root, written = read(text, path, bounds)
    if root is None:
        return None, _shown(written, path, bounds)
    refused = frozenset((bad.line, bad.column) for bad in errors(written))
    file, found = _validated(root, path, refused, bounds)
    found += [*unreachable(root, path), *unusual(root, path)]
    incomplete = _incomplete(root)
    meant = (one for one in found if not _follows(one, refused, incomplete))
    diagnostics = _shown(kept((*written, *meant), root), path, bounds)
    if file is None or errors(diagnostics):
        return None, diagnostics
    return build(name, file, path, root), diagnostics


def _validated(
    root: Node, path: str, refused: _Places, bounds: Bounds
) -> tuple[ScenarioFile | None, list[Diagnostic]]:
    try:
        return ScenarioFile.model_validate_json(json.dumps(plain(root))), []
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False)
        return None, explain(root, details[: bounds.findings + 1], path, refused)


def _shown(found: Iterable[Diagnostic], path: str, bounds: Bounds) -> tuple[Diagnostic, ...]:
    """The findings in file order; not more than people can use."""
    ordered = in_order(found)
    if len(ordered) <= bounds.findings:
        return ordered
    shown, cut = ordered[: bounds.findings], ordered[bounds.findings :]
    severity: Severity = "error" if errors(cut) else "warning"
    message = f"there are more than {bounds.findings} findings; the others are not shown"
    return (*shown, _whole(path, "too-many-findings", message, severity=severity))


def _follows(one: Diagnostic, refused: _Places, incomplete: _Places) -> bool:
    """Whether a finding only follows from one about the writing: a refused value or key."""
    place = (one.line, one.column)
    return place in refused or (place in incomplete and one.rule in _NEEDS_ALL_KEYS)


def _incomplete(root: Node) -> _Places:
    """Where the mappings begin of which some key was refused."""
    return frozenset(
        (node.line, node.column)
        for node in every(root)
        if isinstance(node, Mapping) and not node.whole
    )


# -- files ------------------------------------------------------------------------------------


def is_scenario_name(name: str) -> bool:
    """Whether a file of this name, in a folder, is a scenario: not hidden, and no JSON Schema."""
    lower = name.lower()
    hidden = name.startswith(".")
    return lower.endswith(SUFFIXES) and not hidden and not lower.endswith(SCHEMA_SUFFIX)


def load_file(path: str | Path, bounds: Bounds = DEFAULT_BOUNDS) -> Scenario:
    """The scenario of one file, named by the file's name without suffix. Raises ScenarioError."""
    return check_file(path, bounds).unwrap()[0]


def load_folder(path: str | Path, bounds: Bounds = DEFAULT_BOUNDS) -> tuple[Scenario, ...]:
    """The scenarios of all files below a folder, by name; `openrouter/midstream-error`.

    Raises ScenarioError with what is wrong in all of them.
    """
    return check_folder(path, bounds).unwrap()


def load(path: str | Path, bounds: Bounds = DEFAULT_BOUNDS) -> tuple[Scenario, ...]:
    """The scenarios of a folder, or the one of a file. Raises ScenarioError."""
    return check_path(path, bounds).unwrap()


def check_path(path: str | Path, bounds: Bounds = DEFAULT_BOUNDS) -> Checked:
    """`check_folder` or `check_file`, by what is there."""
    return (check_folder if Path(path).is_dir() else check_file)(path, bounds)


def check_file(path: str | Path, bounds: Bounds = DEFAULT_BOUNDS) -> Checked:
    """The scenario of one file, if it has no errors, and all findings."""
    shown = str(path)
    if not Path(path).exists():
        return Checked((), (_whole(shown, "missing-path", "there is no such file or folder"),))
    if not Path(path).is_file():
        return Checked((), (_whole(shown, "not-a-file", "this is not a file"),))
    if shown.lower().endswith(SCHEMA_SUFFIX):
        message = f"a file named …{SCHEMA_SUFFIX} is a JSON Schema for editors, and no scenario"
        return Checked((), (_whole(shown, "schema-file", message, hint="name a scenario file"),))
    return _checked_file(shown, Path(path).stem, bounds)


def check_folder(path: str | Path, bounds: Bounds = DEFAULT_BOUNDS) -> Checked:
    """The scenarios of all files below a folder that have no errors, by name, and all findings.

    Hidden files and folders are skipped, and JSON Schemas (`….schema.json`). A link to a folder or
    out of the folder is not followed, and nothing but files is opened: a warning says so.
    """
    shown = str(path)
    if not Path(path).exists():
        return Checked((), (_whole(shown, "missing-path", "there is no such file or folder"),))
    if not Path(path).is_dir():
        return Checked((), (_whole(shown, "not-a-folder", "this is not a folder"),))
    found: list[Diagnostic] = []
    files = _files_below(shown, found, bounds)
    if not files and not errors(found):
        hint = f"scenario files end with {', '.join(SUFFIXES)}"
        found.append(_whole(shown, "empty-folder", "no scenario file is here", hint))
    scenarios: list[Scenario] = []
    for name, paths in files.items():
        if len(paths) > 1:
            others = " and ".join(paths[:-1])
            message = f"two files have the scenario name {name}: this one and {others}"
            found.append(_whole(paths[-1], "same-name", message, "rename one of them"))
        for one in paths:
            checked = _checked_file(one, name, bounds)
            scenarios += checked.scenarios if len(paths) == 1 else ()
            found += checked.diagnostics
    return Checked(tuple(scenarios), in_order(found))


def _checked_file(path: str, name: str, bounds: Bounds) -> Checked:
    if not name.isascii() and SURROGATE.search(name):
        message = "this file's name is not UTF-8, so no request can name the scenario"
        return Checked((), (_whole(path, "file-name", message, "rename it"),))
    try:
        with Path(path).open("rb") as file:
            data = file.read(4 * bounds.characters + 4)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        return Checked((), (_whole(path, "unreadable", f"this file cannot be read: {reason}"),))
    scenario, diagnostics = check(data, path, name, bounds)
    return Checked(() if scenario is None else (scenario,), diagnostics)


def _files_below(folder: str, found: list[Diagnostic], bounds: Bounds) -> dict[str, list[str]]:
    """The paths of a folder's scenario files by scenario name, sorted by name."""
    files: dict[str, list[str]] = {}
    inside = Path(os.path.realpath(folder))
    for count, path in enumerate(_walk(folder, found), start=1):
        if count > bounds.files:
            message = f"more than {bounds.files} scenario files"
            found.append(_whole(folder, "too-many-files", message))
            break
        if (skipped := _skipped(path, inside)) is not None:
            found.append(_whole(str(path), *skipped, severity="warning"))
        else:
            name = path.relative_to(folder).with_suffix("").as_posix()
            files.setdefault(name, []).append(str(path))
    return dict(sorted(files.items()))


def _skipped(path: Path, inside: Path) -> tuple[str, str] | None:
    """The rule and the sentence where what is there is no file of this folder; opens nothing."""
    meant = Path(os.path.realpath(path))  # without an error where links lead in a circle
    if path.is_symlink() and not meant.is_relative_to(inside):
        return "link", "a link that leads out of the folder is not followed"
    if path.is_symlink() and not meant.exists():
        return "broken-link", "this link leads to nothing, and is skipped"
    if meant.is_dir():
        return "link", "a link to a folder is not followed"
    return None if meant.is_file() else ("not-a-file", "this is not a file, and is skipped")


def _walk(folder: str, found: list[Diagnostic]) -> Iterator[Path]:
    """What is named like a scenario file, and linked folders; not in hidden ones."""

    def unreadable(error: OSError) -> None:
        message = f"this folder cannot be read: {error.strerror or type(error).__name__}"
        found.append(_whole(str(error.filename), "unreadable", message))

    for parent, folders, names in os.walk(folder, onerror=unreadable):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(parent, name) for name in folders if Path(parent, name).is_symlink())
        for name in sorted(names):
            if is_scenario_name(name):
                yield Path(parent, name)


def _whole(
    path: str, rule: str, message: str, hint: str | None = None, severity: Severity = "error"
) -> Diagnostic:
    """A finding about a file or folder as a whole."""
    return Diagnostic(path, 0, 0, severity, rule, message, hint=hint)
