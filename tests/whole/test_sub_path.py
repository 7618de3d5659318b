"""A site below a sub-path is the site at the root with the prefix before each address, everywhere."""

from __future__ import annotations

import gzip
import json
import re
import subprocess
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from html import unescape
from pathlib import Path
from shutil import copytree
from typing import Any, NamedTuple
from urllib.parse import unquote

import pytest
from sample.everything import everything

from publisher.build import BuildOptions, build
from publisher.model.addresses import rebase

HOST = "https://kinamedia.example"
BASE = "/under/katalog"
TEXT = {
    *(".html", ".css", ".js", ".json", ".xml", ".atom", ".xsl", ".svg", ".txt", ".webmanifest"),
    *(".vtt", ".srt", ".eml", ""),
}
_SIGN = r"""(?:(?!&(?:gt|lt|quot);)[^\s"'`<>()\\,|])"""
ADDRESS = re.compile(
    rf"""(?:(?<=["'`(=\s<>,;])|^)(?:https://kinamedia\.example(?:/(?![/*]){_SIGN}*)?(?!/)"""
    rf"""|/(?![/*]){_SIGN}+)|(?<=["'])/(?=["'])""",
    re.MULTILINE,
)
"""Whatever may be an address of ours: what it leads to tells whether it is."""
_CODE = {".css", ".js", ".xsl"}
"""Where a lone slash has a meaning of its own."""
_SHARED = "/forhandsvisning/*"
"""What hosts are told of folders that are put there apart from any build."""
_WITHIN = re.compile(r"https%3A%2F%2Fkinamedia\.example(?:%2F|[\w.-])*")


class Sites(NamedTuple):
    """The same publication at the root and below a sub-path."""

    root: Path
    below: Path


def built(root: Path, site_url: str) -> Path:
    for name, data in everything().items():
        (root / name).write_bytes(data if isinstance(data, bytes) else data.encode())
    settings = root / "mkdocs.yml"
    text = settings.read_text("utf-8")
    settings.write_text(text.replace(f"{HOST}/", site_url), "utf-8")
    build(BuildOptions(root=root))
    return root / "build"


@pytest.fixture(scope="module")
def sites(sample: Callable[[Path], Path], tmp_path_factory: pytest.TempPathFactory) -> Sites:
    """Built in two folders, with nothing different but the settings."""
    folder = tmp_path_factory.mktemp("underkatalog")
    return Sites(
        built(sample(folder / "rot"), f"{HOST}/"),
        built(sample(folder / "und"), f"{HOST}{BASE}/"),
    )


def files(folder: Path) -> dict[str, Path]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path for path in sorted(found)}


def written(path: Path) -> str:
    """What a file says: a message decoded, an index unpacked, addresses within addresses too."""
    data = path.read_bytes()
    if path.suffix == ".eml":
        message = message_from_bytes(data, policy=policy.default)
        parts = [str(value) for value in message.values()]
        parts += [part.get_content() for part in message.walk() if not part.is_multipart()]
        return "\n".join(map(str, parts))
    if path.suffix.startswith(".pf_"):
        data = gzip.decompress(data)
    text = data.decode("utf-8", "surrogateescape")
    return _WITHIN.sub(lambda match: f" {unquote(match[0])}", text)


def goal(site: Path, address: str) -> Path:
    """The file that a site address leads to, if there is one."""
    path = site / unquote(re.split("[?#]", address)[0]).lstrip("/")
    whole = path / "index.html"
    return whole if whole.is_file() else path


def leads(site: Path, address: str) -> bool:
    return address == _SHARED or goal(site, address).exists()


def ours(site: Path, text: str) -> Iterator[str]:
    """Addresses in a text that may be ours: those of the root site that lead to a file."""
    for match in ADDRESS.finditer(text):
        # A card that is shared has the site's address drawn on it.
        yield re.sub(r"(kort\S*)\?v=.*", r"\1", unescape(match[0]))


def moved(site: Path, address: str, suffix: str) -> str:
    """The same address below the sub-path; what leads nowhere is no address of ours."""
    host = HOST if address.startswith(HOST) else ""
    path = address.removeprefix(host)
    if (host and not path) or (path == "/" and suffix in _CODE):
        return address
    return f"{host}{BASE}{path}" if host or leads(site, path) else address


def is_text(name: str) -> bool:
    """Whether readers' programs look for addresses in it; a preview is its author's, and no page."""
    return Path(name).suffix in TEXT and not name.endswith(("preview.html", "report.json"))


def test_the_same_files_are_made(sites: Sites) -> None:
    assert files(sites.root).keys() == files(sites.below).keys()


def test_what_holds_no_address_is_the_same_to_the_byte(sites: Sites) -> None:
    below = files(sites.below)
    # The address stands on cards that are shared, and a preview holds the letter.
    apart = re.compile(r"site/assets/kort(?:/|\.png$)|.*/preview\.html$|report\.json$")
    alike = {
        name: path
        for name, path in files(sites.root).items()
        if not is_text(name) and not apart.match(name)
    }
    assert len(alike) > 80
    assert [
        name for name, path in alike.items() if path.read_bytes() != below[name].read_bytes()
    ] == []


def test_every_address_has_the_prefix_once_and_nothing_else_differs(sites: Sites) -> None:
    site, below = sites.root / "site", files(sites.below)
    seen = 0
    for name, path in files(sites.root).items():
        if not is_text(name):
            continue
        at_root, at_base = written(path), written(below[name])
        before, after = list(ours(site, at_root)), list(ours(site, at_base))
        wanted = [moved(site, address, path.suffix) for address in before]
        assert [pair for pair in zip(wanted, after, strict=True) if pair[0] != pair[1]] == [], name
        seen += sum(address != other for address, other in zip(before, wanted, strict=True))
        assert ADDRESS.sub("", at_root) == ADDRESS.sub("", at_base), name
        assert BASE * 2 not in at_base, name
    assert seen > 3000


def test_every_address_of_ours_leads_to_a_file(sites: Sites) -> None:
    """In pages, letters, feeds, lists for machines and style sheets, whole and root-relative."""
    site = sites.below / "site"
    lost = set()
    for name, path in files(sites.below).items():
        if not is_text(name):
            continue
        for address in ours(site, written(path)):
            path_ = address.removeprefix(HOST)
            if path_.startswith(f"{BASE}/") and not leads(site, path_.removeprefix(BASE)):
                lost.add((name, address))
    assert lost == set()


def test_a_link_checker_finds_every_link_and_fragment_below_the_sub_path(
    sites: Sites, tool: Callable[[str], str], tmp_path: Path
) -> None:
    served = tmp_path / BASE.strip("/")
    copytree(sites.below / "site", served)  # a link to it might not be walked through
    command = [tool("lychee"), "--offline", "--no-progress", "--include-fragments"]
    command += ["--index-files", "index.html", "--root-dir", str(tmp_path), "--format", "json"]

    def checked() -> dict[str, Any]:
        done = subprocess.run(
            [*command, f"{served}/**/*.html"],
            capture_output=True,
            text=True,
            check=False,
            timeout=600,
        )
        assert done.returncode in {0, 2}, done.stderr
        return json.loads(done.stdout)

    found = checked()
    assert found["error_map"] == {}
    assert found["total"] > 1000
    page = served / "om" / "index.html"
    planted = f'<a href="{BASE}/finns-inte/">x</a><a href="{BASE}/om/#finns-inte">y</a>'
    page.write_text(page.read_text("utf-8").replace("</main>", f"{planted}</main>"), "utf-8")
    (dead,) = checked()["error_map"].values()
    assert sorted(one["url"].partition(BASE)[2] for one in dead) == [
        "/finns-inte",
        "/om#finns-inte",
    ]


def test_what_machines_read_names_the_sub_path(sites: Sites) -> None:
    site = sites.below / "site"
    manifest = json.loads((site / "site.webmanifest").read_text("utf-8"))
    assert {manifest["start_url"], manifest["scope"]} == {f"{BASE}/"}
    robots = (site / "robots.txt").read_text("utf-8")
    assert f"Sitemap: {HOST}{BASE}/" in robots


@pytest.mark.parametrize(
    ("html", "wanted"),
    [
        ('<img src="/a.png">', '<img src="/y/a.png">'),
        (
            '<img srcset="/a.webp 480w, /b.webp 800w">',
            '<img srcset="/y/a.webp 480w, /y/b.webp 800w">',
        ),
        (
            '<source srcset="/a.webp 480w,/b.webp 2x" src="/c">',
            '<source srcset="/y/a.webp 480w,/y/b.webp 2x" src="/y/c">',
        ),
        (
            '<img srcset="https://x.example/a 2x, //x.example/b 3x">',
            '<img srcset="https://x.example/a 2x, //x.example/b 3x">',
        ),
        ('<blockquote cite="/a/">', '<blockquote cite="/y/a/">'),
        ('<video poster="/a.jpg">', '<video poster="/y/a.jpg">'),
        ("<a href='/a/'>/b/</a>", "<a href='/y/a/'>/b/</a>"),
        ('<a href="//x.example/">', '<a href="//x.example/">'),
        ('<p title="src=&quot;/a&quot;">', '<p title="src=&quot;/a&quot;">'),
    ],
)
def test_a_prefix_is_put_before_every_address_of_ours(html: str, wanted: str) -> None:
    assert rebase(html, "/y") == wanted
