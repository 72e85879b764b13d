"""Broken scenario files (chance): what people are told stands in the folder golden."""

from __future__ import annotations

BROKEN: dict[str, str | bytes] = {
    "logprobs that spell another text": """\
reply:
  - text: Hello
    logprobs: [[{token: Hel, logprob: -0.1}], [{token: low, logprob: -2}]]
""",
    "lists of logprobs for another number of deltas": """\
reply:
  - text: [Hel, lo]
    logprobs: [[{token: Hello, logprob: -0.1}]]
""",
    "bytes that are no text": """\
reply:
  - text: é
    logprobs: [[{token: x, logprob: 0, bytes: [195]}]]
""",
    "logprobs and split": """\
reply:
  - text: Hi
    split: whole
    logprobs: [[{token: Hi, logprob: 0}]]
""",
    "given logprobs of an echo": """\
reply:
  - text: {echo: last_user}
    logprobs: [[{token: Hi, logprob: 0}]]
""",
    "a refusal's logprobs that spell another text": """\
reply:
  - refusal: "No."
    logprobs: [[{token: Yes, logprob: 0}]]
""",
    "entries that are not in lists": """\
reply:
  - text: Hi
    logprobs: [{token: Hi, logprob: 0}]
""",
    "logprobs of no kind": """\
reply:
  - {text: Hi, logprobs: always}
  - {text: Hi, logprobs: true}
  - {text: Hi, logprobs: 3}
  - {text: Hi, logprobs: {top: 21}}
  - {text: Hi, logprobs: {}}
""",
    "entries that no wire has": """\
reply:
  - text: Hi
    logprobs: [[{token: Hi, logprob: 0.5, bytes: [256], top_logprobs: [{tok: Hi}]}]]
""",
    "given logprobs of a random answer": """\
reply:
  - random: {}
    logprobs: [[{token: Hi, logprob: 0}]]
""",
    "random without a value": """\
reply:
  - random:
""",
    "a random answer of unknown kinds": """\
reply:
  - random: {locale: en_GB}
  - random: {locale: [en_US, de]}
  - random: {locale: []}
  - random: {word: 5}
""",
    "amounts and probabilities that are none": """\
reply:
  - random: {words: {min: 9, max: 3}}
  - random: {words: 0}
  - random: {words: many}
  - random: {calls: [1, 2]}
  - random: {reasoning: {min: 3}}
  - random: {error: 50}
  - random: {refusal: yes}
""",
}
