"""`mockserver list` and `mockserver new`: the scenarios that there are, and new ones."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .group import OUTPUT, PATHS, checked_path, coloured, main, say, utf8_name, write

if TYPE_CHECKING:
    from mockserver.scenario.model import Scenario


@main.command("list")
@PATHS
@click.option("--area", "areas", multiple=True, help="Only those of this area, or another one.")
@click.option(
    "--provider", "providers", multiple=True, help="Only those of this provider, or another one."
)
@click.option(
    "--tag", "tags", multiple=True, help="Only those with this tag; with all, if several."
)
@click.option(
    "--text", default="", help="Only those with this text in name, about or tags, in any case."
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "markdown"]),
    default="table",
    show_default=True,
)
@OUTPUT
def list_(paths: tuple[Path, ...], form: str, output: Path | None, **wanted: Any) -> None:
    """List the scenarios of files and folders (the bundled ones where none is named)."""
    from mockserver import bundled, listing
    from mockserver.source.diagnostics import errors

    checked = [checked_path(path) for path in paths or (bundled.folder(),)]
    scenarios = [one for each in checked for one in each.scenarios]
    looked_for = listing.Wanted(**wanted)
    write(_listed([one for one in scenarios if looked_for.fits(one)], form, output), output)
    wrong = errors(one for each in checked for one in each.diagnostics)
    for problem in wrong:
        click.echo(coloured(problem), err=True)
    for line in looked_for.unknown(scenarios):
        click.echo(line, err=True)
    sys.exit(1 if wrong else 0)


def _listed(scenarios: list[Scenario], form: str, output: Path | None) -> str:
    """Text in a form; links lead from the file that it is for, or from here."""
    import json

    from mockserver import catalogue, listing

    if form == "json":
        return json.dumps(listing.as_json(scenarios), indent=2, ensure_ascii=False) + "\n"
    if form == "markdown":
        folder = output.parent if output else Path()
        return catalogue.as_markdown(scenarios, lambda one: _link(one.path, folder))
    table = listing.as_table(scenarios)
    return click.unstyle(table) if output else table


def _link(path: str, folder: Path) -> str:
    """How a page in a folder leads to a file."""
    from urllib.parse import quote

    return quote(Path(os.path.relpath(path, folder)).as_posix(), errors="surrogateescape")


@main.command()
@click.argument("name", callback=utf8_name)
@click.option(
    "--kind",
    default="text",
    show_default=True,
    help="What it shows; a kind that is none lists all kinds.",
)
def new(name: str, kind: str) -> None:
    """Write a scenario file to start from, NAME.yaml; one that is there is never overwritten.

    Its first line leads editors to the JSON Schema, which is written beside it where none is there
    or in a folder above, up to the current one.
    """
    from mockserver.scenario.schema import FILE_NAME, modeline, schema_text
    from mockserver.source.diagnostics import did_you_mean
    from mockserver.starters import STARTERS

    if kind not in STARTERS:
        hint = did_you_mean(kind, tuple(STARTERS))
        kinds = ", ".join(STARTERS)
        said = f"{hint} The kinds are {kinds}" if hint else f"The kinds are {kinds}"
        raise click.BadParameter(f"{said}.", param_hint="--kind")
    path = Path(name if name.endswith((".yaml", ".yml")) else f"{name}.yaml")
    schema = _nearest(FILE_NAME, path.parent)
    text = modeline(Path(os.path.relpath(schema, path.parent)).as_posix()) + STARTERS[kind]
    if not _written_anew(path, text):
        raise click.ClickException(f"{path} is there already: nothing was written")
    say(f"{path} is written. See what it sends: mockserver render {path}")
    if _written_anew(schema, schema_text()):
        say(f"{schema} is written: by it an editor completes keys and shows mistakes.")
    elif schema.read_bytes() != schema_text().encode():
        say(f"{schema} is of another version: mockserver schema --output {schema}")


def _nearest(name: str, folder: Path) -> Path:
    """The file of this name in a folder, or in one above up to the current one; else in it."""
    here = Path.cwd()
    inside = folder.resolve().is_relative_to(here)
    for one in (folder, *(folder.parents if inside and not folder.is_absolute() else ())):
        if (one / name).is_file():
            return one / name
    return folder / name


def _written_anew(path: Path, text: str) -> bool:
    """Whether the file was written; one that is there stays as it is."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        return False
    except OSError as error:
        raise click.ClickException(f"{path} cannot be written: {error.strerror}") from None
    return True
