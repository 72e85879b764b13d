"""The pytest plugin: options, the marker, the fixtures; imports nothing heavy until a test asks.

https://docs.pytest.org/en/stable/how-to/writing_plugins.html
"""

from __future__ import annotations

import dataclasses
import difflib
import re
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pytest

from mockserver.errors import MockServerError

if TYPE_CHECKING:
    from mockserver.exchange.problem import Level, Problem
    from mockserver.exchange.selection import ScenarioSet
    from mockserver.scenario.model import Scenario
    from mockserver.serving.mock_session import MockSession
    from mockserver.serving.server import MockServer

Strictness = Literal["fail", "ignore"]
"""What a test does at its end about something that a client left undone, or did too much."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What a test's session is like; the marker says the same words for one test.

    Ways to say it, the later ones first: command line and ini file, the fixture
    `mockserver_settings`, the marker of a module, of a class, of a function.
    """

    scenarios: str | Path | Sequence[str | Path | Scenario] = ()
    """Files and folders of scenarios, below pytest's root folder, or scenarios themselves."""
    scenario: str | Scenario | None = None
    """What answers where nothing is queued and nothing matches: a scenario or its name, also one
    of the bundled ones. Where it is never asked for, `unused` says what happens."""
    seed: int = 0
    """The seed of all chance where a scenario has none."""
    fallback: Literal["refuse", "random"] = "refuse"
    """What answers where nothing else does: a refusal, or a random reply."""
    unmatched: Strictness = "fail"
    """A request that no reply answered."""
    unused: Strictness = "fail"
    """A queued reply, or a scenario that a test named, that nobody asked for."""
    open: Strictness = "fail"
    """A stream that is still open at the test's end."""
    clock: Literal["real", "manual"] = "real"
    """Whose time it is: the machine's, or the test's, which says `mockserver.advance(seconds)`."""
    hold: bool = False
    """Whether each stream stops before each event until the test releases it."""

    def with_marker(self, marker: pytest.Mark) -> Settings:
        """These settings and what a marker says. Raises pytest.UsageError for what it may not."""
        if marker.args:
            raise pytest.UsageError("the marker mockserver takes words: scenario='text', seed=7 …")
        _check_names(marker.kwargs)
        return _checked(replace(self, **marker.kwargs))


_STRICT = ("unmatched", "unused", "open")
"""The settings that are a strictness; the server says what the others may be."""

_INI = {
    "scenarios": ("paths", "files and folders of scenarios that every test is served"),
    "seed": ("string", "seed of all chance where a scenario has none"),
    "unmatched": ("string", "fail or ignore: a request that no reply answered"),
    "unused": ("string", "fail or ignore: a queued or named reply that nobody asked for"),
    "open": ("string", "fail or ignore: a stream that is still open when its test is done"),
}
"""What the ini file and, with `--`, the command line may say: the same names after `mockserver`."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """The same options for the command line and for the ini file."""
    group = parser.getgroup("mockserver", "mock server of streamed chat completions")
    for name, (kind, help_) in _INI.items():
        parser.addini(f"mockserver_{name}", help_, type=kind, default=None)  # type: ignore[arg-type]
        action = "append" if kind == "paths" else "store"
        group.addoption(
            f"--mockserver-{name}", action=action, dest=f"mockserver_{name}", help=help_
        )


def pytest_configure(config: pytest.Config) -> None:
    """The marker, so that `--strict-markers` knows it; what ini file and command line say.

    Raises pytest.UsageError for what they may not say: one line, before any test.
    """
    config.stash[_SAID] = _said(config)
    words = ", ".join(f"{field.name}=…" for field in dataclasses.fields(Settings))
    config.addinivalue_line(
        "markers", f"mockserver({words}): what the fixture `mockserver` is like"
    )


@pytest.fixture(scope="session")
def mockserver_settings(pytestconfig: pytest.Config) -> Settings:
    """What every test's session is like: the command line's and the ini file's word.

    A project overrides this to say more:

        @pytest.fixture(scope="session")
        def mockserver_settings(mockserver_settings):
            return dataclasses.replace(mockserver_settings, scenarios=("tests/scenarios",))
    """
    return pytestconfig.stash[_SAID]


@pytest.fixture(scope="session")
def mockserver_server(pytestconfig: pytest.Config) -> Iterator[MockServer]:
    """The server that all tests of this process share, each with a session of its own."""
    from mockserver.serving.server import MockServer

    with MockServer() as server:
        yield server
    pytestconfig.stash[_LATE] = server.late
    if (told := getattr(pytestconfig, "workeroutput", None)) is not None:  # pytest-xdist's
        told["mockserver_late"] = server.late


@pytest.fixture
def mockserver(
    request: pytest.FixtureRequest,
    mockserver_server: MockServer,
    mockserver_settings: Settings,
) -> Iterator[MockSession]:
    """A mock server of this test alone: a session of a server that tests share.

    `mockserver.base_url` is where a client is pointed at, `mockserver.queue(…)` says what answers
    next, `mockserver.exchanges` tells what happened. Its marker: `@pytest.mark.mockserver(…)`.
    """
    try:
        settings = _checked(mockserver_settings)
        for marker in reversed(list(request.node.iter_markers("mockserver"))):
            settings = settings.with_marker(marker)
        expected = settings.scenario is not mockserver_settings.scenario
        session = _begun(mockserver_server, settings, request.node, expected=expected)
    except (pytest.UsageError, LookupError, OSError, MockServerError) as error:
        raise pytest.fail.Exception(f"mockserver: {_sentence(error)}", pytrace=False) from None
    request.node.stash[_SESSION] = session
    request.node.stash[_TOLD] = False  # also where a plugin runs the same test again
    yield session
    verdict = session.close(_levels(settings))
    if not verdict.ok and not request.node.stash[_TOLD]:
        pytest.fail(str(verdict), pytrace=False)


@pytest.fixture
def mockserver_env(mockserver: MockSession, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The variables by which clients find `mockserver`; they are set while the test runs."""
    variables = mockserver.env()
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    return variables


_SESSION: pytest.StashKey[MockSession] = pytest.StashKey()
_TOLD: pytest.StashKey[bool] = pytest.StashKey()
"""Whether the test failed, also as expected, or was skipped: no word of what it left undone."""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A failing test's report has a section with its journal."""
    report = yield
    session = item.stash.get(_SESSION, None)
    if session is None:
        return report
    if report.failed:
        report.sections.append(("mockserver", _journal(session, item)))
    if report.failed or (report.skipped and type(report) is pytest.TestReport):  # no subtest's
        item.stash[_TOLD] = True
    if report.when == "teardown":
        del item.stash[_SESSION]  # pytest keeps items to the end of the run: journals are large
    return report


def _journal(session: MockSession, item: pytest.Item) -> str:
    """The journal as text; it is kept as a file, too, where one can be written."""
    try:
        text = session.report(_saved(item) if session.exchanges else None)
    except OSError:  # a cache that is read-only, a full disk: pytest would end the whole run
        text = session.report()
    unused = session.verdict().unused
    return "\n".join([text, *map(str, unused)])


def _saved(item: pytest.Item) -> Path | None:
    """Where the journal of a failing test is kept; None where pytest keeps no cache."""
    cache = getattr(item.config, "cache", None)
    if cache is None:
        return None
    name = re.sub(r"[^\w.-]+", "-", item.nodeid)[-150:].strip("-")
    folder: Path = cache.mkdir("mockserver")
    return folder / f"{name}.json"


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Takes from a worker of pytest-xdist what the summary tells."""
    told = getattr(node, "workeroutput", {}).get("mockserver_late", {})
    node.config.stash.setdefault(_LATE, {}).update(told)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Says which tests had requests that came after they were done."""
    late = terminalreporter.config.stash.get(_LATE, {})
    for name, count in late.items():
        requests = "1 request" if count == 1 else f"{count} requests"
        terminalreporter.line(f"mockserver: {requests} came after the test was done: {name}")


_LATE: pytest.StashKey[dict[str, int]] = pytest.StashKey()


def _levels(settings: Settings) -> dict[Problem, Level]:
    from mockserver.exchange.problem import Problem

    return {
        Problem.UNMATCHED: settings.unmatched,
        Problem.UNUSED: settings.unused,
        Problem.OPEN: settings.open,
    }


def _sentence(error: Exception) -> str:
    """What an error says; KeyError and LookupError would quote it."""
    said = str(error.args[0]) if isinstance(error, LookupError) else str(error)
    return said.removeprefix("mockserver: ")


def _begun(
    server: MockServer, settings: Settings, node: pytest.Item, *, expected: bool
) -> MockSession:
    """The session of a test; `expected` is whether its scenario must be asked for.

    Raises pytest.UsageError for settings that cannot be meant.
    """
    from mockserver.serving.options import check
    from mockserver.serving.shared import SessionOptions

    said = SessionOptions(
        label=node.nodeid,
        scenarios=_scenario_set(settings.scenarios, node.config),
        scenario=settings.scenario,
        expected=expected,
        seed=settings.seed,
        fallback=settings.fallback,
        clock=settings.clock,
        hold=settings.hold,
    )
    try:
        check(said, said)
    except (TypeError, ValueError) as error:
        raise pytest.UsageError(str(error)) from None
    return server.session(**said)


def _check_names(said: Mapping[str, object]) -> None:
    known = [field.name for field in dataclasses.fields(Settings)]
    for name in said:
        if name not in known:
            close = difflib.get_close_matches(name, known, n=1)
            hint = f" did you mean {close[0]}?" if close else ""
            raise pytest.UsageError(
                f"the marker mockserver knows no {name!r};{hint} (valid: {', '.join(known)})"
            )


def _checked(settings: Settings) -> Settings:
    """The settings, where each strictness is one."""
    for name in _STRICT:
        value = getattr(settings, name)
        if value not in ("fail", "ignore"):
            raise pytest.UsageError(f"mockserver: {name} is 'fail' or 'ignore', not {value!r}")
    return settings


_SAID: pytest.StashKey[Settings] = pytest.StashKey()


def _said(config: pytest.Config) -> Settings:
    """The settings by the command line and the ini file. Raises pytest.UsageError."""
    said: dict[str, Any] = {}
    for name in _INI:
        value = config.getoption(f"mockserver_{name}")
        value = config.getini(f"mockserver_{name}") if value is None else value
        if value:
            said[name] = tuple(value) if name == "scenarios" else value
    if "seed" in said:
        said["seed"] = _integer(said["seed"])
    return _checked(Settings(**said))


def _integer(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        said = f"mockserver: seed is an integer of at most 64 bits, not {text!r}"
        raise pytest.UsageError(said) from None


_SETS: pytest.StashKey[dict[object, ScenarioSet]] = pytest.StashKey()


def _scenario_set(
    said: str | Path | Sequence[str | Path | Scenario], config: pytest.Config
) -> ScenarioSet:
    """The scenarios of files, folders and themselves, read once for all tests."""
    from mockserver.exchange.selection import ScenarioSet
    from mockserver.scenario.load import load
    from mockserver.scenario.model import Scenario

    given = said if isinstance(said, list | tuple) else (said,)
    if not all(isinstance(one, str | Path | Scenario) for one in given):
        wanted = "paths, or scenarios such as load() gives"
        raise pytest.UsageError(f"mockserver: scenarios is a list of {wanted}, not {said!r}")
    known = config.stash.setdefault(_SETS, {})
    key = tuple(one if isinstance(one, str | Path) else id(one) for one in given)
    if key not in known:
        scenarios: list[Scenario] = []
        for one in given:
            scenarios += load(config.rootpath / one) if isinstance(one, str | Path) else [one]
        known[key] = ScenarioSet(scenarios)  # which keeps the scenarios, and so their ids
    return known[key]
