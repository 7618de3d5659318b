"""A mail server that takes every letter and keeps only how many copies each recipient got.

    .venv/bin/python benchmarks/counting_sink.py READERS

Recipients are called l0@…, l1@… It prints its port, and when its standard input ends, how many got
no copy, one, and more than one. Postfix's `smtp-sink` takes letters faster, but cannot tell whose.
"""

from __future__ import annotations

import re
import socket
import sys
import threading

_RCPT = re.compile(rb"^RCPT TO:<l(\d+)@", re.IGNORECASE | re.MULTILINE)
_END = b"\r\n.\r\n"
_SIZE = 1 << 18


def main() -> None:
    """Serve until nobody holds the other end of standard input."""
    copies = bytearray(int(sys.argv[1]))
    server = socket.create_server(("127.0.0.1", 0))
    print(server.getsockname()[1], flush=True)
    threading.Thread(target=accepting, args=(server, copies), daemon=True).start()
    sys.stdin.read()
    more = sum(1 for count in copies if count > 1)
    print(f"{copies.count(0)} {copies.count(1)} {more}", flush=True)


def accepting(server: socket.socket, copies: bytearray) -> None:
    """A thread for each session."""
    while True:
        client, _ = server.accept()
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        threading.Thread(target=session, args=(client, copies), daemon=True).start()


def session(client: socket.socket, copies: bytearray) -> None:
    """Answer each command; of a letter only its end is looked for."""
    client.sendall(b"220 sink.example\r\n")
    said = b""
    recipient = -1
    while got := client.recv(_SIZE):
        said += got
        if not said.endswith(b"\r\n"):
            continue
        if found := _RCPT.search(said):
            recipient = int(found[1])
        answers = b"".join(answer(line) for line in said.split(b"\r\n")[:-1])
        client.sendall(answers)
        wants_letter = answers.endswith(b"354 go on\r\n")
        said = b""
        if wants_letter and not letter(client):
            return
        if wants_letter:
            copies[recipient] = min(copies[recipient] + 1, 255)
            client.sendall(b"250 taken\r\n")


def answer(line: bytes) -> bytes:
    """What a server says to a command."""
    word = line[:4].upper()
    if word == b"EHLO":
        return b"250-sink.example\r\n250 PIPELINING\r\n"
    return {b"DATA": b"354 go on\r\n", b"QUIT": b"221 bye\r\n"}.get(word, b"250 ok\r\n")


def letter(client: socket.socket) -> bool:
    """Whether it came to its end."""
    last = b"\r\n"
    while got := client.recv(_SIZE):
        last = (last + got)[-len(_END) :]
        if last == _END:
            return True
    return False


if __name__ == "__main__":
    main()
