"""Broken scenario files (conditions, replies): what people are told stands in the folder golden."""

from __future__ import annotations

BROKEN: dict[str, str | bytes] = {
    "keys of match that are misspelt": """\
match: {modle: x, lastuser: x, has_tools: f, headers: {a: b}}
reply: []
""",
    "a turn that is no whole number": """\
match: {turn: "1"}
reply: []
""",
    "a turn below nothing": """\
match: {turn: -1}
reply: []
""",
    "a stream that is text": """\
match: {stream: yes}
reply: []
""",
    "a tool by its definition": """\
match: {has_tool: {name: get_weather}}
reply: []
""",
    "a header that is none": """\
match: {header: {"X Team": a}}
reply: []
""",
    "a header in two cases": """\
match: {header: {X-Team: a, x-team: b}}
reply: []
""",
    "a header with a number": """\
match: {header: {X-Count: 1}}
reply: []
""",
    "keys without conditions behind them": """\
replies:
  - {when: {header: {}}, stream: []}
  - {when: {body: {}}, stream: []}
""",
    "JSONPaths that are none": """\
match:
  body:
    temperature: 1
    $.a[: 1
    $.a.b |: 1
    $..a..b: 1
    "$[?match(@.a, 'b')]": 1
    $.a[?@.b==]: 1
reply: []
""",
    "a JSONPath that is too long": f"match: {{body: {{$.{'a' * 500}: 1}}}}\nreply: []\n",
    "a JSON mapping where a pattern is": """\
match: {body: {$.response_format: {type: json_object}}}
reply: []
""",
    "a pattern of a value with two kinds": """\
match: {body: {$.a: {contains: x, glob: y}}}
reply: []
""",
    "a pattern of a value that is no text": """\
match: {body: {$.a: {contains: 1}}}
reply: []
""",
    "a regular expression that repeats its groups too often": """\
match: {last_user: {regex: "((a{100}){100}){100}"}}
reply: []
""",
    "when and times without replies": """\
when: {turn: 0}
reply: {times: 2, stream: []}
""",
    "a when beside the steps": """\
replies:
  - - when: {turn: 0}
    - text: a
""",
    "times that is never": """\
replies: [{times: 0, stream: []}]
""",
    "an after_last that is misspelt": """\
replies: [[], []]
after_last: loop
""",
    "an after_last with one reply": """\
reply: []
after_last: cycle
""",
    "a body and JSON in one reply": """\
reply: {body: a, json: {}}
""",
    "a body that is a mapping": """\
reply: {body: {a: 1}}
""",
    "a body that is a number": """\
reply: {body: 1}
""",
    "bodies where none can follow": """\
replies:
  - {status: 204, json: {}}
  - {status: 304, stream: []}
  - {status: 204, error: {message: a}}
  - {status: 100, body: a}
""",
    "an end before any head that is complete": """\
reply: {end: complete}
""",
    "what is never sent before an end": """\
replies:
  - {end: reset, status: 500}
  - {end: reset, headers: {a: b}}
""",
    "headers with other values": """\
reply:
  headers: {Retry-After: 1, Date: {date_in: 2}, Expires: {datein: 2s}, Age: {}}
  stream: []
""",
    "a key of JSON that has no value": """\
match: {last_user: , body: {$.a: {contains: }}}
reply: []
""",
}
