"""Broken scenario files (json): what people are told stands in the folder golden."""

# ruff: noqa: E501 - the texts are as people write them

from __future__ import annotations

BROKEN: dict[str, str | bytes] = {
    "a comma too many": '{"reply": [],}',
    "a comment in JSON": '{"reply": [] // x\n}',
    "single quotes in JSON": "{'reply': []}",
    "a comma too many in a list": '{"reply": [1, ]}',
    "a text over two lines in JSON": '{"reply": "a\nb"}',
    "a text over two lines that are parted by a comma": '{"reply": "a,\nb"}',
    "a text that is never closed in JSON": '{"reply": "a}',
    "a colon that is missing in JSON": '{"reply" []}',
    "an escape that JSON does not have": '{"reply": "a\\x41"}',
    "two values in a JSON file": '{"reply": []} {"reply": []}',
    "two commas in JSON": '{"reply": [],, "seed": 1}',
    "YAML in a JSON file": "reply: []\n",
    "a JSON number that is none": '{"reply": [{"chunk": {"a": NaN, "b": -Infinity}}]}',
    "a wrong type in JSON": '{\n  "reply": [{"text": 3}]\n}',
    "the same JSON key again": '{"reply": [], "reply": []}',
    "a JSON file nested too deep": '{"reply": [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]}',
}
