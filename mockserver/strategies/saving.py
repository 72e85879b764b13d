"""Beside a drawn reply in a test: what is right for a client, and the file of a failure."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hypothesis.errors import StopTest, UnsatisfiedAssumption

from mockserver.exchange.expectation import Expectation, expectation
from mockserver.exchange.rendering import default_request, plan_of
from mockserver.scenario.model import Reply, Scenario

_NO_FAILURE = (UnsatisfiedAssumption, StopTest, KeyboardInterrupt, GeneratorExit)
"""What leaves a test without being a failure of it: hypothesis gives an example up, or a person."""


def expected(reply: Reply) -> Expectation:
    """What a right client ends with when it asks for a stream and gets this reply.

    An Answer with `text`, `tool_calls` …, a Failed, or an Unknown, whose `why` is a sentence, where
    the stream is not lawful.
    """
    scenario = Scenario("m", (reply,))
    return expectation(plan_of(scenario, 1, default_request(scenario)))


@contextmanager
def saved_as(path: str | Path, built: Reply | Scenario) -> Iterator[None]:
    """Writes a scenario file where what is inside fails.

    Hypothesis tries a failing example last in its smallest form, so this is what stays in the file.
    Folders are made; `mockserver render PATH` shows what it sends, and a test may load it.
    """
    try:
        yield
    except _NO_FAILURE:
        raise
    except BaseException as error:
        file = Path(path)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(built.to_yaml(), encoding="utf-8")
        error.add_note(f"saved as {file}: `mockserver render {file}` shows what it sends")
        raise
