"""`mockserver conform`: what a client makes of each scenario, in a table or a file."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .group import count_of, loaded, main, say, shortened

if TYPE_CHECKING:
    from mockserver.conformance.judge import Verdict
    from mockserver.conformance.row import Kept, Report, Row
    from mockserver.driving.drive import Way
    from mockserver.scenario.model import Scenario

ADAPTER_NAMES = (
    *("aiohttp", "httpx", "langchain", "litellm", "openai-node", "openai-python"),
    *("openrouter-node", "openrouter-python", "pydantic-ai", "vercel-ai"),
)
"""Said here once more, so that `--help` imports nothing; a test holds both alike."""

VERDICTS = (
    *("correct", "error-reported", "silently-wrong", "silently-truncated"),
    *("hang", "crash", "no-request", "not-judged"),
)


@main.command(context_settings={"ignore_unknown_options": False})
@click.option(
    "--scenarios",
    "wanted",
    multiple=True,
    metavar="PATH|GLOB|TAG",
    help="A file or folder, or names (as 'faults/*') or a tag of the bundled scenarios; may be"
    " repeated. [default: all that are bundled]",
)
@click.option(
    "--adapter",
    type=click.Choice(ADAPTER_NAMES),
    help="A program that comes with mockserver; COMMAND is then what runs it, and may be left out.",
)
@click.option(
    "--client", "client", default="", metavar="NAME", help="Name and version, for the report."
)
@click.option(
    "--jobs",
    type=click.IntRange(1, 64),
    default=min(64, os.cpu_count() or 1),
    help="Commands that run at once. [default: as many as there are processors]",
)
@click.option(
    "--timeout",
    type=click.FloatRange(0.1, 3600),
    default=30.0,
    show_default=True,
    help="Seconds that each command may take.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "junit", "html"]),
    default="table",
    show_default=True,
)
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="Write it there.")
@click.option(
    "--resume",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Keep verdicts in this file as they come; what it has already is not run again.",
)
@click.option(
    "--fail-on",
    "fail_on",
    multiple=True,
    type=click.Choice([*VERDICTS, "nothing"]),
    help="A verdict for which the exit code is 1; may be repeated. [default: silently-wrong,"
    " silently-truncated, hang, crash, no-request]",
)
@click.argument("command", nargs=-1, type=click.UNPROCESSED, metavar="-- COMMAND...")
def conform(
    wanted: tuple[str, ...],
    adapter: str | None,
    client: str,
    jobs: int,
    timeout: float,
    form: str,
    output: Path | None,
    resume: Path | None,
    fail_on: tuple[str, ...],
    command: tuple[str, ...],
) -> None:
    """Run a client's COMMAND once for each scenario, and judge what it says it got.

    The environment tells the command what to ask: OPENAI_BASE_URL, OPENAI_API_KEY, MOCKSERVER_MODEL
    and MOCKSERVER_REQUEST among others. It prints one JSON object: text, reasoning, refusal,
    tool_calls, finish_reasons, usage, error; keys that it leaves out are not judged.
    """
    from mockserver.conformance.row import Kept, Report
    from mockserver.driving.drive import Way

    way = Way(_runnable(adapter, command), jobs, timeout)
    scenarios = _chosen(wanted)
    key = (f"--adapter={adapter}", *(command or way.command[:1])) if adapter else command
    rows = _rows(scenarios, way, Kept(key, client), resume)
    named = client or next((one.ran.client for one in rows if one.ran.client), "")
    report = Report(named, way.command, tuple(rows))
    failing = _failing(fail_on)
    again = _again(adapter, command, wanted)
    _write(_FORMS[form](report, failing, again), output)
    sys.exit(1 if any(one.verdict in failing for one in rows) else 0)


# -- what is run ----------------------------------------------------------------------------------


def _runnable(adapter: str | None, command: tuple[str, ...]) -> tuple[str, ...]:
    """What is run; ends the command where there is no such program."""
    from mockserver.adapters import ADAPTERS

    whole = ADAPTERS[adapter].command(command) if adapter else command
    if not whole:
        raise click.UsageError("name a COMMAND behind --, or an --adapter")
    if shutil.which(whole[0]) is None:
        raise click.UsageError(f"there is no program {shortened(whole[0])} that can be run")
    return whole


def _again(adapter: str | None, command: tuple[str, ...], wanted: tuple[str, ...]) -> str:
    """The command line, for those who want to see it themselves with an interpreter of theirs."""
    scenarios = [f"--scenarios={one}" for one in wanted]
    what = [f"--adapter={adapter}"] if adapter else ["--", *command]
    return shlex.join(["mockserver", "conform", *scenarios, *what])


# -- which scenarios ------------------------------------------------------------------------------


def _chosen(wanted: tuple[str, ...]) -> list[Scenario]:
    """The scenarios by path, name or tag, each once, in the order of their names."""
    from mockserver import bundled
    from mockserver.scenario.load import load

    paths = tuple(Path(one) for one in wanted if Path(one).exists())
    words = [one for one in wanted if not Path(one).exists()]
    found = {one.name: one for one in (loaded(paths, strict=False) if paths else ())}
    if words or not wanted:
        library = list(load(bundled.folder()))
        for word in words:
            found |= {one.name: one for one in _named(library, word)}
        found |= {} if wanted else {one.name: one for one in library}
    return [found[name] for name in sorted(found)]


def _named(library: list[Scenario], word: str) -> list[Scenario]:
    from fnmatch import fnmatchcase

    from mockserver.source.diagnostics import did_you_mean

    found = [one for one in library if fnmatchcase(one.name, word) or word in one.tags]
    if not found:
        known = sorted({one.name for one in library} | {tag for one in library for tag in one.tags})
        hint = did_you_mean(word, known) or "see `mockserver list`"
        said = f"{shortened(word)} is no path, and no name or tag of a bundled scenario; {hint}"
        raise click.BadParameter(said, param_hint="--scenarios")
    return found


# -- running --------------------------------------------------------------------------------------


def _rows(scenarios: list[Scenario], way: Way, kept: Kept, resume: Path | None) -> list[Row]:
    """The rows of all scenarios, by name; those that a file has already are taken from it."""
    import asyncio

    from mockserver.conformance.asked import digest_of
    from mockserver.driving.command import NotStartedError
    from mockserver.driving.drive import drive

    before = kept.rows(_lines(resume)) if resume else {}
    had = {one.name: before.get((one.name, digest_of(one))) for one in scenarios}
    rows = [one for one in had.values() if one is not None]
    waiting = [one for one in scenarios if had[one.name] is None]
    if rows:
        click.echo(f"{count_of(len(rows), 'verdict')} taken from {resume}", err=True)

    def done(row: Row) -> None:
        rows.append(row)
        if resume is not None:
            _append(resume, kept.line(row))

    handler = signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # ends what runs, too
    try:
        asyncio.run(drive(waiting, way, _shown(done, len(waiting))))
    except NotStartedError as error:
        raise click.UsageError(str(error)) from None
    finally:
        signal.signal(signal.SIGTERM, handler)
    return sorted(rows, key=lambda one: one.scenario)


def _shown(done: Callable[[Row], None], count: int) -> Callable[[Row], None]:
    """The same with a bar on standard error that shows how far it is, where that is a terminal."""
    if not sys.stderr.isatty():
        return done
    bar = click.progressbar(length=count, label="scenarios", show_pos=True, file=sys.stderr)
    bar.render_progress()

    def shown(row: Row) -> None:
        done(row)
        bar.update(1)
        if bar.finished:
            bar.render_finish()

    return shown


def _lines(path: Path) -> Iterable[bytes]:
    if path.exists() and not path.is_file():  # a device may never end
        raise click.UsageError(f"{path} is not a file")
    with suppress(FileNotFoundError):
        return path.read_bytes().splitlines()
    return ()


def _append(path: Path, line: str) -> None:
    """A line more; a last line that was cut off stays apart from it."""
    try:
        with path.open("ab+") as file:
            if file.tell():
                file.seek(-1, os.SEEK_END)
                line = line if file.read(1) == b"\n" else f"\n{line}"
            file.write(line.encode())
    except OSError as error:
        raise click.ClickException(f"{path} cannot be written: {error.strerror}") from None


# -- what is said ---------------------------------------------------------------------------------


def _failing(fail_on: tuple[str, ...]) -> frozenset[Verdict]:
    from mockserver.conformance.judge import Verdict
    from mockserver.conformance.words import FAILING

    if not fail_on:
        return FAILING
    return frozenset(Verdict(one.replace("-", " ")) for one in fail_on if one != "nothing")


def _write(text: str, output: Path | None) -> None:
    if output is None:
        say(text, nl=False)
        return
    try:
        output.write_text(click.unstyle(text), encoding="utf-8", newline="\n")
    except OSError as error:
        raise click.ClickException(f"{output} cannot be written: {error.strerror}") from None
    click.echo(f"{output} is written", err=True)


def _table(report: Report, failing: frozenset[Verdict], again: str) -> str:
    from mockserver.conformance.table import as_table

    del failing, again
    return as_table(report)


def _json(report: Report, failing: frozenset[Verdict], again: str) -> str:
    from mockserver.conformance.row import report_json

    del failing, again
    return report_json(report)


def _junit(report: Report, failing: frozenset[Verdict], again: str) -> str:
    from mockserver.conformance.junit import as_junit

    del again
    return as_junit(report, failing)


def _html(report: Report, failing: frozenset[Verdict], again: str) -> str:
    from mockserver.conformance.page import as_page

    del failing
    return as_page(report, again)


_FORMS: dict[str, Callable[[Report, frozenset[Verdict], str], str]] = {
    "table": _table,
    "json": _json,
    "junit": _junit,
    "html": _html,
}
