#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""What nuncio.service does under a systemd that is process 1. Runs inside the boot, as root.

usage: scenario.py OUT    writes {case: "" or what went wrong} to OUT/report.json

Each case but the first two starts from a service that is running with its private Redis, and leaves one behind.
"""
import contextlib
import grp
import hashlib
import json
import os
import pwd
import re
import signal
import subprocess
import sys
import time
import traceback

import redis

import feedserver

UNIT = "nuncio.service"
FEED = "/numbers"
PASSWORD = "a password with 'quotes' and spaces"
RULE = """
- rule: numbered
  channel: test.numbers
  condition: numbered
  output: "{title}"
  tests: {match: ["A numbered item"], no_match: ["Another"]}
"""
OTHER_RULE = RULE.replace("numbered", "lettered").replace("test.numbers", "test.letters")
BROKEN_RULE = "- rule: broken\n  channel: test.broken\n  condition: '(a AND'\n"
CASES = {}
items = []


def case(function):
    CASES[function.__name__] = function
    return function


# --- what the cases use ---

def wait_for(what, seconds, condition):
    end = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        assert time.monotonic() < end, f"not within {seconds} s: {what}"
        time.sleep(0.05)


def run(*words, check=True, **kwargs):
    done = subprocess.run(words, capture_output=True, text=True, timeout=60, check=False, **kwargs)
    assert not check or done.returncode == 0, f"{words}: exit {done.returncode}\n{done.stdout}{done.stderr}"
    return done


def show(name):
    return run("systemctl", "show", "--value", "-p", name, UNIT).stdout.strip()


def main_pid():
    return int(show("MainPID"))


def write(path, text, mode=0o644):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path + ".new~", "w", encoding="utf-8") as file:
        os.fchmod(file.fileno(), mode)
        file.write(text)
    os.rename(path + ".new~", path)


def processes():
    """{pid: command line} of what runs as the service's user, in its unit or not."""
    uid = pwd.getpwnam("nuncio").pw_uid
    found = {}
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            if os.stat("/proc/" + pid).st_uid == uid:
                with open(f"/proc/{pid}/cmdline", encoding="utf-8") as file:
                    found[int(pid)] = file.read().replace("\0", " ").strip()
        except OSError:
            pass  # it has ended
    return found


def titled(part):
    return [pid for pid, line in processes().items() if part in line]


def status_of(pid, name):
    with open(f"/proc/{pid}/status", encoding="utf-8") as file:
        return re.search(rf"^{name}:\s+(.*)$", file.read(), re.M)[1]


def as_user(script, *args, member):
    """Runs Python as nobody, in the group of the daemon or not."""
    groups = [grp.getgrnam("nuncio").gr_gid] if member else []
    return run("/usr/bin/python3", "-c", script, *args, check=False, user=65534, group=65534, extra_groups=groups)


def subscriber():
    return redis.Redis(unix_socket_path="/run/nuncio/redis.sock", username="subscriber", password="any", decode_responses=True)


def titles(client=None, channel="test.numbers"):
    try:
        entries = (client or subscriber()).xrange("nuncio:{%s}:alerts" % channel)
    except (redis.RedisError, OSError):
        return []
    return [json.loads(fields["alert"])["article"]["title"] for _, fields in entries]


def publish(title):
    items.append({"title": title, "guid": title, "text": "text"})
    return title


def wait_for_alert(title, client=None, channel="test.numbers"):
    wait_for(f"an alert for {title}", 20, lambda: title in titles(client, channel))


def log_since(cursor):
    return run("journalctl", "-q", "-o", "cat", "-u", UNIT, "--after-cursor", cursor).stdout


def log_cursor():
    return run("journalctl", "-q", "-n", "0", "--show-cursor").stdout.split("cursor: ")[1].strip()


def configure(port, more=""):
    write("/etc/nuncio/nuncio.yaml", f"""
rules: [/etc/nuncio/rules.d]
backlog: all
fetch: {{allow_private: true, interval: 1s, min_interval: 1s, host_gap: 0s, ports: [{port}]}}
{more}""")


def stop_in_time():
    start = time.monotonic()
    run("systemctl", "stop", UNIT)
    took = time.monotonic() - start
    print(f"stopped after {took:.2f} s")
    assert took <= 5, took
    assert show("Result") == "success" and show("ExecMainStatus") == "0"
    assert not processes(), processes()


@contextlib.contextmanager
def drop_in(text):
    path = f"/run/systemd/system/{UNIT}.d/test.conf"
    write(path, text)
    run("systemctl", "daemon-reload")
    try:
        run("systemctl", "restart", UNIT)
        yield
    finally:
        os.remove(path)
        run("systemctl", "daemon-reload")
        run("systemctl", "restart", UNIT)


# --- the cases ---

@case
def what_is_installed_is_good(port):
    """Options, feed list and rules as they are shipped, read by someone without rights."""
    run("nuncio", "check", user=65534, group=65534)


@case
def starts_and_says_when_it_is_ready(port):
    write("/etc/nuncio/feeds.yaml", json.dumps([{"url": f"http://127.0.0.1:{port}{FEED}", "name": "Numbers"}]))
    write("/etc/nuncio/rules.d/test.yaml", RULE)
    configure(port)
    start = time.monotonic()
    run("systemctl", "start", UNIT)
    took = time.monotonic() - start
    assert show("ActiveState") == "active"
    assert took < 10, took
    assert os.path.exists("/run/nuncio/control.sock")
    assert show("StatusText")
    print(f"ready after {took:.2f} s: {show('StatusText')}")


@case
def processes_are_as_designed_and_unprivileged(port):
    wait_for("readers", 10, lambda: len(titled("reader")) >= 2)
    assert len(titled("redis-server")) == 1, processes()
    for pid in processes():
        assert status_of(pid, "CapEff") == "0" * 16 and status_of(pid, "NoNewPrivs") == "1", processes()[pid]
        assert status_of(pid, "Seccomp") == "2", processes()[pid]
    own = int(status_of(main_pid(), "Seccomp_filters"))
    for pid in titled("reader"):
        assert int(status_of(pid, "Seccomp_filters")) > own, "a reader without a jail of its own"


@case
def exposure_is_low_as_running(port):
    verdict = run("systemd-analyze", "security", "--no-pager", UNIT).stdout.splitlines()[-1]
    print(verdict)
    assert float(re.search(r": ([0-9.]+) ", verdict)[1]) <= 1.5, verdict


@case
def an_alert_arrives_in_the_private_redis(port):
    wait_for_alert(publish("A numbered item 1"))


@case
def group_members_and_nobody_else_subscribe(port):
    script = """
import redis, sys
r = redis.Redis(unix_socket_path="/run/nuncio/redis.sock", username="subscriber", password="any", decode_responses=True)
s = r.pubsub()
s.psubscribe("nuncio:*")
print(s.get_message(timeout=5)["type"], flush=True)
while True:
    m = s.get_message(timeout=20)
    if m is None or m["type"] == "pmessage": break
assert sys.argv[1] in m["data"], m
print(r.xlen("nuncio:{test.numbers}:alerts"))
try: r.set("x", "1")
except redis.exceptions.NoPermissionError: print("read only")
"""
    title = "A numbered item 2"
    gid = grp.getgrnam("nuncio").gr_gid
    with subprocess.Popen(["/usr/bin/python3", "-c", script, title], user=65534, group=65534, extra_groups=[gid],
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as member:
        first = member.stdout.readline()
        publish(title)
        rest = member.stdout.read()
    assert member.returncode == 0 and "psubscribe" in first and rest.endswith("2\nread only\n"), first + rest
    stranger = as_user(script, title, member=False)
    assert "Permission denied" in stranger.stderr, stranger


@case
def group_members_and_nobody_else_use_the_command_line(port):
    ask = "import os; os.execv('/usr/bin/nuncio', ['nuncio', 'status', '--json'])"
    answer = as_user(ask, member=True)
    assert answer.returncode == 0 and json.loads(answer.stdout)["ok"], answer
    follow = ask.replace("'status', '--json'", "'tail', '--json', '--from', 'start', '--count', '2'")
    alerts = as_user(follow, member=True).stdout.splitlines()
    assert [json.loads(a)["article"]["title"] for a in alerts] == titles(), alerts
    refused = as_user(ask, member=False)
    assert refused.returncode != 0 and "ermission" in refused.stderr, refused


@case
def reload_succeeds_and_takes_effect(port):
    write("/etc/nuncio/rules.d/other.yaml", OTHER_RULE)
    run("systemctl", "reload", UNIT)
    publish("A lettered item 1")
    wait_for_alert("A lettered item 1", channel="test.letters")


@case
def reload_fails_with_the_reason(port):
    pid, cursor = main_pid(), log_cursor()
    write("/etc/nuncio/rules.d/broken.yaml", BROKEN_RULE)
    try:
        done = run("systemctl", "reload", UNIT, check=False)
        assert done.returncode != 0
        wait_for("the reason in the log", 5, lambda: re.search(r"broken\.yaml:3:\d+", log_since(cursor)))
        said = run("systemctl", "status", "--no-pager", "--full", "-n", "30", UNIT, check=False).stdout
        assert re.search(r"broken\.yaml:3:\d+", said), said
        assert show("ActiveState") == "active" and main_pid() == pid
        wait_for_alert(publish("A numbered item 3"))
    finally:
        os.remove("/etc/nuncio/rules.d/broken.yaml")
    run("systemctl", "reload", UNIT)
    assert main_pid() == pid


@case
def killed_processes_are_replaced(port):
    pid = main_pid()
    for part in ("reader", "redis-server", "rules"):
        victim = wait_for(part, 10, lambda: titled(part))[0]
        os.kill(victim, signal.SIGKILL)
        wait_for(f"another {part}", 20, lambda: titled(part) and victim not in processes())
        wait_for_alert(publish(f"A numbered item after {part}"))
    assert main_pid() == pid and show("NRestarts") == "0"


@case
def restarted_however_often_it_is_killed(port):
    for n in range(1, 8):
        pid = wait_for("a main process", 20, main_pid)
        os.kill(pid, signal.SIGKILL)
        wait_for(f"start {n}", 20, lambda: main_pid() not in (0, pid) and show("ActiveState") == "active")
        publish(f"A numbered item after kill {n}")
    wait_for_alert("A numbered item after kill 7")
    found = titles()
    for n in range(1, 8):
        assert found.count(f"A numbered item after kill {n}") == 1, found
    assert len(found) == len(set(found)), found
    assert len(titled("redis-server")) == 1 and len(titled("rules")) == 1, processes()
    assert int(show("NRestarts")) >= 7


@case
def a_wrong_configuration_is_not_tried_again(port):
    restarts, cursor = show("NRestarts"), log_cursor()
    configure(port, "no_such_option: 1\n")
    try:
        done = run("systemctl", "restart", UNIT, check=False)
        assert done.returncode != 0
        assert show("ExecMainStatus") == "78", show("ExecMainStatus")
        wait_for("the error with its place in the log", 5,
                 lambda: re.search(r"nuncio\.yaml:5:1.*no_such_option", log_since(cursor)))
        time.sleep(2.5)  # RestartSec is 1 s
        assert show("ActiveState") == "failed" and show("NRestarts") in (restarts, "0")
        assert not processes(), processes()
    finally:
        configure(port)
    run("systemctl", "start", UNIT)
    wait_for_alert(publish("A numbered item after a mended configuration"))


@case
def the_watchdog_is_fed_and_bites(port):
    with drop_in("[Service]\nWatchdogSec=2s\n"):
        pid, fed = main_pid(), int(show("WatchdogTimestampMonotonic"))
        time.sleep(3.5)
        assert main_pid() == pid and int(show("WatchdogTimestampMonotonic")) >= fed + 2_000_000
        os.kill(pid, signal.SIGSTOP)
        wait_for("another main process", 20, lambda: main_pid() not in (0, pid) and show("ActiveState") == "active")
        assert len(titled("redis-server")) == 1, processes()
        wait_for_alert(publish("A numbered item after the watchdog"))


@case
def a_password_comes_as_a_credential(port):
    digest = hashlib.sha256(PASSWORD.encode()).hexdigest()
    write("/tmp/redis.conf", "port 7001\nbind 127.0.0.1\nsave ''\nappendonly no\nmaxmemory-policy noeviction\n"
          f"user default off\nuser monitor on #{digest} ~* &* +@all\n")
    with subprocess.Popen(["redis-server", "/tmp/redis.conf"], stdout=subprocess.DEVNULL) as server:
        try:
            write("/etc/credstore/nuncio.redis-password", PASSWORD + "\n", 0o600)
            # Another Redis knows nothing of what this one had acknowledged: one start has to allow that.
            configure(port, "redis: {server: '127.0.0.1:7001', user: monitor, accept_lost_data: true}\n")
            run("systemctl", "restart", UNIT)
            client = redis.Redis("127.0.0.1", 7001, username="monitor", password=PASSWORD, decode_responses=True)
            wait_for_alert(publish("A numbered item for another Redis"), client)
            assert not titled("redis-server")
            for pid, line in processes().items():
                with open(f"/proc/{pid}/environ", "rb") as file:
                    assert PASSWORD.encode() not in file.read(), line
                assert PASSWORD not in line
            write("/etc/credstore/nuncio.redis-password", "wrong\n", 0o600)
            cursor = log_cursor()
            run("systemctl", "restart", UNIT)
            wait_for("a word about the password", 10, lambda: "WRONGPASS" in log_since(cursor))
            publish("A numbered item that waits")
            time.sleep(1.5)
            stop_in_time()
        finally:
            server.terminate()
            os.remove("/etc/credstore/nuncio.redis-password")
            configure(port, "redis: {accept_lost_data: true}\n")
            run("systemctl", "restart", UNIT)
            configure(port)
    wait_for_alert("A numbered item that waits")


@case
def logs_are_quiet_and_structured(port):
    pid = main_pid()
    entries = [json.loads(line) for line in run("journalctl", "-q", "-o", "json", "-u", UNIT, f"_PID={pid}").stdout.splitlines()]
    assert any(e.get("NUNCIO_OBJECT") for e in entries), entries
    bad = [e["MESSAGE"] for e in entries if int(e["PRIORITY"]) <= 4]
    assert not bad, bad


@case
def stops_within_five_seconds_and_leaves_nothing(port):
    publish("A numbered item at the end")
    wait_for_alert("A numbered item at the end")
    stop_in_time()
    assert not os.path.exists("/run/nuncio")
    run("systemctl", "start", UNIT)
    assert "A numbered item 1" in wait_for("the alerts of before", 10, titles)


def main(out):
    server = feedserver.Server()
    server.add(FEED, lambda: feedserver.rss(items))
    report = {}
    for name, function in CASES.items():
        print(f"== {name}", flush=True)
        start = time.monotonic()
        try:
            function(server.server_port)
            report[name] = ""
        except Exception:
            log = run("journalctl", "-q", "-o", "short-monotonic", "-u", UNIT, "-n", "40", check=False).stdout
            report[name] = traceback.format_exc() + "\nThe log:\n" + log
        print(f"   {time.monotonic() - start:.1f} s {report[name] or 'good'}", flush=True)
        with open(os.path.join(out, "report.json"), "w", encoding="utf-8") as file:
            json.dump(report, file)


if __name__ == "__main__":
    main(sys.argv[1])
