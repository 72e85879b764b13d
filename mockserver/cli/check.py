"""`mockserver check` and `mockserver schema`: what is wrong with files, and what may be in them."""

from __future__ import annotations

import os
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .group import OUTPUT, checked, coloured, main, say, write

if TYPE_CHECKING:
    from collections.abc import Callable

    from mockserver.exchange.check_report import CheckReport


@main.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="PATH...")
@click.option("--strict", is_flag=True, help="Exit with 1 for warnings, too.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "github", "junit", "json"]),
    default="text",
    show_default=True,
    help="Lines for people, annotations of GitHub Actions, JUnit XML, or JSON.",
)
@OUTPUT
def check(paths: tuple[Path, ...], strict: bool, form: str, output: Path | None) -> None:  # noqa: FBT001
    """Check scenario files and folders: each problem as PATH:LINE:COLUMN and what to do.

    With --output, that file gets the report, and the lines for people are printed as well.
    """
    if not paths:
        raise click.UsageError("name at least one scenario file or folder")
    from mockserver.exchange.check_report import CheckReport

    scenarios, found = checked(paths, unsaid=True)
    report = CheckReport(tuple(one.path for one in scenarios), tuple(found), strict)
    if form != "text" or output is not None:
        write(_written(report, form), output)
    if form == "text" or output is not None:
        for one in found:
            say(coloured(one))
        say(report.summary)
    sys.exit(1 if report.failed else 0)


def _written(report: CheckReport, form: str) -> str:
    from mockserver.exchange.check_report import as_github, as_json, as_junit, as_text

    forms: dict[str, Callable[[CheckReport], str]] = {
        "text": as_text,
        "github": partial(as_github, named=_in_repository),
        "junit": as_junit,
        "json": as_json,
    }
    return forms[form](report)


def _in_repository(path: str) -> str:
    """A file's path as from the workflow's checkout, which is how GitHub finds the file."""
    workspace = os.environ.get("GITHUB_WORKSPACE")
    here = Path(os.path.abspath(path))  # noqa: PTH100 - a link stays the name that it has
    inside = workspace and here.is_relative_to(workspace)
    return here.relative_to(workspace).as_posix() if workspace and inside else path


@main.command()
@OUTPUT
def schema(output: Path | None) -> None:
    """Print the JSON Schema of scenario files, for editors."""
    from mockserver.scenario.schema import schema_text

    write(schema_text(), output)
