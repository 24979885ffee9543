"""Says hello over HTTP."""

import json
import os
import pathlib
import signal
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

VERSION = (pathlib.Path(__file__).parent / "VERSION").read_text(encoding="utf-8").strip()


def answer(path, greeting):
    """The status and body for a path."""
    if path == "/":
        return 200, {"message": f"{greeting}, world"}
    if path == "/version":
        return 200, {"service": "hello", "version": VERSION}
    if path == "/healthz":
        return 200, {"status": "up"}
    return 404, {"error": "no such path"}


class Handler(BaseHTTPRequestHandler):
    """One connection; it is kept open until the service stops."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        status, body = answer(self.path.partition("?")[0], self.server.greeting)
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        if self.server.stopping.is_set():
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format, *args):
        pass


class Server(ThreadingHTTPServer):
    """Answers for a while after it was told to stop, so that clients can leave."""

    daemon_threads = True

    def __init__(self, address, greeting):
        super().__init__(address, Handler)
        self.greeting = greeting
        self.stopping = threading.Event()

    def drain(self, seconds):
        self.stopping.set()
        time.sleep(seconds)
        self.shutdown()


def main():
    host = os.environ.get("POD_IP", "0.0.0.0")
    server = Server((host, int(os.environ.get("PORT", "8080"))), os.environ.get("GREETING", "hello"))
    seconds = float(os.environ.get("DRAIN_SECONDS", "3"))
    signal.signal(
        signal.SIGTERM,
        lambda *_: threading.Thread(target=server.drain, args=(seconds,)).start(),
    )
    print(f"hello {VERSION} listens on {host}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
