"""`mockserver render`: what a scenario sends: told line by line, byte by byte, or as a page."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from .group import SEED, count_of, loaded, main, say, utf8_name

if TYPE_CHECKING:
    from mockserver.exchange.again import Asked
    from mockserver.exchange.shown import Shown
    from mockserver.scenario.model import Scenario


@main.command()
@click.argument("path", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE")
@click.option("--reply", "number", type=click.IntRange(1), help="Which reply; all by default.")
@click.option("--name", callback=utf8_name, help="The scenario's name; the file's own by default.")
@click.option("--no-stream", is_flag=True, help="Ask for one JSON body instead of a stream.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "lines", "bytes", "json", "digest"]),
    help="text (the default): each event, its time and meaning; lines: the body line by line; "
    "bytes: exactly what goes over the wire.",
)
@click.option(
    "--html",
    "page",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="OUT",
    help="Write a page instead, with a picture of the time; it needs no network.",
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
    form: str | None,
    page: Path | None,
    written: BinaryIO | None,
    dialect: str | None,
    seed: int,
) -> None:
    """Show what a scenario file sends and when, without sending it.

    Each line of the text has the planned time, the socket bytes, the event and its meaning. A
    bracket joins what leaves in one segment; a `!` stands where a fault acts.

    The request is: the scenario's name as model, one user message `Hello`, `stream: true`; or the
    one of --request. An exchange of the journal says also which reply, name, seed and path it was,
    so that the digest is the same. Ids follow from the name, which is `a/b` for the file
    FOLDER/a/b.yaml where FOLDER is served.
    """
    from mockserver.wire.visible import visible

    if page is not None and form is not None:
        raise click.UsageError("--html writes a page: it takes no --format")
    scenario, asked = _asked(path, name, written, dialect, stream=not no_stream)
    numbers = _numbers(path, scenario, asked.reply_number if number is None else number)
    shown = _shown(path, scenario, asked, numbers, seed)
    if page is not None:
        _write(page, scenario, shown)
        return
    for one in shown:
        if form in (None, "text", "lines"):
            title = f"{scenario.name}, reply {one.number} of {len(scenario.replies)}"
            say(click.style(title, bold=True))
        if form in (None, "text") and scenario.about:
            say(click.style(visible(scenario.about), italic=True))
        say(_FORMS[form or "text"](one), nl=False)


def _asked(
    path: Path, name: str | None, written: BinaryIO | None, dialect: str | None, *, stream: bool
) -> tuple[Scenario, Asked]:
    """The scenario under its name, and the request that its plans are for."""
    from dataclasses import replace

    from mockserver.errors import MockServerError
    from mockserver.exchange.again import Asked, AskedError, asked
    from mockserver.exchange.rendering import default_request

    (scenario,) = loaded((path,), strict=False)
    scenario = replace(scenario, name=name or scenario.name)
    try:
        request = (
            Asked(default_request(scenario, stream=stream))
            if written is None
            else asked(written.read(), scenario.name, stream=stream)
        )
    except AskedError as error:
        raise click.UsageError(f"--request: {error}") from None
    except MockServerError as error:
        raise click.ClickException(f"no provider would take this request: {error}") from None
    request = replace(request, dialect=dialect or request.dialect)
    return replace(scenario, name=name or request.scenario or scenario.name), request


def _numbers(path: Path, scenario: Scenario, number: int | None) -> Sequence[int]:
    """Which replies are shown: the one that is asked for, or all."""
    count = len(scenario.replies)
    if number is not None and number > count:
        raise click.UsageError(f"{path} has {count_of(count, 'reply', 'replies')}, not {number}")
    return range(1, count + 1) if number is None else (number,)


def _shown(
    path: Path, scenario: Scenario, asked: Asked, numbers: Sequence[int], seed: int
) -> list[Shown]:
    from mockserver.errors import MockServerError
    from mockserver.exchange.plan import FoldError
    from mockserver.exchange.shown import shown

    try:
        return [shown(scenario, number, asked, seed=seed) for number in numbers]
    except FoldError as error:
        raise click.ClickException(f"{path} cannot answer `stream: false`: {error}") from None
    except MockServerError as error:
        raise click.ClickException(f"{path} cannot answer this request: {error}") from None


def _write(page: Path, scenario: Scenario, shown: Sequence[Shown]) -> None:
    from mockserver.pages.replies import replies_page

    try:
        page.write_text(replies_page(scenario, shown), "utf-8")
    except OSError as error:
        raise click.ClickException(f"cannot write {page}: {error.strerror}") from None
    say(f"{page}: {scenario.name}, {count_of(len(shown), 'reply', 'replies')}")


_STYLES: dict[str, dict[str, Any]] = {
    "head": {"bold": True},
    "soft": {"dim": True},
    "wait": {"fg": "yellow"},
    "fault": {"fg": "red", "bold": True},
    "good": {"fg": "green"},
    "bad": {"fg": "red"},
    "note": {"fg": "yellow"},
}
"""Colours of the text by the look of a line; click drops them where no terminal is."""


def _text(one: Shown) -> str:
    return "".join(f"{line}\n" for line in _coloured(one))


def _coloured(one: Shown) -> Iterator[str]:
    from mockserver.exchange.story import story

    for line in story(one.plan, one.acts):
        style = _STYLES.get(line.look)
        yield str(line) if style is None else click.style(str(line), **style)


def _lines(one: Shown) -> str:
    from mockserver.exchange.rendering import as_text

    return as_text(one.plan)


def _bytes(one: Shown) -> bytes:
    from mockserver.exchange.rendering import as_bytes

    return as_bytes(one.plan)


def _json(one: Shown) -> str:
    import json

    from mockserver.exchange.rendering import as_json

    return json.dumps(as_json(one.plan), indent=2) + "\n"


def _digest(one: Shown) -> str:
    from mockserver.wire.digest import digest

    return digest(one.plan) + "\n"


_FORMS: dict[str, Callable[[Shown], str | bytes]] = {
    "text": _text,
    "lines": _lines,
    "bytes": _bytes,
    "json": _json,
    "digest": _digest,
}
