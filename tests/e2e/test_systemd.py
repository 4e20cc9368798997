# SPDX-License-Identifier: BSD-2-Clause
"""nuncio.service under a systemd that is process 1, in a Debian tree of its own (systemd/scenario.py)."""
import ast
import json
import os
import shutil
import subprocess

import pytest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
HERE = os.path.join(ROOT, "tests", "e2e", "systemd")
TREE = os.path.join(ROOT, "build", "debian-tree")
MADE = os.path.join(TREE, "etc", "nuncio-tree")


def cases():
    """The functions of the scenario that are marked as cases; it cannot be imported outside the boot."""
    with open(os.path.join(HERE, "scenario.py"), encoding="utf-8") as file:
        return [f.name for f in ast.parse(file.read()).body
                if isinstance(f, ast.FunctionDef) and any(getattr(d, "id", "") == "case" for d in f.decorator_list)]


def packages():
    script = '. "$1"; echo systemd systemd-sysv dbus python3-redis $run_packages'
    done = subprocess.run(["sh", "-c", script, "sh", os.path.join(ROOT, "tests", "house", "packages.sh")],
                          capture_output=True, text=True, check=True)
    return ",".join(done.stdout.split())


def mirror():
    """Where this machine gets Debian 12 from."""
    done = subprocess.run(["apt-get", "indextargets", "--format", "$(CODENAME) $(COMPONENT) $(REPO_URI)"],
                          capture_output=True, text=True, check=False)
    found = [line.split()[2] for line in done.stdout.splitlines() if line.startswith("bookworm main ")]
    return found[:1]


def make_tree():
    """A Debian 12 with what nuncio needs to run; kept for the next time, and made anew when that changes."""
    wanted = packages()
    if os.path.exists(MADE):
        with open(MADE, encoding="utf-8") as file:
            if file.read() == wanted:
                return
    shutil.rmtree(TREE, ignore_errors=True)
    done = subprocess.run(["debootstrap", "--variant=minbase", "--include=" + wanted, "bookworm", TREE, *mirror()],
                          capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip("skipped: debootstrap failed: " + " ".join(done.stdout.splitlines()[-1:]))
    shutil.rmtree(os.path.join(TREE, "var/cache/apt/archives"), ignore_errors=True)
    with open(MADE, "w", encoding="utf-8") as file:
        file.write(wanted)


def sanitized(build):
    with open(os.path.join(build, "CMakeCache.txt"), encoding="utf-8") as file:
        return "NUNCIO_SANITIZE:BOOL=ON" in file.read()


def link(target, *path):
    os.makedirs(os.path.dirname(os.path.join(*path)), exist_ok=True)
    os.symlink(target, os.path.join(*path))


@pytest.fixture(scope="module")
def report(build, tmp_path_factory):
    if os.getuid() != 0:
        pytest.skip("skipped: needs root")
    if not shutil.which("debootstrap"):
        pytest.skip("skipped: debootstrap is not installed")
    if sanitized(build):
        pytest.skip("skipped: sanitizers do not work under the unit's restrictions")
    make_tree()
    changes, out = str(tmp_path_factory.mktemp("changes")), str(tmp_path_factory.mktemp("out"))
    subprocess.run(["cmake", "--install", build, "--prefix", "/usr"], env=dict(os.environ, DESTDIR=changes),
                   stdout=subprocess.DEVNULL, check=True)
    library = os.path.join(changes, "usr/local/lib/nuncio-e2e")
    os.makedirs(library)
    shutil.copy(os.path.join(HERE, "scenario.py"), library)
    shutil.copy(os.path.join(ROOT, "tests", "e2e", "feedserver.py"), library)
    units = os.path.join(changes, "etc/systemd/system")
    os.makedirs(units)
    shutil.copy(os.path.join(HERE, "nuncio-e2e.service"), units)
    link("../nuncio-e2e.service", units, "default.target.wants/nuncio-e2e.service")
    link("/dev/null", units, "redis-server.service")  # the daemon brings its own
    os.chmod(changes, 0o755)
    done = subprocess.run([os.path.join(HERE, "boot.sh"), TREE, changes, out], capture_output=True, text=True,
                          timeout=400, check=False)
    if done.returncode == 77:
        pytest.skip("skipped: " + " ".join(done.stdout.splitlines()[-1:]))
    try:
        with open(os.path.join(out, "scenario.log"), encoding="utf-8") as file:
            print(file.read())
        with open(os.path.join(out, "report.json"), encoding="utf-8") as file:
            return json.load(file)
    except OSError:
        pytest.fail("the scenario did not run:\n" + done.stdout[-6000:] + done.stderr[-2000:])


@pytest.mark.long
@pytest.mark.xdist_group("systemd")  # one boot for all
@pytest.mark.parametrize("name", cases())
def test_systemd(report, name):
    assert report.get(name, "it was not reached") == "", report.get(name)
