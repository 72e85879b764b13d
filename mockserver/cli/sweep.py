"""`mockserver sweep`: a command run once for each cut of a stream, and what it made of them."""

from __future__ import annotations

import json
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .after_dashes import AfterDashes, command
from .group import SEED, main, say

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar

    from mockserver.exchange.sweep_report import Report
    from mockserver.exchange.sweep_way import Places, Way
    from mockserver.exchange.sweeping import Swept

MOST_SAVED = 20
"""Files that --save writes."""


class _NotRunError(click.ClickException):
    """A sweep that could not be run: not to be taken for one that found something."""

    exit_code = 2


def _places(context: click.Context, option: click.Parameter, said: str | None) -> Places | None:
    del context, option
    return int(said) if said is not None and said.isdecimal() else said


def _seconds(context: click.Context, option: click.Parameter, said: str) -> float:
    del context, option
    from mockserver import durations

    try:
        return durations.parse(said) / 1_000_000
    except ValueError as error:
        raise click.BadParameter(str(error)) from None


@main.command(cls=AfterDashes)
@click.argument("scenario")
@click.option(
    "--cut",
    callback=_places,
    metavar="PLACES",
    help="every-byte, every-event, every-chunk, or a number n: every n bytes.  "
    "[default: every-byte]",
)
@click.option(
    "--split", callback=_places, metavar="PLACES", help="Part the stream in two there, and cut not."
)
@click.option(
    "--at",
    type=click.IntRange(1),
    multiple=True,
    metavar="BYTE",
    help="Cut after this byte alone. May be repeated.",
)
@click.option(
    "--end",
    help="What happens at a cut: truncate, reset, complete, stall, half_close.  "
    "[default: truncate]",
)
@click.option("--pause", default="2ms", show_default=True, help="Between the parts of a split.")
@click.option("--reply", type=click.IntRange(1), help="Which reply; the first stream by default.")
@click.option("--keep-times", is_flag=True, help="Keep the pauses of the scenario.")
@click.option("--jobs", type=click.IntRange(1, 64), default=1, help="Commands at the same time.")
@click.option(
    "--timeout",
    default="30s",
    show_default=True,
    callback=_seconds,
    help="How long a command may take; then it is killed, which counts as noticed.",
)
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True
)
@click.option(
    "--save",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="FOLDER",
    help="Write a scenario file of the first cut of each range that was silent.",
)
@SEED
def sweep(
    scenario: str,
    cut: Places | None,
    split: Places | None,
    at: tuple[int, ...],
    end: str | None,
    pause: str,
    reply: int | None,
    keep_times: bool,  # noqa: FBT001
    jobs: int,
    timeout: float,
    form: str,
    save: Path | None,
    seed: int,
) -> None:
    """Run COMMAND once for each cut of a stream, and show what it made of them.

    SCENARIO is the name of a bundled scenario or a scenario file. COMMAND finds the server by
    OPENAI_BASE_URL and its like, as with `mockserver exec`. With the whole stream it must end with
    exit code 0 and print the same twice. A cut that it ends with 0 for, and prints something else,
    is a silent truncation.

    Exit codes: 0 no cut was silent (no split changed anything); 1 one was; 2 wrong usage, or the
    sweep could not be run: the command fails with the whole stream, asks for nothing, or there is
    no such byte.
    """
    from mockserver.errors import MockServerError
    from mockserver.exchange.sweep_way import NoRequestError, way

    try:
        how = way(*_where(cut, split, at), end, pause)
    except (TypeError, MockServerError) as error:
        raise click.UsageError(str(error)) from None
    try:
        what = _swept(scenario, reply, seed, keep_times=keep_times)
        report = _run(what, how, jobs, timeout)
    except NoRequestError:
        said = "no request was made: does the command take its base URL from OPENAI_BASE_URL?"
        raise _NotRunError(said) from None
    except MockServerError as error:
        raise _NotRunError(str(error)) from None
    as_json = form == "json"
    say(json.dumps(report.to_json(), indent=1, ensure_ascii=False) if as_json else str(report))
    if save is not None:
        _save(report, save)
    sys.exit(1 if report.silent or (how.end is None and report.raised) else 0)


def _where(
    cut: Places | None, split: Places | None, at: tuple[int, ...]
) -> tuple[Places | None, Places | None]:
    """What is cut and what is split; `at` stands for the places of either."""
    if not at:
        return cut, split
    if cut is not None:
        raise click.UsageError("--at says where: leave --cut out")
    return (at, None) if split is None else (None, at)


def _swept(scenario: str, reply: int | None, seed: int, *, keep_times: bool) -> Swept:
    from mockserver.exchange.sweeping import swept
    from mockserver.serving.sweeps import scenario_of

    try:
        found = scenario_of(scenario)
    except LookupError as error:
        raise click.UsageError(str(error)) from None
    return swept(found, reply, seed=seed, keep_times=keep_times)


def _run(what: Swept, how: Way, jobs: int, seconds: float) -> Report:
    from mockserver.serving.server import MockServer
    from mockserver.serving.sweep_commands import Commands
    from mockserver.serving.sweeps import Sweep

    commands = Commands(command(), seconds)
    with MockServer() as server, _Bar() as bar:
        sessions = [server.session(seed=what.asked.seed or 0) for _ in range(jobs)]
        try:
            return Sweep(sessions, what, how, learns=True).run(commands, bar.show)
        finally:
            commands.stop()


class _Bar:
    """A bar on standard error, in a terminal."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._bar: ProgressBar[int] | None = None

    def __enter__(self) -> _Bar:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def show(self, done: int, of: int) -> None:
        """So many are done."""
        if not sys.stderr.isatty():
            return
        if self._bar is None:
            bar = click.progressbar(length=of, label="sweep", file=sys.stderr, show_pos=True)
            self._bar = self._stack.enter_context(bar)
        self._bar.update(done - self._bar.pos)


def _save(report: Report, folder: Path) -> None:
    """Writes what was silent as scenario files, the first cut of each range."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for one in report.silent[:MOST_SAVED]:
            cut = one.cuts[0]
            path = folder / f"{str(cut).replace('/', '-')}.yaml"
            path.write_text(cut.to_yaml(), "utf-8")
            click.echo(f"{path} is written", err=True)
    except OSError as error:
        raise _NotRunError(f"{folder} cannot be written: {error.strerror}") from None
