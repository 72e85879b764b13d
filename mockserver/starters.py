"""Scenario files to start from, one of each kind; knows their texts and opens no file."""

from __future__ import annotations

STARTERS: dict[str, str] = {
    "text": """\
about: A plain answer.   # for people: `mockserver list` shows it
reply:
  pace: {ttft: 300ms, itl: 20ms}   # the first chunk after 300ms, then one every 20ms
  stream:
    - text: Hello! How can I help?   # one token a chunk; a list gives the exact deltas: [Hel, lo]
    # Steps go out from top to bottom. Role, finish_reason and [DONE] are added by themselves.
""",
    "tools": """\
about: A tool call in fragments; the request that brings its result gets the answer.
replies:   # for each request, the first whose `when` holds
  - when: {tool_result: {contains: ""}}   # the conversation ends with a tool's result, any text
    stream:
      - text: It is sunny in Paris.
  - stream:
      - tool_calls:
          - {name: get_weather, arguments: {city: Paris}}
        fragments: 4   # characters of argument text in each chunk; left out: a token each
    expect:   # what a right client ends with
      tool_calls: [{name: get_weather, arguments: {city: Paris}}]
""",
    "usage": """\
about: The usage comes in a chunk of its own, whose choices are empty.
reply:
  - text: Short.
  - usage: {prompt_tokens: 12, completion_tokens: 2}   # the total is added up
    # when: asked      only for requests with stream_options.include_usage
    # place: finish    on the chunk with the finish_reason, in place of one of its own
""",
    "error": """\
about: An error in the middle of the stream; the HTTP status is 200 already.
reply:
  - text: The answer is
  - error: {message: The server had an error., type: server_error}   # nothing follows it
    # shape: event     in an event named error; `dialect: openrouter` at the top: OpenRouter's error
expect: {error: true}   # what a right client ends with: it must not take this for an answer
""",
    "status": """\
about: The first request is refused with 429, the next one is answered.
replies:   # one for each request; the last one again for all later ones
  - status: 429
    headers: {Retry-After: "1"}   # in quotes: a header's value is text
    error: {message: Rate limit reached., code: rate_limit_exceeded}
  - - text: Here you are.   # a reply that is only a stream is the list of its steps
""",
    "cut": """\
about: The connection is closed in the middle of a chunk.
reply:
  stream:
    - text: One café, two cafés, 三杯.
  faults:
    - {after: {bytes: 700}, end: truncate}   # closed without the end of the body; or end: reset
    # after: {chunks: 3}             between two chunks
    # inside: multibyte_character    inside the first é; nth: 2 is the second one
expect: {error: true}   # what a right client ends with: half an answer is none
""",
    "stall": """\
about: After a few tokens nothing more comes, and the connection stays open.
reply:
  - text: Let me think
  - stall: forever   # or {for: 30s, comment: keepalive, every: 5s}, and the stream goes on
expect: {error: true}   # what a right client ends with: it gives up after a time
""",
    "drip": """\
about: Every byte of the body arrives alone; a read is no event and no character.
reply:
  delivery: {bytes: 1, pause: 1ms}   # or cut: {inside: multibyte_character, pause: 20ms}
  stream:
    - text: Grüße, 世界!
""",
    "literal": """\
about: Chunks, events and bytes as they are written, in place of what a provider would send.
reply:
  automatic: none   # nothing is added: no role, no finish_reason, no [DONE]
  stream:
    - comment: PROCESSING   # the line `: PROCESSING`, and a blank one
    - chunk: {id: x-1, choices: [{index: 0, delta: {content: Hi}}]}   # paste captured JSON here
    - delta: {content: ", you."}   # a chunk with this one delta
    - event: {name: ping, data: {n: 1}}   # an event of another name is no chunk
    - raw: "data: half a line"   # body bytes; what a JSON parser would not write
    - raw: "\\n\\n"
    - done: "[DONE]"
expect: {error: true}   # what a right client ends with: one event here is no JSON
""",
    "framing": """\
about: The same events with other line ends and no space after the colon, as SSE allows.
reply:
  framing: {newline: crlf, space_after_colon: false}   # also: bom, data_lines, coding: gzip, body
  stream:
    - text: Nothing else changes.
""",
    "reasoning": """\
about: The model thinks before it answers.
reply:
  - reasoning: The user greets me. I greet back.
    field: both   # reasoning (OpenRouter) and reasoning_content (DeepSeek)
  - text: Hello!
""",
    "random": """\
about: An answer made by chance; the same request gets the same words.
seed: 1   # another seed, other words
reply:
  - random: {words: {min: 20, max: 60}}   # obeys the request's max_tokens, stop, tools ...
""",
    "match": """\
about: Answers requests for any model of a family that ask for something.
match:   # all must hold; without `match`, a request gets this file by its name as model
  model: gpt-*
  last_user: {contains: weather}   # or equals, glob, regex
reply:
  - text: It is sunny.
""",
}
"""The text of a file of each kind; `check` finds nothing in any of them."""
