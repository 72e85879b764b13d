"""Broken scenario files (keys): what people are told stands in the folder golden."""

from __future__ import annotations

BROKEN: dict[str, str | bytes] = {
    "an unknown key at the top": """\
replly: []
abuot: x
foo: 1
""",
    "a key that belongs below reply": """\
headers: {}
reply: []
""",
    "a key that belongs to the top": "reply: {stream: [], seed: 1}\n",
    "a step at the top": "text: Hello\n",
    "a step that is no list item": """\
reply:
  text: Hello
""",
    "a step without a space behind its dash": """\
reply:
  -text: Hello
""",
    "a list at the top": "- text: Hello\n",
    "text at the top": "Hello\n",
    "null at the top": "null\n",
    "a reply that is text": "reply: Hello\n",
    "replies that are one list of steps": "replies: [{text: a}]\n",
    "a step key that is misspelt": """\
reply:
  - txt: a
  - tool_call: []
  - Text: b
""",
    "a step key of another tool": """\
reply:
  - content: a
  - sleep: 2s
  - finish_reason: stop
""",
    "a step key that nobody knows": """\
reply:
  - foo: a
    interleave: true
""",
    "a misspelt step key beside its modifier": """\
reply:
  - own_event: true
    coment: a
""",
    "an empty step": """\
reply:
  - {}
""",
    "a step that is one word": """\
reply:
  - done
  - Hello
  - 3
  - [a]
  -
""",
    "a step without a colon": """\
reply:
  - text Hello
  - text:Hello
""",
    "two steps in one": """\
reply:
  - text: a
    wait: 2s
""",
    "an unknown modifier": """\
reply:
  - text: a
    splt: words
  - comment: a
    own-event: true
""",
    "a misspelt key and not a missing one": """\
reply:
  - tool_calls: [{nmae: f}]
""",
    "a misspelt key in one call and a missing one in another": """\
reply:
  - tool_calls: [{nmae: f}, {id: a}]
""",
    "a missing key": """\
reply:
  - tool_calls: [{arguments: {}}]
  - error: {code: 500}
""",
    "text for an error": "reply: {error: boom}\n",
    "neither reply nor replies": "about: x\n",
    "both reply and replies": """\
replies: [[]]
reply: []
""",
    "two answers in one reply": "reply: {error: {message: a}, end: reset}\n",
    "a reply without an answer": "reply: {status: 200}\n",
    "an event with nothing": """\
reply:
  - event: {}
  - event: {lines: [a], data: b}
""",
    "a stall with nothing": """\
reply:
  - stall: {}
""",
    "a stall with half a comment": """\
reply:
  - stall: {for: 1s, comment: a}
""",
    "a stall with an unknown word": """\
reply:
  - stall: forevr
""",
    "a stall with a bare duration": """\
reply:
  - stall: 60s
""",
    "a stall with an unknown key": """\
reply:
  - stall: {four: 60s}
""",
    "a place with two counts": """\
faults: [{after: {chunks: 1, bytes: 2}, end: reset}]
reply: []
""",
    "a place without a mapping": """\
faults: [{after: 3, end: reset}]
reply: []
""",
    "a fault with two actions": """\
faults: [{after: {chunks: 1}, end: reset, stall: forever}, {end: reset}]
reply: []
""",
    "a pattern with two kinds": """\
match: {model: {contains: a, glob: b}}
reply: []
""",
    "an unknown condition": """\
match: {models: a}
reply: []
""",
    "steps behind an end": """\
reply:
  - end: reset
  - done:
  - text: a
""",
    "steps behind a stall for ever": """\
reply:
  stream:
    - stall: forever
    - done:
""",
    "steps behind a stall without a duration": """\
replies:
  - [stall: {comment: a, every: 1s}, done: ]
  - [stall: {for: 1s}, done: ]
""",
    "steps behind an error": """\
reply:
  - error: {message: a}
  - done:
""",
    "wrong things of all kinds at once": """\
about: 010
seed: 1_000
reply:
  - txt: a
  - end: reset
  - wait: 2
seed: 2
match: {model: *m}
""",
    "a key of a tool call step beside a stream": """\
reply:
  fragments: 5
  stream: [tool_calls: [{name: f}]]
""",
    "times beside a stream": """\
reply:
  ttft: 300ms
  itl: 20ms
  stream: [{text: a, newline: crlf}]
""",
    "a key of several steps beside a stream": """\
reply:
  split: words
  stream: [text: a]
""",
    "a content type beside a body": """\
reply:
  content_type: text/html
  body: <p>
""",
    "other names of token counts": """\
reply: [usage: {input: 3, output_tokens: 2}]
""",
}
