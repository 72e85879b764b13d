"""`mockserver doctor`: what is promised, tried on this machine."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from .group import main, say


@main.command()
@click.option(
    "--json",
    "path",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write what was found there, too, as JSON.",
)
def doctor(path: Path | None) -> None:
    """Try what is promised on this machine: the server plays its faults to a client of its own.

    Takes about two seconds. The exit code is 0 where every promise holds that this platform should
    keep, else 1. Lateness is told and not judged: nothing is ever early, but a loaded machine is
    late.
    """
    import asyncio

    from mockserver.doctor.examine import Machine, examine
    from mockserver.doctor.promises import healthy
    from mockserver.doctor.report import as_json, as_text

    machine, findings = Machine.here(), asyncio.run(examine())
    say(as_text(machine, findings), nl=False)
    if path is not None:
        try:
            path.write_text(json.dumps(as_json(machine, findings), indent=2) + "\n", "utf-8")
        except OSError as error:
            raise click.ClickException(f"cannot write {path}: {error.strerror}") from None
    sys.exit(0 if healthy(findings) else 1)
