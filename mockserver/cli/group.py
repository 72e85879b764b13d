"""The command `mockserver` itself, and what its commands share: options, files, output."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from mockserver.scenario.load import Checked
    from mockserver.scenario.model import Scenario
    from mockserver.source.diagnostics import Diagnostic

PATHS = click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]...")
SEED = click.option(
    "--seed",
    type=click.IntRange(-(2**63), 2**63 - 1),  # as a file's
    metavar="NUMBER",
    default=0,
    help="Seed of all chance where a file has none.",
)
FALLBACK = click.option(
    "--fallback",
    type=click.Choice(["refuse", "random"]),
    default="refuse",
    show_default=True,
    help="What answers a request that no scenario does.",
)
API_KEY = click.option(
    "--api-key",
    envvar="MOCKSERVER_API_KEY",
    help="Answer 401 to requests without this key (also by the variable MOCKSERVER_API_KEY).",
)
ALLOW_ORIGIN = click.option(
    "--allow-origin",
    metavar="ORIGIN",
    help="Let web pages of this origin ask (* is any): for clients in a browser.",
)
RATE_LIMIT_HEADERS = click.option(
    "--rate-limit-headers", is_flag=True, help="Send the provider's rate-limit headers."
)
OUTPUT = click.option(
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write it there, in a folder that is made where it is missing.",
)
STRICT = click.option("--strict", is_flag=True, help="Refuse files with warnings, too.")


class Main(click.Group):
    """The command, which ends with one line where nothing more can be written."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """As click's."""
        try:
            return super().main(*args, **kwargs)
        except OSError as error:
            if error.errno not in _FULL:
                raise
            click.echo(f"Error: {_unwritten(error)}", err=True)
            sys.exit(1)


_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG} if sys.platform != "win32" else {errno.ENOSPC}


def _unwritten(error: OSError) -> str:
    """What is said of it; what is still held back is dropped, or Python would try again."""
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return f"cannot write the output: {error.strerror}"


@click.group(cls=Main, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="mockserver")
def main() -> None:
    """A mock streaming server for testing clients of LLM chat completion APIs."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # what is printed is the same in every locale
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def say(text: str | bytes, *, nl: bool = True) -> None:
    """Prints; ends the command with one line where that is impossible, as on a full disk."""
    try:
        click.echo(text, nl=nl)
    except BrokenPipeError:  # who reads has enough, as with `| head`: click ends without a word
        raise
    except OSError as error:
        raise click.ClickException(_unwritten(error)) from None


def write(text: str, output: Path | None) -> None:
    """Writes a whole file; prints the text where there is none."""
    if output is None:
        say(text, nl=False)
        return
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        output.write_text(text, "utf-8", "backslashreplace", newline="\n")
    except OSError as error:
        raise click.ClickException(f"{output} cannot be written: {error.strerror}") from None


def utf8_name(context: click.Context, option: click.Parameter, value: str | None) -> str | None:
    """A name that a request can say."""
    del context, option
    try:
        (value or "").encode()
    except UnicodeError:
        raise click.BadParameter(f"this is not UTF-8: {shortened(value or '')}") from None
    return value


def shortened(value: str) -> str:
    from mockserver.source.diagnostics import shorten

    return shorten(value)


def check_access(api_key: str | None, allow_origin: str | None) -> None:
    """Ends the command where a key or an origin cannot be meant."""
    from mockserver.serving.access import Access

    try:
        Access(api_key, allow_origin)
    except ValueError as error:
        raise click.UsageError(str(error)) from None


def checked(
    paths: Sequence[Path], *, unsaid: bool = False
) -> tuple[list[Scenario], list[Diagnostic]]:
    """The scenarios of all paths that have no errors, and everything found.

    What is no path is a bundled scenario's name.
    """
    from mockserver.exchange.checking import findings
    from mockserver.source.diagnostics import in_order

    scenarios: list[Scenario] = []
    found: list[Diagnostic] = []
    for path in paths:
        checked = checked_path(path)
        scenarios += checked.scenarios
        found += checked.diagnostics
    return scenarios, list(in_order([*found, *findings(scenarios, unsaid=unsaid)]))


def checked_path(path: Path) -> Checked:
    """What is found at a path, or the bundled scenario of this name where nothing is."""
    from dataclasses import replace

    from mockserver.scenario import library
    from mockserver.scenario.load import Checked, check_path
    from mockserver.source.diagnostics import did_you_mean

    if path.exists():
        return check_path(path)
    known = library.bundled_scenario(path.as_posix())
    if known is not None:
        return Checked((known,), ())
    (missing,) = check_path(path).diagnostics
    hint = None if path.suffix else did_you_mean(path.as_posix(), library.names())
    return Checked((), (replace(missing, hint=hint),))


def loaded(paths: Sequence[Path], *, strict: bool) -> list[Scenario]:
    """The scenarios of all paths; ends the command where they cannot be used."""
    scenarios = usable(paths, strict=strict)
    if scenarios is None:
        sys.exit(1)
    return scenarios


def usable(paths: Sequence[Path], *, strict: bool) -> list[Scenario] | None:
    """The scenarios of all paths; None where they cannot be used. Says all that was found."""
    scenarios, found = checked(paths)
    for one in found:
        click.echo(coloured(one), err=True)
    return None if failed(found, strict=strict) else scenarios


def failed(found: Sequence[Diagnostic], *, strict: bool) -> bool:
    return any(strict or one.severity == "error" for one in found)


def coloured(one: Diagnostic) -> str:
    """Its line, with the place in bold; click drops colours where no terminal is."""
    line = str(one)
    place, _, rest = line.partition(": ")
    return f"{click.style(place, bold=True)}: {rest}"


def count_of(number: int, noun: str, plural: str = "") -> str:
    return f"{number} {noun if number == 1 else plural or noun + 's'}"
