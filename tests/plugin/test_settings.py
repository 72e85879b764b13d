"""What a project can say about the fixture, and how mistakes in it are told."""

from __future__ import annotations

import pytest

from .test_verdicts import run

HELLO = "reply: [text: Hello]"


def test_a_folder_of_the_ini_file_is_served_to_every_test(pytester: pytest.Pytester) -> None:
    pytester.mkdir("said")
    (pytester.path / "said" / "hello.yaml").write_text(HELLO)
    pytester.makeini("[pytest]\nmockserver_scenarios = said")
    test = """
@pytest.mark.parametrize("number", [1, 2])
def test(mockserver, number):
    assert '"Hello"' in text(mockserver, "hello")
"""
    run(pytester, test).assert_outcomes(passed=2)


def test_the_command_line_comes_before_the_ini_file(pytester: pytest.Pytester) -> None:
    (pytester.path / "hello.yaml").write_text(HELLO)
    pytester.makeini("[pytest]\nmockserver_scenarios = nowhere\nmockserver_seed = 7")
    test = "def test(mockserver, mockserver_settings):\n"
    test += "    assert mockserver_settings.seed == 8\n    text(mockserver, 'hello')"
    options = ["--mockserver-scenarios=hello.yaml", "--mockserver-seed=8"]
    run(pytester, test, *options).assert_outcomes(passed=1)


def test_a_project_overrides_the_settings(pytester: pytest.Pytester) -> None:
    pytester.makeconftest("""
import dataclasses, pytest

@pytest.fixture(scope="session")
def mockserver_settings(mockserver_settings):
    return dataclasses.replace(mockserver_settings, scenario="text", seed=3)
""")
    test = "def test(mockserver): text(mockserver)\n\ndef test_not_asked(mockserver): pass"
    run(pytester, test).assert_outcomes(passed=2)


def test_the_functions_marker_comes_before_the_classs_and_the_modules(
    pytester: pytest.Pytester,
) -> None:
    test = """
pytestmark = pytest.mark.mockserver(scenario="nothing", unused="ignore")

@pytest.mark.mockserver(scenario="unicode")
class Test:
    @pytest.mark.mockserver(scenario="text")
    def test(self, mockserver):
        text(mockserver)
        assert mockserver.exchanges[0].scenario == "text"
"""
    run(pytester, test).assert_outcomes(passed=1)


def test_the_marker_takes_scenarios_themselves(pytester: pytest.Pytester) -> None:
    test = """
from mockserver import parse
HI = parse("reply: [text: Hi]", "hi.yaml", "hi")

@pytest.mark.mockserver(scenarios=[HI])
def test(mockserver):
    assert '"Hi"' in text(mockserver, "hi")
"""
    run(pytester, test).assert_outcomes(passed=1)


def test_the_marker_may_ask_for_random_replies(pytester: pytest.Pytester) -> None:
    test = "@pytest.mark.mockserver(fallback='random', seed=3)\n"
    test += "def test(mockserver): assert 'data: [DONE]' in text(mockserver)"
    run(pytester, test).assert_outcomes(passed=1)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("scenaro='text'", "*knows no 'scenaro'; did you mean scenario? (valid: scenarios, *"),
        ("'text'", "*takes words: scenario='text'*"),
        ("unused='no'", "*unused is 'fail' or 'ignore', not 'no'*"),
        ("clock='virtual'", "*clock is 'real' or 'manual', not 'virtual'"),
        ("seed='7'", "*seed is an integer of at most 64 bits, not '7'*"),
        ("clock='manuel'", "*clock is 'real' or 'manual', not 'manuel'; did you mean manual?*"),
        ("hold=1", "*hold is True or False, not 1*"),
        ("scenario=5", "*scenario is a scenario, a scenario's name or None, not 5*"),
        ("scenario='txt'", "*there is no scenario 'txt'; did you mean text?*"),
        ("scenarios='nowhere'", "*nowhere*there is no such file*"),
        ("scenarios=5", "*scenarios is a list of paths, or scenarios such as load() gives, not 5*"),
        ("scenarios=[5]", "*scenarios is a list of paths*not [[]5[]]*"),
    ],
)
def test_a_mistake_in_the_marker_is_told(words: str, said: str, pytester: pytest.Pytester) -> None:
    ran = run(pytester, f"@pytest.mark.mockserver({words})\ndef test(mockserver): pass")
    ran.assert_outcomes(errors=1)
    ran.stdout.fnmatch_lines([said])
    for noise in ("Traceback", "pytest_plugin.py", "During handling", "UsageError"):
        ran.stdout.no_fnmatch_line(f"*{noise}*")


@pytest.mark.parametrize(
    ("ini", "option", "said"),
    [
        ("mockserver_seed = seven", (), "seed is an integer of at most 64 bits, not 'seven'"),
        ("mockserver_open = no", (), "open is 'fail' or 'ignore', not 'no'"),
        ("", ("--mockserver-unused=warn",), "unused is 'fail' or 'ignore', not 'warn'"),
    ],
)
def test_a_mistake_in_ini_file_or_command_line_is_one_line_before_any_test(
    ini: str, option: tuple[str, ...], said: str, pytester: pytest.Pytester
) -> None:
    pytester.makeini(f"[pytest]\n{ini}")
    ran = run(pytester, "def test(mockserver): pass\n\ndef test_more(mockserver): pass", *option)
    assert ran.ret is pytest.ExitCode.USAGE_ERROR
    assert [line for line in ran.errlines if line] == [f"ERROR: mockserver: {said}"]
    ran.stdout.no_fnmatch_line("*pytest_plugin.py*")


def test_a_mistake_in_a_projects_own_settings_is_told(pytester: pytest.Pytester) -> None:
    pytester.makeconftest("""
import dataclasses, pytest

@pytest.fixture(scope="session")
def mockserver_settings(mockserver_settings):
    return dataclasses.replace(mockserver_settings, unmatched="warn")
""")
    ran = run(pytester, "def test(mockserver): pass")
    ran.stdout.fnmatch_lines(["mockserver: unmatched is 'fail' or 'ignore', not 'warn'"])
    ran.stdout.no_fnmatch_line("*pytest_plugin.py*")


def test_the_marker_is_known_to_strict_markers(pytester: pytest.Pytester) -> None:
    ran = run(pytester, "", "--markers")
    ran.stdout.fnmatch_lines(["@pytest.mark.mockserver(scenarios=…, scenario=…, *"])
