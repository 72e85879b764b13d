"""Broken scenario files (values): what people are told stands in the folder golden."""

# ruff: noqa: E501 - the texts are as people write them

from __future__ import annotations

BROKEN: dict[str, str | bytes] = {
    "a number with a leading zero": """\
seed: 010
reply:
  - text: 007
  - text: -00.5
""",
    "numbers that are none in JSON": """\
seed: .nan
reply:
  - text: .inf
  - text: -.INF
""",
    "numbers that cannot be held": """\
seed: 1e999
reply: []
""",
    "a whole number with 5000 digits": f"seed: 1{'2' * 5000}\nreply: []\n",
    "a hexadecimal number with 9000 digits": f"seed: 0x{'f' * 9000}\nreply: []\n",
    "an octal number with 9000 digits": f"seed: 0o{'7' * 9000}\nreply: []\n",
    "a number with 5000 digits and a leading zero": f"seed: 0{'1' * 5000}\nreply: []\n",
    "a seed of more than 64 bits": """\
seed: 0x8000000000000000
reply: []
""",
    "a seed of less than 64 bits can hold": """\
seed: -9223372036854775809
reply: []
""",
    "token counts of 4300 digits": f"""\
reply:
  - usage:
      prompt_tokens: {"9" * 4300}
      completion_tokens: {"9" * 4300}
""",
    "more tokens than every client can hold": """\
reply:
  - usage: {total_tokens: 1000000000000001}
""",
    "5000 digits of days": f"""\
reply:
  - wait: {"9" * 5000} days
""",
    "lines of an event that are none, or several": """\
reply:
  - event: {lines: []}
  - event: {lines: ["data: a\\nid: 4"]}
  - event: {lines: ["data: a", "id: 4\\r"]}
""",
    "a number with underscores": """\
seed: 1_000
reply: []
""",
    "a number with commas": """\
seed: 1,000,000
reply: []
""",
    "a clock time as a number": """\
seed: 12:30:45
reply: []
""",
    "a date as a number": """\
seed: 2024-01-01
reply: []
""",
    "a number in quotes": """\
seed: "7"
reply: []
""",
    "a number with a fraction": """\
seed: 1.0
reply: {status: 200.5, stream: []}
""",
    "text for a number": """\
seed: many
reply: []
""",
    "a list for a number": """\
seed: [1]
reply: []
""",
    "a number for text": """\
reply:
  - text: 3
  - finish: 1.50
  - comment: true
""",
    "other things for text": """\
reply:
  - finish: [a]
  - comment: {a: 1}
  - text: [a, null, 2]
""",
    "yes for true": """\
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
    "a duration without a unit": """\
reply:
  - wait: 2
  - wait: 0.5
  - wait: '2'
""",
    "a duration with another spelling": """\
reply:
  - wait: 2 s
  - wait: 2sec
  - wait: 1,5 Seconds
  - wait: 10 mins
  - wait: 5 days
""",
    "a duration that looks like a number or a clock": """\
reply:
  - wait: 1_000
  - wait: 00:00:02
  - wait: -2s
""",
    "a duration that is impossible": """\
reply:
  - wait: 0s
  - wait: 0.0000001s
  - wait: 721h
""",
    "other things for a duration": """\
reply:
  - wait: [2s]
  - wait: true
  - wait: {s: 2}
""",
    "an unknown ending": """\
reply:
  - text: a
  - end: truncated
""",
    "another tool's word for an ending": "reply: {end: rst}\n",
    "a truth value for an ending": """\
reply:
  - end: true
""",
    "a mapping for an ending": """\
reply:
  - end: {a: 1}
""",
    "an unknown dialect": """\
dialect: OpenAI
reply: []
""",
    "an unknown choice": """\
automatic: {role: own, finish: no}
reply: []
""",
    "automatic that is neither": """\
automatic: off
reply: []
""",
    "a number that is too small": """\
reply: {status: 99, stream: []}
faults: [{after: {chunks: 0}, end: reset}]
""",
    "a number that is too large": "reply: {status: 600, stream: []}\n",
    "an empty list of calls": """\
reply:
  - tool_calls: []
""",
    "an empty list of replies": "replies: []\n",
    "too many calls": f"reply: [{{tool_calls: [{'{name: a},' * 129}]}}]\n",
    "a value that is missing": """\
about:
reply:
  - text:
  - wait:
  - usage: ~
""",
    "a null that is written": """\
about: null
reply: {stream: [{finish: null}], pace: {ttft: ~}}
""",
    "a header that cannot be sent": 'reply:\n  status: 429\n  headers: {"Retry After": "1", X-A: "a\\nb", X-B: 東, X-C: 1, "": a}\n',
    "a regular expression that is none": """\
match: {last_user: {regex: "("}}
reply: []
""",
    "a regular expression that is too long": f"match: {{last_user: {{regex: {'a' * 1001}}}}}\nreply: []\n",
    "a regular expression that repeats too often": """\
match: {last_user: {regex: "a{99999999999999999999}"}}
reply: []
""",
    "base64 that is none": """\
reply:
  - raw: {base64: "***"}
""",
    "a line break where only one line fits": 'reply:\n  - event: {name: "a\\nb", data: c}\n',
    "JSON in quotes": """\
reply:
  - chunk: '{"a": 1}'
""",
    "a list for a literal chunk": """\
reply:
  - chunk: [1]
""",
    "text for a tool call": """\
reply:
  - tool_calls: [get_weather]
""",
    "a mapping for a list": """\
reply:
  - tool_calls: {name: get_weather}
""",
    "a list for arguments": """\
reply:
  - tool_calls: [{name: f, arguments: [1]}]
""",
    "a code that is neither number nor text": """\
reply:
  - error: {message: a, code: [1]}
""",
    "a pattern of the wrong kind": """\
match: {model: 3, last_user: [a]}
reply: []
""",
    "a path of omit without a root": """\
omit: [id, delta.role]
reply: [{text: a, omit: [chunk.]}]
""",
    "a preset of pace that is none": """\
pace: typicl
reply: [text: a]
""",
    "an object of arguments in fragments": """\
reply:
  - {tool_calls: [{name: f}], arguments_as: object, fragments: 3}
  - {tool_calls: [{name: f}], arguments_as: object, head: every}
""",
    "more steps than a reply may have": """\
reply:
  - repeat: {times: 1000, steps: [{repeat: {times: 1000, steps: [{text: a}]}}]}
""",
    "a split of no kind": """\
reply:
  - {text: a, split: lines}
  - {text: a, split: 0}
  - {text: a, split: [1]}
""",
    "an echo with given logprobs": """\
reply:
  - {text: {echo: last_user}, logprobs: [[{token: a, logprob: -1}]]}
""",
    "comments of a stall in one of several choices": """\
reply:
  choices:
    - stream: [{stall: {for: 1s, comment: a, every: 1ms}}]
    - stream: [{repeat: {times: 2, steps: [{wait: 1s}, {stall: {for: 1s, comment: a, every: 1ms}}]}}]
    - stream: [{stall: {comment: a, every: 1ms}}]
""",
    "an answer without a stream that is a stream": """\
reply:
  stream: [raw: a]
  nonstream: {stream: [text: a]}
""",
    "an answer without a stream inside another": """\
reply:
  stream: [raw: a]
  nonstream: {status: 500, nonstream: {status: 500}}
""",
    "a switch for the end": """\
automatic: {done: no}
reply: [text: a, done: true]
""",
    "an error that is only its message": """\
reply: {status: 400, error: Streams only.}
""",
}
