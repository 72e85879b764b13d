"""`mockserver list` and `mockserver new`: the scenarios that there are, and new ones."""

from __future__ import annotations

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
    say(f"{path} is written. See what it sends: mockserver render {path}")
