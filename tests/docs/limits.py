"""The table of limits in docs/security.md, made of the constants that hold them."""

from __future__ import annotations

from mockserver import durations
from mockserver.delivery.base import Limits
from mockserver.delivery.manual_clock import LONGEST_ADVANCE
from mockserver.delivery.manual_clock import MOST_STEPS as MOST_CLOCK_STEPS
from mockserver.dialects import request
from mockserver.exchange import journal, matching, plan, plan_cache, selection
from mockserver.exchange.sweep_way import MOST_CUTS
from mockserver.samples import budget, schema_bounds
from mockserver.scenario import json_path, patterns, steps
from mockserver.serving import sessions, shared, shelf, tally
from mockserver.serving.accepting import BACKLOG
from mockserver.serving.control import asked, of_answers, of_streams, plane
from mockserver.source.tree import DEFAULT_BOUNDS

from .tables import table

_LIMITS = Limits()
_MIB = 1024 * 1024


def _count(number: int, unit: str = "") -> str:
    return f"{number:,} {unit}".strip()


def _size(number: int) -> str:
    return f"{number // _MIB} MiB" if number >= _MIB else f"{number // 1024} KiB"


def _seconds(number: float) -> str:
    return f"{number:g} s"


ROWS: tuple[tuple[str, str, str, str], ...] = (
    # A client's connection and request.
    ("a request's body", _size(shared.MOST_BODY), "status 413", "`max_body=`"),
    (
        "the first request's head on a connection; each request's body",
        _seconds(_LIMITS.request_timeout),
        "closed; status 408",
        "`Limits(request_timeout=)`",
    ),
    ("a line of a head; its fields", "8,190 bytes; 128", "status 400", "aiohttp's"),
    ("lists and objects inside each other in a body", _count(request.DEEPEST), "status 400", "–"),
    ("a model's name", _count(request.LONGEST_MODEL, "characters"), "status 400", "–"),
    ("`n`", _count(request.MOST_CHOICES), "status 400", "–"),
    ("an idle connection", "3,630 s", "closed", "aiohttp's"),
    ("connections", "the files that the process may open", "they wait", "`ulimit -n`"),
    ("connections that wait to be accepted", _count(BACKLOG), "the system refuses more", "–"),
    # Streams.
    (
        "streams that are open at once",
        _count(shared.MOST_STREAMS),
        "status 503, `too_many_streams`",
        "`max_streams=`",
    ),
    (
        "a client that takes no byte",
        _seconds(_LIMITS.unread_timeout),
        "reset; the journal says `client_not_reading`",
        "`Limits(unread_timeout=)`",
    ),
    (
        "a pause for ever; a wait at a gate",
        _seconds(_LIMITS.stream_lifetime),
        "reset; `stall`",
        "`Limits(stream_lifetime=)`",
    ),
    (
        "a client that does not close after `half_close`",
        _seconds(_LIMITS.half_close_linger),
        "closed",
        "`Limits(half_close_linger=)`",
    ),
    # What is planned.
    ("items of a stream", _count(plan.MOST_ITEMS), "`check` error; status 400", "–"),
    ("segments of a stream", _count(plan.MOST_SEGMENTS), "`check` error; status 400", "–"),
    ("steps that `repeat` makes", _count(steps.MOST_STEPS), "`check` error", "–"),
    ("a duration", f"{durations.LONGEST // (24 * 3_600_000_000)} days", "`check` error", "–"),
    (
        "plans that are kept",
        f"{_count(plan_cache.MOST_PLANS)}, {_size(plan_cache.MOST_MEMORY)} in all",
        "the oldest are made again",
        "–",
    ),
    # What is searched and made by chance.
    (
        "a regular expression's search",
        f"{matching.LONGEST_SEARCH:g} s once in a request, else {matching.QUICK_SEARCH:g} s",
        "the condition does not hold, and says why",
        "–",
    ),
    ("repeats in a regular expression", _count(patterns.MOST_REPEATS), "`check` error", "–"),
    (
        "a JSONPath's search",
        f"{_count(json_path.MOST_VISITED)} values, {_count(json_path.MOST_FOUND)} found",
        "the condition does not hold, and says why",
        "–",
    ),
    (
        "a value made for a JSON Schema",
        f"{_count(budget.STEPS)} steps, {_count(budget.CHARACTERS)} characters",
        "status 400, with the keyword",
        "–",
    ),
    (
        "a JSON Schema",
        f"{_count(schema_bounds.DEEPEST)} levels, {_count(schema_bounds.LARGEST)} objects",
        "status 400, with the keyword",
        "–",
    ),
    # Scenario files.
    (
        "a scenario file, and all its values",
        _count(DEFAULT_BOUNDS.characters, "characters"),
        "`check` error",
        "`Bounds(characters=)`",
    ),
    (
        "its values and keys, aliases expanded",
        _count(DEFAULT_BOUNDS.nodes),
        "`check` error",
        "`Bounds(nodes=)`",
    ),
    (
        "lists and mappings inside each other in it",
        _count(DEFAULT_BOUNDS.depth),
        "`check` error",
        "`Bounds(depth=)`",
    ),
    ("files of a folder", _count(DEFAULT_BOUNDS.files), "`check` error", "`Bounds(files=)`"),
    (
        "findings that are shown of a file",
        _count(DEFAULT_BOUNDS.findings),
        "the others are counted as one",
        "`Bounds(findings=)`",
    ),
    # What is kept.
    (
        "the journal of a session",
        f"{_count(journal.MOST_EXCHANGES)} exchanges, {_size(journal.MOST_BYTES)}",
        "the oldest go, and are counted",
        "–",
    ),
    (
        "occurrences of requests that are counted",
        _count(selection.MOST_FINGERPRINTS),
        "the oldest are forgotten",
        "–",
    ),
    (
        "sessions; ended ones that are remembered",
        f"{_count(sessions.MOST_SESSIONS)}; {_count(sessions.MOST_ENDED)}",
        "refused; forgotten",
        "–",
    ),
    ("scenarios named in metrics", _count(tally.MOST_NAMES), "counted as `other`", "–"),
    # The control plane.
    ("replies that stand in line", _count(of_answers.MOST_QUEUED), "refused", "–"),
    ("scenarios that were put", _count(shelf.MOST_PUT), "refused", "–"),
    ("gates that are open", _count(of_streams.MOST_GATES), "refused", "–"),
    ("a name in a command", _count(asked.LONGEST_NAME, "characters"), "refused", "–"),
    ("a wait that a command asks for", _seconds(asked.LONGEST_WAIT), "refused", "–"),
    ("lists and objects inside each other in a command", _count(plane.DEEPEST), "refused", "–"),
    (
        "one `advance`; deadlines in it",
        f"{_count(LONGEST_ADVANCE)} s; {_count(MOST_CLOCK_STEPS)}",
        "refused",
        "–",
    ),
    ("cuts of a sweep", _count(MOST_CUTS), "refused", "–"),
)


def limits() -> str:
    """The table."""
    return table(("what", "at most", "beyond it", "changed by"), ROWS)
