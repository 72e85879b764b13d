"""Broken scenario files (what is expected, evidence, tags): what people are told is in golden."""

from __future__ import annotations

BROKEN: dict[str, str | bytes] = {
    "an expectation of nothing": "reply: []\nexpect: {}\n",
    "an expectation that is text": "reply: []\nexpect: Hello\n",
    "an unknown expectation": "reply: []\nexpect: {content: Hello}\n",
    "an error beside an answer": "reply: []\nexpect: {text: a, error: true}\n",
    "an error that is none": "reply: []\nexpect: {error: false}\n",
    "several right answers beside one": """\
reply: []
expect: {any_of: [{text: a}, {error: true}], text: a}
""",
    "one of several right answers": "reply: []\nexpect: {any_of: [{text: a}]}\n",
    "several right answers in one of them": """\
reply: []
expect:
  any_of:
    - {any_of: [{text: a}, {text: b}]}
    - {text: c}
""",
    "an expectation for all replies": "replies: [[]]\nexpect: {text: a}\n",
    "an expectation inside the one reply": "reply: {stream: [], expect: {text: a}}\n",
    "calls of the wrong shape": """\
reply: []
expect:
  tool_calls:
    - {name: f}
    - {name: f, arguments: [1]}
  finish_reasons: stop
  usage: 3
""",
    "tags that are text, evidence that is a number": "tags: a\nsource: 3\nreply: []\n",
    "an empty tag and no evidence": 'tags: [""]\nsource: []\nreply: []\n',
}
