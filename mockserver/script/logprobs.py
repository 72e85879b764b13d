"""Logprobs of deltas, as written or made from chance; knows tokens and the entries' shape.

https://platform.openai.com/docs/api-reference/chat-streaming/streaming#choices-logprobs
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Context, Decimal
from functools import cache

from mockserver.scenario.logprobs import Generated, Logprobs, spelled
from mockserver.seeding import Random
from mockserver.wire.json_text import Json, JsonObject

from .chunking import tokens

VERY_UNLIKELY = -9999.0
"""What stands for the logarithm of no probability at all, which JSON cannot say."""

_PARTS = 1024
"""Probabilities are whole parts of this, so that all of one place add up to 1 at most."""

_OTHERS = (
    "the", "a", "and", "of", "to", "in", "is", "it", "that", "for", "with", "on", "as", "was",
    "but", "not", "or", "by", "from", "this", "an", "be", "at", "which",
)  # fmt: skip
"""What could have stood in a token's place."""


Entries = tuple[JsonObject, ...]


def beside(
    text: str | Sequence[str], said: Logprobs | None, asked: int | None, random: Random
) -> Iterator[tuple[str, Entries | None]]:
    """Each delta of a text with its logprobs.

    `asked` are the alternatives that the request asks for, None where it asks for no logprobs.
    Given logprobs cut the text into deltas where it is not cut already.
    """
    if isinstance(said, tuple):
        given = [tuple(entry.as_json() for entry in entries) for entries in said]
        texts = spelled(said) if isinstance(text, str) else text
        yield from zip(texts, given, strict=True)
        return
    top = said.top if isinstance(said, Generated) else asked if said == "asked" else None
    for one in (tokens(text) or [""]) if isinstance(text, str) else text:
        yield one, None if top is None else generated(one, top, random)


def generated(text: str, top: int, random: Random) -> tuple[JsonObject, ...]:
    """One entry for each token of a delta's text, each with so many alternatives.

    The token itself is one of them where there are any. The most likely comes first, and the
    probabilities of one place add up to 1 at most.
    """
    return tuple(_entry(token, top, random) for token in tokens(text))


def _entry(token: str, top: int, random: Random) -> JsonObject:
    x = random.random()
    likely = _PARTS - 1 - int((_PARTS - 1) * x * x * x)
    own = _one(token, likely)
    left = _PARTS - likely
    ranked = [(likely, own)]
    for other in _others(token, top - 1, random):
        share = int(left * (0.4 + random.random() / 2))
        left -= share
        ranked.append((share, _one(other, share)))
    ranked.sort(key=lambda one: -one[0])
    return {**own, "top_logprobs": [one for _, one in ranked] if top else []}


def _one(token: str, share: int) -> JsonObject:
    data: list[Json] = list(token.encode(errors="surrogatepass"))
    return {"token": token, "logprob": _logarithm(share), "bytes": data}


def _others(token: str, number: int, random: Random) -> list[str]:
    """So many other tokens, none twice; with a space before them where the token has one."""
    if number < 1:
        return []
    start = int(random.random() * len(_OTHERS))
    space = " " if token.startswith(" ") else ""
    turned = (space + one for one in (*_OTHERS[start:], *_OTHERS[:start]))
    return [one for one in turned if one != token][:number]


@cache
def _logarithm(share: int) -> float:
    """The logarithm of so many parts, to five digits; in decimals, which are the same everywhere.

    https://docs.python.org/3/library/decimal.html#decimal.Decimal.ln
    """
    if share == 0:
        return VERY_UNLIKELY
    context = Context(prec=28)
    part = context.divide(Decimal(share), Decimal(_PARTS)).ln(context)
    return float(part.quantize(Decimal("0.00001"), context=context))
