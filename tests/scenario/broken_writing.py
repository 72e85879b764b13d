"""Broken scenario files (writing): what people are told stands in the folder golden."""

from __future__ import annotations

BROKEN: dict[str, str | bytes] = {
    "text with a colon and a space": """\
reply:
  - text: Hello
  - text: note: this
""",
    "text that begins with a dash": """\
reply:
  - text: - a point
""",
    "text that begins with an at sign": """\
reply:
  - text: @everyone hello
""",
    "text that begins with a backtick": """\
reply:
  - text: `code`
""",
    "text that begins with a percent sign": """\
reply:
  - text: %d items
""",
    "text that begins with two stars": """\
reply:
  - text: **bold**
""",
    "text that begins with an ampersand": """\
reply:
  - text: & more
""",
    "text that is an unknown alias": """\
reply:
  - text: *bold
""",
    "text that looks like an anchor": """\
reply:
  - text: &copy
""",
    "text behind an anchor that nobody uses and a wrong key": """\
reply:
  - text: &copy 2024
    splt: words
""",
    "text that looks like a tag": """\
reply:
  - text: !important
""",
    "text that begins with a question mark and a space": """\
reply:
  - text: ? what
""",
    "text that begins with a comma": """\
reply:
  - text: , and more
""",
    "text that begins with a closing bracket": """\
reply:
  - text: ]
""",
    "text that begins with a pipe": """\
reply:
  - text: | Name | Age |
""",
    "text that begins with a greater-than sign": """\
reply:
  - text: > quoted
""",
    "text that is a template": """\
reply:
  - text: {{name}}
""",
    "text in square brackets and more": """\
reply:
  - text: [draft] Hello
""",
    "text in braces": """\
reply:
  - text: {name}
""",
    "more behind a quoted text": """\
reply:
  - text: "Hello" he said
""",
    "a colon behind a quoted text": """\
reply:
  - text: "Hello": he said
""",
    "an apostrophe in single quotes": """\
reply:
  - text: 'It's'
""",
    "a quote that is never closed": """\
reply:
  - text: "Hello
  - done:
""",
    "a single quote that is never closed": """\
reply:
  - text: 'Hello
""",
    "a quote that is closed by the next line's": """\
reply:
  - text: "Hello
  - text: "you"
""",
    "a brace that is never closed": """\
reply:
  - chunk: {"a": {"b": 1}
""",
    "a brace that is still open on the next line": """\
reply:
  - chunk: {"a": 1
  - done:
""",
    "a bracket that is still open on the next line": """\
reply:
  - text: [a, b
  - done:
""",
    "a missing comma in JSON": """\
reply:
  - chunk: {
      "a": 1
      "b": 2
    }
""",
    "a captured line with its data field": """\
reply:
  - chunk: data: {"a":1}
""",
    "a bracket too many": """\
reply:
  - chunk: {"a": 1}}
""",
    "an escape that does not exist": 'reply:\n  - text: "C:\\dir"\n',
    "an escape that is too short": 'reply:\n  - text: "\\u12"\n',
    "an escape beyond Unicode": 'reply:\n  - text: "\\UFFFFFFFF"\n',
    "half a surrogate pair": 'reply:\n  - text: "\\ud83d"\n',
    "a tab as indentation": "reply:\n\t- text: Hello\n",
    "a tab behind a dash": "reply:\n  -\ttext: Hello\n",
    "a list item that is indented too far": """\
reply:
  - text: a
   - text: b
""",
    "a list item that is not indented far enough": """\
reply:
  - text: a
 - text: b
""",
    "a list item among keys": """\
reply:
  pace: {}
  - text: a
""",
    "a key among list items": """\
- text: a
reply: []
""",
    "a key that is indented too far": """\
about: Hello
  reply: []
""",
    "a key without a colon": """\
reply
  - text: Hello
""",
    "a key without a colon in the middle": """\
about: Hello
reply
seed: 1
""",
    "a key without a space behind its colon": """\
about:Hello
reply: []
""",
    "a dash without a space among items": """\
reply:
  - text: a
  -text: b
""",
    "a colon without a key": """\
: x
reply: []
""",
    "a colon without a key in braces": "reply: {: x}\n",
    "a second document": """\
reply: []
---
reply: []
""",
    "a second document without a start": """\
reply: []
...
seed: 1
""",
    "a line of dashes in quotes": """\
reply:
  - text: "a
---
b"
""",
    "another version of YAML": """\
%YAML 1.1
---
reply: []
""",
    "a version of YAML that does not exist": """\
%YAML 3.0
---
reply: []
""",
    "a percent sign at the start": """\
%foo
reply: []
""",
    "a percent sign and nothing else": "%foo",
    "a tag of Python": 'reply: !!python/object/apply:os.system ["ls"]\n',
    "a tag without a handle": """\
reply:
  - text: !a!b c
""",
    "even a harmless tag": """\
reply:
  - text: !!str 3
""",
    "a merge key": """\
a: &a {seed: 1}
<<: *a
reply: []
""",
    "the same key again": """\
reply: []
seed: 1
reply: [{text: a}]
""",
    "the same key again in JSON": """\
reply:
  - chunk: {"a": 1, "b": 2, "a": 3}
""",
    "a number as a key": "reply: {status: 429, headers: {1: a}}\n",
    "a truth value as a key": """\
true: 1
reply: []
""",
    "a list as a key": """\
? [a]
: 1
reply: []
""",
    "an alias inside its own value": "reply: &r [*r]\n",
    "a key longer than YAML allows": f"{'k' * 1025}: 1\n",
    "a control character": "reply:\n  - text: a\x07b\n",
    "a control character that only some editors show": "reply:\n  - text: a\x7fb\n",
    "a character that cannot be read in a file": 'reply: "\ud800"\n',
    "UTF-32 with its last byte first": "\ufeffreply: []\n".encode("utf-32-le"),
    "UTF-32 with its first byte first": "\ufeffreply: []\n".encode("utf-32-be"),
    "UTF-32 without a mark": "reply: []\n".encode("utf-32-be"),
    "UTF-32 with its last byte first and no mark": "reply: []\n".encode("utf-32-le"),
    "half of UTF-16": b"\xff\xfer\x00",
    "UTF-16 without a mark": b"\x00r\x00e\x00p\x00l\x00y\x00:\x00 \x00[\x00]\x00\n",
    "Latin-1": b"reply:\n  - text: caf\xe9\n",
    "Latin-1 behind a byte order mark": b"\xef\xbb\xbfabout: \xe9\n",
    "a key without a colon, a comment and an empty line": """\
reply

  # steps
  - text: Hello
""",
    "a key without a colon in a step": """\
reply:
  - comment a
    own_event: true
""",
    "a key that is indented too far behind an empty line": """\
about: Hello

  reply: []
""",
    "more behind the only text": '"reply" []\n',
    "more behind a file in braces": """\
{reply: []}
seed: 1
""",
    "two bracketed steps of which one is open": """\
reply:
  - {text: a
  - {text: b}
""",
    "more behind an alias": """\
about: &x a
reply:
  - text: *x y
""",
    "a dash without a space in a list": """\
- a
-b
""",
    "a number behind a list of texts": """\
reply:
  - text: [a, b] 1
""",
    "a value that is missing in brackets": "reply: [\n",
    "an empty file": "",
    "a file of comments": "# reply: []\n",
    "a captured line that is sent as it is": """\
reply:
  - raw: data: oops
""",
    "a key too far to the right below a step without a colon": """\
reply:
  - text
      a: 1
""",
    "a mapping in the line of its key": """\
match:
  header: X-Team: search
reply: []
""",
}
