"""From what a function of `mockserver.build` says to the record that a scenario file would make.

A function returns keys and values; `makes` has them checked as a file's, and tells what is wrong
with the call. Knows no function.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import wraps
from inspect import Parameter, signature
from typing import Any, ParamSpec, TypeVar, get_args, get_type_hints

from mockserver.scenario.values import Record
from mockserver.source.diagnostics import Diagnostic, ScenarioError, did_you_mean
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
            try:
                scenario = checked(document, call, *place.keys, *own, name="built")
            except ScenarioError as error:
                found = [_of_call(one, says, kwargs) for one in error.diagnostics]
                raise ScenarioError(found) from None
            made = place.pick(scenario.replies[0])
            assert isinstance(made, kind)
            return made

        make.__annotations__ = {**says.__annotations__, "return": kind.__name__}
        return make

    return decorate


def _of_call(
    one: Diagnostic, says: Callable[..., JsonObject], named: Mapping[str, object]
) -> Diagnostic:
    """A word that the function does not know, told with those that it knows."""
    if one.rule != "unknown-key" or one.value is None or one.value not in named:
        return one
    known = _keywords(says)
    elsewhere = None if "did you mean" in (one.hint or "") else one.hint  # of the file's own keys
    return replace(one, hint=did_you_mean(one.value, known) or elsewhere, valid=known)


def _keywords(says: Callable[..., JsonObject]) -> tuple[str, ...]:
    """The names of all arguments that a function takes by name."""
    names = []
    for name, one in signature(says).parameters.items():
        if one.kind is Parameter.VAR_KEYWORD:  # Unpack[…] of a TypedDict
            (beside,) = get_args(get_type_hints(says)[name])
            names += beside.__annotations__
        elif one.kind in (Parameter.KEYWORD_ONLY, Parameter.POSITIONAL_OR_KEYWORD):
            names.append(name)
    return tuple(names)


def given(named: Mapping[str, Json]) -> JsonObject:
    """Named arguments as a file's keys: `with_` is `with`; what is None is left out."""
    return {key.removesuffix("_"): one for key, one in named.items() if one is not None}
