"""What each key of `match` looks at in a request, and what is said where it does not fit."""

from __future__ import annotations

import pytest
import regex

from mockserver.dialects.headers import Headers
from mockserver.dialects.request import ChatRequest, parse
from mockserver.exchange import matching
from mockserver.exchange.matching import MatchError, differences, specificity
from mockserver.exchange.selection import ScenarioSet, SelectionError, Session, TiedScenariosError
from mockserver.scenario import load
from mockserver.scenario.match import Match
from mockserver.wire.json_text import Json, dump_bytes
from tests import say

TALK: Json = [
    {"role": "system", "content": "Be brief."},
    {"role": "developer", "content": [{"type": "text", "text": "Be kind."}]},
    {"role": "user", "content": "Weather?"},
    {"role": "assistant", "content": None, "tool_calls": []},
    {"role": "tool", "content": "rain"},
    {"role": "tool", "content": "snow"},
]
TOOLS: Json = [
    {"type": "function", "function": {"name": "get_weather", "parameters": {}}},
    {"type": "custom", "custom": {"name": "shell"}},
    {"function": {"name": "untyped"}},
]
ASKED = parse(
    dump_bytes(
        {
            "model": "gpt-4o",
            "messages": TALK,
            "tools": TOOLS,
            "stream": True,
            "seed": None,
            "temperature": 1.0,
            "response_format": {"type": "json_object"},
        }
    ),
    Headers([("X-Team", "search"), ("Accept", "a"), ("accept", "b")]),
)


def match(**said: Json) -> Match:
    return Match.model_validate(said)


def told(request: ChatRequest = ASKED, /, **said: Json) -> list[str]:
    return [str(one) for one in differences(match(**said), request)]


@pytest.mark.parametrize(
    "said",
    [
        {"model": "gpt-*"},
        {"last_user": "Weather?"},
        {"system": "Be brief."},
        {"system": {"contains": "kind"}},
        {"any_message": "rain"},
        {"any_message": ""},
        {"last_role": "tool"},
        {"tool_result": "rain"},
        {"tool_result": {"glob": "sn?w"}},
        {"turn": 1},
        {"has_tool": "get_weather"},
        {"has_tool": "shell"},
        {"has_tool": {"regex": "^un"}},
        {"stream": True},
        {"header": {"x-team": "search"}},
        {"header": {"X-TEAM": {"contains": "sea"}, "accept": "a, b"}},
        {"body": {"$.temperature": 1}},
        {"body": {"$.seed": None}},
        {"body": {"$.seed": {"equals": None}}},
        {"body": {"$.response_format": {"equals": {"type": "json_object"}}}},
        {"body": {"$.messages[*].role": "developer"}},
        {"body": {"$.messages[-1].content": {"contains": "now"}}},
        {"body": {"$.tools[?@.type == 'custom'].custom.name": {"glob": "sh*"}}},
        {"body": {"$.messages[3].tool_calls": []}},
    ],
)
def test_each_key_looks_where_it_says(said: dict[str, Json]) -> None:
    assert told(**said) == []


@pytest.mark.parametrize(
    ("said", "line"),
    [
        ({"system": "x"}, "system is 'Be brief.', 'Be kind.', expected 'x'"),
        (
            {"any_message": "x"},
            "any_message is 'Be brief.', 'Be kind.', 'Weather?' …, expected 'x'",
        ),
        ({"last_role": "user"}, "last_role is 'tool', expected 'user'"),
        ({"tool_result": "sun"}, "tool_result is 'rain', 'snow', expected 'sun'"),
        ({"turn": 0}, "turn is 1, expected 0"),
        ({"has_tool": "f"}, "has_tool is 'get_weather', 'shell', 'untyped', expected 'f'"),
        ({"stream": False}, "stream is true, expected false"),
        ({"header": {"X-Team": "x"}}, "header x-team is 'search', expected 'x'"),
        (
            {"header": {"X-User": {"contains": "x"}}},
            "header x-user is missing, expected contains 'x'",
        ),
        ({"body": {"$.temperature": 0}}, "body $.temperature is 1.0, expected 0"),
        ({"body": {"$.temperature": True}}, "body $.temperature is 1.0, expected true"),
        ({"body": {"$.top_p": 1}}, "body $.top_p is missing, expected 1"),
        ({"body": {"$.seed": {"contains": ""}}}, "body $.seed is null, expected contains ''"),
        ({"body": {"$.seed": {"glob": "*"}}}, "body $.seed is null, expected glob '*'"),
        ({"body": {"$.seed": {"regex": ""}}}, "body $.seed is null, expected regex ''"),
        (
            {"body": {"$.response_format": {"equals": {"type": "text"}}}},
            """body $.response_format is {"type":"json_object"}, expected {"type":"text"}""",
        ),
    ],
)
def test_each_key_says_what_is_otherwise(said: dict[str, Json], line: str) -> None:
    assert told(**said) == [line]


@pytest.mark.parametrize("key", ["system", "tool_result", "has_tool", "last_role", "any_message"])
def test_what_a_bare_request_has_not_is_missing(key: str) -> None:
    assert told(say.request(messages=[]), **{key: "x"}) == [f"{key} is missing, expected 'x'"]


def test_only_tool_messages_at_the_end_are_results() -> None:
    earlier = say.request(messages=[*TALK, {"role": "user", "content": "And now?"}])
    assert told(earlier, tool_result="rain") == ["tool_result is missing, expected 'rain'"]


@pytest.mark.parametrize(
    "tools", [{}, "x", [1, {"type": 1}, {"type": "a"}, {"function": {"name": 1}}]]
)
def test_tools_without_names_are_none(tools: Json) -> None:
    assert say.request(tools=tools).tool_names == ()


@pytest.mark.parametrize("name", ["Authorization", "api-key", "X-Api-Key", "cookie"])
def test_no_message_holds_a_key(name: str) -> None:
    request = ChatRequest.of("m", {}, Headers([(name, "Bearer sk-secret")]))
    (line,) = told(request, header={name: {"contains": "sk-other"}})
    assert line == f"header {name.lower()} is '(not shown)', expected contains 'sk-other'"
    assert "secret" not in repr(request)


def test_a_long_json_value_is_shortened() -> None:
    (line,) = told(body={"$.tools": []})
    assert line.startswith("""body $.tools is [{"type":"function",""")
    assert len(line) < 120


def test_a_value_that_is_nested_too_deeply_is_told_without_it() -> None:
    deep: Json = []
    for _ in range(100_000):
        deep = [deep]
    request = ChatRequest.of("m", {})
    request.body["a"] = deep
    (one,) = differences(match(body={"$.a": 1}), request)
    assert str(one) == "body $.a is nested too deeply to be shown, expected 1"


def test_every_leaf_counts() -> None:
    leaves = match(header={"a": "x", "b": {"glob": "x*"}}, body={"$.a": 1}, turn=0, stream=True)
    assert specificity(leaves) == (5, 4)


def test_headers_are_the_same_in_any_case() -> None:
    two = [
        load.parse(f"match: {{header: {{{name}: x}}}}\nreply: []", f"{name}.yaml", name)
        for name in ("X-A", "x-a")
    ]
    with pytest.raises(TiedScenariosError, match="same match"):
        ScenarioSet(two)


# -- bounds ---------------------------------------------------------------------------------------

SLOW = r"(a|a)*$"


def test_a_slow_regular_expression_gives_up() -> None:
    with pytest.raises(
        MatchError, match=r"^the regex '\(a\|a\)\*\$' takes too long on a text of 41"
    ):
        differences(match(last_user={"regex": SLOW}), say.request("a" * 40 + "b"))


def test_a_request_that_cannot_be_matched_in_time_is_refused() -> None:
    text = f"match: {{last_user: {{regex: '{SLOW}'}}}}\nreply: []"
    session = Session(ScenarioSet([load.parse(text, "a.yaml", "a")]))
    with pytest.raises(
        SelectionError, match=r"is not known: the regex .* takes too long"
    ) as raised:
        session.choose(say.request("a" * 40 + "b"))
    assert raised.value.code == "match_too_slow"


def test_a_slow_expression_is_not_asked_where_another_condition_fails() -> None:
    text = f"match: {{model: o1, last_user: {{regex: '{SLOW}'}}}}\nreply: []"
    near = "match: {model: o1, last_user: x, last_role: user}\nreply: []"
    scenarios = [load.parse(one, f"{name}.yaml", name) for name, one in (("a", text), ("b", near))]
    session = Session(ScenarioSet(scenarios))
    with pytest.raises(SelectionError, match=r"Nearest: b, but model is 'gpt-4o'") as raised:
        session.choose(say.request("a" * 40 + "b"))
    assert raised.value.code == "no_scenario"


def test_a_path_that_finds_too_much_is_refused() -> None:
    many = say.request(numbers=[0] * 10_001)
    with pytest.raises(MatchError, match="finds more than 10000 values"):
        differences(match(body={"$.numbers[*]": 1}), many)


@pytest.mark.parametrize("glob", ["*a" * 12 + "b", "?*" * 12 + "b"])
def test_no_glob_is_slow(glob: str) -> None:
    assert differences(match(last_user={"glob": glob}), say.request("a" * 5000)) != ()


@pytest.mark.parametrize(
    ("glob", "text", "fits"),
    [
        ("a*b*c", "a1b2b3c", True),
        ("a*b*c", "ac b", False),
        ("*a*", "xax", True),
        ("a**b", "ab", True),
    ],
)
def test_several_stars_share_the_text(glob: str, text: str, *, fits: bool) -> None:
    assert (differences(match(last_user={"glob": glob}), say.request(text)) == ()) is fits


def refusal(scenarios: list[str], content: str = "a" * 40 + "b", **body: Json) -> SelectionError:
    """What a session with these scenarios says, which are named by their numbers from 0."""
    loaded = [load.parse(f"{s}\nreply: []", f"{n}.yaml", str(n)) for n, s in enumerate(scenarios)]
    with pytest.raises(SelectionError) as raised:
        Session(ScenarioSet(loaded)).choose(say.request(content, **body))
    return raised.value


@pytest.fixture
def searches(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that each search was given."""
    given: list[float] = []
    search = regex.search

    def spy(pattern: str, text: str, *, timeout: float) -> object:
        given.append(timeout)
        return search(pattern, text, timeout=timeout)

    monkeypatch.setattr(regex, "search", spy)
    return given


def test_a_near_miss_spends_little_on_slow_expressions(searches: list[float]) -> None:
    slow = [f"match: {{model: o{n}, last_user: {{regex: '{SLOW}{n}?'}}}}" for n in range(12)]
    error = refusal(slow)
    assert error.code == "no_scenario"
    assert "Nearest: 0, but model is 'gpt-4o', expected 'o0'." in str(error)
    assert searches == [matching.QUICK_SEARCH]


def test_a_cheap_condition_is_asked_before_a_slow_one(searches: list[float]) -> None:
    late = f"match: {{last_user: {{regex: '{SLOW}'}}, header: {{x-a: b}}}}"
    assert "Nearest: 0, but header x-a is missing" in str(refusal([late]))
    assert searches == [matching.QUICK_SEARCH]


def test_all_expressions_of_a_request_share_one_long_search(
    searches: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow_where_quick(pattern: str, text: str, *, timeout: float) -> object:
        searches.append(timeout)
        if timeout == matching.QUICK_SEARCH:
            raise TimeoutError
        return None

    monkeypatch.setattr(regex, "search", slow_where_quick)
    error = refusal([f"match: {{last_user: {{regex: 'x{n}'}}}}" for n in range(3)])
    assert (error.code, "the regex 'x1' takes too long" in str(error)) == ("match_too_slow", True)
    quick, longest = matching.QUICK_SEARCH, matching.LONGEST_SEARCH
    assert searches == [quick, longest, quick]


def test_an_expression_is_searched_once_in_a_text(searches: list[float]) -> None:
    assert "Nearest: 0, but last_user" in str(refusal(["match: {last_user: {regex: x}}"]))
    assert searches == [matching.QUICK_SEARCH]


def test_requests_do_not_share_their_searches(searches: list[float]) -> None:
    for _ in range(2):
        refusal(["match: {last_user: {regex: x}}"])
    assert len(searches) == 2


def test_a_match_of_which_nothing_is_known_is_no_near_miss() -> None:
    slow = match(last_user={"regex": SLOW})
    assert matching.nearest([("a", slow)], say.request("a" * 40 + "b")) is None


def test_a_path_that_looks_at_too_much_is_refused() -> None:
    error = refusal(["match: {body: {$..a: 1}}"], many=[0] * 300_000)
    assert error.code == "match_too_slow"
    assert "is not known: $..a takes too long on this request" in str(error)


def test_all_paths_of_a_request_share_what_they_may_look_at() -> None:
    some = [0] * 60_000
    assert refusal(["match: {body: {$..a: 1}}"], many=some).code == "no_scenario"
    paths = [f"match: {{body: {{$..a{n}: 1}}}}" for n in range(4)]
    assert refusal(paths, many=some).code == "match_too_slow"


def test_a_path_is_followed_once_for_all_scenarios() -> None:
    paths = [f"match: {{body: {{$..a: {n}}}}}" for n in range(4)]
    assert refusal(paths, many=[0] * 60_000).code == "no_scenario"
