# SPDX-License-Identifier: BSD-2-Clause
import json
import os

import jsonschema
import pytest

import daemon as daemon_module
import feedserver

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def pytest_addoption(parser):
    parser.addoption("--build", default=os.path.join(ROOT, "build", "shipped"), help="folder with nunciod and nuncio")
    parser.addoption("--all", action="store_true", help="the long tests too")
    parser.addoption("--quick", action="store_true", help="without the long tests (default)")


def pytest_configure(config):
    config.addinivalue_line("markers", "long: takes more than ten seconds; runs with --all")


def pytest_collection_modifyitems(config, items):
    if not config.getoption("--all"):
        long = [item for item in items if item.get_closest_marker("long")]
        config.hook.pytest_deselected(items=long)
        items[:] = [item for item in items if item not in long]


@pytest.fixture(scope="session")
def build(request):
    return os.path.abspath(request.config.getoption("--build"))


@pytest.fixture(scope="session")
def shared():
    """The folder with conformance data; tests that need it are skipped without it."""
    path = os.path.abspath(os.environ.get("NUNCIO_SHARED") or os.path.join(ROOT, "..", "shared"))
    if not os.path.isdir(path):
        pytest.skip("skipped: no shared data at NUNCIO_SHARED")
    return path


@pytest.fixture
def server():
    server = feedserver.Server()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def daemon(build):
    """Makes daemons; all are closed at the end."""
    made = []

    def make(*args, **kwargs):
        made.append(daemon_module.Daemon(build, *args, **kwargs))
        return made[-1]
    yield make
    for one in made:
        if one.process and one.process.poll() is None:
            one.stop()
        print(one.log()[-6000:])
        one.close()


@pytest.fixture(scope="session")
def check_alert():
    """Validates an alert against the schema that is installed."""
    with open(os.path.join(ROOT, "etc", "alert.schema.json"), encoding="utf-8") as file:
        validator = jsonschema.Draft202012Validator(json.load(file))

    def check(alert):
        errors = [f"{'/'.join(map(str, e.path))}: {e.message}" for e in validator.iter_errors(alert)]
        assert not errors, errors
        return alert
    return check
