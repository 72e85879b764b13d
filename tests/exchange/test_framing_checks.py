"""Where a framing or a delivery cannot do what it says, `check` says so at its place."""

from __future__ import annotations

import pytest

from mockserver.exchange.checking import findings
from mockserver.scenario.load import parse

RULES = {
    *("lone-pause", "unseen-truncate", "unsent-comment"),
    *("idle-cut", "idle-framing", "two-content-types", "written-length"),
}


def found(text: str) -> list[str]:
    """What the rules of this part find."""
    return [str(one) for one in findings([parse(text, "0.yaml", "0")]) if one.rule in RULES]


FINDINGS = {
    "a truncate that looks whole": (
        "reply: {stream: [text: a, end: truncate], framing: {body: close}}",
        "0.yaml:1:59: warning[unseen-truncate]: with `body: close` no client can tell"
        " `end: truncate` from a whole answer; end: reset can be seen",
    ),
    "a half close that looks whole, by a fault and the file's framing": (
        "framing: {body: close}\n"
        "reply: {stream: [text: a], faults: [{after: {chunks: 1}, end: half_close}]}",
        "0.yaml:1:17: warning[unseen-truncate]: with `body: close` no client can tell"
        " `end: half_close` from a whole answer; end: reset can be seen",
    ),
    "comments in a body of a known length": (
        "reply: {stream: [stall: {for: 9s, comment: a, every: 1s}], framing: {body: length}}",
        "0.yaml:1:69: warning[unsent-comment]: the comments of a pause are not sent, the body has"
        " no room for them: its length is told before it",
    ),
    "comments inside a gzip block": (
        "framing: {coding: gzip}\nautomatic: none\nreply:\n  stream: [raw: abc]\n"
        "  faults: [{after: {bytes: 17}, stall: {for: 9s, comment: a, every: 1s}}]",
        "0.yaml:1:10: warning[unsent-comment]: the comments of a pause are not sent, the body has"
        " no room for them here: inside a gzip block",
    ),
    "nothing to cut inside": (
        "reply: {stream: [text: a], delivery: {cut: {inside: crlf}}}",
        "0.yaml:1:44: warning[idle-cut]: the delivery cuts nowhere: there is no crlf in the body",
    ),
    "two content types": (
        "reply: {stream: [text: a], headers: {content-type: a/b}, framing: {content_type: c/d}}",
        "0.yaml:1:82: warning[two-content-types]: the Content-Type in `headers` is sent instead of"
        " this one; leave one out",
    ),
    "a length that is written": (
        'reply: {stream: [text: a], headers: {Content-Length: "5"}}',
        "0.yaml:1:54: warning[written-length]: Content-Length is sent as it is written, and the"
        " body as it would be without it; `framing: {body: …}` changes both",
    ),
    "a framing of no stream": (
        "reply: {status: 429, framing: {bom: true}}",
        "0.yaml:1:31: warning[idle-framing]: a framing is of a stream, and this reply has none;"
        " leave it out",
    ),
}

GOOD = [
    "framing: {content_type: a/b}\nreply: {stream: [text: a], headers: {content-type: c/d}}",
    "delivery: {cut: {inside: http_chunk}}\nreplies: [{status: 429}, [text: a]]",
    "framing: {bom: true}\nreplies: [{status: 429}, [text: a]]",
    "reply: {stream: [text: a], delivery: {events: one, pause: 1s}}",
    "reply: {stream: [text: a, end: reset], framing: {body: close}}",
    "reply: {stream: [text: a, end: truncate], framing: {body: length}}",
    "reply: {stream: [text: é], delivery: {cut: {inside: multibyte_character}}}",
    "reply: {stream: [stall: {for: 9s, comment: a, every: 1s}], framing: {coding: gzip}}",
    "reply: {status: 429, faults: [{after: {bytes: 1}, stall: {for: 9s, comment: a, every: 1s}}]}",
]


@pytest.mark.parametrize("name", FINDINGS)
def test_a_finding_has_its_place(name: str) -> None:
    text, line = FINDINGS[name]
    assert found(text) == [line]


@pytest.mark.parametrize("text", GOOD)
def test_what_works_has_no_finding(text: str) -> None:
    assert found(text) == []
