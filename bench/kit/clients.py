"""A light HTTP client: one connection kept open, cookies, nothing else."""

from __future__ import annotations

import re
import socket
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode

IDLE = 8.0
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="([^"]+)"')


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server said."""

    status: int
    location: str
    body: bytes
    headers: bytes


class Refused(Exception):
    """An answer that was not the expected one."""


@dataclass(slots=True)
class Client:
    """One browser."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    line: socket.socket | None = None
    rest: bytes = b""
    used_at: float = 0.0

    def get(self, path: str) -> Answer:
        """GET a page."""
        return self.send(f"GET {path} HTTP/1.1\r\n{self._head()}\r\n".encode())

    def post(self, path: str, fields: dict[str, str]) -> Answer:
        """POST a form."""
        body = urlencode(fields).encode()
        head = (
            f"POST {path} HTTP/1.1\r\n{self._head()}"
            "Content-Type: application/x-www-form-urlencoded\r\n"
            f"Origin: http://127.0.0.1:{self.port}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return self.send(head.encode() + body)

    def token(self, path: str) -> str:
        """The CSRF token in the forms of a page."""
        answer = self.get(path)
        found = TOKEN.search(answer.body)
        if answer.status != 200 or not found:
            raise Refused(f"{path}: {answer.status} {answer.location}")
        return found[1].decode()

    def send(self, request: bytes) -> Answer:
        """Send a request and read its answer; opens the connection when there is none."""
        if time.monotonic() - self.used_at > IDLE:  # the server may be about to hang up
            self.close()
        self.used_at = time.monotonic()
        if self.line is None:
            self.line = socket.create_connection(("127.0.0.1", self.port), 60)
            self.line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.rest = b""
        self.line.sendall(request)
        return self._read()

    def close(self) -> None:
        """Hang up."""
        if self.line:
            self.line.close()
            self.line = None

    def _head(self) -> str:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return f"Host: 127.0.0.1:{self.port}\r\nCookie: {cookies}\r\n"

    def _read(self) -> Answer:
        while b"\r\n\r\n" not in self.rest:
            self._more()
        head, _, self.rest = self.rest.partition(b"\r\n\r\n")
        status = int(head[9:12])
        location, length, is_chunked = "", 0, False
        for row in head.split(b"\r\n")[1:]:
            name, _, value = row.partition(b":")
            name, value = name.lower(), value.strip()
            if name == b"content-length":
                length = int(value)
            elif name == b"transfer-encoding":
                is_chunked = b"chunked" in value
            elif name == b"location":
                location = value.decode()
            elif name == b"set-cookie":
                key, _, text = value.partition(b";")[0].decode().partition("=")
                self.cookies[key] = text
        body = self._chunks() if is_chunked else self._exactly(length)
        return Answer(status, location, body, head)

    def _exactly(self, length: int) -> bytes:
        while len(self.rest) < length:
            self._more()
        body, self.rest = self.rest[:length], self.rest[length:]
        return body

    def _chunks(self) -> bytes:
        whole = b""
        while True:
            while b"\r\n" not in self.rest:
                self._more()
            size, _, self.rest = self.rest.partition(b"\r\n")
            chunk = self._exactly(int(size, 16) + 2)[:-2]
            if not chunk:
                return whole
            whole += chunk

    def _more(self) -> None:
        assert self.line
        piece = self.line.recv(65536)
        if not piece:
            self.close()
            raise ConnectionResetError("the server hung up")
        self.rest += piece


def log_in(port: int, *, books: str, username: str, password: str) -> Client:
    """A browser in which somebody has logged in."""
    client = Client(port, {"marque_books": books})
    token = client.token("/accounts/login/")
    answer = client.post(
        "/accounts/login/",
        {"csrfmiddlewaretoken": token, "login": username, "password": password},
    )
    if answer.status != 302 or "marque_session" not in client.cookies:
        raise Refused(f"login of {username}: {answer.status}")
    return client
