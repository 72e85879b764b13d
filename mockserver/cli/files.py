"""`mockserver list` and `mockserver new`: the scenarios that there are, and new ones."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from .group import PATHS, coloured, main, say, utf8_name


@main.command("list")
@PATHS
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
        say(json.dumps(listing.as_json(scenarios), indent=2, ensure_ascii=False))
    else:
        say(listing.as_table(scenarios), nl=False)
    wrong = errors(one for each in checked for one in each.diagnostics)
    for problem in wrong:
        click.echo(coloured(problem), err=True)
    sys.exit(1 if wrong else 0)


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
