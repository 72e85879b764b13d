"""Broken scenario files (faults): what people are told stands in the folder golden."""

from __future__ import annotations

BROKEN: dict[str, str | bytes] = {
    "a fault without a place": """\
faults: [{end: reset}]
reply: []
""",
    "a fault with two places": """\
faults: [{after: {chunks: 1}, at: {chunk: 1}, end: reset}]
reply: []
""",
    "a fault without an action": """\
faults: [{after: {chunks: 1}}]
reply: []
""",
    "a fault with actions of two kinds": """\
faults: [{after: {chunks: 1}, wait: 1s, drop: true}]
reply: []
""",
    "an action of items at gaps": """\
faults:
  - {after: {chunks: 1}, drop: true}
  - {after: {bytes: 1}, corrupt: json}
  - {inside: crlf, duplicate: true}
reply: []
""",
    "an action of gaps at items": """\
faults:
  - {at: {chunk: 1}, end: reset}
  - {at: {event: 1}, insert: [{text: a}]}
reply: []
""",
    "something said between two socket bytes": """\
faults:
  - {after: {wire_bytes: 1}, error: {message: m}}
  - {after: {wire_bytes: 2}, insert: [{wire: a}, {text: a}]}
  - {after: {wire_bytes: 3}, end: complete}
  - {after: {wire_bytes: 4}, stall: {for: 1s, comment: c, every: 1ms}}
reply: []
""",
    "what stands beside inside, elsewhere": """\
faults:
  - {after: {bytes: 1}, nth: 2, end: reset}
  - {at: {chunk: 1}, of: {chunk: 1}, drop: true}
reply: []
""",
    "places that are none": """\
faults:
  - {inside: multibyte_char, end: reset}
  - {inside: crlf, nth: 0, end: reset}
  - {inside: crlf, of: {tool: 1}, end: reset}
  - {inside: crlf, of: {chunk: 1, event: 1}, end: reset}
  - {at: {chunks: 1}, drop: true}
  - {at: {chunk: 1, event: 1}, drop: true}
  - {after: {chunk: 1}, end: reset}
reply: []
""",
    "an action that is none": """\
faults: [{after: {chunks: 1}, delay: 1s}]
reply: []
""",
    "a switch that is off": """\
faults:
  - {at: {chunk: 1}, drop: false}
  - {at: {chunk: 1}, duplicate: 2}
  - {at: {chunk: 1}, swap_next: yes}
reply: []
""",
    "replacements that are none": """\
faults:
  - {at: {chunk: 1}, replace: [1]}
  - {at: {event: 1}, replace: 3}
  - {at: {event: 1}, replace: {choices: []}}
  - {at: {event: 1}, replace: {}}
reply: []
""",
    "damage that is none": """\
faults: [{at: {chunk: 1}, corrupt: utf-8}]
reply: []
""",
    "inserted steps that are none": """\
faults:
  - {after: {chunks: 1}, insert: []}
  - {after: {chunks: 1}, insert: {text: a}}
  - {after: {chunks: 1}, insert: [{txt: a}]}
reply: []
""",
    "a wait without a unit in a fault": """\
faults: [{after: {chunks: 1}, wait: 2}]
reply: []
""",
    "inserted steps behind an end": """\
faults: [{after: {chunks: 1}, insert: [{end: reset}, {text: a}]}]
reply: {stream: [{text: a}], faults: [{after: {bytes: 1}, insert: [{stall: forever}, {wait: 1s}]}]}
""",
}
