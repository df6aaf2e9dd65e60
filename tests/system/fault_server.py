# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A chat server on loopback that misbehaves as words of the user's message say:

    good                      a normal reply, as it is without any word
    status-N                  this HTTP status, with an error body
      after-SECONDS           ... with Retry-After in seconds
      date-SECONDS            ... with Retry-After as a date so far from now
      ms-N                    ... with retry-after-ms
      echo                    ... with the request's Authorization in its words
      pad-N                   ... behind N other bytes
    reset-before, reset-middle     RST before or amid the body
    short                     FIN before Content-Length is reached
    slow, stall               a byte now and then; nothing at all
    large                     a body of 8 MB
    header                    a header line of 1 MB
    html, empty               status 200 and no chat completion
    redirect                  301 to another port of this program
    times-N                   only the first N requests are treated so, then all is good
    delay-N                   wait N ms before a good reply

    python3 fault_server.py   prints its port; GET /stats counts requests, also those of the other port"""
import email.utils
import json
import socket
import struct
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PATIENCE_S = 15  # of what stalls; nobody waits for it
GOOD = json.dumps({"choices": [{"message": {"content": '{"hours": 40}'}, "finish_reason": "stop"}],
                   "usage": {"prompt_tokens": 10, "completion_tokens": 5}}).encode()
FAULTS = ("status", "reset-before", "reset-middle", "short", "slow", "stall", "large", "header", "html",
          "empty", "redirect")

lock = threading.Lock()
stats = {"requests": 0, "authorizations": [], "max_concurrent": 0, "elsewhere_requests": 0}
concurrent = 0
elsewhere_port = 0


def words_of(body):
    """{"status": "503", "after": "2", "reset-before": ""}: the words of the user's message."""
    messages = json.loads(body)["messages"]
    text = next(message["content"] for message in messages if message["role"] == "user")
    found = {}
    for word in text.split():
        name, _, value = word.partition("-")
        found.update({word: ""} if word in FAULTS else {name: value})
    return found


class Quiet(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def reply(self, status, body, headers=()):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class Elsewhere(Quiet):
    """Where redirects lead: nobody should ever come here."""

    def do_POST(self):
        with lock:
            stats["elsewhere_requests"] += 1
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.reply(200, GOOD)

    do_GET = do_POST


class Handler(Quiet):
    def do_GET(self):
        with lock:
            body = json.dumps(stats).encode()
        self.reply(200 if self.path == "/stats" else 404, body)

    def do_POST(self):
        global concurrent
        body = self.rfile.read(int(self.headers["Content-Length"]))
        with lock:
            concurrent += 1
            stats["requests"] += 1
            stats["authorizations"].append(self.headers.get("Authorization"))
            stats["max_concurrent"] = max(stats["max_concurrent"], concurrent)
            number = stats["requests"]
        try:
            self.answer(words_of(body), number)
        except OSError:
            self.close_connection = True  # the client had enough
        finally:
            with lock:
                concurrent -= 1

    def answer(self, words, number):
        fault = next((name for name in FAULTS if name in words), "good")
        if fault == "good" or "times" in words and number > int(words["times"]):
            time.sleep(int(words.get("delay", 0)) / 1000)
            self.reply(200, GOOD, [("Content-Type", "application/json")])
        elif fault == "status":
            self.complain(int(words["status"]), words)
        else:
            getattr(self, fault.replace("-", "_"))()

    def complain(self, status, words):
        headers = [("Content-Type", "application/json")]
        if "after" in words:
            headers.append(("Retry-After", words["after"]))
        if "date" in words:
            # Dates have whole seconds: round up, so that the wait is at least what was asked for.
            when = int(time.time()) + 1 + int(words["date"])
            headers.append(("Retry-After", email.utils.formatdate(when, usegmt=True)))
        if "ms" in words:
            headers.append(("retry-after-ms", words["ms"]))
        text = "x" * int(words.get("pad", 0))
        text += f" your key was {self.headers.get('Authorization')}" if "echo" in words else " as asked"
        self.reply(status, json.dumps({"error": {"message": text}}).encode(), headers)

    def start(self, length, part=b""):
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(length))
        self.end_headers()
        self.wfile.write(part)
        self.wfile.flush()
        self.close_connection = True

    def hang_up(self):
        """RST instead of FIN."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()
        self.close_connection = True

    def reset_before(self):
        self.hang_up()

    def reset_middle(self):
        self.start(len(GOOD), GOOD[:20])
        self.hang_up()

    def short(self):
        self.start(len(GOOD) + 1000, GOOD)  # whole JSON, but less than was announced

    def slow(self):
        self.start(len(GOOD))
        for k in range(PATIENCE_S * 10):
            self.wfile.write(GOOD[k:k + 1])
            time.sleep(0.1)

    def stall(self):
        time.sleep(PATIENCE_S)
        self.close_connection = True

    def large(self):
        self.start(8 << 20)
        for _ in range(128):
            self.wfile.write(b" " * (64 << 10))

    def header(self):
        self.reply(200, GOOD, [("X-Long", "x" * (1 << 20))])

    def html(self):
        self.reply(200, b"<html>welcome</html>", [("Content-Type", "text/html")])

    def empty(self):
        self.reply(200, b"", [("Content-Type", "application/json")])

    def redirect(self):
        self.reply(301, b"", [("Location", f"http://127.0.0.1:{elsewhere_port}/v1/chat/completions")])


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256

    def handle_error(self, request, client_address):
        pass


def main():
    global elsewhere_port
    elsewhere = Server(("127.0.0.1", 0), Elsewhere)
    elsewhere_port = elsewhere.server_address[1]
    threading.Thread(target=elsewhere.serve_forever, daemon=True).start()
    server = Server(("127.0.0.1", 0), Handler)
    print(server.server_address[1], flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
