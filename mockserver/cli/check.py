"""`mockserver check` and `mockserver schema`: what is wrong with files, and what may be in them."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from .group import PATHS, checked, coloured, count_of, failed, main, say


@main.command()
@PATHS
@click.option("--strict", is_flag=True, help="Exit with 1 for warnings, too.")
def check(paths: tuple[Path, ...], strict: bool) -> None:  # noqa: FBT001
    """Check scenario files and folders: each problem as PATH:LINE:COLUMN and what to do."""
    if not paths:
        raise click.UsageError("name at least one scenario file or folder")
    scenarios, found = checked(paths, unsaid=True)
    for one in found:
        say(coloured(one))
    wrong = failed(found, strict=strict)
    errors = [one.path for one in found if one.severity == "error"]
    broken = frozenset(errors)
    fine = sum(one.path not in broken for one in scenarios)
    counts = f"{count_of(len(errors), 'error')}, {count_of(len(found) - len(errors), 'warning')}"
    say(f"{count_of(fine, 'scenario')} without errors; {counts}")
    sys.exit(1 if wrong else 0)


@main.command()
def schema() -> None:
    """Print the JSON Schema of scenario files, for editors."""
    from mockserver.scenario.schema import schema_text

    say(schema_text(), nl=False)
