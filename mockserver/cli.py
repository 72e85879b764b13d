"""The command `mockserver`: options, output, exit codes; each command imports what it needs.

Exit codes: 0 all is well; 1 scenario files have errors, a port is taken or the output cannot be
written; 2 wrong usage.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from importlib.util import find_spec
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

if TYPE_CHECKING:
    from mockserver.exchange.selection import Fallback
    from mockserver.scenario.model import Scenario
    from mockserver.source.diagnostics import Diagnostic
    from mockserver.wire.instructions import Plan

_PATHS = click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="PATH...")
_SEED = click.option("--seed", default=0, help="Seed of all chance where a file has none.")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="mockserver")
def main() -> None:
    """A mock streaming server for testing clients of LLM chat completion APIs."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # what is printed is the same in every locale
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _say(text: str | bytes, *, nl: bool = True) -> None:
    """Prints; ends the command with one line where that is impossible, as on a full disk."""
    try:
        click.echo(text, nl=nl)
    except BrokenPipeError:  # who reads has enough, as with `| head`: click ends without a word
        raise
    except OSError as error:
        with suppress(OSError):  # what is still held back can be written there at the end
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise click.ClickException(f"cannot write the output: {error.strerror}") from None


def _host(context: click.Context, option: click.Parameter, value: str) -> str:
    """A host that can be looked up and stands in a URL."""
    del context, option
    if value in ("", "*"):
        raise click.BadParameter("write 0.0.0.0 or :: to listen on all addresses")
    try:
        value.encode("idna")
    except UnicodeError:
        message = f"this is not a host name or an address: {_shortened(value)}"
        raise click.BadParameter(message) from None
    return value


def _name(context: click.Context, option: click.Parameter, value: str | None) -> str | None:
    """A name that a request can say."""
    del context, option
    try:
        (value or "").encode()
    except UnicodeError:
        raise click.BadParameter(f"this is not UTF-8: {_shortened(value or '')}") from None
    return value


def _shortened(value: str) -> str:
    from mockserver.source.diagnostics import shorten

    return shorten(value)


@main.command()
@_PATHS
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    callback=_host,
    help="Address to listen on.",
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8080,
    show_default=True,
    help="Port; 0 is any free one.",
)
@_SEED
@click.option(
    "--fallback",
    type=click.Choice(["refuse", "random"]),
    default="refuse",
    show_default=True,
    help="What answers a request that no scenario does.",
)
@click.option(
    "--api-key",
    envvar="MOCKSERVER_API_KEY",
    help="Answer 401 to requests without this key (also by the variable MOCKSERVER_API_KEY).",
)
@click.option(
    "--allow-origin",
    metavar="ORIGIN",
    help="Let web pages of this origin ask (* is any): for clients in a browser.",
)
@click.option("--strict", is_flag=True, help="Refuse files with warnings, too.")
@click.option("--watch", is_flag=True, help="Load files that change; needs mockserver[watch].")
def serve(
    paths: tuple[Path, ...],
    host: str,
    port: int,
    seed: int,
    fallback: Fallback,
    api_key: str | None,
    allow_origin: str | None,
    strict: bool,  # noqa: FBT001
    watch: bool,  # noqa: FBT001
) -> None:
    """Serve the scenarios of files and folders (the bundled ones where none is named).

    The first line on standard output has the URL. A request's model that is a scenario's name
    selects it. SIGTERM and SIGINT end all streams and the server, with exit code 0.
    """
    import asyncio

    from mockserver import bundled

    from .serving.access import Access
    from .serving.foreground import run

    try:
        Access(api_key, allow_origin)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    if watch and find_spec("watchfiles") is None:
        message = "--watch needs the package watchfiles: pip install 'mockserver[watch]'"
        raise click.UsageError(message)
    paths = paths or (bundled.folder(),)
    running = run(
        _loaded(paths, strict=strict),
        host=host,
        port=port,
        seed=seed,
        fallback=fallback,
        api_key=api_key,
        allow_origin=allow_origin,
        say=_say,
        watched=paths,
        load=partial(_usable, paths, strict=strict) if watch else None,
    )
    try:
        asyncio.run(running)
    except OSError as error:
        raise click.ClickException(f"cannot listen on {host}:{port}: {error.strerror}") from None


@main.command()
@_PATHS
@click.option("--strict", is_flag=True, help="Exit with 1 for warnings, too.")
def check(paths: tuple[Path, ...], strict: bool) -> None:  # noqa: FBT001
    """Check scenario files and folders: each problem as PATH:LINE:COLUMN and what to do."""
    if not paths:
        raise click.UsageError("name at least one scenario file or folder")
    scenarios, found = _checked(paths, unsaid=True)
    for one in found:
        _say(_coloured(one))
    failed = _failed(found, strict=strict)
    errors = [one.path for one in found if one.severity == "error"]
    broken = frozenset(errors)
    fine = sum(one.path not in broken for one in scenarios)
    counts = f"{_count(len(errors), 'error')}, {_count(len(found) - len(errors), 'warning')}"
    _say(f"{_count(fine, 'scenario')} without errors; {counts}")
    sys.exit(1 if failed else 0)


@main.command()
@click.argument("path", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE")
@click.option("--reply", "number", type=click.IntRange(1), help="Which reply; all by default.")
@click.option("--name", callback=_name, help="The scenario's name; the file's own by default.")
@click.option("--no-stream", is_flag=True, help="Ask for one JSON body instead of a stream.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "bytes", "json", "digest"]),
    default="text",
    show_default=True,
    help="bytes: exactly what goes over the wire.",
)
@click.option(
    "--request",
    "written",
    type=click.File("rb"),
    metavar="FILE",
    help="A request's JSON body, or an exchange of the journal; - is standard input.",
)
@click.option(
    "--dialect",
    type=click.Choice(["openai", "openrouter"]),
    help="Whose path is asked, where the file names no dialect. [default: openai]",
)
@_SEED
def render(
    path: Path,
    number: int | None,
    name: str | None,
    no_stream: bool,  # noqa: FBT001
    form: str,
    written: BinaryIO | None,
    dialect: str | None,
    seed: int,
) -> None:
    """Show what a scenario file sends, byte by byte and when, without sending it.

    The request is: the scenario's name as model, one user message `Hello`, `stream: true`; or the
    one of --request. An exchange of the journal says also which reply, name, seed and path it was,
    so that the digest is the same. Ids follow from the name, which is `a/b` for the file
    FOLDER/a/b.yaml where FOLDER is served.
    """
    from dataclasses import replace

    from mockserver.errors import MockServerError
    from mockserver.exchange.again import Asked, AskedError, asked
    from mockserver.exchange.plan import FoldError
    from mockserver.exchange.rendering import default_request, plan_again

    (scenario,) = _loaded((path,), strict=False)
    scenario = replace(scenario, name=name or scenario.name)
    try:
        request = (
            Asked(default_request(scenario, stream=not no_stream))
            if written is None
            else asked(written.read(), scenario.name, stream=not no_stream)
        )
    except AskedError as error:
        raise click.UsageError(f"--request: {error}") from None
    except MockServerError as error:
        raise click.ClickException(f"no provider would take this request: {error}") from None
    request = replace(request, dialect=dialect or request.dialect)
    scenario = replace(scenario, name=name or request.scenario or scenario.name)
    number = request.reply_number if number is None else number
    count = len(scenario.replies)
    if number is not None and number > count:
        raise click.UsageError(f"{path} has {_count(count, 'reply', 'replies')}, not {number}")
    numbers = range(1, count + 1) if number is None else (number,)
    try:
        plans = [plan_again(scenario, one, request, seed=seed) for one in numbers]
    except FoldError as error:
        raise click.ClickException(f"{path} cannot answer `stream: false`: {error}") from None
    except MockServerError as error:
        raise click.ClickException(f"{path} cannot answer this request: {error}") from None
    for one, planned in zip(numbers, plans, strict=True):
        if form == "text":
            _say(click.style(f"{scenario.name}, reply {one} of {count}", bold=True))
        _say(_FORMS[form](planned), nl=False)


@main.command("list")
@_PATHS
@click.option("--tag", "tags", multiple=True, help="Only those with this tag; may be repeated.")
@click.option("--text", help="Only those with this text in name, about or tags, in any case.")
@click.option(
    "--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True
)
def list_(paths: tuple[Path, ...], tags: tuple[str, ...], text: str | None, form: str) -> None:
    """List the scenarios of files and folders (the bundled ones where none is named)."""
    import json

    from mockserver import bundled, listing
    from mockserver.scenario.load import check_path
    from mockserver.source.diagnostics import errors

    checked = [check_path(path) for path in paths or (bundled.folder(),)]
    scenarios = listing.chosen((one for each in checked for one in each.scenarios), tags, text)
    if form == "json":
        _say(json.dumps(listing.as_json(scenarios), indent=2, ensure_ascii=False))
    else:
        _say(listing.as_table(scenarios), nl=False)
    wrong = errors(one for each in checked for one in each.diagnostics)
    for problem in wrong:
        click.echo(_coloured(problem), err=True)
    sys.exit(1 if wrong else 0)


@main.command()
@click.argument("name", callback=_name)
@click.option(
    "--kind",
    default="text",
    show_default=True,
    help="What it shows; a kind that is none lists all kinds.",
)
def new(name: str, kind: str) -> None:
    """Write a scenario file to start from, NAME.yaml; one that is there is never overwritten."""
    from mockserver.source.diagnostics import did_you_mean
    from mockserver.starters import STARTERS

    if kind not in STARTERS:
        hint = did_you_mean(kind, tuple(STARTERS))
        kinds = ", ".join(STARTERS)
        said = f"{hint} The kinds are {kinds}" if hint else f"The kinds are {kinds}"
        raise click.BadParameter(f"{said}.", param_hint="--kind")
    path = Path(name if name.endswith((".yaml", ".yml")) else f"{name}.yaml")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(STARTERS[kind])
    except FileExistsError:
        raise click.ClickException(f"{path} is there already: nothing was written") from None
    except OSError as error:
        raise click.ClickException(f"{path} cannot be written: {error.strerror}") from None
    _say(f"{path} is written. See what it sends: mockserver render {path}")


@main.command()
def schema() -> None:
    """Print the JSON Schema of scenario files, for editors."""
    import json

    from mockserver.scenario.schema import json_schema

    _say(json.dumps(json_schema(), indent=2, ensure_ascii=False))


@main.command()
def demo() -> None:
    """Serve the bundled scenarios and show a client's view of some of them, as they arrive.

    In a terminal the server then goes on until Ctrl-C, so that a real client can be pointed at it.
    """
    import asyncio

    from mockserver import demo

    with suppress(KeyboardInterrupt):
        asyncio.run(demo.run(stay=sys.stdout.isatty()))


def _text(planned: Plan) -> str:
    from mockserver.exchange.rendering import as_text

    return as_text(planned)


def _bytes(planned: Plan) -> bytes:
    from mockserver.exchange.rendering import as_bytes

    return as_bytes(planned)


def _json(planned: Plan) -> str:
    import json

    from mockserver.exchange.rendering import as_json

    return json.dumps(as_json(planned), indent=2) + "\n"


def _digest(planned: Plan) -> str:
    from mockserver.wire.digest import digest

    return digest(planned) + "\n"


_FORMS: dict[str, Callable[[Plan], str | bytes]] = {
    "text": _text,
    "bytes": _bytes,
    "json": _json,
    "digest": _digest,
}


def _checked(
    paths: Sequence[Path], *, unsaid: bool = False
) -> tuple[list[Scenario], list[Diagnostic]]:
    """The scenarios of all paths that have no errors, and everything found."""
    from mockserver.exchange.checking import findings
    from mockserver.scenario.load import check_path
    from mockserver.source.diagnostics import in_order

    scenarios: list[Scenario] = []
    found: list[Diagnostic] = []
    for path in paths:
        checked = check_path(path)
        scenarios += checked.scenarios
        found += checked.diagnostics
    return scenarios, list(in_order([*found, *findings(scenarios, unsaid=unsaid)]))


def _loaded(paths: Sequence[Path], *, strict: bool) -> list[Scenario]:
    """The scenarios of all paths; ends the command where they cannot be used."""
    scenarios = _usable(paths, strict=strict)
    if scenarios is None:
        sys.exit(1)
    return scenarios


def _usable(paths: Sequence[Path], *, strict: bool) -> list[Scenario] | None:
    """The scenarios of all paths; None where they cannot be used. Says all that was found."""
    scenarios, found = _checked(paths)
    for one in found:
        click.echo(_coloured(one), err=True)
    return None if _failed(found, strict=strict) else scenarios


def _failed(found: Sequence[Diagnostic], *, strict: bool) -> bool:
    return any(strict or one.severity == "error" for one in found)


def _coloured(one: Diagnostic) -> str:
    """Its line, with the place in bold; click drops colours where no terminal is."""
    line = str(one)
    place, _, rest = line.partition(": ")
    return f"{click.style(place, bold=True)}: {rest}"


def _count(number: int, noun: str, plural: str = "") -> str:
    return f"{number} {noun if number == 1 else plural or noun + 's'}"
