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
@click.argument(
    "path", type=click.Path(path_type=Path, dir_okay=False), metavar="[FILE]", required=False
)
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
    "--exchange",
    type=click.IntRange(1),
    metavar="NUMBER",
    help="Which exchange, where --request is a whole journal; FILE can be left out then.",
)
@click.option(
    "--dialect",
    type=click.Choice(["openai", "openrouter"]),
    help="Whose path is asked, where the file names no dialect. [default: openai]",
)
@SEED
def render(
    path: Path | None,
    number: int | None,
    name: str | None,
    no_stream: bool,  # noqa: FBT001
    form: str | None,
    page: Path | None,
    written: BinaryIO | None,
    exchange: int | None,
    dialect: str | None,
    seed: int,
) -> None:
    """Show what a scenario file sends and when, without sending it.

    Each line of the text has the planned time, the socket bytes, the event and its meaning. A
    bracket joins what leaves in one segment; a `!` stands where a fault acts.

    The request is: the scenario's name as model, one user message `Hello`, `stream: true`; or the
    one of --request. An exchange of the journal says also which reply, name, seed and path it was,
    so that the digest is the same, and which file, so that FILE can be left out. Ids follow from
    the name, which is `a/b` for the file FOLDER/a/b.yaml where FOLDER is served.
    """
    from mockserver.wire.visible import visible

    if page is not None and form is not None:
        raise click.UsageError("--html writes a page: it takes no --format")
    if written is None and (path is None or exchange is not None):
        raise click.UsageError("write FILE, or which exchange of what journal: --request FILE")
    scenario, asked = _asked(path, name, written, dialect, exchange, stream=not no_stream)
    path = path or Path(asked.file or scenario.name)
    numbers = _numbers(path, scenario, asked.position if number is None else number)
    told = form in (None, "text")
    shown = _shown(path, scenario, asked, numbers, seed, faults=told)
    if page is not None:
        _write(page, scenario, shown)
        return
    for one in shown:
        if told or form == "lines":
            title = f"{scenario.name}, reply {one.number} of {len(scenario.replies)}"
            say(click.style(title, bold=True))
        if told and scenario.about:
            say(click.style(visible(scenario.about), italic=True))
        say(_FORMS[form or "text"](one), nl=False)


def _asked(
    path: Path | None,
    name: str | None,
    written: BinaryIO | None,
    dialect: str | None,
    exchange: int | None,
    *,
    stream: bool,
) -> tuple[Scenario, Asked]:
    """The scenario under its name, and the request that its plans are for."""
    from dataclasses import replace

    from mockserver.exchange.again import Asked
    from mockserver.exchange.rendering import default_request

    scenario = _loaded(path) if path is not None else None
    own = scenario.name if scenario is not None else ""
    if written is None:
        assert scenario is not None
        scenario = replace(scenario, name=name or own)
        request = Asked(default_request(scenario, stream=stream))
    else:
        request = _read(written, name or own, exchange, stream=stream)
        scenario = scenario or _of_journal(request)
    request = replace(request, dialect=dialect or request.dialect)
    return replace(scenario, name=name or request.scenario or scenario.name), request


def _loaded(path: Path) -> Scenario:
    (scenario,) = loaded((path,), strict=False)
    return scenario


def _read(written: BinaryIO, model: str, exchange: int | None, *, stream: bool) -> Asked:
    """The request that is written there, or the exchange with this number."""
    from mockserver.errors import MockServerError
    from mockserver.exchange.again import AskedError, asked

    try:
        return asked(written.read(), model, stream=stream, number=exchange)
    except AskedError as error:
        raise click.UsageError(f"--request: {error}") from None
    except MockServerError as error:
        raise click.ClickException(f"no provider would take this request: {error}") from None


def _of_journal(asked: Asked) -> Scenario:
    """The scenario that an exchange is from: its file, or what the journal has written of it."""
    from mockserver.scenario.load import parse
    from mockserver.source.diagnostics import ScenarioError
    from mockserver.wire.json_text import dumps

    if asked.file is not None:
        return _loaded(Path(asked.file))
    if asked.written is None:
        raise click.UsageError("write FILE: --request does not say whose answer it is")
    try:
        return parse(dumps(asked.written), "written", asked.scenario or "")
    except ScenarioError as error:
        raise click.ClickException(f"this exchange's scenario has errors: {error}") from None


def _numbers(path: Path, scenario: Scenario, number: int | None) -> Sequence[int]:
    """Which replies are shown: the one that is asked for, or all."""
    count = len(scenario.replies)
    if number is not None and number > count:
        raise click.UsageError(f"{path} has {count_of(count, 'reply', 'replies')}, not {number}")
    return range(1, count + 1) if number is None else (number,)


def _shown(
    path: Path,
    scenario: Scenario,
    asked: Asked,
    numbers: Sequence[int],
    seed: int,
    *,
    faults: bool,
) -> list[Shown]:
    from mockserver.errors import MockServerError
    from mockserver.exchange.plan import FoldError
    from mockserver.exchange.shown import shown

    try:
        return [shown(scenario, one, asked, seed=seed, faults=faults) for one in numbers]
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
        text, time = str(line), len(line.time or "")
        if line.look in ("said", "head"):
            rest = click.style(text[time:], bold=line.look == "head")
            yield click.style(text[:time], fg="cyan") + rest
        else:
            yield click.style(text, **_STYLES[line.look])


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
