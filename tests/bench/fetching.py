# SPDX-License-Identifier: BSD-2-Clause
"""Polls per second of processor time, schedule and state in the journal included, beside curl in the same run."""
import asyncio
import os
import shutil
import socket
import ssl
import statistics
import subprocess
import threading
import time

from common import Server, cpu_of_command, cpu_s, distinct_host, wait_for

FEEDS = 10_000  # each due every second: more than can be done
WINDOW_S = 4
WINDOWS = 5
CURL_REQUESTS = 20_000
TLS_HOSTS = 300
TAG = '"5f1c-61a2b3c4d5e6f"'


def polls(daemon):
    return daemon.ask("status")["feeds"]["polls"]


def wait_for_all(daemon):
    """New feeds are spread over a minute."""
    def all_known():
        time.sleep(1)
        return all(feed["polls"] > 1 for feed in daemon.ask("feeds")["feeds"])
    wait_for("every feed is known", 300, all_known)


def windows(daemon, between=lambda: None):
    """(polls per CPU-second of the main process, polls per second) of each window."""
    rates = []
    for _ in range(WINDOWS):
        then, cpu, begun = polls(daemon), cpu_s(daemon.process.pid), time.monotonic()
        time.sleep(WINDOW_S)
        count, used = polls(daemon) - then, cpu_s(daemon.process.pid) - cpu
        rates.append((count / used, count / (time.monotonic() - begun)))
        between()
    return rates


def fetch(bench):
    curl = []
    with Server(bench) as server:
        def run_curl():
            if shutil.which("curl"):
                used = cpu_of_command(["curl", "-sS", "--parallel", "--parallel-max", "100", "--no-progress-meter",
                                       "-H", "If-None-Match: " + TAG, "-o", os.devnull,
                                       server.url(f"/quiet/[1-{CURL_REQUESTS}]/rss.xml")])
                curl.append(CURL_REQUESTS / used)
        with bench.daemon([server.url(f"/quiet/{n}/rss.xml") for n in range(FEEDS)], backlog="none") as daemon:
            daemon.start()
            wait_for_all(daemon)
            rates = windows(daemon, run_curl)
    ours = statistics.median(r[0] for r in rates)
    result = {"name": "fetch", "polls_per_cpu_second": round(ours), "polls_per_second": round(statistics.median(r[1] for r in rates)),
              "reach": {"polls_per_cpu_second": ">= 27000"}}
    if curl:
        theirs = statistics.median(curl)
        result.update(curl_per_cpu_second=round(theirs), against_curl=round(ours / theirs, 2), reach={"against_curl": ">= 1.0"})
    yield result


# --- TLS, each feed on a host of its own, a handshake for each poll ---

class Secure(threading.Thread):
    """Says 304 to whoever has the validator, and closes."""

    def __init__(self, folder):
        super().__init__(daemon=True)
        self.certificate = os.path.join(folder, "cert.pem")
        key = os.path.join(folder, "key.pem")
        names = ",".join("IP:" + distinct_host(n + 256) for n in range(TLS_HOSTS))
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                        "-days", "30", "-subj", "/CN=bench", "-addext", "subjectAltName=" + names,
                        "-keyout", key, "-out", self.certificate], check=True, stderr=subprocess.DEVNULL)
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(self.certificate, key)
        self.loop = asyncio.new_event_loop()
        self.port = None
        self.start()
        wait_for("the TLS server", 10, lambda: self.port)

    def run(self):
        asyncio.set_event_loop(self.loop)
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, b"lo")  # all of 127.0.0.0/8 and nothing else
        listener.bind(("", 0))
        server = self.loop.run_until_complete(asyncio.start_server(self.serve, sock=listener, ssl=self.context, backlog=1000))
        self.port = server.sockets[0].getsockname()[1]
        self.loop.run_forever()

    @staticmethod
    async def serve(reader, writer):
        try:
            request = (await reader.readuntil(b"\r\n\r\n")).lower()
            if b"if-none-match" in request:
                writer.write(f"HTTP/1.1 304 Not Modified\r\nETag: {TAG}\r\nConnection: close\r\n\r\n".encode())
            else:
                body = b"<rss version='2.0'><channel><title>t</title><item><title>One</title></item></channel></rss>"
                writer.write(f"HTTP/1.1 200 OK\r\nETag: {TAG}\r\nContent-Type: application/rss+xml\r\n"
                             f"Connection: close\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)
            await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    def stop(self):
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.join()


def fetch_tls(bench):
    with bench.folder() as folder:
        server = Secure(folder)
        urls = [f"https://{distinct_host(n + 256)}:{server.port}/feed" for n in range(TLS_HOSTS)]
        with bench.daemon(urls, fetch__ca_file=server.certificate, backlog="none") as daemon:
            daemon.start()
            wait_for_all(daemon)
            rates = windows(daemon)
            failing = daemon.ask("status")["feeds"]["failing"]
        server.stop()
    yield {"name": "fetch_tls", "hosts": TLS_HOSTS, "polls_per_cpu_second": round(statistics.median(r[0] for r in rates)),
           "polls_per_second": round(statistics.median(r[1] for r in rates)), "failing": failing,
           "reach": {"polls_per_cpu_second": ">= 600"}}
