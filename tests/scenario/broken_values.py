"""Broken scenario files (values): each text, and every line that people are told."""

# ruff: noqa: E501 - the lines are as people see them

from __future__ import annotations

BROKEN: dict[str, tuple[str | bytes, str]] = {
    "a number with a leading zero": (
        """\
seed: 010
reply:
  - text: 007
  - text: -00.5
""",
        """\
broken.yaml:1:7: a number with a leading zero: 010; write 10 for the number, put quotes around it for text
broken.yaml:3:11: a number with a leading zero: 007; write 7 for the number, put quotes around it for text
broken.yaml:4:11: a number with a leading zero: -00.5; write -0.5 for the number, put quotes around it for text
""",
    ),
    "numbers that are none in JSON": (
        """\
seed: .nan
reply:
  - text: .inf
  - text: -.INF
""",
        """\
broken.yaml:1:7: a number that JSON cannot write: .nan; put quotes around it if it is text
broken.yaml:3:11: a number that JSON cannot write: .inf; put quotes around it if it is text
broken.yaml:4:11: a number that JSON cannot write: -.INF; put quotes around it if it is text
""",
    ),
    "numbers that cannot be held": (
        """\
seed: 1e999
reply: []
""",
        """\
broken.yaml:1:7: a number too large to hold: 1e999; put quotes around it for text
""",
    ),
    "a whole number with 5000 digits": (
        f"seed: 1{'2' * 5000}\nreply: []\n",
        """\
broken.yaml:1:7: a number of more than 4300 digits: 12222222222222222222222222222222222222222222222222222222222…; put quotes around it
""",
    ),
    "a number with underscores": (
        """\
seed: 1_000
reply: []
""",
        """\
broken.yaml:1:7: expected a whole number, got 1_000 (text); write 1000
""",
    ),
    "a number with commas": (
        """\
seed: 1,000,000
reply: []
""",
        """\
broken.yaml:1:7: expected a whole number, got 1,000,000 (text); write 1000000
""",
    ),
    "a clock time as a number": (
        """\
seed: 12:30:45
reply: []
""",
        """\
broken.yaml:1:7: expected a whole number, got 12:30:45 (text); in YAML 1.2 this is text; write one number
""",
    ),
    "a date as a number": (
        """\
seed: 2024-01-01
reply: []
""",
        """\
broken.yaml:1:7: expected a whole number, got 2024-01-01 (text); in YAML 1.2 this is text; write one number
""",
    ),
    "a number in quotes": (
        """\
seed: "7"
reply: []
""",
        """\
broken.yaml:1:7: expected a whole number, got "7" (text); leave the quotes out
""",
    ),
    "a number with a fraction": (
        """\
seed: 1.0
reply: {status: 200.5, stream: []}
""",
        """\
broken.yaml:1:7: expected a whole number, got 1.0 (a number with a fraction); write 1
broken.yaml:2:17: expected a whole number, got 200.5 (a number with a fraction)
""",
    ),
    "text for a number": (
        """\
seed: many
reply: []
""",
        """\
broken.yaml:1:7: expected a whole number, got many (text)
""",
    ),
    "a list for a number": (
        """\
seed: [1]
reply: []
""",
        """\
broken.yaml:1:7: expected a whole number, got a list
""",
    ),
    "a number for text": (
        """\
reply:
  - text: 3
  - finish: 1.50
  - comment: true
""",
        """\
broken.yaml:2:11: expected text, or a list of texts (one delta each), got 3 (a whole number); put quotes around it
broken.yaml:3:13: expected text, got 1.50 (a number with a fraction); put quotes around it
broken.yaml:4:14: expected text, got true (a truth value); put quotes around it
""",
    ),
    "other things for text": (
        """\
reply:
  - finish: [a]
  - comment: {a: 1}
  - text: [a, null, 2]
""",
        """\
broken.yaml:2:13: expected text, got a list; if it is text, put quotes around it
broken.yaml:3:14: expected text, got a mapping; if it is text, put quotes around it
broken.yaml:4:15: expected text, got null (nothing); write "" for empty text
broken.yaml:4:21: expected text, got 2 (a whole number); put quotes around it
""",
    ),
    "yes for true": (
        """\
reply:
  - comment: a
    own_event: yes
  - comment: b
    own_event: 'false'
  - comment: c
    own_event: 1
  - comment: d
    own_event: maybe
""",
        """\
broken.yaml:3:16: expected true or false, got yes (text); write true
broken.yaml:5:16: expected true or false, got "false" (text); leave the quotes out
broken.yaml:7:16: expected true or false, got 1 (a whole number)
broken.yaml:9:16: expected true or false, got maybe (text)
""",
    ),
    "a duration without a unit": (
        """\
reply:
  - wait: 2
  - wait: 0.5
  - wait: '2'
""",
        """\
broken.yaml:2:11: a duration needs a unit: 2; write 2s or 2ms
broken.yaml:3:11: a duration needs a unit: 0.5; write 0.5s or 0.5ms
broken.yaml:4:11: not a duration: "2"; write 2s or 2ms
""",
    ),
    "a duration with another spelling": (
        """\
reply:
  - wait: 2 s
  - wait: 2sec
  - wait: 1,5 Seconds
  - wait: 10 mins
  - wait: 5 days
""",
        """\
broken.yaml:2:11: not a duration: 2 s; did you mean 2s?
broken.yaml:3:11: not a duration: 2sec; did you mean 2s?
broken.yaml:4:11: not a duration: 1,5 Seconds; did you mean 1.5s?
broken.yaml:5:11: not a duration: 10 mins; did you mean 10m?
broken.yaml:6:11: not a duration: 5 days; did you mean 120h?
""",
    ),
    "a duration that looks like a number or a clock": (
        """\
reply:
  - wait: 1_000
  - wait: 00:00:02
  - wait: -2s
""",
        """\
broken.yaml:2:11: not a duration: 1_000; in YAML 1.2 this is text; write 1000s or 1000ms
broken.yaml:3:11: not a duration: 00:00:02; in YAML 1.2 this is text; write 2s
broken.yaml:4:11: not a duration: -2s; nothing lasts less than 0s
""",
    ),
    "a duration that is impossible": (
        """\
reply:
  - wait: 0s
  - wait: 0.0000001s
  - wait: 721h
""",
        """\
broken.yaml:2:11: this duration must be longer than 0s: 0s
broken.yaml:3:11: not a duration: 0.0000001s; nothing is finer than a microsecond
broken.yaml:4:11: not a duration: 721h; nothing lasts longer than 30 days
""",
    ),
    "other things for a duration": (
        """\
reply:
  - wait: [2s]
  - wait: true
  - wait: {s: 2}
""",
        """\
broken.yaml:2:11: expected a duration such as 300ms or 2s, got a list
broken.yaml:3:11: expected a duration such as 300ms or 2s, got true (a truth value)
broken.yaml:4:11: expected a duration such as 300ms or 2s, got a mapping
""",
    ),
    "an unknown ending": (
        """\
reply:
  - text: a
  - end: truncated
""",
        """\
broken.yaml:3:10: unknown value: truncated; did you mean truncate? (valid: complete, truncate, reset, half_close, stall)
""",
    ),
    "another tool's word for an ending": (
        "reply: {end: rst}\n",
        """\
broken.yaml:1:14: unknown value: rst; did you mean reset? (valid: complete, truncate, reset, half_close, stall)
""",
    ),
    "a truth value for an ending": (
        """\
reply:
  - end: true
""",
        """\
broken.yaml:2:10: unknown value: true (valid: complete, truncate, reset, half_close, stall)
""",
    ),
    "a mapping for an ending": (
        """\
reply:
  - end: {a: 1}
""",
        """\
broken.yaml:2:10: unknown value: a mapping (valid: complete, truncate, reset, half_close, stall)
""",
    ),
    "an unknown dialect": (
        """\
dialect: OpenAI
reply: []
""",
        """\
broken.yaml:1:10: unknown value: OpenAI; did you mean openai? (valid: openai, openrouter)
""",
    ),
    "an unknown choice": (
        """\
automatic: {role: own, finish: no}
reply: []
""",
        """\
broken.yaml:1:19: unknown value: own (valid: own_chunk, first_delta, every_chunk, none)
broken.yaml:1:32: unknown value: no; did you mean none? (valid: own_chunk, last_delta, none)
""",
    ),
    "automatic that is neither": (
        """\
automatic: off
reply: []
""",
        """\
broken.yaml:1:12: expected `none`, or a mapping with some of role, finish, usage, done, comments, got off (text)
""",
    ),
    "a number that is too small": (
        """\
reply: {status: 99, stream: []}
faults: [{after: {chunks: 0}, end: reset}]
""",
        """\
broken.yaml:1:17: it must be 200 or more: 99
broken.yaml:2:27: it must be 1 or more: 0
""",
    ),
    "a number that is too large": (
        "reply: {status: 600, stream: []}\n",
        """\
broken.yaml:1:17: it must be 599 or less: 600
""",
    ),
    "an empty list of calls": (
        """\
reply:
  - tool_calls: []
""",
        """\
broken.yaml:2:17: this list has 0 items, it must have 1 or more
""",
    ),
    "an empty list of replies": (
        "replies: []\n",
        """\
broken.yaml:1:10: this list has 0 items, it must have 1 or more
""",
    ),
    "too many calls": (
        f"reply: [{{tool_calls: [{'{name: a},' * 129}]}}]\n",
        """\
broken.yaml:1:22: this list has 129 items, it must have 128 or less
""",
    ),
    "a value that is missing": (
        """\
about:
reply:
  - text:
  - wait:
  - usage: ~
""",
        """\
broken.yaml:1:1: this key has no value: about; write one, or leave the key out
broken.yaml:3:5: this key has no value: text; write one, or leave the key out
broken.yaml:4:5: this key has no value: wait; write one, or leave the key out
broken.yaml:5:5: ~ may not stand behind this key: usage; write one, or leave the key out
""",
    ),
    "a null that is written": (
        """\
about: null
reply: {stream: [{finish: null}], pace: {ttft: ~}}
""",
        """\
broken.yaml:1:1: null may not stand behind this key: about; write one, or leave the key out
broken.yaml:2:19: null may not stand behind this key: finish; write one, or leave the key out
broken.yaml:2:42: ~ may not stand behind this key: ttft; write one, or leave the key out
""",
    ),
    "a header that cannot be sent": (
        'reply:\n  status: 429\n  headers: {"Retry After": "1", X-A: "a\\nb", X-B: 東, X-C: 1, "": a}\n',
        """\
broken.yaml:3:13: this is not a header name: "Retry After"
broken.yaml:3:38: no header can carry U+000A: "a\\nb"
broken.yaml:3:51: no header can carry U+6771: 東
broken.yaml:3:59: expected text, got 1 (a whole number); put quotes around it
broken.yaml:3:62: this is not a header name: ""
""",
    ),
    "a regular expression that is none": (
        """\
match: {last_user: {regex: "("}}
reply: []
""",
        """\
broken.yaml:1:28: not a regular expression: "("; missing ), unterminated subpattern at position 0
""",
    ),
    "a regular expression that is too long": (
        f"match: {{last_user: {{regex: {'a' * 1001}}}}}\nreply: []\n",
        """\
broken.yaml:1:28: it must have 1000 characters or less: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…
""",
    ),
    "a regular expression that repeats too often": (
        """\
match: {last_user: {regex: "a{99999999999999999999}"}}
reply: []
""",
        """\
broken.yaml:1:28: not a regular expression: "a{99999999999999999999}"; the repetition number is too large
""",
    ),
    "base64 that is none": (
        """\
reply:
  - raw: {base64: "***"}
""",
        """\
broken.yaml:2:19: not base64: "***"
""",
    ),
    "a line break where only one line fits": (
        'reply:\n  - event: {name: "a\\nb", data: c}\n',
        """\
broken.yaml:2:19: this field is one line; line breaks need `lines`: "a\\nb"
""",
    ),
    "JSON in quotes": (
        """\
reply:
  - chunk: '{"a": 1}'
""",
        """\
broken.yaml:2:12: expected a mapping, got "{"a": 1}" (text); leave the quotes out
""",
    ),
    "a list for a literal chunk": (
        """\
reply:
  - chunk: [1]
""",
        """\
broken.yaml:2:12: expected a mapping, got a list
""",
    ),
    "text for a tool call": (
        """\
reply:
  - tool_calls: [get_weather]
""",
        """\
broken.yaml:2:18: expected a mapping, got get_weather (text) (valid: name, arguments, id)
""",
    ),
    "a mapping for a list": (
        """\
reply:
  - tool_calls: {name: get_weather}
""",
        """\
broken.yaml:2:17: expected a list, got a mapping; begin each item with `- `
""",
    ),
    "a list for arguments": (
        """\
reply:
  - tool_calls: [{name: f, arguments: [1]}]
""",
        """\
broken.yaml:2:39: expected a mapping (sent as JSON text) or text (sent verbatim), got a list
""",
    ),
    "a code that is neither number nor text": (
        """\
reply:
  - error: {message: a, code: [1]}
""",
        """\
broken.yaml:2:31: expected a whole number or text, got a list
""",
    ),
    "a pattern of the wrong kind": (
        """\
match: {model: 3, last_user: [a]}
reply: []
""",
        """\
broken.yaml:1:16: expected text, or a mapping with one of equals, contains, glob, regex, got 3 (a whole number); put quotes around it
broken.yaml:1:30: expected text, or a mapping with one of equals, contains, glob, regex, got a list; if it is text, put quotes around it
""",
    ),
}
