"""Records as a scenario file says them: the way back from a record to keys and values.

Knows the records, the order in which people read their keys, and which of them have lines of their
own; opens no file.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mockserver.source.tree import Mapping, plain
from mockserver.source.write import Layout, write
from mockserver.wire.json_text import Json, JsonObject

from .chance import Range
from .faults import Fault
from .model import NOTHING, Automatic, Entry, Manner, Reply, Scenario
from .pace import Pace
from .steps import STEPS
from .values import Record, writes

ORDER = (
    *("about", "source", "tags", "ignore", "dialect", "seed", "match"),
    *("when", "times", "status", "headers", "error", "json", "body", "end"),
    *("automatic", "with", "omit", "pace", "framing", "delivery"),
    *("stream", "choices", "faults", "nonstream", "reply", "replies", "after_last", "expect"),
)
"""The keys of files and replies in the order in which they are written."""


def said(record: Record) -> JsonObject:
    """What a file says to get this record: only keys that are not as they would be without."""
    return _fields(record, record.model_dump(mode="json", by_alias=True))


def file_of(scenario: Scenario) -> JsonObject:
    """The scenario file: `parse` makes an equal scenario of it, where name and path are the same.

    What is the same in all of several replies is said once, as the file's default.
    """
    found: JsonObject = {
        "about": scenario.about or None,
        "source": list(scenario.source) if len(scenario.source) > 1 else None,
        "tags": list(scenario.tags) or None,
        "ignore": _ignored(scenario),
        "dialect": scenario.dialect,
        "seed": scenario.seed,
        "match": None if scenario.match is None else said(scenario.match),
        "after_last": None if scenario.after_last == "repeat" else scenario.after_last,
    }
    if len(scenario.source) == 1:
        found["source"] = scenario.source[0]
    given = {key: value for key, value in found.items() if value is not None}
    return _ordered({**given, **_answers(scenario)})


def file_of_reply(reply: Reply) -> JsonObject:
    """A scenario file with this one reply."""
    return file_of(Scenario("", (reply,)))


def _answers(scenario: Scenario) -> JsonObject:
    """`reply`, or `replies` with what is the same in all of them."""
    expects = scenario.expects or (None,) * len(scenario.replies)
    if len(scenario.replies) == 1 and not isinstance(scenario.replies[0], Entry):
        reply: JsonObject = {"reply": _short(said(scenario.replies[0]))}
        return reply if expects[0] is None else {**reply, "expect": said(expects[0])}
    entries = [
        {**said(one), **({} if expect is None else {"expect": said(expect)})}
        for one, expect in zip(scenario.replies, expects, strict=True)
    ]
    common = _common(entries) if len(entries) > 1 else {}
    own = [{key: one[key] for key in one if key not in common} for one in entries]
    return {**common, "replies": [_short(one) for one in own]}


def _common(entries: list[JsonObject]) -> JsonObject:
    keys = [field.alias or name for name, field in Manner.model_fields.items()]
    first = entries[0]
    return {
        key: first[key]
        for key in keys
        if key in first and all(_same(one.get(key), first[key]) for one in entries)
    }


def _same(one: Json, other: Json) -> bool:
    """Whether they are written the same, in the same order: `repr` tells `1` from `1.0`."""
    return repr(one) == repr(other)


def _short(reply: JsonObject) -> Json:
    """A reply that is only a stream is the list of its steps."""
    return reply["stream"] if reply.keys() == {"stream"} else _ordered(reply)


def _ordered(mapping: JsonObject) -> JsonObject:
    return dict(sorted(mapping.items(), key=lambda one: ORDER.index(one[0])))


def _ignored(scenario: Scenario) -> Json:
    """`ignore`, which is no part of what is served and stands in the file alone."""
    node = scenario.root.get("ignore") if isinstance(scenario.root, Mapping) else None
    return None if node is None else plain(node)


# -- one record -------------------------------------------------------------------------------


def _said(value: Any, dumped: Json) -> Json:
    """Of a record's value and the same as pydantic writes it: what must be written."""
    if isinstance(value, Record):
        shorter = _SHORTER.get(type(value))
        return _fields(value, dumped) if shorter is None else shorter(_fields(value, dumped))
    if isinstance(value, tuple):
        return [_said(one, other) for one, other in zip(value, dumped, strict=True)]
    if isinstance(value, dict):
        return {key: _said(one, dumped[key]) for key, one in value.items()}
    return dumped


def _fields(record: Record, dumped: JsonObject) -> JsonObject:
    fields = type(record).model_fields
    names = _step_key_first(type(record)) if type(record) in _STEPS else tuple(fields)
    keys = {name: fields[name].alias or name for name in names}
    return {
        key: _said(getattr(record, name), dumped[key])
        for name, key in keys.items()
        if _is_written(record, name)
    }


def _is_written(record: Record, name: str) -> bool:
    if name in record.nullable:
        return name in record.model_fields_set
    field, value = type(record).model_fields[name], getattr(record, name)
    if field.is_required():
        return True
    return value is not None and bool(value != field.get_default(call_default_factory=True))


def _step_key_first(step: type[Record]) -> tuple[str, ...]:
    """The names of its fields: its own ones before those that it shares with other steps."""
    own = (name for kind in step.__mro__ for name in getattr(kind, "__annotations__", ()))
    return tuple(dict.fromkeys(name for name in own if name in step.model_fields))


def _preset(pace: JsonObject) -> Json:
    return pace["preset"] if pace.keys() == {"preset"} else pace


def _amount(amount: JsonObject) -> Json:
    return amount["min"] if amount["min"] == amount["max"] else amount


def _none(automatic: JsonObject) -> Json:
    return "none" if automatic == said(NOTHING) else automatic


_STEPS = frozenset(STEPS.values())

_SHORTER: dict[type[Record], Callable[[JsonObject], Json]] = {
    Automatic: _none,
    Pace: _preset,
    Range: _amount,
}
"""Records that a file may say in a word, and that word."""


# -- as text ----------------------------------------------------------------------------------


def to_yaml(built: Scenario | Record) -> str:
    """YAML of what is built, as people write it.

    Of a scenario and of a reply it is a whole scenario file; of a step and of a fault it is an item
    of their lists, `- text: Hello`; of anything else what stands behind its key.
    """
    if isinstance(built, Scenario):
        return write(file_of(built), _LAYOUT)
    if isinstance(built, Reply):
        return write(file_of_reply(built), _LAYOUT)
    is_item = isinstance(built, Fault) or type(built) in _STEPS
    return write([said(built)] if is_item else said(built), _LAYOUT)


_LAYOUT = Layout(
    tall=frozenset({"reply", "replies", "stream", "steps", "insert", "nonstream"}),
    rows=frozenset({"faults", "logprobs"}),
    bare=frozenset({"done"}),
)

writes(to_yaml)
