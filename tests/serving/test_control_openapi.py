"""The OpenAPI document is lawful, says all that is served, and the server keeps to it."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from mockserver.scenario.schema import json_schema
from mockserver.serving import paths
from mockserver.serving.control.errors import CODES
from mockserver.serving.control.openapi import codes_of
from mockserver.serving.control.route import Route
from mockserver.serving.control.routes import ROUTES, described
from mockserver.serving.server import MockServer
from tests.clients import installed

from .controlled import Control

HERE = Path(__file__).parent / "openapi"
DOCUMENT: dict[str, Any] = described()
SCHEMAS: dict[str, Any] = DOCUMENT["components"]["schemas"]


@pytest.fixture(scope="module")
def python() -> Path:
    """An interpreter with what checks such documents: heavy, and kept away from other tests."""
    try:
        return installed.python_with(HERE / "requirements.txt")
    except installed.MissingError as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(error))


def ran(python: Path, folder: Path, *command: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [python, "-m", *command], cwd=folder, capture_output=True, text=True, check=False
    )


def valid(name: str, value: object) -> bool:
    """Whether a value is what a schema of the document says."""
    schema = {"$ref": f"#/components/schemas/{name}", "components": DOCUMENT["components"]}
    return jsonschema.Draft202012Validator(schema).is_valid(value)


def test_the_document_is_served(control: Control) -> None:
    assert control.get("/openapi.json") == json.loads(json.dumps(DOCUMENT))


@pytest.mark.timeout(300)  # the first one installs
def test_the_document_is_lawful(python: Path, tmp_path: Path) -> None:
    (tmp_path / "openapi.json").write_text(json.dumps(DOCUMENT))
    checked = ran(python, tmp_path, "openapi_spec_validator", "openapi.json")
    assert checked.stdout == "openapi.json: OK\n", checked.stdout + checked.stderr


@pytest.mark.parametrize("route", ROUTES, ids=lambda one: f"{one.method} {one.path}")
def test_every_route_and_status_is_in_the_document(route: Route) -> None:
    said = DOCUMENT["paths"][paths.CONTROL + route.path][route.method.lower()]
    statuses = {str(route.status), *(str(CODES[code][0]) for code in codes_of(route))}
    assert statuses <= set(said["responses"])
    assert ("requestBody" in said) is (route.method != "GET")


def test_every_operation_has_a_name_of_its_own() -> None:
    names = [one["operationId"] for path in DOCUMENT["paths"].values() for one in path.values()]
    assert len(set(names)) == len(names) == len(ROUTES)


def test_a_scenario_is_what_the_scenario_format_says() -> None:
    example = json_schema()["examples"][0]
    assert valid("ScenarioFile", example)
    assert valid("Written", {"scenario": example})
    assert not valid("Written", {"scenario": {**example, "nonsense": 1}})
    assert valid("Replies", {"reply": example["reply"]})
    assert valid("Replies", {"replies": [[{"text": "a"}]]})
    assert not valid("Replies", {"reply": [{"nonsense": "a"}]})


@pytest.mark.parametrize("said", [{}, {"events": 2}, {"events": "all"}, {"until": "a"}])
def test_what_may_be_left_out_is_optional_in_the_document(said: dict[str, Any]) -> None:
    assert valid("Release", said)
    assert not valid("Release", {**said, "events": 1, "until": "a"})


def test_an_exchange_is_what_the_document_says(control: Control) -> None:
    control.complete()
    assert valid("Exchange", control.get("/exchanges/1"))


@pytest.mark.timeout(300)
def test_the_server_keeps_to_the_document(python: Path, tmp_path: Path) -> None:
    """What schemathesis draws by the document is answered as it says, good requests and bad ones.

    https://schemathesis.readthedocs.io
    """
    (tmp_path / "openapi.json").write_text(json.dumps(reduced()))
    checks = (
        "not_a_server_error,status_code_conformance,content_type_conformance,"
        "response_schema_conformance,negative_data_rejection,positive_data_acceptance,"
        "unsupported_method"
    )
    same = ("--seed", "1", "--max-examples", "5", "--generation-database", "none")
    with MockServer() as server:
        server.hold()
        url = ("--url", server.url)
        options = ("--phases", "coverage,fuzzing", "--checks", checks, "--no-color")
        tested = ran(
            python, tmp_path, "schemathesis.cli", "run", "openapi.json", *url, *options, *same
        )
    assert tested.returncode == 0, tested.stdout + tested.stderr


def reduced() -> dict[str, Any]:
    """The document without what would take minutes: all of the scenario format, and long waits."""
    made: dict[str, Any] = json.loads(json.dumps(DOCUMENT))
    schemas = made["components"]["schemas"]
    for name in [one for one in schemas if one.startswith("scenario.")]:
        del schemas[name]
    hi = [{"text": "Hi"}]
    schemas["ScenarioFile"] = {"enum": [{"reply": hi}]}
    schemas["Reply"] = {"enum": [hi, {"status": 429, "error": {"message": "m"}}]}
    schemas["Written"]["properties"]["yaml"] = {"const": "reply: [text: Hi]"}
    named = schemas["NewSession"]["properties"]["scenarios"]["patternProperties"]
    named.update({key: {"const": {"reply": hi}} for key in named})
    for path in ("/journal/wait", "/streams/next", "/scenarios/validate"):
        del made["paths"][paths.CONTROL + path]
    return made
