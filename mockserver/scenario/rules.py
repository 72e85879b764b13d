"""The names of all that `check` finds: warnings, which a file may switch off, and errors.

Knows the names alone; what a rule looks for is where it is found.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated

from pydantic import AfterValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from mockserver.source.diagnostics import Diagnostic
from mockserver.source.tree import Mapping, Node, Scalar, Sequence

WARNINGS: dict[str, str] = {
    "comment-cuts-text": "a `#` ends a text in its middle",
    "unused-anchor": "an anchor that no alias uses",
    "unknown-finish": "a finish_reason that no provider sends",
    "missing-expect": "no `expect` where only the author can know what a client ends with",
    "shadowed-match": "a match whose requests another scenario always answers, or as well",
    "unseen-truncate": "a cut that no client can tell from a whole body",
    "unsent-comment": "comments of a pause for which the body has no room",
    "idle-cut": "a `delivery.cut` that cuts nowhere",
    "idle-framing": "a framing of a reply that is no stream",
    "two-content-types": "a Content-Type in the framing and in the headers",
    "written-length": "a Content-Length or Transfer-Encoding in the headers, which may be untrue",
}
"""Each warning of a scenario file, and what it warns of."""

ERRORS = frozenset(
    {
        *("alias", "base64", "control-character", "duplicate-key", "duration", "empty-file"),
        *("encoding", "escape", "event", "expect", "expect-differs", "fault", "header", "ignore"),
        *("indentation", "json", "json-path", "key", "leading-zero", "logprobs", "lone-pause"),
        *("lone-surrogate", "merge-key", "missing-key", "no-condition", "no-value", "number"),
        *("omit", "one-line", "out-of-range", "pattern", "place", "plan-too-large"),
        *("quotes", "range", "regex", "reply", "same-header", "same-name", "same-place"),
        *("scenario", "several-documents"),
        *("stall", "step", "syntax", "tab", "tag", "tied-match", "too-deep", "too-large"),
        *("tool-calls", "two-step-keys", "unclosed", "unknown-key", "unknown-step"),
        *("unknown-value", "unreachable-reply", "unreachable-step", "unreached-fault"),
        *("wrong-type", "yaml-version"),
    }
)
"""What makes a scenario file unusable."""


def _warning(name: str) -> str:
    if name in ERRORS:
        raise PydanticCustomError("ignore", "this rule is an error, which cannot be switched off")
    if name not in WARNINGS:
        raise PydanticCustomError("ignore", "no rule has this name", {"valid": tuple(WARNINGS)})
    return name


Ignore = Annotated[
    tuple[Annotated[str, AfterValidator(_warning), WithJsonSchema({"enum": list(WARNINGS)})], ...],
    Field(strict=False),
]
"""Names of warnings."""


def kept(found: Iterable[Diagnostic], root: Node) -> Iterator[Diagnostic]:
    """The findings without the warnings that a file switches off; it may be broken elsewhere."""
    names = root.get("ignore") if isinstance(root, Mapping) else None
    items = names.items if isinstance(names, Sequence) else ()
    off = {one.text for one in items if isinstance(one, Scalar)}
    return (one for one in found if one.severity == "error" or one.rule not in off)
