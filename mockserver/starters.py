"""Scenario files to start from, one of each kind; knows their texts and opens no file."""

from __future__ import annotations

STARTERS: dict[str, str] = {
    "text": """\
about: A plain answer.
reply:
  pace: {ttft: 300ms, itl: 20ms}   # the first chunk after 300ms, then one every 20ms
  stream:
    - text: Hello! How can I help?   # one token a chunk; a list gives the exact deltas: [Hel, lo]
""",
    "tools": """\
about: A tool call in fragments; the request that brings its result gets the answer.
replies:
  - when: {tool_result: {contains: ""}}   # the conversation ends with a tool's result
    stream:
      - text: It is sunny in Paris.
  - stream:
      - tool_calls:
          - {name: get_weather, arguments: {city: Paris}}
        fragments: 4   # characters of argument text in each chunk
""",
    "usage": """\
about: The usage comes in a chunk of its own, whose choices are empty.
reply:
  - text: Short.
  - usage: {prompt_tokens: 12, completion_tokens: 2}   # when: asked sends it only on request
""",
    "error": """\
about: An error in the middle of the stream; the HTTP status is 200 already.
reply:
  - text: The answer is
  - error: {message: The server had an error., type: server_error}   # nothing follows it
expect: {error: true}   # what a right client ends with: it must not take this for an answer
""",
    "status": """\
about: The first request is refused with 429, the next one is answered.
replies:
  - status: 429
    headers: {Retry-After: "1"}
    error: {message: Rate limit reached., code: rate_limit_exceeded}
  - - text: Here you are.
""",
    "cut": """\
about: The connection is closed in the middle of a chunk.
reply:
  stream:
    - text: One, two, three, four, five.
  faults:
    - {after: {bytes: 700}, end: truncate}   # or reset; after: {chunks: 3} cuts between chunks
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
  delivery: {bytes: 1, pause: 1ms}
  stream:
    - text: Grüße, 世界!
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
seed: 1
reply:
  - random: {words: {min: 20, max: 60}}
""",
    "match": """\
about: Answers requests for any model of a family that ask for something.
match: {model: gpt-*, last_user: {contains: weather}}   # all must hold; see `mockserver schema`
reply:
  - text: It is sunny.
""",
}
"""The text of a file of each kind; `check` finds nothing in any of them."""
