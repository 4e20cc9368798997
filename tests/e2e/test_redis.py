# SPDX-License-Identifier: BSD-2-Clause
"""A Redis of one's own choice: how it is reached, and which one is refused with the reason."""
import json
import os
import shutil
import socket
import subprocess
import tempfile

import pytest
import redis
import yaml

from daemon import wait_for
from feedserver import rss
from test_alerts import numbered, numbers

PASSWORD = "correct horse"
# What nuncio.yaml(5) tells the operator to allow.
RIGHTS = ("-@all +info +ping +evalsha +script|load +xadd +xtrim +xlen +publish +hget +hset +hmget +hlen +expireat +sismember "
          "+smismember +exists +sadd +scard").split()


class Redis:
    """A redis-server on a free port and a socket."""

    def __init__(self, *args):
        self.dir = tempfile.mkdtemp(prefix="nuncio-redis-")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.socket = os.path.join(self.dir, "redis.sock")
        self.process = subprocess.Popen(
            ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--unixsocket", self.socket, "--dir", self.dir,
             "--save", "", "--appendonly", "no", *args], stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
        wait_for("redis-server answers", 10, self.is_up)

    def is_up(self):
        try:
            return self.client().ping()
        except redis.exceptions.AuthenticationError:
            return True
        except redis.exceptions.RedisError:
            return False

    def client(self, **kwargs):
        return redis.Redis(unix_socket_path=self.socket, decode_responses=True, **kwargs)

    def close(self):
        self.process.kill()
        self.process.wait()
        shutil.rmtree(self.dir, ignore_errors=True)


@pytest.fixture
def redis_server():
    made = []

    def make(*args):
        made.append(Redis(*args))
        return made[-1]
    yield make
    for one in made:
        one.close()


def with_server(daemon, server, where, **options):
    one = daemon([server.add("/feed", rss(numbered(3)))], private=False)
    one.conf["redis"] = {"server": where, **options}
    one.write("nuncio.yaml", yaml.safe_dump(one.conf))
    return one


def alerts_in(client):
    return [json.loads(f["alert"]) for _, f in client.xrange("nuncio:{test.numbers}:alerts")]


def test_unix_socket(daemon, server, redis_server):
    store = redis_server()
    with_server(daemon, server, store.socket).start()
    assert sorted(numbers(wait_for("alerts", 20, lambda: (lambda a: a if len(a) == 3 else None)(
        alerts_in(store.client()))))) == [1, 2, 3]


def test_tcp_with_user_and_password_file(daemon, server, redis_server):
    store = redis_server("--user", "nuncio", "on", ">" + PASSWORD, "~nuncio*", "&nuncio*", *RIGHTS,
                         "--user", "default", "on", ">admin", "~*", "&*", "+@all")
    one = with_server(daemon, server, f"127.0.0.1:{store.port}", user="nuncio")
    one.write("password", PASSWORD + "\n")
    os.chmod(one.path("password"), 0o600)
    one.conf["redis"]["password_file"] = one.path("password")
    one.write("nuncio.yaml", yaml.safe_dump(one.conf))
    one.start()
    wait_for("alerts", 20, lambda: len(alerts_in(store.client(password="admin"))) == 3)
    assert PASSWORD not in one.log()
    assert not any(PASSWORD in title for title in one.processes().values())
    for pid in one.processes():
        with open(f"/proc/{pid}/environ", "rb") as environ:
            assert PASSWORD.encode() not in environ.read()


REFUSED = {
    "wrong password": (["--requirepass", "other"], "password"),
    "evicting": (["--maxmemory", "100mb", "--maxmemory-policy", "allkeys-lru"], "noeviction"),
    "a replica": (["--replicaof", "127.0.0.1", "1"], "replica"),
    "no right to publish": (["--user", "default", "on", "nopass", "~*", "&*", "+@all", "-publish"], "publish"),
    "no right to the keys": (["--user", "default", "on", "nopass", "~other*", "&*", "+@all"], "noperm"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused_with_the_reason(daemon, server, redis_server, name):
    args, word = REFUSED[name]
    store = redis_server(*args)
    one = with_server(daemon, server, store.socket).start()
    reason = wait_for("a reason", 20, lambda: one.ask("status")["redis"].get("reason"))
    print(reason)
    assert word in reason.lower()
    wait_for("the records wait", 20, lambda: one.ask("status")["redis"]["pending"] == 3)
    assert one.log().count(reason[:30]) <= 2, "said again and again"


def test_eviction_ends_and_the_alerts_come(daemon, server, redis_server):
    store = redis_server("--maxmemory", "100mb", "--maxmemory-policy", "allkeys-lru")
    one = with_server(daemon, server, store.socket).start()
    wait_for("a refusal", 20, lambda: "noeviction" in one.ask("status")["redis"].get("reason", ""))
    store.client().config_set("maxmemory-policy", "noeviction")
    wait_for("alerts", 60, lambda: len(alerts_in(store.client())) == 3)


def test_a_flushed_store_is_not_written_to_blindly(daemon, server, redis_server):
    store = redis_server()
    items = numbered(3)
    one = daemon([server.add("/feed", lambda: rss(items))], private=False, redis__server=store.socket).start()
    wait_for("alerts", 20, lambda: len(alerts_in(store.client())) == 3)
    store.client().flushall()
    assert one.stop() == 0
    items += numbered(1, 4)
    one.start()
    wait_for("the channel is held", 20, lambda: one.ask("status")["redis"]["held_channels"] == 1)
    assert "accept_lost_data" in one.log()
    assert not alerts_in(store.client())
    assert one.stop() == 0
    one.start("--set", "redis.accept_lost_data=true")
    wait_for("the new alert", 20, lambda: numbers(alerts_in(store.client())) == [4])
