"""`mockserver render`: what a scenario sends, in one of four formats."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from .group import SEED, count_of, loaded, main, say, utf8_name

if TYPE_CHECKING:
    from mockserver.wire.instructions import Plan


@main.command()
@click.argument("path", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE")
@click.option("--reply", "number", type=click.IntRange(1), help="Which reply; all by default.")
@click.option("--name", callback=utf8_name, help="The scenario's name; the file's own by default.")
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
@SEED
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

    (scenario,) = loaded((path,), strict=False)
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
        raise click.UsageError(f"{path} has {count_of(count, 'reply', 'replies')}, not {number}")
    numbers = range(1, count + 1) if number is None else (number,)
    try:
        plans = [plan_again(scenario, one, request, seed=seed) for one in numbers]
    except FoldError as error:
        raise click.ClickException(f"{path} cannot answer `stream: false`: {error}") from None
    except MockServerError as error:
        raise click.ClickException(f"{path} cannot answer this request: {error}") from None
    for one, planned in zip(numbers, plans, strict=True):
        if form == "text":
            say(click.style(f"{scenario.name}, reply {one} of {count}", bold=True))
        say(_FORMS[form](planned), nl=False)


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
