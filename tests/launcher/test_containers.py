import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from core.kit.secrets import derive_secret
from docker.enter import environment_of
from launcher.installation import ROOT, with_credentials
from launcher.table import DEMO_BUSINESS, sandbox_businesses

pytestmark = pytest.mark.unit

IMAGES = sorted((ROOT / "docker").glob("*.Dockerfile"))
GIVEN = {
    "RATIBA_SECRET_KEY": "one secret for everything",
    "DATABASE_URL": "postgresql://owner:pw@db:5432/ratiba",
}
FILES = [ROOT / "docker-compose.yml", ROOT / "docker-compose.dev.yml"]


def _load(path: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(path.read_text())
    return loaded


@pytest.fixture(scope="module")
def services() -> dict[str, dict[str, Any]]:
    """Every container, the dev file on top of the main one."""
    main, dev = (_load(path)["services"] for path in FILES)
    return {name: {**main.get(name, {}), **dev.get(name, {})} for name in {*main, *dev}}


class TestCompose:
    def test_every_process_of_the_table_has_a_container(
        self, services: dict[str, dict[str, Any]]
    ) -> None:
        assert set(services) == {
            "postgres", "redis", "storage", "migrate", "rasa", "actions", "web", "worker",
            "sandbox",
        }  # fmt: skip

    def test_images_are_pinned_and_no_secret_is_written_down(self) -> None:
        for name, service in _load(FILES[0])["services"].items():
            image = service["image"]
            assert image.startswith("ratiba-") or re.search(r":\d+\.\d+", image), name
        assert not re.search(r"(PASSWORD|SECRET_KEY): (?!\$\{[A-Z0-9_]+:\?)", FILES[0].read_text())

    def test_the_database_logs_no_rows_here_either(
        self, services: dict[str, dict[str, Any]]
    ) -> None:
        assert {"log_min_error_statement=panic", "log_error_verbosity=terse"} <= set(
            services["postgres"]["command"]
        )

    @pytest.mark.parametrize("name", ["DATABASE_URL", "REDIS_URL", "S3_ENDPOINT_URL"])
    def test_a_database_of_one_s_own_is_used(
        self, services: dict[str, dict[str, Any]], name: str
    ) -> None:
        for process in ("migrate", "rasa", "actions", "web", "worker"):
            given = _load(FILES[0])["services"][process]["environment"][name]
            assert given.startswith(f"${{{name}:-"), process

    def test_everything_that_stays_has_a_health_check(
        self, services: dict[str, dict[str, Any]]
    ) -> None:
        for name, service in services.items():
            assert ("healthcheck" in service) != (name == "migrate"), name

    def test_our_containers_may_do_little(self, services: dict[str, dict[str, Any]]) -> None:
        for name, service in services.items():
            if name not in ("postgres", "redis"):
                assert service["read_only"] is True, name
                assert service["cap_drop"] == ["ALL"], name

    def test_ports_are_open_to_this_machine_only(self, services: dict[str, dict[str, Any]]) -> None:
        for name, service in services.items():
            for port in service.get("ports", []):
                assert port.startswith("127.0.0.1:"), name

    def test_nothing_starts_before_what_it_needs(self, services: dict[str, dict[str, Any]]) -> None:
        for service in services.values():
            assert set(service.get("depends_on", {})) <= set(services)
        assert services["rasa"]["depends_on"]["migrate"] == {
            "condition": "service_completed_successfully"
        }

    @pytest.mark.parametrize("name", ["rasa", "actions", "web", "worker"])
    def test_what_is_set_for_the_host_does_not_move_what_is_inside(
        self, services: dict[str, dict[str, Any]], name: str
    ) -> None:
        main = _load(FILES[0])["services"][name]
        port = re.search(r":(\d+)/healthz", str(main["healthcheck"]["test"]))
        assert port is not None
        assert main["environment"][f"{name.upper()}_PORT"] == port[1]
        assert main["environment"]["RATIBA_HOME"] == "/srv/ratiba"

    def test_the_sandbox_knows_the_demo_business(self, services: dict[str, dict[str, Any]]) -> None:
        known = json.loads(services["sandbox"]["environment"]["SANDBOX_BUSINESSES"])
        assert known == sandbox_businesses(DEMO_BUSINESS, {})


class TestDockerfiles:
    @pytest.mark.parametrize("path", IMAGES, ids=lambda path: path.stem)
    def test_is_pinned_hashed_and_not_root(self, path: Path) -> None:
        text = path.read_text()
        assert all(
            re.search(r":\d+\.\d+\.\d+-", line)
            for line in text.splitlines()
            if line.startswith("FROM ")
        )
        assert text.count("--require-hashes") == 2
        assert re.search(r"^USER 10001$", text, re.MULTILINE)

    @pytest.mark.parametrize("path", IMAGES, ids=lambda path: path.stem)
    def test_copies_only_what_exists(self, path: Path) -> None:
        for line in path.read_text().splitlines():
            if line.startswith("COPY ") and "--from" not in line:
                for source in line.split()[1:-1]:
                    assert (ROOT / source).exists(), source


class TestEnter:
    def test_rasa_gets_its_role_and_neither_owner_nor_secret(self) -> None:
        own = environment_of("rasa", GIVEN)
        password = derive_secret(GIVEN["RATIBA_SECRET_KEY"], "role:ratiba_rasa")
        assert own == {
            "DATABASE_RASA_URL": f"postgresql://ratiba_rasa:{password}@db:5432/ratiba",
            "TURN_TOKEN": derive_secret(GIVEN["RATIBA_SECRET_KEY"], "turn"),
        }

    def test_only_who_needs_it_gets_the_keys_of_the_files(self) -> None:
        given = {**GIVEN, "S3_ACCESS_KEY": "ratiba", "S3_SECRET_KEY": "secret"}
        assert not {"S3_ACCESS_KEY", "S3_SECRET_KEY"} & set(environment_of("rasa", given))
        assert environment_of("services", given)["S3_SECRET_KEY"] == "secret"

    def test_services_get_the_connections_that_the_launcher_would_give(self) -> None:
        own = environment_of("services", GIVEN)
        assert "DATABASE_URL" not in own
        assert "DATABASE_RASA_URL" not in own
        password = derive_secret(GIVEN["RATIBA_SECRET_KEY"], "role:ratiba_app")
        expected = with_credentials(GIVEN["DATABASE_URL"], "ratiba_app", password)
        assert own["DATABASE_APP_URL"] == expected

    def test_what_was_left_empty_is_not_set(self) -> None:
        given = {**GIVEN, "DATABASE_RASA_URL": "", "DATABASE_POOL_SIZE": ""}
        own = environment_of("rasa", given)
        assert own["DATABASE_RASA_URL"].startswith("postgresql://ratiba_rasa:")
        assert "DATABASE_POOL_SIZE" not in own

    def test_what_was_given_stands(self) -> None:
        given = {**GIVEN, "DATABASE_APP_URL": "postgresql://elsewhere/x"}
        own = environment_of("services", given)
        assert own["DATABASE_APP_URL"] == "postgresql://elsewhere/x"
