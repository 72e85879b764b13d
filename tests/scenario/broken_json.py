"""Broken scenario files (json): each text, and every line that people are told."""

# ruff: noqa: E501 - the lines are as people see them

from __future__ import annotations

BROKEN: dict[str, tuple[str | bytes, str]] = {
    "a comma too many": (
        '{"reply": [],}',
        """\
broken.json:1:13: this is not JSON: a comma too many; mend it, or name the file .yaml
""",
    ),
    "a comment in JSON": (
        '{"reply": [] // x\n}',
        """\
broken.json:1:14: this is not JSON: expected a comma; mend it, or name the file .yaml
""",
    ),
    "single quotes in JSON": (
        "{'reply': []}",
        """\
broken.json:1:2: this is not JSON: expected a key in double quotes; mend it, or name the file .yaml
""",
    ),
    "a comma too many in a list": (
        '{"reply": [1, ]}',
        """\
broken.json:1:12: expected a step, such as `text: Hello`, got 1 (a whole number)
broken.json:1:13: this is not JSON: a comma too many; mend it, or name the file .yaml
""",
    ),
    "a text over two lines in JSON": (
        '{"reply": "a\nb"}',
        """\
broken.json:1:11: expected a list of steps, or a mapping with stream, status, error, end …, got "a b" (text)
broken.json:1:13: this is not JSON: a line break or a tab inside a text; mend it, or name the file .yaml
""",
    ),
    "a text over two lines that are parted by a comma": (
        '{"reply": "a,\nb"}',
        """\
broken.json:1:11: expected a list of steps, or a mapping with stream, status, error, end …, got "a, b" (text)
broken.json:1:14: this is not JSON: a line break or a tab inside a text; mend it, or name the file .yaml
""",
    ),
    "a text that is never closed in JSON": (
        '{"reply": "a}',
        """\
broken.json:1:11: this is not JSON: a text that is never closed; mend it, or name the file .yaml
""",
    ),
    "a colon that is missing in JSON": (
        '{"reply" []}',
        """\
broken.json:1:10: this is not JSON: expected a colon; mend it, or name the file .yaml
""",
    ),
    "an escape that JSON does not have": (
        '{"reply": "a\\x41"}',
        """\
broken.json:1:11: expected a list of steps, or a mapping with stream, status, error, end …, got "aA" (text)
broken.json:1:13: this is not JSON: an escape that JSON does not have; mend it, or name the file .yaml
""",
    ),
    "two values in a JSON file": (
        '{"reply": []} {"reply": []}',
        """\
broken.json:1:15: this is not JSON: more text behind its end; mend it, or name the file .yaml
""",
    ),
    "two commas in JSON": (
        '{"reply": [],, "seed": 1}',
        """\
broken.json:1:14: this is not JSON: a comma too many; mend it, or name the file .yaml
""",
    ),
    "YAML in a JSON file": (
        "reply: []\n",
        """\
broken.json:1:1: this is not JSON: expected a value; mend it, or name the file .yaml
""",
    ),
    "a JSON number that is none": (
        '{"reply": [{"chunk": {"a": NaN, "b": -Infinity}}]}',
        """\
broken.json:1:28: this is not JSON: a number that is none: NaN
broken.json:1:38: this is not JSON: a number that is none: -Infinity
""",
    ),
    "a wrong type in JSON": (
        '{\n  "reply": [{"text": 3}]\n}',
        """\
broken.json:2:22: expected text, or a list of texts (one delta each), got 3 (a whole number); put quotes around it
""",
    ),
    "the same JSON key again": (
        '{"reply": [], "reply": []}',
        """\
broken.json:1:15: the same key again: reply; it already stands in line 1, column 2
""",
    ),
    "a JSON file nested too deep": (
        '{"reply": [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]}',
        """\
broken.json:1:74: lists and mappings nest deeper than 64
""",
    ),
}
