"""The pages that are shown in a browser: of scenarios, among them one that has everything."""

from __future__ import annotations

from dataclasses import replace

from mockserver.conformance.judge import Difference, Judgement, Verdict
from mockserver.conformance.page import as_page
from mockserver.conformance.row import Row
from mockserver.exchange.again import Asked
from mockserver.exchange.rendering import default_request
from mockserver.exchange.shown import shown
from mockserver.pages.replies import replies_page
from mockserver.scenario.load import parse
from tests.conformance import rows

EVERYTHING = """
about: Thinking, an answer, a tool call, a long silence, a gate, and faults on all that.
source: [https://example.com/a-long-address-that-has-no-space-in-it/and-does-not-fit-on-a-phone/4711]
tags: [slow, tools]
expect: {error: true}
reply:
  pace: {ttft: 300ms, itl: 20ms, jitter: 5ms}
  stream:
    - reasoning: The user wants to know the weather. I should look it up.
    - text: Let me look that up for you, it will take a moment.
    - comment: keepalive
    - tool_calls:
        - {name: get_weather, arguments: {city: Paris, unit: celsius}}
        - {name: get_time, arguments: {zone: Europe/Paris}}
      fragments: 4
      interleave: true
    - stall: {for: 60s, comment: keepalive, every: 15s}
    - gate: approved
    - raw: "<script>document.title = 'stolen'</script><img src='https://example.com/x.png'>\\n\\n"
    - text: Done now.
    - usage: {prompt_tokens: 21, completion_tokens: 34}
  faults:
    - {at: {chunk: 5}, duplicate: true}
    - {at: {chunk: 9}, corrupt: json}
    - {after: {chunks: 12}, wait: 100ms}
    - {at: {chunk: 38}, corrupt: utf8}
    - {after: {chunks: 49}, end: reset}
"""


def replies(text: str, name: str) -> str:
    """The page that `mockserver render --html` writes."""
    said = parse(text, f"{name}.yaml", name)
    asked = Asked(default_request(said))
    numbers = range(1, len(said.replies) + 1)
    return replies_page(said, [shown(said, number, asked) for number in numbers])


def report() -> str:
    """The page that `mockserver conform --format html` writes, of the worst a client can say."""
    return as_page(rows.report(rows.row(), _wrong(), rows.hostile()), "mockserver conform -- ask")


def _wrong() -> Row:
    """A client that took a cut answer for the whole, with long texts in every place."""
    long = "one-long-word-without-a-space-" * 20
    judgement = Judgement(
        Verdict.SILENTLY_TRUNCATED,
        long,
        differences=(Difference("text", long, long[:99], less=True),),
    )
    one = rows.row("quirks/disconnect/a-long-name-of-a-scenario-that-has-no-space-in-it")
    return replace(
        one, judgement=judgement, transcript=f"{long}\n" * 9, source=(f"https://{long}",)
    )
