"""What real clients make of lawful streams that is not what the bytes say, each with the reason."""

from __future__ import annotations

_OPENAI_STREAM = ("openai stream", "openai stream async")
_OPENAI_CREATE = ("openai create", "openai create async")
_LANGCHAIN = ("langchain", "langchain async")
_FRAMEWORKS = (*_LANGCHAIN, "pydantic-ai")
_OPENAI_PYTHON = (*_OPENAI_CREATE, *_OPENAI_STREAM, *_FRAMEWORKS)
_OPENROUTER_PYTHON = ("openrouter/py", "openrouter/py async")
_OPENROUTER = (*_OPENROUTER_PYTHON, "openrouter/js", "openrouter/js 0.9")

DEAF = {
    **dict.fromkeys(_LANGCHAIN, ("reasoning", "refusal")),
}
"""What a client never tells: LangChain keeps of a delta only what OpenAI's documents know, and no
refusal while it streams."""

_ROWS = [
    (
        "it takes a byte order mark for a part of the first line: the first event is lost",
        ("framing/bom",),
        _OPENAI_PYTHON,
    ),
    (
        "it parses the data of an event that has none",
        ("framing/retry",),
        (*_OPENAI_PYTHON, "openrouter/js 0.9"),
    ),
    (
        "it adds a name that is said again to the one before",
        ("agents/repeated-heads",),
        (*_OPENAI_STREAM, "pydantic-ai"),
    ),
    (
        "it makes a list of choices in the order in which they begin",
        ("choices/in-one-script",),
        _OPENAI_STREAM,
    ),
    ("it raises for the finish_reason `length`", ("choices/two",), _OPENAI_STREAM),
    (
        "it takes all choices for one",
        ("choices/in-one-script", "choices/two"),
        _FRAMEWORKS,
    ),
    (
        "it refuses a chunk without id or created",
        ("chunks/missing-keys",),
        _OPENROUTER,
    ),
    (
        "it refuses the JSON of half a surrogate pair",
        ("chunks/half-characters",),
        _OPENROUTER_PYTHON,
    ),
    (
        "it strips reasoning_content, which its schema does not know",
        ("reasoning/reasoning-content",),
        _OPENROUTER,
    ),
    (
        "it refuses `usage: null`",
        ("usage/null-before-tail",),
        ("openrouter/js", "openrouter/js 0.9"),
    ),
    (
        "it keeps a refusal in the place of the finish_reason",
        ("speech/refusal", "own/refused"),
        ("pydantic-ai",),
    ),
    ("it adds up the usage of all chunks", ("usage/every-chunk",), ("pydantic-ai",)),
]

EXCEPT = {
    (client, name): reason
    for reason, names, clients in _ROWS
    for client in clients
    for name in names
}
"""Why a client hears something else of a scenario."""
