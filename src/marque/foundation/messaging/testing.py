"""A mail server and builders for tests."""

from __future__ import annotations

import socketserver
import threading
from contextlib import contextmanager
from email import message_from_bytes, policy
from types import SimpleNamespace


class _Session(socketserver.StreamRequestHandler):
    """Enough of RFC 5321 for a client that means well."""

    def say(self, line):
        self.wfile.write(f"{line}\r\n".encode())

    def handle(self):
        self.server.connections += 1
        self.say("220 test ESMTP")
        to = ""
        while line := self.rfile.readline():
            word = line.split()[0].upper() if line.split() else b""
            if word in {b"EHLO", b"HELO", b"MAIL", b"RSET", b"NOOP"}:
                self.say("250 ok")
            elif word == b"RCPT":
                to = line.decode().partition("<")[2].partition(">")[0]
                refused = to in self.server.refused
                self.say("550 5.1.1 no such user" if refused else "250 ok")
            elif word == b"DATA":
                self.say("354 go on")
                self.server.mails.append(SimpleNamespace(to=to, **self.mail()))
                self.say("250 taken")
            elif word == b"QUIT":
                self.say("221 bye")
                return
            else:
                self.say("502 what?")

    def mail(self):
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        mail = message_from_bytes(b"".join(lines), policy=policy.default)
        return {
            "subject": mail["Subject"],
            "sender": mail["From"],
            "reference": mail["Message-ID"],
            "body": mail.get_content().strip(),
        }


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True


@contextmanager
def mail_server(*, refused=()):
    """A mail server in this process: `.port`, `.mails`, `.connections`; refuses some addresses."""
    with _Server(("127.0.0.1", 0), _Session) as server:
        server.mails, server.connections, server.refused = [], 0, set(refused)
        server.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
