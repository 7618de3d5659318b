"""The writing desk of a running preview, asked as its own pages ask."""

from __future__ import annotations

import http.client
import json
import re
import time
from pathlib import Path
from typing import Any

from program import Preview


class AtDesk:
    """Somebody who has opened the desk with the address that the terminal printed."""

    def __init__(self, preview: Preview, root: Path) -> None:
        self.root = root
        assert preview.process.stdout is not None
        line = preview.process.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:(\d+)(/[\w-]{32})/skrivbord/", line)
        assert found, line
        self.address, self.port, self._opening = found[0], int(found[1]), found[2]
        key = re.search(r'data-key="([^"]+)"', self.page("/skrivbord/")[1])
        assert key
        self._own = {
            "X-Desk-Key": key[1], "Content-Type": "application/json",
            "Origin": f"http://127.0.0.1:{self.port}", "Sec-Fetch-Site": "same-origin",
        }  # fmt: skip

    def page(self, path: str) -> tuple[int, str]:
        """A page's status and HTML."""
        response, data = self._ask("GET", self._opening + path, {})
        return response.status, data.decode()

    def do(self, name: str, /, **asked: Any) -> tuple[int, Any]:
        """What the desk answers to a question of its own pages."""
        path, data = f"/skrivbord/api/{name}", json.dumps(asked).encode()
        response, answer = self._ask("POST", path, self._own, data)
        return response.status, json.loads(answer)

    def deed(self, name: str, /, **values: str) -> dict[str, Any]:
        """Begins a deed, and waits until it has shown what it would do, or has done it."""
        status, told = self.do("deed", name=name, values=values)
        assert status == 200, told
        return self.ended(told["id"])

    def confirmed(self, id_: str) -> dict[str, Any]:
        """Confirms what was shown, and waits until it is done."""
        status, told = self.do("confirm", id=id_)
        assert status == 200, told
        return self.ended(told["id"])

    def ended(self, id_: str) -> dict[str, Any]:
        """The deed, once it goes on no more."""
        end = time.monotonic() + 300
        while True:
            _, told = self.do("deed-state")
            deed: dict[str, Any] = told["deed"]
            assert deed["id"] == id_
            if deed["went"] != "running":
                return deed
            assert time.monotonic() < end, deed
            time.sleep(0.1)

    def _ask(
        self, method: str, path: str, headers: dict[str, str], body: bytes | None = None
    ) -> tuple[http.client.HTTPResponse, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        data = response.read()
        connection.close()
        return response, data
