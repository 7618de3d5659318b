"""A DNS server of the test's own: on loopback, on a free port, with what the test has it say.

    with dns_server({("tidning.example", "TXT"): ["v=spf1 -all"]}) as dns:
        Dns(address=dns.address, port=dns.port)

A name that is not there is answered with NXDOMAIN; BROKEN in the place of a list makes the answer
SERVFAIL, SILENT none at all. `asked` is every question, in order.
"""

from __future__ import annotations

import contextlib
import socketserver
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset

HOST = "127.0.0.1"
BROKEN, SILENT, CLOSED = "broken", "silent", "closed"
Zone = Mapping[tuple[str, str], Sequence[str] | str]


@dataclass(slots=True)
class DnsServer:
    """Where it answers, and what it was asked."""

    address: str
    port: int
    asked: list[tuple[str, str]] = field(default_factory=list)


@contextlib.contextmanager
def dns_server(zone: Zone) -> Iterator[DnsServer]:
    """It answers by UDP, and by TCP what is too long for that."""
    records = {(name.lower().rstrip("."), kind): said for (name, kind), said in zone.items()}
    made = DnsServer(HOST, 0)

    class ByUdp(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            data, own = self.request
            if answer := _answer(data, records, made, most=1232):
                own.sendto(answer, self.client_address)

    class ByTcp(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            length = int.from_bytes(self.rfile.read(2), "big")
            if answer := _answer(self.rfile.read(length), records, made, most=65535):
                self.wfile.write(len(answer).to_bytes(2, "big") + answer)

    udp, tcp = _servers(ByUdp, ByTcp)
    made.port = int(tcp.server_address[1])
    with udp, tcp:
        threads = [threading.Thread(target=each.serve_forever, args=(0.01,)) for each in (udp, tcp)]
        for thread in threads:
            thread.start()
        try:
            yield made
        finally:
            udp.shutdown()
            tcp.shutdown()
            for thread in threads:
                thread.join()


def _servers(
    by_udp: type[socketserver.BaseRequestHandler], by_tcp: type[socketserver.BaseRequestHandler]
) -> tuple[socketserver.ThreadingUDPServer, socketserver.ThreadingTCPServer]:
    """On one port: one that is free for the one may be somebody's for the other."""
    for _ in range(50):
        tcp = socketserver.ThreadingTCPServer((HOST, 0), by_tcp)
        try:
            return socketserver.ThreadingUDPServer((HOST, int(tcp.server_address[1])), by_udp), tcp
        except OSError:
            tcp.server_close()
    raise OSError("no port is free for UDP and TCP")


def _answer(
    data: bytes,
    zone: Mapping[tuple[str, str], Sequence[str] | str],
    server: DnsServer,
    *,
    most: int,
) -> bytes:
    query = dns.message.from_wire(data)
    question = query.question[0]
    name, kind = str(question.name).lower().rstrip("."), dns.rdatatype.to_text(question.rdtype)
    server.asked.append((name, kind))
    reply = dns.message.make_response(query)
    found = zone.get((name, kind))
    if found == SILENT:
        return b""
    if found == CLOSED:
        reply.set_rcode(dns.rcode.REFUSED)
    elif found == BROKEN:
        reply.set_rcode(dns.rcode.SERVFAIL)
    elif found is not None and not isinstance(found, str):
        texts = [_quoted(each) if kind == "TXT" else each for each in found]
        reply.answer.append(dns.rrset.from_text_list(question.name, 60, "IN", kind, texts))
    elif not any(known == name for known, _ in zone):
        reply.set_rcode(dns.rcode.NXDOMAIN)
    wire = reply.to_wire(max_size=65535)
    if len(wire) > most:
        reply.answer.clear()
        reply.flags |= dns.flags.TC
        wire = reply.to_wire()
    return wire


def _quoted(text: str) -> str:
    """In pieces of 255 signs at most, as TXT records are."""
    pieces = [text[at : at + 255] for at in range(0, len(text), 255)] or [""]
    return " ".join('"' + each.replace("\\", "\\\\").replace('"', '\\"') + '"' for each in pieces)
