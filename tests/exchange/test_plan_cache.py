"""A plan is made once for requests that are the same, and never served for another."""

from __future__ import annotations

from mockserver.dialects import DIALECTS
from mockserver.exchange.plan import Connection
from mockserver.exchange.plan_cache import MOST_BODY, PlanCache
from mockserver.exchange.respond import respond
from mockserver.exchange.selection import ScenarioSet, Session
from mockserver.scenario.load import parse
from mockserver.wire.instructions import End, Ending, Head, Plan, Send
from mockserver.wire.json_text import Json, dump_bytes
from tests import say

REPLY = say.reply([{"text": "a"}])
END = End(Ending.COMPLETE)


def plan(size: int = 1) -> Plan:
    return Plan((Head(200), Send(b"x" * size), END))


def served(session: Session, dialect: str = "openai", **body: Json) -> Plan:
    asked = {"model": "a", "messages": [], "stream": True, **body}
    return respond(session, DIALECTS[dialect], dump_bytes(asked)).plan


def session(text: str = "reply: [text: a]") -> Session:
    return Session(ScenarioSet([parse(text, "a.yaml", "a")]))


def test_the_same_request_gets_the_same_plan() -> None:
    one = session()
    assert served(one) is served(one)


def test_whatever_differs_makes_another_plan() -> None:
    one = session()
    plans = [
        served(one),
        served(one, stream_options={"include_usage": True}),
        served(one, "openrouter"),
        respond(one, DIALECTS["openai"], b'{"model":"a","messages":[],"stream":true}').plan,
        respond(
            one,
            DIALECTS["openai"],
            b'{"model":"a","messages":[],"stream":true}',
            connection=Connection(chunked=False, keep_alive=False),
        ).plan,
    ]
    assert len({id(plan) for plan in plans}) == 4  # the fourth is the first one again


def test_each_reply_of_a_sequence_has_its_own_plan() -> None:
    one = session("replies: [[text: a], [text: b]]")
    assert served(one) is not (second := served(one))
    assert served(one) is second


def test_what_is_large_is_not_kept() -> None:
    cache = PlanCache(most_memory=4000)
    assert cache.get(REPLY, b"", 0, lambda: plan(1000)) is not cache.get(REPLY, b"", 0, plan)
    huge = b"x" * (MOST_BODY + 1)
    assert cache.get(REPLY, huge, 0, plan) is not cache.get(REPLY, huge, 0, plan)


def test_all_plans_together_take_so_much_memory_and_no_more() -> None:
    cache, one = PlanCache(most_memory=4 * plan(100).memory), plan(100)
    for number in range(5):
        cache.get(REPLY, b"%d" % number, 0, lambda: one)
    assert cache.get(REPLY, b"1", 0, plan) is one
    assert cache.get(REPLY, b"0", 0, plan) is not one


def test_a_random_plan_is_not_kept() -> None:
    one = session("reply: [random: {}]")
    served(one)
    assert not one.plans._plans


def test_the_plan_used_longest_ago_goes_first() -> None:
    cache = PlanCache(most=2)
    first, second = cache.get(REPLY, b"1", 0, plan), cache.get(REPLY, b"2", 0, plan)
    assert cache.get(REPLY, b"1", 0, plan) is first
    cache.get(REPLY, b"3", 0, plan)
    assert cache.get(REPLY, b"1", 0, plan) is first
    assert cache.get(REPLY, b"2", 0, plan) is not second
