# SPDX-License-Identifier: BSD-2-Clause
"""A nunciod of one's own in a temporary folder, with its private Redis, and what a test asks of it."""
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time

import redis
import yaml

RULES = """
- rule: numbered
  channel: test.numbers
  condition: |
    numbered
  output: "{title}"
  tests: {match: ["A numbered item"], no_match: ["Another"]}
"""


class Timeout(AssertionError):
    pass


def wait_for(what, seconds, condition):
    """Polls `condition` until it gives something true, which is returned."""
    end = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise Timeout(f"not within {seconds} s: {what}")
        time.sleep(0.02)


class Daemon:
    def __init__(self, build, feeds=(), rules=RULES, private=True, **settings):
        self.build = build
        self.private = private  # wait for Redis at the start
        self.dir = tempfile.mkdtemp(prefix="nuncio-e2e-")
        for name in ("state", "run", "rules"):
            os.mkdir(os.path.join(self.dir, name))
        self.process = None
        self.logs = open(os.path.join(self.dir, "log"), "w+b")
        if rules:
            self.write("rules/test.yaml", rules)
        self.write_feeds(feeds)
        port_text = {f.split(":")[2].split("/")[0] for f in self.urls} if feeds else {"80"}
        self.conf = {
            "state_dir": self.path("state"), "runtime_dir": self.path("run"), "rules": [self.path("rules")],
            "feeds": [self.path("feeds.yaml")], "backlog": "all", "http": {"listen": "off"},
            "fetch": {"allow_private": True, "interval": "1s", "min_interval": "1s", "host_gap": "0s",
                      "host_connections": 100, "ports": sorted(int(p) for p in port_text)},
        }
        for key, value in settings.items():
            section, _, name = key.partition("__")
            if name:
                self.conf.setdefault(section, {})[name] = value
            else:
                self.conf[section] = value
        self.write("nuncio.yaml", yaml.safe_dump(self.conf))

    def path(self, name):
        return os.path.join(self.dir, name)

    def write(self, name, text):
        """As editors do: a new file moved over the old one."""
        with open(self.path(name) + ".new~", "w", encoding="utf-8") as file:
            file.write(text)
        os.rename(self.path(name) + ".new~", self.path(name))

    def write_feeds(self, feeds):
        self.urls = [f if isinstance(f, str) else f["url"] for f in feeds]
        self.write("feeds.yaml", yaml.safe_dump([{"url": f} if isinstance(f, str) else f for f in feeds]) if feeds else "[]\n")

    # --- the process ---

    def start(self, *args, wait=True):
        own = {name: value for name, value in os.environ.items() if not name.startswith("NUNCIO_")}  # what the tests use is no option
        self.process = subprocess.Popen(
            [os.path.join(self.build, "nunciod"), "--config", self.path("nuncio.yaml"), *args],
            stdin=subprocess.DEVNULL, stdout=self.logs, stderr=self.logs, env=own)
        if wait:
            wait_for("the daemon answers", 20, self.is_up)
        return self

    def is_up(self):
        if self.process.poll() is not None:
            raise AssertionError("the daemon ended: %s\n%s" % (self.process.returncode, self.log()))
        answer = self.ask("status")
        if not answer.get("ok") or (self.urls and not answer["feeds"]["count"]):
            return None
        return answer if answer["redis"]["up"] or not self.private else None

    def stop(self, seconds=15):
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(seconds)
        return self.process.returncode if self.process else None

    def kill(self, pid=None):
        os.kill(pid or self.process.pid, signal.SIGKILL)
        if not pid:
            self.process.wait()

    def processes(self):
        """{pid: title} of the daemon and everything below it."""
        below, found = {}, {}
        for entry in os.listdir("/proc"):
            if entry.isdigit():
                try:
                    with open(f"/proc/{entry}/stat", encoding="utf-8") as file:
                        below.setdefault(int(file.read().rsplit(")", 1)[1].split()[1]), []).append(int(entry))
                except OSError:
                    pass
        waiting = [self.process.pid]
        while waiting:
            pid = waiting.pop()
            try:
                with open(f"/proc/{pid}/cmdline", encoding="utf-8") as file:
                    found[pid] = file.read().replace("\0", " ").strip()
            except OSError:
                continue
            waiting += below.get(pid, [])
        return found

    def rss_kb(self):
        with open(f"/proc/{self.process.pid}/status", encoding="utf-8") as file:
            return int(re.search(r"VmRSS:\s+(\d+)", file.read())[1])

    def log(self):
        self.logs.flush()
        with open(self.logs.name, encoding="utf-8", errors="replace") as file:
            return file.read()

    def close(self):
        try:
            if self.process and self.process.poll() is None:
                self.process.kill()
                self.process.wait()
        finally:
            self.logs.close()
            shutil.rmtree(self.dir, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        if exc[0]:
            print(self.log()[-8000:])
        self.close()

    # --- talking to it ---

    def nuncio(self, *args, check=True, timeout=60, **kwargs):
        done = subprocess.run([os.path.join(self.build, "nuncio"), "--socket", self.path("run/control.sock"), *args],
                              capture_output=True, text=True, timeout=timeout, **kwargs)
        if check and done.returncode:
            raise AssertionError(f"nuncio {args}: exit {done.returncode}\n{done.stdout}{done.stderr}")
        return done

    def ask(self, command, **fields):
        """One request over the control socket, as the command line makes it."""
        try:
            with socket.socket(socket.AF_UNIX) as control:
                control.settimeout(30)
                control.connect(self.path("run/control.sock"))
                control.sendall(json.dumps({"command": command, **fields}).encode() + b"\n")
                with control.makefile() as answer:
                    return json.loads(answer.readline() or '{"ok": false}')
        except (OSError, json.JSONDecodeError) as error:
            return {"ok": False, "error": str(error)}

    def redis(self, user="subscriber"):
        return redis.Redis(unix_socket_path=self.path("run/redis.sock"), username=user, password="any", decode_responses=True)

    def alerts(self, channel):
        """All alerts of the stream, oldest first."""
        return [json.loads(fields["alert"]) for _, fields in self.redis().xrange("nuncio:{%s}:alerts" % channel)]

    def wait_for_alerts(self, channel, count, seconds=30):
        def enough():
            try:
                found = self.alerts(channel)
            except redis.RedisError:
                return None
            return found if len(found) >= count else None
        return wait_for(f"{count} alerts on {channel}", seconds, enough)
