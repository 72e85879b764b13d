"""What docs/deployment.md leads to is lawful and fits this server; images need a Docker daemon."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from mockserver.serving.control.of_workers import MERGED
from mockserver.serving.metrics import exposition
from mockserver.serving.server import MockServer
from mockserver.serving.tally import Tally
from tests.cli.running import serving

from .manifest import SHAPE_OF_DEPLOYMENT, SHAPE_OF_SERVICE

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "deployment"
PAGE = (ROOT / "docs" / "deployment.md").read_text("utf-8")
DOCKERFILE = (FOLDER / "Dockerfile").read_text("utf-8")
COMPOSE = yaml.safe_load((FOLDER / "compose.yaml").read_text("utf-8"))
DEPLOYMENT, SERVICE = yaml.safe_load_all((FOLDER / "kubernetes.yaml").read_text("utf-8"))
CONTAINER = DEPLOYMENT["spec"]["template"]["spec"]["containers"][0]


def instructions(word: str) -> list[str]:
    """What stands behind a word of the Dockerfile, in order."""
    return re.findall(rf"^{word} (.*)$", DOCKERFILE, re.MULTILINE)


def healthy(**environment: str) -> int:
    """The exit code of the probe, as the image runs it."""
    probe = (sys.executable, "-I", FOLDER / "healthy.py")
    env = {**os.environ, "MOCKSERVER_CONTROL_TOKEN": "", **environment}
    return subprocess.run(probe, env=env, capture_output=True, check=False).returncode


# -- the image ------------------------------------------------------------------------------------


def test_the_image_installs_extras_that_there_are() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    (extras,) = re.findall(r"'/source\[(.*)\]'", DOCKERFILE)
    assert set(extras.split(",")) <= set(project["optional-dependencies"])


def test_the_image_is_not_run_by_root_and_its_files_are_in_its_context() -> None:
    assert instructions("USER") == ["10001:10001"]
    context = (FOLDER / "Dockerfile.dockerignore").read_text("utf-8").splitlines()
    for source in (one.split()[0] for one in instructions("COPY") if not one.startswith("-")):
        assert source == "." or f"!{source}" in context
    assert all((ROOT / one[1:]).exists() for one in context if one.startswith("!"))


@pytest.mark.parametrize("command", [json.loads(instructions("CMD")[-1])])
def test_what_the_image_runs_is_ready_and_ends_by_sigterm(command: list[str]) -> None:
    assert instructions("ENTRYPOINT") == ['["mockserver"]']
    assert command[0] == "serve"
    with serving(*command[1:], "--port", "0") as server:
        assert healthy(MOCKSERVER_URL=f"http://127.0.0.1:{server.port}") == 0
        assert server.end(signal.SIGTERM)[::2] == (0, "")


def test_the_probe_tells_ready_from_not() -> None:
    with MockServer(control_token="t0ken") as server:
        url = {"MOCKSERVER_URL": server.url}
        assert healthy(**url, MOCKSERVER_CONTROL_TOKEN="t0ken") == 0
        assert healthy(**url, MOCKSERVER_CONTROL_TOKEN="another") == 1
    assert healthy(**url, MOCKSERVER_CONTROL_TOKEN="t0ken") == 1


@pytest.mark.timeout(900)
def test_the_image_is_built(tmp_path: Path) -> None:
    docker = shutil.which("docker")
    if docker is None or subprocess.run([docker, "info"], capture_output=True).returncode:
        pytest.skip("no Docker daemon answers")
    if not os.environ.get("CI"):
        pytest.skip("it takes minutes, and downloads: in CI alone")
    build = (docker, "build", "-q", "-f", FOLDER / "Dockerfile", ROOT)
    environment = {**os.environ, "DOCKER_BUILDKIT": "1"}
    image = subprocess.run(build, check=True, capture_output=True, text=True, env=environment)
    version = [docker, "run", "--rm", image.stdout.strip(), "--version"]
    assert b"mockserver" in subprocess.run(version, check=True, capture_output=True).stdout


# -- compose --------------------------------------------------------------------------------------


def test_the_compose_file_leads_to_what_there_is() -> None:
    one = COMPOSE["services"]["mockserver"]
    context = (FOLDER / one["build"]["context"]).resolve()
    assert (context, context / one["build"]["dockerfile"]) == (ROOT, FOLDER / "Dockerfile")
    folder, inside, _ = one["volumes"][0].split(":")
    assert (FOLDER / folder).is_dir()
    assert one["command"] == ["serve", inside, "--host", "0.0.0.0"]
    assert one["ports"] == ["127.0.0.1:8080:8080"]
    tests = COMPOSE["services"]["tests"]
    assert tests["depends_on"]["mockserver"]["condition"] == "service_healthy"


# -- Kubernetes -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("made", "shape"), [(DEPLOYMENT, SHAPE_OF_DEPLOYMENT), (SERVICE, SHAPE_OF_SERVICE)]
)
def test_the_manifest_has_the_shape_of_its_kind(made: Any, shape: dict[str, Any]) -> None:
    jsonschema.Draft202012Validator(shape).validate(made)


def test_what_the_manifest_names_is_there() -> None:
    pod = DEPLOYMENT["spec"]["template"]
    labels = pod["metadata"]["labels"]
    assert DEPLOYMENT["spec"]["selector"]["matchLabels"] == labels == SERVICE["spec"]["selector"]
    ports = {one["name"] for one in CONTAINER["ports"]}
    assert {one["targetPort"] for one in SERVICE["spec"]["ports"]} <= ports
    volumes = {one["name"] for one in pod["spec"]["volumes"]}
    assert {one["name"] for one in CONTAINER["volumeMounts"]} == volumes
    assert CONTAINER["args"][1] in {one["mountPath"] for one in CONTAINER["volumeMounts"]}


def test_the_manifest_fits_the_image() -> None:
    assert [str(one["containerPort"]) for one in CONTAINER["ports"]] == instructions("EXPOSE")
    (probe,) = (one for one in instructions("HEALTHCHECK"))
    command = json.loads(probe.partition("CMD ")[2])
    assert CONTAINER["readinessProbe"]["exec"]["command"] == command
    assert CONTAINER["startupProbe"]["exec"]["command"] == command
    assert f"COPY docs/deployment/healthy.py {command[-1]}" in DOCKERFILE


def test_what_the_commands_of_the_page_make_is_what_the_manifest_names() -> None:
    secret = CONTAINER["env"][0]["valueFrom"]["secretKeyRef"]
    said = shlex.join(["kubectl", "create", "secret", "generic", secret["name"]])
    assert f"{said} --from-literal={secret['key']}=" in PAGE
    named = DEPLOYMENT["spec"]["template"]["spec"]["volumes"][0]["configMap"]["name"]
    assert f"kubectl create configmap {named} --from-file=" in PAGE


# -- what the page says ---------------------------------------------------------------------------


def test_files_of_the_page_are_there() -> None:
    for link in re.findall(r"\]\((deployment/[^)]*)\)", PAGE):
        assert (ROOT / "docs" / link).is_file()


def test_every_metric_is_in_the_table_and_no_other() -> None:
    served = set(re.findall(r"^# TYPE (mockserver_\w+)", exposition(Tally()), re.MULTILINE))
    told = set(re.findall(r"^\| `(mockserver_\w+)", PAGE, re.MULTILINE))
    assert told == served


def test_what_workers_answer_together_is_on_the_page() -> None:
    for act in MERGED:
        word = act.__name__.removeprefix("clear_")
        assert f"`{word}`" in PAGE
