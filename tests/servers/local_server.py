"""A small server on this computer that answers as ODK Central and KoboToolbox do, and as servers that are out of order."""

from __future__ import annotations

import contextlib
import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

TOKEN = "0123456789abcdef"
PASSWORD = "correct horse"


@dataclass
class Answers:
    """Answers of the server: submissions of the form, the zip of the form, and what is out of order.

    ``trouble`` is one of: "" none, "silent", "half json", "page", "broken", "redirect", "elsewhere", "miscounted", "status 500",
    "forbidden", "circle", "other json", "no json".
    """

    submissions: list[dict[str, Any]] = field(default_factory=list)
    archive: Callable[[], bytes] = bytes
    page: int = 1000
    trouble: str = ""
    asked: list[str] = field(default_factory=list)


class _Handler(BaseHTTPRequestHandler):
    answers: Answers
    protocol_version = "HTTP/1.0"

    def do_GET(self) -> None:
        self.answers.asked.append(self.path)
        if self.out_of_order():
            return
        address = urlsplit(self.path)
        if address.path.startswith("/api/v2/assets/"):
            self.kobo(address.path, parse_qs(address.query))
        elif address.path == "/v1/projects/4/forms/kz_pop/submissions.csv.zip":
            allowed = self.headers.get("Authorization") == f"Bearer {TOKEN}"
            self.send(200, self.answers.archive(), "application/zip") if allowed else self.send(401, b"{}")
        else:
            self.send(404, json.dumps({"message": "Could not find the resource you were looking for."}).encode())

    def do_POST(self) -> None:
        size = int(self.headers.get("Content-Length", 0))
        said = json.loads(self.rfile.read(size))
        if self.answers.trouble in ("silent", "page", "status 500") and self.out_of_order():
            return
        if said == {"email": "office@example.kz", "password": PASSWORD}:
            self.send(200, json.dumps({"token": TOKEN}).encode())
        else:
            self.send(401, json.dumps({"code": 401.2, "message": "Could not authenticate"}).encode())

    def kobo(self, path: str, query: dict[str, list[str]]) -> None:
        if self.headers.get("Authorization") != f"Token {TOKEN}":
            self.send(401, b'{"detail":"Invalid token."}')
            return
        odd = {"forbidden": (403, b"{}"), "other json": (200, b'{"results": 7}'), "no json": (200, b"[]")}
        if self.answers.trouble in odd:
            self.send(*odd[self.answers.trouble])
            return
        if path != "/api/v2/assets/aXyz/data.json":
            self.send(404, b'{"detail":"Not found."}')
            return
        start = int(query.get("start", ["0"])[0])
        limit = min(int(query["limit"][0]), self.answers.page)
        held = self.answers.submissions
        host = self.headers["Host"]
        if self.answers.trouble == "elsewhere":
            host = "elsewhere.example"
        following = None
        if start + limit < len(held):
            following = f"http://{host}{path}?limit={limit}&start={start + limit}"
        if self.answers.trouble == "circle":
            following = f"http://{host}{self.path}"
        count = len(held) + (self.answers.trouble == "miscounted")
        page = {"count": count, "next": following, "previous": None, "results": held[start : start + limit]}
        content = json.dumps(page, ensure_ascii=False).encode()
        self.send(200, content[: len(content) // 2] if self.answers.trouble == "half json" else content)

    def out_of_order(self) -> bool:
        match self.answers.trouble:
            case "silent":
                time.sleep(2.5)
            case "page":
                self.send(200, b"<!DOCTYPE html><title>Login</title>", "text/html; charset=utf-8")
            case "broken":
                self.send_response(200)
                self.send_header("Content-Length", "100000")
                self.end_headers()
                self.wfile.write(b"PK\x03\x04 only the beginning")
            case "status 500":
                self.send(500, b"Internal Server Error")
            case "redirect":
                self.send_response(302)
                self.send_header("Location", "http://elsewhere.example/login")
                self.end_headers()
            case _:
                return False
        return True

    def send(self, status: int, content: bytes, kind: str = "application/json") -> None:
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


@contextlib.contextmanager
def serving(answers: Answers) -> Iterator[str]:
    """The address of the server, which ends with the block."""
    handler = type("Handler", (_Handler,), {"answers": answers})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)
