"""Broken scenario files (keys): each text, and every line that people are told."""

# ruff: noqa: E501 - the lines are as people see them

from __future__ import annotations

BROKEN: dict[str, tuple[str | bytes, str]] = {
    "an unknown key at the top": (
        """\
replly: []
abuot: x
foo: 1
""",
        """\
broken.yaml:1:1: unknown key: replly; did you mean reply? (valid: automatic, pace, delivery, faults, about, dialect, seed, match, reply, replies)
broken.yaml:2:1: unknown key: abuot; did you mean about? (valid: automatic, pace, delivery, faults, about, dialect, seed, match, reply, replies)
broken.yaml:3:1: unknown key: foo (valid: automatic, pace, delivery, faults, about, dialect, seed, match, reply, replies)
""",
    ),
    "a key that belongs below reply": (
        """\
headers: {}
reply: []
""",
        """\
broken.yaml:1:1: unknown key: headers; it belongs below `reply:` (valid: automatic, pace, delivery, faults, about, dialect, seed, match, reply, replies)
""",
    ),
    "a key that belongs to the top": (
        "reply: {stream: [], seed: 1}\n",
        """\
broken.yaml:1:21: unknown key: seed; it belongs to the top of the file (valid: automatic, pace, delivery, faults, status, headers, error, stream, end)
""",
    ),
    "a step at the top": (
        "text: Hello\n",
        """\
broken.yaml:1:1: unknown key: text; a step is an item of a list: - text: … (valid: automatic, pace, delivery, faults, about, dialect, seed, match, reply, replies)
""",
    ),
    "a step that is no list item": (
        """\
reply:
  text: Hello
""",
        """\
broken.yaml:2:3: unknown key: text; a step is an item of a list: - text: … (valid: automatic, pace, delivery, faults, status, headers, error, stream, end)
""",
    ),
    "a step without a space behind its dash": (
        """\
reply:
  -text: Hello
""",
        """\
broken.yaml:2:3: unknown key: -text; write a space after `-`: - text (valid: automatic, pace, delivery, faults, status, headers, error, stream, end)
""",
    ),
    "a list at the top": (
        "- text: Hello\n",
        """\
broken.yaml:1:1: expected a mapping, got a list; write `reply:` above the list (valid: automatic, pace, delivery, faults, about, dialect, seed, match, reply, replies)
""",
    ),
    "text at the top": (
        "Hello\n",
        """\
broken.yaml:1:1: expected a mapping, got Hello (text) (valid: automatic, pace, delivery, faults, about, dialect, seed, match, reply, replies)
""",
    ),
    "null at the top": (
        "null\n",
        """\
broken.yaml:1:1: expected a mapping, got null (nothing) (valid: automatic, pace, delivery, faults, about, dialect, seed, match, reply, replies)
""",
    ),
    "a reply that is text": (
        "reply: Hello\n",
        """\
broken.yaml:1:8: expected a list of steps, or a mapping with stream, status, error, end …, got Hello (text)
""",
    ),
    "replies that are one list of steps": (
        "replies: [{text: a}]\n",
        """\
broken.yaml:1:12: unknown key: text; each reply is a list of steps: [{text: …}] (valid: automatic, pace, delivery, faults, status, headers, error, stream, end)
""",
    ),
    "a step key that is misspelt": (
        """\
reply:
  - txt: a
  - tool_call: []
  - Text: b
""",
        """\
broken.yaml:2:5: unknown step: txt; did you mean text? (valid: text, tool_calls, finish, usage, error, chunk, event, comment, raw, done, wait, stall, end)
broken.yaml:3:5: unknown step: tool_call; did you mean tool_calls? (valid: text, tool_calls, finish, usage, error, chunk, event, comment, raw, done, wait, stall, end)
broken.yaml:4:5: unknown step: Text; did you mean text? (valid: text, tool_calls, finish, usage, error, chunk, event, comment, raw, done, wait, stall, end)
""",
    ),
    "a step key of another tool": (
        """\
reply:
  - content: a
  - sleep: 2s
  - finish_reason: stop
""",
        """\
broken.yaml:2:5: unknown step: content; did you mean text? (valid: text, tool_calls, finish, usage, error, chunk, event, comment, raw, done, wait, stall, end)
broken.yaml:3:5: unknown step: sleep; did you mean wait? (valid: text, tool_calls, finish, usage, error, chunk, event, comment, raw, done, wait, stall, end)
broken.yaml:4:5: unknown step: finish_reason; did you mean finish? (valid: text, tool_calls, finish, usage, error, chunk, event, comment, raw, done, wait, stall, end)
""",
    ),
    "a step key that nobody knows": (
        """\
reply:
  - foo: a
    interleave: true
""",
        """\
broken.yaml:2:5: unknown step: foo (valid: text, tool_calls, finish, usage, error, chunk, event, comment, raw, done, wait, stall, end)
""",
    ),
    "a misspelt step key beside its modifier": (
        """\
reply:
  - own_event: true
    coment: a
""",
        """\
broken.yaml:3:5: unknown step: coment; did you mean comment? (valid: text, tool_calls, finish, usage, error, chunk, event, comment, raw, done, wait, stall, end)
""",
    ),
    "an empty step": (
        """\
reply:
  - {}
""",
        """\
broken.yaml:2:5: a step has one step key (valid: text, tool_calls, finish, usage, error, chunk, event, comment, raw, done, wait, stall, end)
""",
    ),
    "a step that is one word": (
        """\
reply:
  - done
  - Hello
  - 3
  - [a]
  -
""",
        """\
broken.yaml:2:5: expected a step, such as `text: Hello`, got done (text); write `- done:`
broken.yaml:3:5: expected a step, such as `text: Hello`, got Hello (text)
broken.yaml:4:5: expected a step, such as `text: Hello`, got 3 (a whole number)
broken.yaml:5:5: expected a step, such as `text: Hello`, got a list
broken.yaml:6:4: expected a step, such as `text: Hello`, got nothing
""",
    ),
    "a step without a colon": (
        """\
reply:
  - text Hello
  - text:Hello
""",
        """\
broken.yaml:2:5: expected a step, such as `text: Hello`, got text Hello (text); write a colon: text: Hello
broken.yaml:3:5: expected a step, such as `text: Hello`, got text:Hello (text); write a space after the colon: text: Hello
""",
    ),
    "two steps in one": (
        """\
reply:
  - text: a
    wait: 2s
""",
        """\
broken.yaml:3:5: a step has one step key, this one has text and wait; begin each step with `- `
""",
    ),
    "an unknown modifier": (
        """\
reply:
  - text: a
    splt: words
  - comment: a
    own-event: true
""",
        """\
broken.yaml:3:5: unknown key: splt (valid: text)
broken.yaml:5:5: unknown key: own-event; did you mean own_event? (valid: comment, own_event)
""",
    ),
    "a misspelt key and not a missing one": (
        """\
reply:
  - tool_calls: [{nmae: f}]
""",
        """\
broken.yaml:2:19: unknown key: nmae; did you mean name? (valid: name, arguments, id)
""",
    ),
    "a misspelt key in one call and a missing one in another": (
        """\
reply:
  - tool_calls: [{nmae: f}, {id: a}]
""",
        """\
broken.yaml:2:19: unknown key: nmae; did you mean name? (valid: name, arguments, id)
broken.yaml:2:29: a key is missing: name
""",
    ),
    "a missing key": (
        """\
reply:
  - tool_calls: [{arguments: {}}]
  - error: {code: 500}
""",
        """\
broken.yaml:2:18: a key is missing: name
broken.yaml:3:12: a key is missing: message
""",
    ),
    "text for an error": (
        "reply: {error: boom}\n",
        """\
broken.yaml:1:16: expected a mapping, got boom (text) (valid: message, code, type, param, metadata)
""",
    ),
    "neither reply nor replies": (
        "about: x\n",
        """\
broken.yaml:1:1: a scenario needs `reply:` or `replies:`
""",
    ),
    "both reply and replies": (
        """\
replies: [[]]
reply: []
""",
        """\
broken.yaml:1:1: a scenario has reply or replies, this one has both
""",
    ),
    "two answers in one reply": (
        "reply: {error: {message: a}, end: reset}\n",
        """\
broken.yaml:1:30: a reply is one of stream, error, end; this one has error and end
""",
    ),
    "a reply without an answer": (
        "reply: {status: 200}\n",
        """\
broken.yaml:1:8: a reply needs stream, error or end, or a status of 400 or more
""",
    ),
    "an event with nothing": (
        """\
reply:
  - event: {}
  - event: {lines: [a], data: b}
""",
        """\
broken.yaml:2:12: an event has data, name, id or retry, or lines instead of all of them
broken.yaml:3:12: an event has data, name, id or retry, or lines instead of all of them
""",
    ),
    "a stall with nothing": (
        """\
reply:
  - stall: {}
""",
        """\
broken.yaml:2:12: write `stall: forever`, or {for: 60s}
""",
    ),
    "a stall with half a comment": (
        """\
reply:
  - stall: {for: 1s, comment: a}
""",
        """\
broken.yaml:2:12: `comment` and `every` need each other
""",
    ),
    "a stall with an unknown word": (
        """\
reply:
  - stall: forevr
""",
        """\
broken.yaml:2:12: unknown value: forevr; did you mean forever? (valid: forever, {for: 60s})
""",
    ),
    "a stall with a bare duration": (
        """\
reply:
  - stall: 60s
""",
        """\
broken.yaml:2:12: unknown value: 60s; write {for: 60s} (valid: forever, {for: 60s})
""",
    ),
    "a stall with an unknown key": (
        """\
reply:
  - stall: {four: 60s}
""",
        """\
broken.yaml:2:13: unknown key: four; did you mean for? (valid: for, comment, every)
""",
    ),
    "a place with two counts": (
        """\
faults: [{after: {chunks: 1, bytes: 2}, end: reset}]
reply: []
""",
        """\
broken.yaml:1:18: a place is exactly one of chunks, events, bytes, with a number
""",
    ),
    "a place without a mapping": (
        """\
faults: [{after: 3, end: reset}]
reply: []
""",
        """\
broken.yaml:1:18: expected a mapping, got 3 (a whole number) (valid: chunks, events, bytes)
""",
    ),
    "a fault with two actions": (
        """\
faults: [{after: {chunks: 1}, end: reset, stall: forever}, {end: reset}]
reply: []
""",
        """\
broken.yaml:1:10: a fault has exactly one action: end or stall
broken.yaml:1:60: a key is missing: after
""",
    ),
    "a pattern with two kinds": (
        """\
match: {model: {contains: a, glob: b}}
reply: []
""",
        """\
broken.yaml:1:16: a pattern has exactly one of equals, contains, glob, regex
""",
    ),
    "an unknown condition": (
        """\
match: {models: a}
reply: []
""",
        """\
broken.yaml:1:9: unknown key: models; did you mean model? (valid: model, last_user)
""",
    ),
    "steps behind an end": (
        """\
reply:
  - end: reset
  - done:
  - text: a
""",
        """\
broken.yaml:3:5: this step is never sent: `end` in line 2 ends the stream; leave it out, or move it up
""",
    ),
    "steps behind a stall for ever": (
        """\
reply:
  stream:
    - stall: forever
    - done:
""",
        """\
broken.yaml:4:7: this step is never sent: `stall` in line 3 ends the stream; leave it out, or move it up
""",
    ),
    "steps behind a stall without a duration": (
        """\
replies:
  - [stall: {comment: a, every: 1s}, done: ]
  - [stall: {for: 1s}, done: ]
""",
        """\
broken.yaml:2:38: this step is never sent: `stall` in line 2 ends the stream; leave it out, or move it up
""",
    ),
    "steps behind an error": (
        """\
reply:
  - error: {message: a}
  - done:
""",
        """\
broken.yaml:3:5: this step is never sent: `error` in line 2 ends the stream; leave it out, or move it up
""",
    ),
    "wrong things of all kinds at once": (
        """\
about: 010
seed: 1_000
reply:
  - txt: a
  - end: reset
  - wait: 2
seed: 2
match: {model: *m}
""",
        """\
broken.yaml:1:8: a number with a leading zero: 010; write 10 for the number, put quotes around it for text
broken.yaml:2:7: expected a whole number, got 1_000 (text); write 1000
broken.yaml:4:5: unknown step: txt; did you mean text? (valid: text, tool_calls, finish, usage, error, chunk, event, comment, raw, done, wait, stall, end)
broken.yaml:6:5: this step is never sent: `end` in line 5 ends the stream; leave it out, or move it up
broken.yaml:6:11: a duration needs a unit: 2; write 2s or 2ms
broken.yaml:7:1: the same key again: seed; it already stands in line 2, column 1
broken.yaml:8:16: no anchor has this name: *m; if it is text, put quotes around all of it
""",
    ),
}
