"""From what a function of `mockserver.build` says to the record that a scenario file would make.

A function returns keys and values; `makes` has them checked as a file's, and tells what is wrong
with the call. Knows no function.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from mockserver.scenario.values import Record
from mockserver.wire.json_text import Json, JsonObject

from .checked import Call, Keys, checked, plain

P = ParamSpec("P")
R = TypeVar("R", bound=Record)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a file has a kind of value.

    `keys` lead to it, `around` makes a file of one, `pick` finds it in that file's reply.
    """

    keys: Keys
    around: Callable[[JsonObject], JsonObject]
    pick: Callable[[Any], Any]


STEP = Place(("reply", 0), lambda said: {"reply": [said]}, lambda reply: reply.stream[0])
FAULT = Place(
    ("reply", "faults", 0),
    lambda said: {"reply": {"stream": [], "faults": [said]}},
    lambda reply: reply.faults[0],
)
CALL = Place(
    ("reply", 0, "tool_calls", 0),
    lambda said: {"reply": [{"tool_calls": [said]}]},
    lambda reply: reply.stream[0].tool_calls[0],
)
ECHO = Place(
    ("reply", 0, "text"),
    lambda said: {"reply": [{"text": said}]},
    lambda reply: reply.stream[0].text,
)


def makes(
    kind: type[R], place: Place = STEP, *, own: Keys = ()
) -> Callable[[Callable[P, JsonObject]], Callable[P, R]]:
    """Has a function, which returns keys and values, return their record.

    `own` is the way from the place to what the call itself says, which needs no mention where the
    call is told to be wrong.
    """

    def decorate(says: Callable[P, JsonObject]) -> Callable[P, R]:
        @wraps(says)
        def make(*args: P.args, **kwargs: P.kwargs) -> R:
            call = Call(says.__name__, args, kwargs)
            document = place.around(plain(says(*args, **kwargs), call))
            scenario = checked(document, call, *place.keys, *own, name="built")
            made = place.pick(scenario.replies[0])
            assert isinstance(made, kind)
            return made

        make.__annotations__ = {**says.__annotations__, "return": kind.__name__}
        return make

    return decorate


def given(named: Mapping[str, Json]) -> JsonObject:
    """Named arguments as a file's keys: `with_` is `with`; what is None is left out."""
    return {key.removesuffix("_"): one for key, one in named.items() if one is not None}
