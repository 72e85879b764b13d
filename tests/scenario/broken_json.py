"""Broken scenario files (json): each text, and every line that people are told."""

# ruff: noqa: E501 - the lines are as people see them

from __future__ import annotations

BROKEN: dict[str, tuple[str | bytes, str]] = {
    "a comma too many": (
        '{"reply": [],}',
        """\
broken.json:1:14: this is not JSON: expecting property name enclosed in double quotes; mend it, or name the file .yaml
""",
    ),
    "a comment in JSON": (
        '{"reply": [] // x\n}',
        """\
broken.json:1:14: this is not JSON: expecting ',' delimiter; mend it, or name the file .yaml
""",
    ),
    "single quotes in JSON": (
        "{'reply': []}",
        """\
broken.json:1:2: this is not JSON: expecting property name enclosed in double quotes; mend it, or name the file .yaml
""",
    ),
    "YAML in a JSON file": (
        "reply: []\n",
        """\
broken.json:1:1: this is not JSON: expecting value; mend it, or name the file .yaml
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
