# SPDX-License-Identifier: BSD-2-Clause
"""What benchmarks share: the daemon and its other end, processor time, memory, the disk under the journal."""
import contextlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.join(ROOT, "tests", "e2e"))
from daemon import Daemon, wait_for  # noqa: E402

TICKS = os.sysconf("SC_CLK_TCK")


class Bench:
    """One run: where the programs are, and a folder on the disk that the build lies on."""

    def __init__(self, build):
        self.build = os.path.abspath(build)
        self.disk = tempfile.mkdtemp(prefix="bench-", dir=self.build)

    def close(self):
        shutil.rmtree(self.disk, ignore_errors=True)

    def program(self, name):
        return os.path.join(self.build, name)

    @contextlib.contextmanager
    def folder(self):
        path = tempfile.mkdtemp(dir=self.disk)
        try:
            yield path
        finally:
            shutil.rmtree(path, ignore_errors=True)

    @contextlib.contextmanager
    def daemon(self, urls, **settings):
        """Started; its journal on the disk. `urls`: a list, in a file that is written without a YAML library."""
        settings.setdefault("fetch__ports", sorted({int(re.match(r"https?://[^/:]+:(\d+)", u)[1]) for u in urls}))
        with self.folder() as state, Daemon(self.build, state_dir=state, **settings) as daemon:
            daemon.write("feeds.yaml", "".join(f"- {url}\n" for url in urls))
            yield daemon
            if daemon.stop(60) != 0:
                print(daemon.log()[-2000:], file=sys.stderr)

    def file_system(self):
        best = ("", "unknown")
        with open("/proc/self/mounts", encoding="utf-8") as file:
            for line in file:
                _, point, kind = line.split()[:3]
                inside = os.path.join(self.disk, "").startswith(os.path.join(point, ""))
                if inside and len(point) >= len(best[0]):
                    best = (point, kind)
        return best[1]

    def sync_ms(self, count=200):
        """What one write of 4 KiB and its fdatasync take here and now: (median, 99th percentile)."""
        times = []
        with self.folder() as folder:
            fd = os.open(os.path.join(folder, "sync"), os.O_WRONLY | os.O_CREAT)
            for _ in range(count):
                begun = time.monotonic()
                os.write(fd, b"x" * 4096)
                os.fdatasync(fd)
                times.append((time.monotonic() - begun) * 1000)
            os.close(fd)
        return percentile(times, 50), percentile(times, 99)


class Server:
    """bench_server: growing feeds, and a subscriber with the same clock."""

    def __init__(self, bench):
        self.process = subprocess.Popen([bench.program("bench_server")], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        text=True)
        self.port = int(self.process.stdout.readline().split()[1])

    def url(self, path, host="127.0.0.1"):
        return f"http://{host}:{self.port}{path}"

    def subscribe(self, daemon):
        self.process.stdin.write("subscribe %s\n" % daemon.path("run/redis.sock"))
        self.process.stdin.flush()
        if self.process.stdout.readline() != "subscribed\n":
            raise RuntimeError("the subscriber does not get in")

    def finish(self):
        """[(feed, number, sent, received)] in nanoseconds; received 0: never."""
        output = self.process.communicate("")[0]
        return [tuple(int(x) for x in line.split()[1:]) for line in output.splitlines() if line.startswith("article")]

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()


def distinct_host(number):
    """Of 127.0.0.0/8: a host of its own for each feed."""
    return "127.%d.%d.%d" % (number >> 16 & 255, number >> 8 & 255, number & 255)


def percentile(values, percent):
    values = sorted(values)
    return values[min(len(values) - 1, int(len(values) * percent / 100))]


def cpu_s(pid):
    """Processor time of a process with all its threads."""
    with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def pss_bytes(pid):
    with open(f"/proc/{pid}/smaps_rollup", encoding="utf-8") as file:
        return int(re.search(r"^Pss:\s+(\d+)", file.read(), re.M)[1]) * 1024


def run_json(*command, timeout=900, stdin=None):
    """A program of ours that prints one JSON line."""
    import json
    done = subprocess.run(command, stdout=subprocess.PIPE, stdin=stdin, timeout=timeout, check=True)
    return json.loads(done.stdout.decode().splitlines()[-1])


def cpu_of_command(command, **kwargs):
    """User and system seconds of a command that must succeed."""
    process = subprocess.Popen(command, **{"stdout": subprocess.DEVNULL, **kwargs})
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise RuntimeError(f"{command[0]}: exit {process.returncode}")
    return usage.ru_utime + usage.ru_stime
