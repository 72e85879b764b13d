"""Broken scenario files (warnings that are switched off): what people are told is in golden."""

from __future__ import annotations

BROKEN: dict[str, str | bytes] = {
    "a warning that is none": "ignore: [unknown-finnish]\nreply: []\n",
    "an error that is switched off": "ignore: [unreached-fault, unknown-key]\nreply: []\n",
    "a warning that is no list": "ignore: unknown-finish\nreply: []\n",
    "a warning that is a number": "ignore: [3]\nreply: []\n",
    "a rule that is a mapping": "ignore: {unknown-finish: true}\nreply: []\n",
}
