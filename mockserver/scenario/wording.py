"""What the records refuse, in the words of people who write scenario files; opens no file.

A record refuses with a pydantic error. One of pydantic's own types has its sentence in a table
here. A PydanticCustomError brings its own: its type is the rule's name (`two_step_keys` becomes
`two-step-keys`), its message the sentence (one that begins with `expected` is ended with what was
found), and its context may say more: `key` (point at this key of the mapping), `hint`, `valid`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mockserver.source.diagnostics import Diagnostic, closest, did_you_mean
from mockserver.source.tree import Mapping, Node, Scalar, Sequence

from .hints import for_list, for_mapping, for_number, for_switch, for_text, kind_of, shown
from .homes import home_of
from .keys import Loc, keys_at
from .model import Manner, Reply, ScenarioFile
from .steps import STEPS

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails


@dataclass(frozen=True, slots=True)
class Spot:
    """A place of the tree that an error means: the value, its key, what is left of the way.

    `around` is the list or mapping that the value stands in.
    """

    node: Node
    key: Scalar | None
    rest: Loc
    around: Node


@dataclass(frozen=True, slots=True)
class _Words:
    """A sentence about a spot; `at` is the node to point at."""

    at: Node
    rule: str
    message: str
    value: str | None = None
    hint: str | None = None
    valid: tuple[str, ...] = ()
    around: Node | None = None


def locate(root: Node, loc: Loc) -> Spot:
    """Follows a pydantic location down the tree; the tags of unions in it are stepped over."""
    node = around = root
    key: Scalar | None = None
    for depth, part in enumerate(loc):
        if isinstance(node, Mapping) and (found := node.get(str(part))) is not None:
            key, around, node = node.key(str(part)), node, found
        elif isinstance(node, Sequence) and isinstance(part, int):
            around, node = node, node.items[part]
        elif not (isinstance(part, str) and part.startswith("<")):
            return Spot(node, key, loc[depth:], around)
    return Spot(node, key, (), around)


def explain(
    root: Node, found: Iterable[ErrorDetails], path: str, refused: frozenset[tuple[int, int]]
) -> list[Diagnostic]:
    """One diagnostic for each place that pydantic's errors mean.

    `refused` are the places of values of which is known already that they are wrong.
    """
    words: dict[tuple[int, int, str], _Words] = {}
    for error in found:
        spot = locate(root, error["loc"])
        if _is_echo(spot, error) or _is_refused(spot.node, error["type"], refused):
            continue
        say = _OWN.get(error["type"], _custom)
        new = say(spot, error)
        place = (new.at.line, new.at.column, f"{new.rule} {new.value}")
        words[place] = _joined(words.get(place), new)
    return [
        Diagnostic(
            path, one.at.line, one.at.column, "error", one.rule, one.message, one.value, one.hint,
            one.valid,
        )
        for one in _without_echoes(words.values())
    ]  # fmt: skip


def _joined(old: _Words | None, new: _Words) -> _Words:
    """Two members of a union that both refuse a value say what they expected in one sentence."""
    if old is None or new.rule != "wrong-type" or old.message == new.message:
        return new
    first = old.message.partition(", got ")[0]
    second, got, rest = new.message.removeprefix("expected ").partition(", got ")
    return _Words(new.at, new.rule, f"{first} or {second}{got}{rest}", hint=old.hint)


def _is_echo(spot: Spot, error: ErrorDetails) -> bool:
    """Whether a list only seems too short because pydantic did not count its refused items."""
    if error["type"] != "too_short" or not isinstance(spot.node, Sequence):
        return False
    return len(spot.node.items) >= int(error["ctx"]["min_length"])


def _is_refused(node: Node, kind: str, refused: frozenset[tuple[int, int]]) -> bool:
    if isinstance(node, Mapping) and not node.whole:
        return kind == "wrong_type" or kind in _EXPECTED
    return isinstance(node, Scalar) and (node.line, node.column) in refused


def _without_echoes(words: Iterable[_Words]) -> list[_Words]:
    """Leaves out `missing` where the key is there, misspelt."""
    kept = list(words)
    meant = [
        (one.around, closest(one.value, one.valid))
        for one in kept
        if one.rule == "unknown-key" and one.value is not None
    ]
    return [
        one
        for one in kept
        if one.rule != "missing-key"
        or not any(one.at is around and one.value == key for around, key in meant)
    ]


def _hint_of(message: str, node: Node) -> str | None:
    """The hint for a union's sentence, by the first kind of value that it names."""
    for words, hint in _EXPECTED.values():
        if message.startswith(f"expected {words}"):
            return hint(node)
    return None


_EXPECTED: dict[str, tuple[str, Callable[[Node], str | None]]] = {
    "string_type": ("text", for_text),
    "int_type": ("a whole number", for_number),
    "int_from_float": ("a whole number", for_number),
    "float_type": ("a number", for_number),
    "bool_type": ("true or false", for_switch),
    "tuple_type": ("a list", for_list),
    "list_type": ("a list", for_list),
    "dict_type": ("a mapping", for_mapping),
    "model_type": ("a mapping", for_mapping),
}
"""pydantic's wrong types: what was expected, and what may help."""

LIMITS: dict[str, str] = {
    "greater_than_equal": "it must be {ge} or more",
    "greater_than": "it must be more than {gt}",
    "less_than_equal": "it must be {le} or less",
    "less_than": "it must be less than {lt}",
    "too_short": "this list has {actual_length} items, it must have {min_length} or more",
    "too_long": "this list has {actual_length} items, it must have {max_length} or less",
    "string_too_short": "it must have {min_length} characters or more",
    "string_too_long": "it must have {max_length} characters or less",
}
"""pydantic's bounds, and the sentences."""


def _wrong_type(spot: Spot, error: ErrorDetails) -> _Words:
    expected, hint = _EXPECTED[error["type"]]
    message = f"expected {expected}, got {kind_of(spot.node)}"
    valid = keys_at(ScenarioFile, error["loc"]) if expected == "a mapping" else ()
    if not error["loc"] and isinstance(spot.node, Sequence):
        return _Words(
            spot.node, "wrong-type", message, None, "write `reply:` above the list", valid
        )
    better = _BETTER.get((expected, *error["loc"][-1:])) if isinstance(spot.node, Scalar) else None
    return _Words(spot.node, "wrong-type", message, None, better or hint(spot.node), valid)


_BETTER: dict[tuple[int | str, ...], str] = {
    ("text", "done"): "leave the value out, and [DONE] is sent",
    ("a mapping", "error"): "write {message: …}",
}
"""What was expected behind a key, where people often write something else, and what to do."""


def _limit(spot: Spot, error: ErrorDetails) -> _Words:
    limit = LIMITS[error["type"]].format(**error["ctx"])
    node = spot.key if spot.key is not None and error["loc"][-1:] == ("[key]",) else spot.node
    value = shown(node) if isinstance(node, Scalar) else None
    return _Words(node, "out-of-range", limit, value)


def _choice(spot: Spot, error: ErrorDetails) -> _Words:
    valid = tuple(re.findall("'([^']*)'", str(error["ctx"]["expected"])))
    value, hint = shown(spot.node), _meant(spot.node, valid)
    return _Words(spot.node, "unknown-value", "unknown value", value, hint, valid)


def _meant(node: Node, valid: tuple[str, ...]) -> str | None:
    if isinstance(node, Scalar) and isinstance(node.value, str):
        return did_you_mean(node.text, valid)
    return None


def _unknown_key(spot: Spot, error: ErrorDetails) -> _Words:
    key = spot.key or spot.node
    text = str(error["loc"][-1])
    valid = keys_at(ScenarioFile, error["loc"][:-1])
    near, elsewhere = did_you_mean(text, valid), _elsewhere(text, error["loc"])
    a_step = text in STEPS and bool({"reply", "when"} & set(valid))
    hint = elsewhere or near if a_step or home_of(text) else near or elsewhere
    return _Words(key, "unknown-key", "unknown key", text, hint, valid, spot.around)


def _elsewhere(key: str, loc: Loc) -> str | None:
    """Where a key belongs that is right in another place."""
    at_top = len(loc) == 1
    if key.startswith("-"):
        return f"write a space after `-`: - {key[1:]}"
    if key in ("when", "times") and loc[0] != "replies":
        return "it belongs to an item of `replies`"
    if at_top and key in Reply.model_fields:
        return "it belongs below `reply:`"
    if not at_top and key in ScenarioFile.model_fields and key not in Manner.model_fields:
        return "it belongs to the top of the file"
    if key in STEPS and loc[0] == "replies":
        return f"each reply is a list of steps: [{{{key}: …}}]"
    return f"a step is an item of a list: - {key}: …" if key in STEPS else home_of(key)


def _no_value(spot: Spot, error: ErrorDetails) -> _Words:
    del error
    key = spot.key or spot.node
    written = isinstance(spot.node, Scalar) and spot.node.text
    message = f"{written} may not stand behind this key" if written else "this key has no value"
    assert isinstance(key, Scalar)
    return _Words(key, "no-value", message, key.text, "write one, or leave the key out")


def _missing_key(spot: Spot, error: ErrorDetails) -> _Words:
    return _Words(spot.node, "missing-key", "a key is missing", str(error["loc"][-1]))


def _custom(spot: Spot, error: ErrorDetails) -> _Words:
    ctx: dict[str, Any] = error.get("ctx", {})
    node: Node = spot.node
    value: str | None = None
    message = error["msg"]
    named = node.key(ctx["key"]) if "key" in ctx and isinstance(node, Mapping) else None
    if spot.key is not None and error["loc"][-1:] == ("[key]",):
        node = spot.key
    valid = tuple(ctx.get("valid", ()))
    hint = ctx.get("hint")
    if named is not None:
        node = named
        value = named.text if valid else None
        hint = hint or did_you_mean(named.text, valid)
    elif message.startswith("expected "):
        hint = hint or _hint_of(message, node)
        message = f"{message}, got {kind_of(node)}"
    elif isinstance(node, Scalar):
        value = shown(node)
        hint = hint or _meant(node, valid)
    return _Words(node, error["type"].replace("_", "-"), message, value, hint, valid)


_OWN: dict[str, Callable[[Spot, ErrorDetails], _Words]] = {
    **dict.fromkeys(_EXPECTED, _wrong_type),
    **dict.fromkeys(LIMITS, _limit),
    "enum": _choice,
    "literal_error": _choice,
    "extra_forbidden": _unknown_key,
    "missing": _missing_key,
    "no_value": _no_value,
}
"""pydantic's error types and who puts them into words; all others bring their own sentence."""
