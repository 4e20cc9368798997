# SPDX-License-Identifier: BSD-2-Clause
"""What `cmake --install` puts where, and what systemd thinks of it."""
import glob
import os
import re
import shutil
import stat
import subprocess

import pytest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
EXPECTED = {
    "usr/bin/nuncio": 0o755,
    "usr/bin/nunciod": 0o755,
    "usr/share/nuncio/alert.schema.json": 0o644,
    "usr/share/nuncio/rules.schema.json": 0o644,
    "usr/share/doc/nuncio/LICENSE": 0o644,
    "usr/share/doc/nuncio/README.md": 0o644,
    "usr/share/doc/nuncio/examples/nuncio.yaml": 0o644,
    "usr/share/doc/nuncio/examples/feeds.yaml": 0o644,
    "usr/lib/systemd/system/nuncio.service": 0o644,
    "usr/lib/sysusers.d/nuncio.conf": 0o644,
    "usr/lib/tmpfiles.d/nuncio.conf": 0o644,
    "etc/nuncio/nuncio.yaml": 0o644,
    "etc/nuncio/feeds.yaml": 0o644,
}
DIRECTORIES = ["etc/nuncio", "etc/nuncio/rules.d", "etc/nuncio/feeds.d", "usr/share/nuncio", "usr/share/nuncio/rules",
               "usr/share/doc/nuncio", "usr/share/doc/nuncio/examples"]


def run(*words, **kwargs):
    done = subprocess.run(words, capture_output=True, text=True, check=False, **kwargs)
    assert done.returncode == 0, done.stdout + done.stderr
    return done


def install(build, destination, umask=0o022):
    return run("cmake", "--install", build, "--prefix", "/usr", env=dict(os.environ, DESTDIR=str(destination)), umask=umask).stdout


def files(top):
    return {os.path.relpath(os.path.join(at, name), top) for at, _, names in os.walk(top) for name in names}


@pytest.fixture(scope="module")
def installed(build, tmp_path_factory):
    """Installed once, by someone whose own files are nobody's business: others must be able to read these."""
    destination = tmp_path_factory.mktemp("installed")
    install(build, destination, umask=0o077)
    return str(destination)


def test_every_file_is_in_its_place_and_nothing_else(installed):
    expected = dict(EXPECTED)
    for page in glob.glob(os.path.join(ROOT, "docs/man/*.[158]")):
        expected[f"usr/share/man/man{page[-1]}/{os.path.basename(page)}"] = 0o644
    rules = files(os.path.join(ROOT, "rules"))
    assert rules
    expected.update({"usr/share/nuncio/rules/" + name: 0o644 for name in rules})
    assert files(installed) == set(expected)
    for name, mode in expected.items():
        assert stat.S_IMODE(os.stat(os.path.join(installed, name)).st_mode) == mode, name
    for name in DIRECTORIES:
        assert stat.S_IMODE(os.stat(os.path.join(installed, name)).st_mode) == 0o755, name


def test_programs_are_those_of_the_build(installed):
    for name in ("nuncio", "nunciod"):
        assert run(os.path.join(installed, "usr/bin", name), "--version").stdout.startswith(name + " ")


def test_what_administrators_edited_is_kept(build, tmp_path):
    install(build, tmp_path)
    edited, untouched = tmp_path / "etc/nuncio/feeds.yaml", tmp_path / "etc/nuncio/nuncio.yaml"
    edited.write_text("# mine\n[]\n")
    own = tmp_path / "etc/nuncio/rules.d/own.yaml"
    own.write_text("# mine too\n")
    before = untouched.read_bytes()
    said = install(build, tmp_path)
    assert edited.read_text() == "# mine\n[]\n" and own.read_text() == "# mine too\n"
    assert untouched.read_bytes() == before
    assert f"Kept: {edited}" in said
    with open(os.path.join(ROOT, "etc/feeds.yaml"), "rb") as file:
        assert (tmp_path / "usr/share/doc/nuncio/examples/feeds.yaml").read_bytes() == file.read()


def test_another_prefix_keeps_to_itself(build, tmp_path):
    run("cmake", "--install", build, "--prefix", str(tmp_path / "opt"))
    assert {name.split("/")[0] for name in files(tmp_path)} == {"opt"}
    assert (tmp_path / "opt/etc/nuncio/nuncio.yaml").exists()


def needs(program):
    if not shutil.which(program):
        pytest.skip(f"skipped: {program} is not installed")


def test_unit_is_verified_in_silence(installed):
    """systemd-analyze says what it does not understand, and ends well all the same: a word is a failure."""
    needs("systemd-analyze")
    unit = os.path.join(installed, "usr/lib/systemd/system/nuncio.service")
    # Units of the system it refers to; the pages are looked for below, since man knows nothing of this folder.
    for name in ("network-online.target", "sysinit.target", "basic.target", "shutdown.target", "multi-user.target"):
        with open(os.path.join(os.path.dirname(unit), name), "w", encoding="utf-8") as file:
            file.write("[Unit]\n")
    try:
        done = run("systemd-analyze", "verify", "--man=no", "--root=" + installed, "nuncio.service")
    finally:
        for target in glob.glob(os.path.join(os.path.dirname(unit), "*.target")):
            os.remove(target)
    assert done.stdout + done.stderr == ""
    with open(unit, encoding="utf-8") as file:
        pages = re.findall(r"man:([^\s(]+)\((\d)\)", file.read())
    assert pages
    for name, section in pages:
        assert os.path.exists(os.path.join(installed, f"usr/share/man/man{section}/{name}.{section}")), name


def test_exposure_is_low(installed):
    needs("systemd-analyze")
    unit = os.path.join(installed, "usr/lib/systemd/system/nuncio.service")
    done = run("systemd-analyze", "security", "--offline=true", "--no-pager", "--threshold=15", unit)
    exposure = float(re.search(r"Overall exposure level for nuncio.service: ([0-9.]+) ", done.stdout)[1])
    assert exposure <= 1.5


def test_user_and_directories_are_made(installed, tmp_path):
    if os.getuid() != 0:
        pytest.skip("skipped: needs root")
    needs("systemd-sysusers")
    for name in ("sysusers.d", "tmpfiles.d"):
        shutil.copytree(os.path.join(installed, "usr/lib", name), tmp_path / "usr/lib" / name)
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc/passwd").write_text("root:x:0:0::/root:/bin/sh\n")
    (tmp_path / "etc/group").write_text("root:x:0:\n")
    run("systemd-sysusers", f"--root={tmp_path}")
    assert re.search("^nuncio:.*:/var/lib/nuncio:", (tmp_path / "etc/passwd").read_text(), re.M)
    assert re.search("^nuncio:", (tmp_path / "etc/group").read_text(), re.M)
    run("systemd-tmpfiles", f"--root={tmp_path}", "--create")
    assert (tmp_path / "etc/nuncio/rules.d").is_dir() and (tmp_path / "etc/nuncio/feeds.d").is_dir()
