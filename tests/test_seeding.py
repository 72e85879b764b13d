"""Chance depends on its name alone, and is the same on every Python."""

from __future__ import annotations

from mockserver.seeding import Chance, base62, stream


def test_stream_of_a_name_is_the_same_for_ever() -> None:
    assert stream(0, "agents/weather", 1, "id").getrandbits(32) == 896447352
    assert base62(stream("a"), 8) == "G4bdAaYy"


def test_streams_of_one_name_do_not_meet() -> None:
    first, second = stream("a"), stream("a")
    first.random()
    assert second.random() == stream("a").random()


def test_chance_of_a_reply_is_named_by_seed_scenario_reply_and_purpose() -> None:
    assert Chance(7, "x/y", 2).stream("id").random() == stream(7, "x/y", 2, "id").random()


def test_every_part_of_the_name_counts() -> None:
    chances = [Chance(0, "x", 1), Chance(1, "x", 1), Chance(0, "y", 1), Chance(0, "x", 2)]
    drawn = {one.stream(purpose).random() for one in chances for purpose in ("id", "tool_call")}
    assert len(drawn) == 8


def test_base62_is_letters_and_digits() -> None:
    text = base62(stream("a"), 5000)
    assert len(text) == 5000
    assert len(set(text)) == 62
    assert text.isalnum()
    assert text.isascii()
