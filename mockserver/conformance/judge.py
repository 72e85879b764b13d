"""The verdict on what a client says, against what a right one ends with; reads no bytes.

Only keys that the client reports are judged: a client that cannot say what it reasoned is not
wrong about it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from mockserver.wire.json_text import Json, JsonObject, loads, same

from .expected import ERROR, Expected
from .said import ANSWER_KEYS, Said


class Verdict(StrEnum):
    """What became of one scenario; `MEANINGS` says it in words."""

    CORRECT = "correct"
    ERROR_REPORTED = "error reported"
    SILENTLY_WRONG = "silently wrong"
    SILENTLY_TRUNCATED = "silently truncated"
    HANG = "hang"
    CRASH = "crash"
    NO_REQUEST = "no request"
    NOT_JUDGED = "not judged"


MEANINGS = {
    Verdict.CORRECT: "the right answer, or an error where an error is right",
    Verdict.ERROR_REPORTED: "an error where an answer was possible",
    Verdict.SILENTLY_WRONG: "no error, and another answer than the right one",
    Verdict.SILENTLY_TRUNCATED: "no error, and a part of an answer as if it were the whole",
    Verdict.HANG: "the command was still running when its time was up",
    Verdict.CRASH: "the command ended without an answer that can be read",
    Verdict.NO_REQUEST: "the command ended without a request that a reply answered",
    Verdict.NOT_JUDGED: "nobody can say what is right, or the client did not say enough",
}


@dataclass(frozen=True, slots=True)
class Difference:
    """A key of the answer that is otherwise; `less` is whether it is a part of what is right."""

    key: str
    right: Json
    said: Json
    less: bool


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict and why, as a sentence without its full stop.

    `judged` are the keys that were compared, `unjudged` those that the client did not report.
    """

    verdict: Verdict
    reason: str
    judged: tuple[str, ...] = ()
    unjudged: tuple[str, ...] = ()
    differences: tuple[Difference, ...] = ()


def judge(expected: Expected, said: Said) -> Judgement:
    """The verdict on what a client says."""
    if not expected.right:
        return Judgement(Verdict.NOT_JUDGED, expected.why)
    if said.error is not None:
        return _of_error(expected)
    answers = [one for one in expected.right if one != ERROR]
    if answers:
        return min((_of_answer(one, said) for one in answers), key=_distance)
    if not said.looks_for_errors:
        why = "an error is right, and the command says nothing of errors (print `error`, or null)"
        return Judgement(Verdict.NOT_JUDGED, why, unjudged=("error",))
    if expected.cut:
        reason = f"the stream was cut, and no error was reported{_sign(said)}"
        return Judgement(Verdict.SILENTLY_TRUNCATED, reason, ("error",))
    reason = f"an error is right, and none was reported{_sign(said)}"
    return Judgement(Verdict.SILENTLY_WRONG, reason, ("error",))


def _of_error(expected: Expected) -> Judgement:
    if ERROR not in expected.right:
        reason = "an error was reported, and an answer is right"
        return Judgement(Verdict.ERROR_REPORTED, reason, ("error",))
    if expected.again and len(expected.right) == 1:
        reason = "an error was reported; the same request, sent again, would have got an answer"
        return Judgement(Verdict.ERROR_REPORTED, reason, ("error",))
    return Judgement(Verdict.CORRECT, "an error was reported, as is right", ("error",))


def _sign(said: Said) -> str:
    """By what a careful program could tell nevertheless."""
    reasons = said.answer.get("finish_reasons")
    if reasons is None:
        return ""
    if not reasons or None in reasons:
        return "; a finish_reason is missing, by which a program could tell"
    if "error" in reasons:
        return "; a finish_reason is `error`, by which a program could tell"
    return ""


def _distance(one: Judgement) -> tuple[bool, int, int]:
    """Of several right answers the nearest counts: the one of which most keys are as they say."""
    wrong = len(one.differences)
    return one.verdict is Verdict.NOT_JUDGED, wrong, -len(one.judged)


# -- answers --------------------------------------------------------------------------------------


def _of_answer(right: JsonObject, said: Said) -> Judgement:
    wanted = [key for key in ANSWER_KEYS if key in right]
    judged = tuple(key for key in wanted if _is_said(key, right[key], said))
    unjudged = tuple(key for key in wanted if key not in judged)
    if not judged:
        why = f"the client says nothing of {_listed(unjudged)}"
        return Judgement(Verdict.NOT_JUDGED, why, unjudged=unjudged)
    found = tuple(
        Difference(key, right[key], said.answer[key], _LESS[key](right[key], said.answer[key]))
        for key in judged
        if not _SAME[key](right[key], said.answer[key])
    )
    if not found:
        return Judgement(Verdict.CORRECT, f"as is right: {_listed(judged)}", judged, unjudged)
    keys = _listed(tuple(one.key for one in found))
    if all(one.less for one in found):
        reason = f"no error was reported, and a part is missing of {keys}"
        return Judgement(Verdict.SILENTLY_TRUNCATED, reason, judged, unjudged, found)
    reason = f"no error was reported, and otherwise than is right: {keys}"
    return Judgement(Verdict.SILENTLY_WRONG, reason, judged, unjudged, found)


def _listed(keys: tuple[str, ...]) -> str:
    return ", ".join(keys)


def _is_said(key: str, right: Json, said: Said) -> bool:
    """Whether there is something to compare: of usage, a count that both have."""
    if key not in said.answer:
        return False
    got = said.answer[key]
    both = key == "usage" and isinstance(right, dict) and isinstance(got, dict)
    return bool(right.keys() & got.keys()) if both else True


def _same_text(right: Json, said: Json) -> bool:
    return bool(right == said)


def _same_calls(right: Json, said: Json) -> bool:
    return len(right) == len(said) and all(map(_same_call, right, said))


def _same_call(right: JsonObject, said: JsonObject) -> bool:
    return right["name"] == said["name"] and _same_arguments(right["arguments"], said["arguments"])


def _same_arguments(right: Json, said: Json) -> bool:
    """Texts by their characters; a text and a JSON value by what the text says."""
    if isinstance(right, str) and isinstance(said, str):
        return right == said
    try:
        return same(_value(right), _value(said))
    except ValueError:
        return False


def _value(arguments: Json) -> Json:
    """What an argument text says; an empty one is that of a tool without parameters."""
    return loads((arguments or "{}").encode()) if isinstance(arguments, str) else arguments


def _same_usage(right: Json, said: Json) -> bool:
    """Whether the counts that both have are the same."""
    if isinstance(right, dict) and isinstance(said, dict):
        return all(_same_usage(right[key], said[key]) for key in right.keys() & said.keys())
    return same(right, said)


def _less_text(right: Json, said: Json) -> bool:
    return bool(right.startswith(said))


def _less_calls(right: Json, said: Json) -> bool:
    """Whether these are the first calls, of which the last one may be a part."""
    *before, last = said or [{"name": "", "arguments": ""}]
    if len(said) > len(right) or not all(map(_same_call, right, before)):
        return False
    other = right[len(before)]
    return _same_call(other, last) or all(
        isinstance(last[key], str)
        and isinstance(other[key], str)
        and other[key].startswith(last[key])
        for key in ("name", "arguments")
    )


def _less_reasons(right: Json, said: Json) -> bool:
    return len(said) <= len(right) and all(
        one in (None, other) for one, other in zip(said, right, strict=False)
    )


def _less_usage(right: Json, said: Json) -> bool:
    del right
    return said is None


_SAME: dict[str, Callable[[Json, Json], bool]] = {
    "text": _same_text,
    "reasoning": _same_text,
    "refusal": _same_text,
    "tool_calls": _same_calls,
    "finish_reasons": _same_text,
    "usage": _same_usage,
}
"""Whether what a client says of a key is what is right."""

_LESS: dict[str, Callable[[Json, Json], bool]] = {
    "text": _less_text,
    "reasoning": _less_text,
    "refusal": _less_text,
    "tool_calls": _less_calls,
    "finish_reasons": _less_reasons,
    "usage": _less_usage,
}
"""Whether what a client says of a key, which is not what is right, is a part of it."""
