"""Broken scenario files (writing): each text, and every line that people are told."""

# ruff: noqa: E501 - the lines are as people see them

from __future__ import annotations

BROKEN: dict[str, tuple[str | bytes, str]] = {
    "text with a colon and a space": (
        """\
reply:
  - text: Hello
  - text: note: this
""",
        """\
broken.yaml:3:11: text with `: ` inside needs quotes: note: this; put quotes around it
""",
    ),
    "text that begins with a dash": (
        """\
reply:
  - text: - a point
""",
        """\
broken.yaml:2:11: text that begins with `- ` needs quotes: - a point; put quotes around it
""",
    ),
    "text that begins with an at sign": (
        """\
reply:
  - text: @everyone hello
""",
        """\
broken.yaml:2:11: text that begins with `@` needs quotes: @everyone hello; put quotes around it
""",
    ),
    "text that begins with a backtick": (
        """\
reply:
  - text: `code`
""",
        """\
broken.yaml:2:11: text that begins with a backtick needs quotes: `code`; put quotes around it
""",
    ),
    "text that begins with a percent sign": (
        """\
reply:
  - text: %d items
""",
        """\
broken.yaml:2:11: text that begins with `%` needs quotes: %d items; put quotes around it
""",
    ),
    "text that begins with two stars": (
        """\
reply:
  - text: **bold**
""",
        """\
broken.yaml:2:11: text that begins with `*` needs quotes: **bold**; put quotes around it
""",
    ),
    "text that begins with an ampersand": (
        """\
reply:
  - text: & more
""",
        """\
broken.yaml:2:11: text that begins with `&` needs quotes: & more; put quotes around it
""",
    ),
    "text that is an unknown alias": (
        """\
reply:
  - text: *bold
""",
        """\
broken.yaml:2:11: no anchor has this name: *bold; if it is text, put quotes around all of it
""",
    ),
    "text that looks like an anchor": (
        """\
reply:
  - text: &copy
""",
        """\
broken.yaml:2:11: an anchor with nothing behind it: &copy; if it is text, put quotes around it
""",
    ),
    "text behind an anchor that nobody uses and a wrong key": (
        """\
reply:
  - text: &copy 2024
    splt: words
""",
        """\
broken.yaml:2:11: warning[unused-anchor]: an anchor that no alias uses: &copy; if it is text, put quotes around all of it
broken.yaml:2:11: expected text, or a list of texts (one delta each), got 2024 (a whole number); put quotes around it
broken.yaml:3:5: unknown key: splt (valid: text)
""",
    ),
    "text that looks like a tag": (
        """\
reply:
  - text: !important
""",
        """\
broken.yaml:2:11: a scenario has no tags: !important; leave the tag out; if it is text, put quotes around it
""",
    ),
    "text that begins with a question mark and a space": (
        """\
reply:
  - text: ? what
""",
        """\
broken.yaml:2:11: text that begins with `? ` needs quotes: ? what; put quotes around it
""",
    ),
    "text that begins with a comma": (
        """\
reply:
  - text: , and more
""",
        """\
broken.yaml:2:11: text that begins with `,` needs quotes: , and more; put quotes around it
""",
    ),
    "text that begins with a closing bracket": (
        """\
reply:
  - text: ]
""",
        """\
broken.yaml:2:11: text that begins with `]` needs quotes: ]; put quotes around it
""",
    ),
    "text that begins with a pipe": (
        """\
reply:
  - text: | Name | Age |
""",
        """\
broken.yaml:2:11: text that begins with `|` needs quotes: | Name | Age |; put quotes around it, or write the text on the lines below the `|`
""",
    ),
    "text that begins with a greater-than sign": (
        """\
reply:
  - text: > quoted
""",
        """\
broken.yaml:2:11: text that begins with `>` needs quotes: > quoted; put quotes around it, or write the text on the lines below the `>`
""",
    ),
    "text that is a template": (
        """\
reply:
  - text: {{name}}
""",
        """\
broken.yaml:2:12: a key must be text: {name}}; if it is text, put quotes around it
""",
    ),
    "text in square brackets and more": (
        """\
reply:
  - text: [draft] Hello
""",
        """\
broken.yaml:2:19: more text after the closing bracket: Hello; if all of it is text, put quotes around all of it
""",
    ),
    "text in braces": (
        """\
reply:
  - text: {name}
""",
        """\
broken.yaml:2:11: expected text, or a list of texts (one delta each), got a mapping; if it is text, put quotes around it
""",
    ),
    "more behind a quoted text": (
        """\
reply:
  - text: "Hello" he said
""",
        """\
broken.yaml:2:19: more text after the closing quote: he said; put quotes around all of it
""",
    ),
    "a colon behind a quoted text": (
        """\
reply:
  - text: "Hello": he said
""",
        """\
broken.yaml:2:11: more text after the closing quote: "Hello": he said; put quotes around all of it
""",
    ),
    "an apostrophe in single quotes": (
        """\
reply:
  - text: 'It's'
""",
        """\
broken.yaml:2:15: more text after the closing quote: s'; put quotes around all of it
""",
    ),
    "a quote that is never closed": (
        """\
reply:
  - text: "Hello
  - done:
""",
        """\
broken.yaml:2:11: this quote is never closed: "Hello; write " where the text ends
""",
    ),
    "a single quote that is never closed": (
        """\
reply:
  - text: 'Hello
""",
        """\
broken.yaml:2:11: this quote is never closed: 'Hello; write ' where the text ends; inside single quotes write '' for '
""",
    ),
    "a quote that is closed by the next line's": (
        """\
reply:
  - text: "Hello
  - text: "you"
""",
        """\
broken.yaml:3:12: a quote is open from a line above up to here: - text: "you"; close it where its text ends
""",
    ),
    "a brace that is never closed": (
        """\
reply:
  - chunk: {"a": {"b": 1}
""",
        """\
broken.yaml:2:12: this `{` is never closed with `}`: {"a": {"b": 1}; if it is text, put quotes around it
""",
    ),
    "a brace that is still open on the next line": (
        """\
reply:
  - chunk: {"a": 1
  - done:
""",
        """\
broken.yaml:3:3: expected `,` or `}` before this: - done:; the `{` of line 2, column 12 is still open; if it is text, put quotes around it
""",
    ),
    "a bracket that is still open on the next line": (
        """\
reply:
  - text: [a, b
  - done:
""",
        """\
broken.yaml:3:3: expected `,` or `]` before this: - done:; the `[` of line 2, column 11 is still open; if it is text, put quotes around it
""",
    ),
    "a missing comma in JSON": (
        """\
reply:
  - chunk: {
      "a": 1
      "b": 2
    }
""",
        """\
broken.yaml:4:7: expected `,` or `}` before this: "b": 2; the `{` of line 2, column 12 is still open; if it is text, put quotes around it
""",
    ),
    "a captured line with its data field": (
        """\
reply:
  - chunk: data: {"a":1}
""",
        """\
broken.yaml:2:12: a captured line, not a value: data: {"a":1}; paste only the JSON behind `data: `
""",
    ),
    "a bracket too many": (
        """\
reply:
  - chunk: {"a": 1}}
""",
        """\
broken.yaml:2:20: more text after the closing bracket: }; if all of it is text, put quotes around all of it
""",
    ),
    "an escape that does not exist": (
        'reply:\n  - text: "C:\\dir"\n',
        """\
broken.yaml:2:15: unknown escape in double quotes: \\d; write \\\\ for a backslash, or put single quotes around the text
""",
    ),
    "an escape that is too short": (
        'reply:\n  - text: "\\u12"\n',
        """\
broken.yaml:2:14: an escape that names no character: \\u12; write \\\\ for a backslash, or all digits of the code
""",
    ),
    "an escape beyond Unicode": (
        'reply:\n  - text: "\\UFFFFFFFF"\n',
        """\
broken.yaml:2:14: an escape that names no character: \\UFFFFFFFF; write \\\\ for a backslash, or all digits of the code
""",
    ),
    "half a surrogate pair": (
        'reply:\n  - text: "\\ud83d"\n',
        """\
broken.yaml:2:11: half of a character: one of \\ud800 … \\udfff stands alone; write both halves, or send the bytes with `raw: {base64: …}`
""",
    ),
    "a tab as indentation": (
        "reply:\n\t- text: Hello\n",
        """\
broken.yaml:2:1: a tab where only spaces may stand; indent with spaces
""",
    ),
    "a tab behind a dash": (
        "reply:\n  -\ttext: Hello\n",
        """\
broken.yaml:2:4: a tab where only spaces may stand; indent with spaces
""",
    ),
    "a list item that is indented too far": (
        """\
reply:
  - text: a
   - text: b
""",
        """\
broken.yaml:3:4: this line does not line up with the lines above: - text: b; begin it in the same column as its neighbours
""",
    ),
    "a list item that is not indented far enough": (
        """\
reply:
  - text: a
 - text: b
""",
        """\
broken.yaml:3:2: this line does not line up with the lines above: - text: b; begin it in the same column as its neighbours
""",
    ),
    "a list item among keys": (
        """\
reply:
  pace: {}
  - text: a
""",
        """\
broken.yaml:3:3: this line does not line up with the lines above: - text: a; begin it in the same column as its neighbours
""",
    ),
    "a key among list items": (
        """\
- text: a
reply: []
""",
        """\
broken.yaml:2:1: this line does not line up with the lines above: reply: []; begin it in the same column as its neighbours
""",
    ),
    "a key that is indented too far": (
        """\
about: Hello
  reply: []
""",
        """\
broken.yaml:2:3: this key does not line up with the lines above: reply: []; begin it in the same column as its neighbours; if it is text, put quotes around it
""",
    ),
    "a key without a colon": (
        """\
reply
  - text: Hello
""",
        """\
broken.yaml:1:1: a key without a colon: reply; write a colon and a value; if it is text, put quotes around it
""",
    ),
    "a key without a colon in the middle": (
        """\
about: Hello
reply
seed: 1
""",
        """\
broken.yaml:2:1: expected a key and a colon: reply; write `key: value`, with a space after the colon; if it is text, put quotes around it
""",
    ),
    "a key without a space behind its colon": (
        """\
about:Hello
reply: []
""",
        """\
broken.yaml:1:1: a key without a space after its colon: about:Hello; write a space after the colon
""",
    ),
    "a dash without a space among items": (
        """\
reply:
  - text: a
  -text: b
""",
        """\
broken.yaml:3:3: this line does not line up with the lines above: -text: b; begin it in the same column as its neighbours
""",
    ),
    "a colon without a key": (
        """\
: x
reply: []
""",
        """\
broken.yaml:1:1: a key is missing before `:`: : x; if it is text, put quotes around it
""",
    ),
    "a colon without a key in braces": (
        "reply: {: x}\n",
        """\
broken.yaml:1:9: text that begins with `:` needs quotes: : x}; put quotes around it
""",
    ),
    "a second document": (
        """\
reply: []
---
reply: []
""",
        """\
broken.yaml:2:1: a second document begins here, and one file is one scenario; put it into a file of its own
""",
    ),
    "a second document without a start": (
        """\
reply: []
...
seed: 1
""",
        """\
broken.yaml:3:1: a second document begins here, and one file is one scenario: seed: 1; put it into a file of its own
""",
    ),
    "a line of dashes in quotes": (
        """\
reply:
  - text: "a
---
b"
""",
        """\
broken.yaml:3:1: inside quotes no line can begin with this: ---; write the text on one line, with \\n for line breaks
""",
    ),
    "another version of YAML": (
        """\
%YAML 1.1
---
reply: []
""",
        """\
broken.yaml:1:1: this file asks for YAML 1.1, and scenarios are YAML 1.2; leave the %YAML line out
""",
    ),
    "a version of YAML that does not exist": (
        """\
%YAML 3.0
---
reply: []
""",
        """\
broken.yaml:1:1: a line that begins with `%` is an instruction to YAML: %YAML 3.0; leave it out; if it is text, put quotes around it
""",
    ),
    "a percent sign at the start": (
        """\
%foo
reply: []
""",
        """\
broken.yaml:1:1: a line that begins with `%` is an instruction to YAML: %foo; leave it out; if it is text, put quotes around it
""",
    ),
    "a percent sign and nothing else": (
        "%foo",
        """\
broken.yaml:1:1: a line that begins with `%` is an instruction to YAML: %foo; leave it out; if it is text, put quotes around it
""",
    ),
    "a tag of Python": (
        'reply: !!python/object/apply:os.system ["ls"]\n',
        """\
broken.yaml:1:8: a scenario has no tags: !!python/object/apply:os.system ["ls"]; leave the tag out; if it is text, put quotes around it
broken.yaml:1:41: expected a step, such as `text: Hello`, got "ls" (text)
""",
    ),
    "a tag without a handle": (
        """\
reply:
  - text: !a!b c
""",
        """\
broken.yaml:2:11: a scenario has no tags: !a!b c; leave the tag out; if it is text, put quotes around it
""",
    ),
    "even a harmless tag": (
        """\
reply:
  - text: !!str 3
""",
        """\
broken.yaml:2:11: a scenario has no tags: !!str 3; leave the tag out; if it is text, put quotes around it
""",
    ),
    "a merge key": (
        """\
a: &a {seed: 1}
<<: *a
reply: []
""",
        """\
broken.yaml:1:1: unknown key: a (valid: automatic, pace, delivery, faults, about, dialect, seed, match, reply, replies)
broken.yaml:2:1: a scenario has no merge keys: <<; write the keys out; `pace`, `automatic` … at the top of the file are defaults
""",
    ),
    "the same key again": (
        """\
reply: []
seed: 1
reply: [{text: a}]
""",
        """\
broken.yaml:3:1: the same key again: reply; it already stands in line 1, column 1
""",
    ),
    "the same key again in JSON": (
        """\
reply:
  - chunk: {"a": 1, "b": 2, "a": 3}
""",
        """\
broken.yaml:2:29: the same key again: a; it already stands in line 2, column 13
""",
    ),
    "a number as a key": (
        "reply: {status: 429, headers: {1: a}}\n",
        """\
broken.yaml:1:32: a key must be text: 1; put quotes around it
""",
    ),
    "a truth value as a key": (
        """\
true: 1
reply: []
""",
        """\
broken.yaml:1:1: a key must be text: true; put quotes around it
""",
    ),
    "a list as a key": (
        """\
? [a]
: 1
reply: []
""",
        """\
broken.yaml:1:3: a key must be text: [a]; if it is text, put quotes around it
""",
    ),
    "an alias inside its own value": (
        "reply: &r [*r]\n",
        """\
broken.yaml:1:12: an alias inside its own value: *r
""",
    ),
    "a key longer than YAML allows": (
        f"{'k' * 1025}: 1\n",
        """\
broken.yaml:1:1: a key of more than 1024 characters: kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk…; if it is text, put quotes around it
""",
    ),
    "a control character": (
        "reply:\n  - text: a\x07b\n",
        """\
broken.yaml:2:12: a character that no text file has: U+0007; inside double quotes write "\\x07"
""",
    ),
    "a control character that only some editors show": (
        "reply:\n  - text: a\x7fb\n",
        """\
broken.yaml:2:11: a character that nobody can see: U+007F; use double quotes and write "\\x7f"
""",
    ),
    "a character that cannot be read in a file": (
        'reply: "\ud800"\n',
        """\
broken.yaml:1:9: a character that no text file has: U+D800; inside double quotes write "\\ud800"
""",
    ),
    "half of UTF-16": (
        b"\xff\xfer\x00",
        """\
broken.yaml:1:1: this file is saved as UTF-16; save it as UTF-8
""",
    ),
    "UTF-16 without a mark": (
        b"\x00r\x00e\x00p\x00l\x00y\x00:\x00 \x00[\x00]\x00\n",
        """\
broken.yaml:1:1: this file is saved as UTF-16; save it as UTF-8
""",
    ),
    "Latin-1": (
        b"reply:\n  - text: caf\xe9\n",
        """\
broken.yaml:2:14: this is not UTF-8: byte 0xe9; save the file as UTF-8
""",
    ),
    "Latin-1 behind a byte order mark": (
        b"\xef\xbb\xbfabout: \xe9\n",
        """\
broken.yaml:1:8: this is not UTF-8: byte 0xe9; save the file as UTF-8
""",
    ),
    "a key without a colon, a comment and an empty line": (
        """\
reply

  # steps
  - text: Hello
""",
        """\
broken.yaml:1:1: a key without a colon: reply; write a colon and a value; if it is text, put quotes around it
""",
    ),
    "a key without a colon in a step": (
        """\
reply:
  - comment a
    own_event: true
""",
        """\
broken.yaml:2:5: a key without a colon: comment a; write a colon and a value; if it is text, put quotes around it
""",
    ),
    "a key that is indented too far behind an empty line": (
        """\
about: Hello

  reply: []
""",
        """\
broken.yaml:3:3: this key does not line up with the lines above: reply: []; begin it in the same column as its neighbours; if it is text, put quotes around it
""",
    ),
    "more behind the only text": (
        '"reply" []\n',
        """\
broken.yaml:1:9: more text after the closing quote: []; put quotes around all of it
""",
    ),
    "more behind a file in braces": (
        """\
{reply: []}
seed: 1
""",
        """\
broken.yaml:2:1: this key does not line up with the lines above: seed: 1; begin it in the same column as its neighbours; if it is text, put quotes around it
""",
    ),
    "two bracketed steps of which one is open": (
        """\
reply:
  - {text: a
  - {text: b}
""",
        """\
broken.yaml:3:5: expected `,` or `}` before this: {text: b}; the `{` of line 2, column 5 is still open; if it is text, put quotes around it
""",
    ),
    "more behind an alias": (
        """\
about: &x a
reply:
  - text: *x y
""",
        """\
broken.yaml:3:14: this cannot stand here: y; put quotes around all of it
""",
    ),
    "a dash without a space in a list": (
        """\
- a
-b
""",
        """\
broken.yaml:2:1: expected a key and a colon: -b; write a space after `-`: - b
""",
    ),
    "a number behind a list of texts": (
        """\
reply:
  - text: [a, b] 1
""",
        """\
broken.yaml:2:18: more text after the closing bracket: 1; if all of it is text, put quotes around all of it
""",
    ),
    "a value that is missing in brackets": (
        "reply: [\n",
        """\
broken.yaml:2:1: a value is missing; a bracket is not closed above
""",
    ),
    "an empty file": (
        "",
        """\
broken.yaml:1:1: nothing is in this file; write e.g. `reply: [{text: Hello}]`
""",
    ),
    "a file of comments": (
        "# reply: []\n",
        """\
broken.yaml:1:1: nothing is in this file; write e.g. `reply: [{text: Hello}]`
""",
    ),
}
