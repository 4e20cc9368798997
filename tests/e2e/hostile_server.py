# SPDX-License-Identifier: BSD-2-Clause
"""Servers that do not play by the rules: each path of RawServer is one behaviour, each TlsServer one fault of a handshake."""
import gzip
import os
import socket
import ssl
import struct
import subprocess
import threading
import time
import zlib

OK = b"HTTP/1.1 200 OK\r\n"
FEED = (b"<?xml version='1.0'?><rss version='2.0'><channel><title>t</title>"
        b"<item><guid>%s</guid><title>A numbered item 0</title></item></channel></rss>")
MIB = 1 << 20


def packed(wbits, mib=64):
    """`mib` MiB of zero bytes, packed once: 31 is gzip, 15 deflate with its header, -15 without."""
    packer = zlib.compressobj(9, zlib.DEFLATED, wbits)
    return b"".join(packer.compress(bytes(MIB)) for _ in range(mib)) + packer.flush()


def full(body, *headers, status=b"200 OK"):
    return b"HTTP/1.1 " + status + b"\r\n" + b"".join(h + b"\r\n" for h in headers) + b"Content-Length: %d\r\n\r\n" % len(body) + body


def forever(send, first, piece, gap=0.0):
    send(first)
    number = 0
    while True:
        send(piece(number))
        number += 1
        if gap:
            time.sleep(gap)


def chunked(*pieces, head=b""):
    return OK + head + b"Transfer-Encoding: chunked\r\n\r\n" + b"".join(pieces)


def redirect(to, *headers, status=b"302 Found"):
    return full(b"", b"Location: " + to, *headers, status=status)


class Listener:
    """Accepts on an address of loopback; `serve` gets each connection in a thread of its own."""

    def __init__(self, address):
        self.socket = socket.create_server((address, 0), backlog=512)
        self.port = self.socket.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            threading.Thread(target=self.run, args=(connection,), daemon=True).start()

    def run(self, connection):
        try:
            with connection:
                self.serve(connection)
        except (OSError, ValueError):
            pass  # the daemon had enough, which is the point

    def close(self):
        self.socket.close()


class RawServer(Listener):
    """`behaviours`: path to bytes, or to a function that gets the connection."""

    def __init__(self, behaviours, address="127.0.0.2"):
        self.behaviours = behaviours
        self.requests = []
        super().__init__(address)
        self.base = f"http://{address}:{self.port}"

    def serve(self, connection):
        request = b""
        while b"\r\n\r\n" not in request:
            piece = connection.recv(65536)
            if not piece:
                return
            request += piece
        self.requests.append(request)
        what = self.behaviours.get(request.split(b" ")[1].decode().split("?")[0], b"")
        if callable(what):
            what(connection)
        else:
            connection.sendall(what)


class Certificates:
    """A small authority and what it signs, made with openssl in a folder of the test."""

    def __init__(self, folder):
        self.folder = folder
        self.openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=Test authority",
                     "-days", "2")

    def openssl(self, *words):
        subprocess.run(["openssl", *words], cwd=self.folder, check=True, capture_output=True)

    def sign(self, name, alternative="IP:127.0.0.2", days="2", own=False):
        self.openssl("req", "-newkey", "rsa:2048", "-nodes", "-keyout", name + ".key", "-out", name + ".csr", "-subj", "/CN=" + name)
        with open(os.path.join(self.folder, name + ".ext"), "w", encoding="utf-8") as file:
            file.write(f"subjectAltName={alternative}\n")
        signer = ("-signkey", name + ".key") if own else ("-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial")
        self.openssl("x509", "-req", "-in", name + ".csr", *signer, "-out", name + ".pem", "-days", days, "-extfile", name + ".ext")
        return os.path.join(self.folder, name + ".pem"), os.path.join(self.folder, name + ".key")


class TlsServer(Listener):
    """Answers with a feed behind TLS, with the certificate it is given; `before` may spoil the handshake."""

    def __init__(self, files=None, before=None, after=None, address="127.0.0.2"):
        self.before, self.after = before, after
        self.context = None
        if files:
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.context.load_cert_chain(*files)
        super().__init__(address)
        self.base = f"https://{address}:{self.port}"

    def serve(self, connection):
        if self.before:
            self.before(connection)
            return
        with self.context.wrap_socket(connection, server_side=True) as secure:
            secure.recv(65536)
            if self.after:
                self.after(secure, connection)
            else:
                secure.sendall(full(FEED % b"tls"))


def reset(connection):
    connection.sendall(OK + b"Content-Length: 10\r\n\r\nabc")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def behaviours():
    """Path to (behaviour, words of which one stands in the feed's error; none: the feed is read)."""
    bomb = packed(31)
    good = FEED % b"1"
    flood = b"".join(b"X-%d: %s\r\n" % (i, b"y" * 1000) for i in range(300))
    return {
        "/endless": (lambda c: forever(c.sendall, OK + b"\r\n", lambda i: b"<rss>" * 20000), ["over 8 MiB"]),
        "/endless-chunks": (lambda c: forever(c.sendall, chunked(), lambda i: b"10000\r\n" + b"x" * 65536 + b"\r\n"), ["over 8 MiB"]),
        "/tiny-chunks": (lambda c: forever(c.sendall, chunked(), lambda i: b"1\r\nx\r\n" * 1000), ["pieces"]),
        "/length-too-large": (OK + b"Content-Length: 99999999999\r\n\r\n<rss>", ["over 8 MiB", "too large", "exceeded"]),
        "/body-drip": (lambda c: forever(c.sendall, OK + b"Content-Length: 100000\r\n\r\n", lambda i: b"x", 0.2), ["slow", "time"]),
        "/header-drip": (lambda c: forever(c.sendall, OK, lambda i: b"X-%d: y\r\n" % i, 0.2), ["slow", "time"]),
        "/status-drip": (lambda c: forever(c.sendall, b"HTTP/1.1 200 ", lambda i: b"O", 0.2), ["slow", "time"]),
        "/hang": (lambda c: time.sleep(30), ["slow", "time"]),
        "/hang-in-body": (lambda c: (c.sendall(OK + b"Content-Length: 1000\r\n\r\n<rss>"), time.sleep(30)), ["slow", "time"]),
        "/gzip-bomb": (full(bomb, b"Content-Encoding: gzip"), ["over 8 MiB"]),
        "/deflate-bomb": (full(packed(15), b"Content-Encoding: deflate"), ["over 8 MiB"]),
        "/raw-deflate-bomb": (full(packed(-15), b"Content-Encoding: deflate"), ["over 8 MiB"]),
        "/gzip-twice-bomb": (full(gzip.compress(bomb, 9), b"Content-Encoding: gzip, gzip"), ["over 8 MiB"]),
        "/gzip-in-gzip": (full(gzip.compress(bomb, 9), b"Content-Encoding: gzip"), ["not a feed", "no XML"]),
        "/encodings": (OK + b"Content-Encoding: " + b"gzip, " * 50 + b"gzip\r\n\r\nx", ["encoding", "not a feed"]),
        "/encoding-unknown": (full(b"xxxx", b"Content-Encoding: evil"), ["encoding", "not a feed"]),
        "/gzip-cut": (full(gzip.compress(good)[:40], b"Content-Encoding: gzip"), [""]),
        "/gzip-bad-sum": (full(gzip.compress(good)[:-8] + b"\0" * 8, b"Content-Encoding: gzip"), [""]),
        "/brotli-junk": (full(b"\xff" * 1000, b"Content-Encoding: br"), [""]),
        "/header-flood": (lambda c: forever(c.sendall, OK, lambda i: b"X-%d: " % i + b"y" * 1000 + b"\r\n"), ["64 KiB", "header"]),
        "/headers-many": (OK + flood + b"\r\n" + good, ["64 KiB", "header"]),
        "/header-long": (OK + b"X: " + b"y" * 200000 + b"\r\n\r\nhi", ["header"]),
        "/header-endless": (lambda c: forever(c.sendall, OK + b"X: ", lambda i: b"y" * 65536), ["header"]),
        "/status-long": (b"HTTP/1.1 200 " + b"O" * 200000 + b"\r\n\r\n", ["header"]),
        "/cookies": (full(good, *[b"Set-Cookie: c%d=%s" % (i, b"v" * 4000) for i in range(10)]), None),
        "/cookies-flood": (full(good, *[b"Set-Cookie: c%d=%s" % (i, b"v" * 4000) for i in range(60)]), ["64 KiB", "header"]),
        "/loop": (redirect(b"/loop"), ["redirects"]),
        "/ping": (redirect(b"/pong"), ["redirects"]),
        "/pong": (redirect(b"/ping"), ["redirects"]),
        "/redirect-nowhere": (full(b"", status=b"302 Found"), ["without a place"]),
        "/redirect-file": (redirect(b"file:///etc/passwd"), ["file:", "web address"]),
        "/redirect-gopher": (redirect(b"gopher://127.0.0.2:1/"), ["gopher", "web address"]),
        "/redirect-long": (redirect(b"http://127.0.0.2/" + b"a" * 9000), ["without a place"]),
        "/redirect-user": (redirect(b"http://user:pass@127.0.0.2:1/"), [""]),
        "/redirect-crlf": (redirect(b"/x%0d%0aX-Evil:%201"), ["404", "Empty", "broke", "closed", "time", "reset", "nothing", "reply"]),
        "/redirect-port": (redirect(b"http://127.0.0.2:22/"), ["port 22"]),
        "/redirect-controls": (redirect(b"http://\x1b[2J\xc2\x9b.example/"), [""]),
        "/continues": (lambda c: forever(c.sendall, b"", lambda i: b"HTTP/1.1 100 Continue\r\n\r\n" * 1000), ["64 KiB", "header", "time"]),
        "/early-hints": (b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" * 20 + full(good), None),
        "/switching": (b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: evil\r\n\r\n\0\1\2", [""]),
        "/chunk-size": (chunked(b"FFFFFFFFFFFFFFFFF\r\nx\r\n"), ["chunk"]),
        "/chunk-negative": (chunked(b"-5\r\nxxxxx\r\n0\r\n\r\n"), ["chunk"]),
        "/chunk-junk": (chunked(b"zz\r\nxx\r\n"), ["chunk"]),
        "/chunk-cut": (chunked(b"100\r\nabc"), [""]),
        "/chunk-trailers": (lambda c: forever(c.sendall, chunked(b"5\r\n<rss>\r\n0\r\n"), lambda i: b"X: y\r\n" * 1000),
                            ["header", "64 KiB", "time", "not a feed", "no feed"]),
        "/chunk-extension": (chunked(b"5;" + b"x" * 100000 + b"\r\n<rss>\r\n0\r\n\r\n"), [""]),
        "/chunked-and-length": (OK + b"Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n5\r\n<rss>\r\n0\r\n\r\n", [""]),
        "/short": (OK + b"Content-Length: 1000\r\n\r\nabc", ["997", "broke off"]),
        "/two-lengths": (OK + b"Content-Length: 3\r\nContent-Length: 5\r\n\r\nabcde", [""]),
        "/length-negative": (OK + b"Content-Length: -5\r\n\r\n" + good, [""]),
        "/length-junk": (OK + b"Content-Length: 0x10\r\n\r\n" + good, [""]),
        "/zero-in-header": (full(good, b'ETag: "a\0b"'), ["NUL", "header", "Nul", "null"]),
        "/tag-injection": (full(good, b'ETag: "a\rX-Evil: 1"'), None),
        "/tag-long": (full(good, b'ETag: "' + b"x" * 50000 + b'"'), None),
        "/tag-controls": (full(good, b'ETag: "\x1b[2J\xff"', b"Last-Modified: \x1b]52;c;x\x07"), None),
        "/dates": (full(good, b"Last-Modified: Mon, 99 Foo 99999 99:99:99 GMT", b"Expires: -1", b"Date: x", b"Age: -99999999999999999999",
                        b"Cache-Control: max-age=99999999999999999999, s-maxage=-1"), None),
        "/http-0.9": (b"hello no http", ["HTTP/0.9"]),
        "/http-9": (b"HTTP/9.9 200 OK\r\n\r\n" + good, [""]),
        "/status-junk": (b"HTTP/1.1 abc OK\r\n\r\n", [""]),
        "/status-999": (full(b"", status=b"999 Go away\x1b[2J"), ["999"]),
        "/status-0": (full(b"", status=b"000 None"), [""]),
        "/reset": (reset, ["reset", "broke off"]),
        "/closed": (lambda c: None, ["Empty", "empty", "closed", "reply"]),
        "/not-modified": (b"HTTP/1.1 304 Not Modified\r\n\r\n", ["304"]),
        "/no-content": (b"HTTP/1.1 204 No Content\r\n\r\n", ["204"]),
        "/partial": (full(good, b"Content-Range: bytes 0-5/999999999999", status=b"206 Partial Content"), ["206"]),
        "/unauthorized": (full(b"", b'WWW-Authenticate: Negotiate, NTLM, Basic realm="\x1b[2J"', status=b"401 No"), ["401"]),
        "/too-many": (full(b"", b"Retry-After: 99999999999999999999", status=b"429 Slow"), ["429"]),
        "/retry-negative": (full(b"", b"Retry-After: -1", status=b"503 Busy"), ["503"]),
        "/gone": (full(b"", status=b"410 Gone"), ["410"]),
        "/empty": (full(b""), ["empty"]),
        "/alt-svc": (full(good, b'Alt-Svc: h3="127.0.0.1:9"; ma=99999999', b"Refresh: 0;url=file:///etc/passwd",
                          b"Strict-Transport-Security: max-age=99999999"), None),
        "/type-junk": (full(good, b"Content-Type: \x1b[2J/" + b"x" * 5000 + b"; charset=" + b"y" * 5000), None),
    }


def tls_faults(certificates):
    """Name to (server, words of the error; None: the feed is read)."""
    valid = certificates.sign("valid")
    early = certificates.sign("early", days="-1")
    return {
        "valid": (TlsServer(valid), None),
        "expired": (TlsServer(early), ["TLS"]),
        "other-host": (TlsServer(certificates.sign("other", "DNS:other.example,IP:192.0.2.1")), ["TLS"]),
        "self-signed": (TlsServer(certificates.sign("self", own=True)), ["TLS"]),
        "plain-http": (TlsServer(before=lambda c: c.sendall(full(FEED % b"plain"))), ["TLS"]),
        "junk": (TlsServer(before=lambda c: c.sendall(b"\x16\x03\x01\xff\xff" + b"\xff" * 65535)), ["TLS"]),
        "alert-flood": (TlsServer(before=lambda c: forever(c.sendall, b"", lambda i: b"\x15\x03\x03\0\2\1\0" * 100)), ["TLS", "time", "reset"]),
        "silent": (TlsServer(before=lambda c: time.sleep(30)), ["time", "connection", "TLS"]),
        "closed": (TlsServer(before=lambda c: c.recv(1000)), ["TLS"]),
        "cut-hello": (TlsServer(before=lambda c: (c.recv(1000), c.sendall(b"\x16\x03\x03\0\x7a\2\0\0\x76\3\3"))), ["TLS"]),
        "drip": (TlsServer(before=lambda c: forever(c.sendall, b"\x16\x03\x03\x40\0", lambda i: b"\2", 0.2)), ["time", "connection", "TLS"]),
        "old-version": (TlsServer(before=lambda c: (c.recv(1000), c.sendall(b"\x15\x03\0\0\2\2\x46"))), ["TLS"]),
        "cut-after-headers": (TlsServer(valid, after=lambda s, c: s.sendall(OK + b"Content-Length: 1000\r\n\r\n<rss>")), [""]),
        "junk-after-handshake": (TlsServer(valid, after=lambda s, c: os.write(s.fileno(), b"\x17\x03\x03\0\x20" + b"z" * 32)), [""]),
        "endless": (TlsServer(valid, after=lambda s, c: forever(s.sendall, OK + b"\r\n", lambda i: b"x" * 65536)), ["over 8 MiB"]),
        "to-plain": (TlsServer(valid, after=lambda s, c: s.sendall(redirect(b"http://127.0.0.2:1/"))), ["without encryption"]),
    }


def serve_all(folder, pipe):
    """Serves every behaviour until something comes through the pipe. Sends {name: (URL, words)} first, and last the requests that
    carried a header which no client of ours has."""
    kinds = behaviours()
    raw = RawServer({path: behaviour for path, (behaviour, _) in kinds.items()})
    tls = tls_faults(Certificates(folder))
    pipe.send({path: (raw.base + path, words) for path, (_, words) in kinds.items()}
              | {"tls " + name: (server.base + "/", words) for name, (server, words) in tls.items()})
    pipe.recv()
    pipe.send([request for request in raw.requests if b"\r\nx-evil" in request.lower()])
