"""Broken scenario files (framing, delivery, wire): what people are told stands in golden files."""

from __future__ import annotations

BROKEN: dict[str, str | bytes] = {
    "a newline as its characters": """\
framing: {newline: "\\r\\n"}
reply: [text: a]
""",
    "a newline in capitals": """\
framing: {newline: CRLF}
reply: [text: a]
""",
    "switches of YAML 1.1": """\
reply:
  stream: [text: a]
  framing: {bom: yes, space_after_colon: no, last_blank_line: off}
""",
    "data lines of another kind": """\
replies:
  - {stream: [text: a], framing: {data_lines: pretyy}}
  - {stream: [text: a], framing: {data_lines: 0}}
  - {stream: [text: a], framing: {data_lines: 2.5}}
  - {stream: [text: a], framing: {data_lines: "3"}}
  - {stream: [text: a], framing: {data_lines: true}}
  - {stream: [text: a], framing: {data_lines: [2]}}
""",
    "codings that are not served": """\
framing: {coding: br, escape: ascii, body: chunkd}
reply: [text: a]
""",
    "a content type with a line break": """\
framing: {content_type: "text/plain\\r\\nX: 1"}
reply: [text: a]
""",
    "no content type, written as null": """\
framing: {content_type: null}
reply: [text: a]
""",
    "a framing that is no mapping": """\
framing: crlf
reply: [text: a]
""",
    "keys of framing, misspelt": """\
framing: {new_line: lf, BOM: true, encoding: gzip}
reply: [text: a]
""",
    "a framing beside a step": """\
reply:
  - text: a
    framing: {bom: true}
""",
    "a cut of nothing": """\
delivery: {cut: {pause: 1s}}
reply: [text: a]
""",
    "a cut inside something else": """\
delivery: {cut: {inside: multibyte, pause: 1}}
reply: [text: a]
""",
    "a cut without inside": """\
delivery: {cut: crlf}
reply: [text: a]
""",
    "a cut without time": """\
delivery: {cut: {inside: crlf, pause: 0s}}
reply: [text: a]
""",
    "events of another number": """\
delivery: {events: 1, bytes: one}
reply: [text: a]
""",
    "wire bytes that are none": """\
reply:
  - wire: 0
  - wire: {base64: "?"}
  - wire: [a]
  - wire: a
    own_event: true
""",
}
