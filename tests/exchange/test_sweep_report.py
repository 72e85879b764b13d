"""What a report of a sweep says: the outcomes, the byte ranges, and the bytes it points at."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from mockserver.exchange.sweep_report import (
    ClientFailedError,
    Kind,
    Report,
    Seen,
    failed,
    raised,
    returned,
    shown,
)
from mockserver.exchange.sweep_way import way
from mockserver.exchange.sweeping import Cut, swept
from mockserver.scenario.load import parse

ABC = swept(parse("{automatic: none, reply: [raw: abcdef]}", "s.yaml", "s"))
WHOLE = "abcdef"


def report(client: Callable[[int], object], end: str = "truncate") -> Report:
    """The report for a client that is called with the bytes that it gets."""
    how = way(end=end)

    def seen(cut: Cut) -> Seen:
        try:
            return returned(client(cut.position), WHOLE)
        except ValueError as error:
            return raised(error)

    return Report(ABC, how, WHOLE, tuple((cut, seen(cut)) for cut in ABC.cuts(how)))


def careless(count: int) -> str:
    return WHOLE[:count]


def strict(count: int) -> str:
    if count < len(WHOLE):
        raise ValueError(f"cut after {count}")
    return WHOLE


def mixed(count: int) -> str:
    return careless(count) if count in (2, 4) else strict(count)


# -- outcomes -------------------------------------------------------------------------------------


def test_another_result_without_an_error_is_silent() -> None:
    assert [returned(one, "ab").kind for one in ("a", "ab")] == [Kind.SILENT, Kind.WHOLE]


def test_errors_that_differ_in_numbers_and_quotations_are_alike() -> None:
    one, other = (raised(ValueError(f"line {n}: 'x{n}' at 0x{n}f")) for n in (1, 2))
    assert (one.said == other.said, one.alike == other.alike) == (False, True)
    assert raised(KeyError("x")).alike != one.alike


def test_an_error_of_a_package_is_told_with_its_name() -> None:
    assert raised(json.JSONDecodeError("no", "", 0)).said.startswith("json.decoder.JSONDecodeError")
    assert raised(ValueError()).said == "ValueError"
    assert raised(ClientFailedError("exit code 3: no")).said == "exit code 3: no"


def test_what_is_shown_stands_on_one_short_line() -> None:
    assert shown("a\nb\x1b") == "'a\\nb\\x1b'"
    assert failed("x", "a\n  b\x1b").said == "x: a b\\x1b"
    assert len(shown("x" * 10_000)) == 200


# -- ranges ---------------------------------------------------------------------------------------


def test_cuts_with_the_same_outcome_are_one_range() -> None:
    said = report(mixed)
    assert [f"{one.kind} {one}" for one in said.ranges] == [
        *("raised 1", "silent 2", "raised 3", "silent 4", "raised 5", "whole 6"),
    ]
    assert [str(one) for one in report(strict).ranges] == ["1-5", "6"]


def test_a_client_that_is_never_silent_passes() -> None:
    said = report(strict)
    said.assert_never_silent()
    assert (said.silent, len(said.raised), len(said.unharmed)) == ([], 1, 1)


def test_a_silent_truncation_fails_and_says_where() -> None:
    with pytest.raises(AssertionError, match="ab⟨cut⟩cdef"):
        report(mixed).assert_never_silent()


@pytest.mark.parametrize("client", [careless, strict])
def test_a_result_that_is_not_whole_fails_where_it_must_be(client: Callable[[int], str]) -> None:
    with pytest.raises(AssertionError, match="the whole stream gives"):
        report(client).assert_always_whole()


def test_a_client_that_always_returns_the_whole_passes() -> None:
    report(lambda _: WHOLE).assert_always_whole()


# -- as text and JSON -----------------------------------------------------------------------------


def test_the_report_points_at_the_bytes() -> None:
    assert (
        str(report(mixed))
        == """\
s: cut after every byte, end truncate; 6 cuts of the body's 6 bytes
the whole stream gives 'abcdef'
2 silent, 3 raised, 1 whole

SILENT: another result, and no error; 2 different results (2 cuts)
  after byte 2, 4
  byte 2, inside raw part 1, behind byte 2 of its 6: 'ab'
    ab⟨cut⟩cdef
  byte 4, inside raw part 1, behind byte 4 of its 6: 'abcd'
    abcd⟨cut⟩ef

raised ValueError: cut after 1 (3 cuts)
  after byte 1, 3, 5
  byte 1, inside raw part 1, behind byte 1 of its 6
    a⟨cut⟩bcdef

the whole result (1 cut)
  after byte 6
  byte 6, right behind raw part 1
    abcdef⟨cut⟩"""
    )


def test_of_one_silent_range_both_ends_are_shown() -> None:
    said = str(report(lambda _: "?"))
    assert "SILENT: another result, and no error (6 cuts)\n  after byte 1-6\n  byte 1," in said
    assert "  byte 6, right behind raw part 1: '?'" in said


def test_of_many_ranges_some_are_named() -> None:
    long = swept(parse(f"{{automatic: none, reply: [raw: {'x' * 40}]}}", "s.yaml", "s"))
    seen = [(cut, returned(cut.position % 2, 1)) for cut in long.cuts(way())]
    said = str(Report(long, way(), 1, tuple(seen)))
    assert "  after byte 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24 and 8 ranges more\n" in said


def test_errors_that_differ_stand_apart_the_most_frequent_first() -> None:
    def client(count: int) -> str:
        raise ValueError("seldom" if count == 2 else "often")

    said = str(report(client))
    assert 0 < said.index("ValueError: often (5 cuts)") < said.index("ValueError: seldom (1 cut)")
    assert "after byte 1, 3-6" in said


def test_json_says_all_of_it() -> None:
    said = json.loads(json.dumps(report(mixed).to_json()))
    assert said["counts"] == {"silent": 2, "raised": 3, "whole": 1}
    assert (said["scenario"], said["bytes"], said["cuts"], said["whole"]) == ("s", 6, 6, "'abcdef'")
    silent = said["outcomes"][0]
    assert (silent["kind"], silent["cuts"], silent["said"]) == ("silent", 2, "'ab'")
    first = silent["ranges"][0]
    assert first["fault"] == {"after": {"bytes": 2}, "end": "truncate"}
    assert first["digest"] == ABC.cuts(way())[1].digest
