"""The desk that writes, asked as its own pages ask, and as nobody may ask."""

from __future__ import annotations

import http.client
import io
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from PIL import Image
from program import Preview, started
from sample.publication import DEFAULT_FILES

PATH = "content/artiklar/2025/forsta.md"
OTHER = "content/artiklar/2025/trasig.md"
BROKEN = "---\ntitle: Trasig\ndate: 2025-02-02\nauthors: redaktionen\ndraft: true\n---\n\nSe [x](borta.md).\n"


class Desk:
    """The writing desk of a running preview, with the key or without."""

    def __init__(self, preview: Preview, root: Path) -> None:
        self.root = root
        assert preview.process.stdout is not None
        line = preview.process.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:(\d+)(/([\w-]{32}))/skrivbord/\s", line)
        assert found, line
        self.port, self.opening, self.secret = int(found[1]), found[2], found[3]
        self.site = f"http://127.0.0.1:{preview.port}"
        page = self.ask("GET", f"{self.opening}/skrivbord/skriv/{PATH}")[1].decode()
        found = re.search(r'data-key="([^"]+)"', page)
        assert found
        self.key = found[1]
        self.page = page

    def ask(
        self, method: str, path: str, headers: Mapping[str, str] | None = None, body: bytes = b""
    ) -> tuple[http.client.HTTPResponse, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request(method, path, body or None, dict(headers or {}))
        response = connection.getresponse()
        data = response.read()
        connection.close()
        return response, data

    @property
    def own(self) -> dict[str, str]:
        return {
            "X-Desk-Key": self.key, "Content-Type": "application/json",
            "Origin": f"http://127.0.0.1:{self.port}", "Sec-Fetch-Site": "same-origin",
        }  # fmt: skip

    def do(self, name: str, **asked: Any) -> tuple[int, Any]:
        data = json.dumps(asked).encode()
        response, answer = self.ask("POST", f"/skrivbord/api/{name}", self.own, data)
        return response.status, json.loads(answer)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    root = tmp_path_factory.mktemp("skriva")
    for name, text in {**DEFAULT_FILES, OTHER: BROKEN}.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8")
    with started(root) as preview:
        yield Desk(preview, root)


def test_the_printed_address_lets_in_and_no_cookie_is_set(desk: Desk) -> None:
    response, overview = desk.ask("GET", f"{desk.opening}/skrivbord/")
    assert response.status == 200
    assert "set-cookie" not in response.headers
    assert f'href="/skrivbord/skriv/{PATH}"' in overview.decode()
    assert f'href="{desk.site}/2025/forsta/"' in overview.decode()


def test_a_text_is_opened_saved_and_rendered(desk: Desk) -> None:
    status, text = desk.do("text", path=PATH)
    assert status == 200
    assert text["url"] == "/2025/forsta/"
    fields = {each["name"]: each for each in text["fields"]}
    assert fields["authors"]["known"] == ["redaktionen"]
    status, shown = desk.do("render", path=PATH, body="Ett **ord**.\n")
    assert status == 200
    assert shown["html"] == "<p>Ett <strong>ord</strong>.</p>"
    assert (shown["words"], shown["minutes"]) == (2, 1)
    before = (desk.root / PATH).read_text("utf-8")
    status, saved = desk.do(
        "save",
        path=PATH,
        base=text["version"],
        body=text["body"] + "\nMer.\n",
        fields={"tags": ["ai", "kina"]},
    )
    assert status == 200
    now = (desk.root / PATH).read_text("utf-8")
    assert now.endswith("\nMer.\n")
    assert now == before.replace("tags: [kina]", "tags: [ai, kina]") + "\nMer.\n"
    (desk.root / PATH).write_text(now.replace("Mer.", "Utifrån."), "utf-8")
    status, conflict = desk.do(
        "save",
        path=PATH,
        base=saved["version"],
        body=saved["body"].replace("Mer.", "Hit."),
        fields={},
    )
    assert status == 409
    assert "Utifrån." in conflict["body"]
    assert "Utifrån." in (desk.root / PATH).read_text("utf-8")


def test_what_is_wrong_with_a_text_is_told_at_its_line(desk: Desk) -> None:
    _, shown = desk.do("render", path=OTHER, body="Ett.\n\nSe [x](borta.md).\n")
    (fault,) = shown["problems"]
    assert fault["line"] == 3
    assert fault["stops"]
    assert "borta.md" in fault["text"]


def test_a_draft_is_begun_and_other_texts_are_found(desk: Desk) -> None:
    status, made = desk.do("begin", kind="article", title="Ett nytt utkast")
    assert status == 200
    text = (desk.root / made["path"]).read_text("utf-8")
    assert "draft: true" in text
    status, again = desk.do("begin", kind="article", title="Ett nytt utkast")
    assert status == 422
    assert "finns redan" in again["text"]
    assert desk.do("begin", kind="mapp", title="X")[0] == 422
    status, made = desk.do("begin", kind="page", title="En sida")
    assert (status, made["path"]) == (200, "content/sidor/en-sida.md")
    # A letter begins as `publisher new edition` does.
    status, made = desk.do("begin", kind="edition", title="Vecka 49")
    assert status == 200
    assert made["path"].startswith("content/nyhetsbrev/")
    assert "\narticles:" in (desk.root / made["path"]).read_text("utf-8")
    _, found = desk.do("names", asked="första")
    assert [each["title"] for each in found["names"]] == ["En första artikel"]


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"path": "mkdocs.yml"}, 422), ({"path": 7}, 422), ({}, 422),
        ({"path": PATH, "base": "0" * 32}, 422),
        ({"path": PATH, "base": "0" * 32, "body": "x", "fields": {"finns_inte": 1}}, 422),
        ({"path": PATH, "base": "0" * 32, "body": "x", "fields": {"date": "i går"}}, 422),
        ({"path": "content/artiklar/../../x.md", "base": "", "body": "x"}, 422),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_told_and_nothing_is_written(
    desk: Desk, asked: dict[str, Any], status: int
) -> None:
    before = {path: path.read_bytes() for path in (desk.root / "content").rglob("*.md")}
    found, told = desk.do("save", **asked)
    assert (found, bool(told["text"])) == (status, True)
    assert {path: path.read_bytes() for path in (desk.root / "content").rglob("*.md")} == before


def test_who_has_no_key_comes_nowhere(desk: Desk) -> None:
    body = json.dumps({"path": PATH}).encode()
    wrong = desk.opening[:-1] + ("A" if desk.opening[-1] != "A" else "B")
    for path in (
        "/skrivbord/", "/skrivbord", f"/skrivbord/skriv/{PATH}", "/skrivbord/texter/", "/",
        "/skrivbord/handbok/", "//skrivbord/", "/skrivbord/api/text", f"/x{desk.opening}/skrivbord/",
        f"/skrivbord/?nyckel={desk.secret}",
    ):  # fmt: skip
        for before in ("", wrong):
            response, page = desk.ask("GET", before + path)
            assert response.status == 401, before + path
            assert desk.secret not in page.decode()
            assert desk.key not in page.decode()
    for key in ("", "x", desk.secret, desk.key[:-1]):
        given = {**desk.own, "X-Desk-Key": key}
        for before in ("", desk.opening):
            answer = desk.ask("POST", f"{before}/skrivbord/api/text", given, body)[0]
            assert answer.status == 403


@pytest.mark.parametrize(
    "change",
    [
        {"Host": "publisher.example"}, {"Host": "localhost:1"}, {"Origin": "https://ond.example"},
        {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"},
        {"Content-Type": "text/plain"}, {"Content-Type": "application/x-www-form-urlencoded"},
        {"X-Desk-Key": ""}, {"X-Desk-Key": "å"}, {"Transfer-Encoding": "chunked"}, {"Content-Length": "99999999"},
    ],
)  # fmt: skip
def test_no_page_of_another_site_and_no_other_program_may_ask(
    desk: Desk, change: dict[str, str]
) -> None:
    body = json.dumps({"path": PATH}).encode()
    headers = {**desk.own, **change}
    connection = http.client.HTTPConnection("127.0.0.1", desk.port, timeout=60)
    connection.putrequest("POST", "/skrivbord/api/text", skip_host="Host" in headers)
    for name, value in {"Content-Length": str(len(body)), **headers}.items():
        connection.putheader(name, value.encode())
    connection.endheaders()
    connection.send(body)
    assert connection.getresponse().status in {403, 413}
    connection.close()


def test_the_site_is_another_origin_that_the_desk_alone_may_frame(desk: Desk) -> None:
    site_port = int(desk.site.rpartition(":")[2])
    origin = f"http://127.0.0.1:{desk.port}"

    def asked(**headers: str) -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection("127.0.0.1", site_port, timeout=60)
        connection.request(
            "GET", "/2025/forsta/", headers={k.replace("_", "-"): v for k, v in headers.items()}
        )
        response = connection.getresponse()
        response.read()
        connection.close()
        return response

    frame = {
        "Sec_Fetch_Site": "same-site",
        "Sec_Fetch_Mode": "navigate",
        "Sec_Fetch_Dest": "iframe",
    }
    assert asked(**frame, Referer=f"{origin}/").status == 200
    assert asked(**frame).status == 403
    assert asked(**frame, Referer="http://127.0.0.1:1/").status == 403
    policy = asked().headers["content-security-policy"]
    assert policy == f"frame-ancestors 'self' {origin}"
    own = desk.ask("GET", f"{desk.opening}/skrivbord/")[0].headers
    assert "frame-ancestors 'none'" in own["content-security-policy"]
    assert "script-src 'self'" in own["content-security-policy"]
    assert f"frame-src {desk.site}" in own["content-security-policy"]


def test_nothing_but_the_sites_looks_is_served_beside_the_desk(desk: Desk) -> None:
    assert desk.ask("GET", "/assets/stylesheets/site.css")[0].status == 200
    for path in ("/2025/forsta/", "/feed.xml", "/assets/../../../mkdocs.yml", "/assets/player.js"):
        assert desk.ask("GET", desk.opening + path)[0].status == 404, path


def test_a_picture_lies_beside_its_text_by_a_name_that_every_disk_takes(desk: Desk) -> None:
    def png(colour: str) -> bytes:
        file = io.BytesIO()
        Image.new("RGB", (8, 8), colour).save(file, "PNG")
        return file.getvalue()

    def put(name: str, data: bytes, path: str = PATH) -> tuple[int, Any]:
        query = urlencode({"path": path, "name": name})
        headers = {**desk.own, "Content-Type": "application/octet-stream"}
        response, told = desk.ask("POST", f"/skrivbord/api/picture?{query}", headers, data)
        return response.status, json.loads(told)

    folder = (desk.root / PATH).parent
    assert put("Skärmbild 1.PNG", png("red")) == (200, {"name": "skarmbild-1.png"})
    assert put("Skärmbild 1.PNG", png("red")) == (200, {"name": "skarmbild-1.png"})
    assert put("Skärmbild 1.PNG", png("blue")) == (200, {"name": "skarmbild-1-2.png"})
    assert put("image.png", png("red")) == (200, {"name": "forsta.png"})
    assert put("../../../ute.png", png("red")) == (200, {"name": "ute.png"})
    before = sorted(folder.iterdir())
    for name, data, path in (
        ("x.png", b"ingen bild", PATH), ("x.md", png("red"), PATH), ("x.exe", png("red"), PATH),
        ("x.png", png("red"), "mkdocs.yml"), ("", png("red"), PATH),
        ("x.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>', PATH),
    ):  # fmt: skip
        status, told = put(name, data, path)
        assert (status, bool(told["text"])) == (422, True), name
    assert sorted(folder.iterdir()) == before
