"""What outside judges say of the publication in this repository: a browser, axe, and the W3C's Nu."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser
from web_server import free_port, serving

from publisher.build.freshness import CACHE
from publisher.engine.outputs import placed
from publisher.engine.state import State

TOOLS = Path(__file__).parents[1] / "tools"
POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; "
    "font-src 'self'; connect-src 'self'; media-src 'self'; manifest-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)

UNSEEN = {
    "redirects",  # lead away before one can look
    "timeline",  # transcripts as podcast apps want them, in a form that is theirs
}


@pytest.fixture(scope="module")
def root(published: Path) -> Path:
    return published


@pytest.fixture(scope="module")
def site(root: Path) -> Path:
    return root / "build" / "site"


@pytest.fixture(scope="module")
def origin(
    site: Path, tmp_path_factory: pytest.TempPathFactory, tool: Callable[[str], str]
) -> Iterator[str]:
    """The site on a server with the strictest policy that it is to work under."""
    header = f'add_header Content-Security-Policy "{POLICY}" always;'
    home = tmp_path_factory.mktemp("nginx")
    with serving(tool("nginx"), site, home, free_port(), header) as origin:
        yield origin


def shows(html: str) -> set[str]:
    """All that a page has in it which could be wrong: its elements, classes, roles, languages."""
    found: set[str] = set()
    for node in LexborHTMLParser(html).css("*"):
        found.add(node.tag or "")
        found.update((node.attributes.get("class") or "").split())
        found.update(f"{name}={node.attributes.get(name)}" for name in ("role", "lang"))
    return found


def kinds(root: Path) -> Iterator[tuple[str, set[str]]]:
    """Every page of the build, with what it shows and the sort of group it was made for."""
    state = State(root / CACHE)
    made = placed(state)
    state.close()
    for path, each in sorted(made.items()):
        if not path.startswith("site/") or not path.endswith(".html"):
            continue
        html = (root / "build" / path).read_text("utf-8")
        group = each.owner.partition("\n")[0].split(":")[1]
        if group not in UNSEEN:
            yield path.removeprefix("site/"), {f"group {group}", *shows(html)}


@pytest.fixture(scope="module")
def pages(root: Path) -> list[str]:
    """As few pages as show everything that any page of the site shows.

    What is new in the theme is so looked at by itself, as long as the sample publication has it.
    """
    left = dict(kinds(root))
    chosen: list[str] = []
    wanted = set[str]().union(*left.values())
    while wanted:
        best = max(sorted(left), key=lambda path: len(left[path] & wanted))
        wanted -= left.pop(best)
        chosen.append(best)
    return chosen


def asked(script: str, *arguments: str) -> list[dict[str, Any]]:
    """What a script in `tools/` tells."""
    command = [arguments[0], str(TOOLS / script), *arguments[1:]]
    done = subprocess.run(command, capture_output=True, check=False, text=True, timeout=600)
    assert done.returncode == 0, done.stderr
    told: list[dict[str, Any]] = json.loads(done.stdout)
    return told


@pytest.fixture(scope="module")
def seen(
    pages: list[str], origin: str, tool: Callable[[str], str], node_module: Callable[[str], Path]
) -> list[dict[str, Any]]:
    """Each of the pages at 390 and 1280 pixels, in light and in dark."""
    node_module("playwright-core"), node_module("axe-core")
    return asked(
        "browse.js", tool("node"), tool("chromium"), *(f"{origin}/{page}" for page in pages)
    )


def test_the_pages_that_are_looked_at_are_of_every_kind(root: Path, pages: list[str]) -> None:
    groups = {each for _, shown in kinds(root) for each in shown if each.startswith("group ")}
    assert {"group front", "group entry", "group archive", "group tag", "group show"} <= groups
    assert len(groups) <= len(pages) < len(dict(kinds(root)))


def test_no_page_has_a_fault_that_axe_can_see(seen: list[dict[str, Any]]) -> None:
    assert {(each["url"], *each["violations"]) for each in seen if each["violations"]} == set()


def test_no_page_sticks_out_sideways(seen: list[dict[str, Any]]) -> None:
    assert [
        (each["url"], each["sideways"]) for each in seen if any(each["sideways"].values())
    ] == []


def test_no_page_asks_anybody_else_for_anything(seen: list[dict[str, Any]], origin: str) -> None:
    assert {host for each in seen for host in each["hosts"]} == {origin.removeprefix("http://")}


def test_nothing_breaks_in_the_browser_under_a_strict_policy(seen: list[dict[str, Any]]) -> None:
    assert [(each["url"], error) for each in seen for error in each["errors"]] == []


def test_every_page_is_valid_html_without_a_single_remark(
    site: Path, tool: Callable[[str], str], node_module: Callable[[str], Path]
) -> None:
    jar = node_module("vnu-jar") / "build" / "dist" / "vnu.jar"
    command = [tool("java"), "-Xss4m", "-jar", str(jar), "--format", "json", "--skip-non-html"]
    done = subprocess.run(
        [*command, str(site)], capture_output=True, check=False, text=True, timeout=600
    )
    found = {
        (message.get("url", "").partition("/site/")[2], message["type"], message["message"])
        for message in json.loads(done.stderr)["messages"]
    }
    assert found == set()


# The keyboard.


@pytest.fixture(scope="module")
def walked(
    site: Path, origin: str, tool: Callable[[str], str], node_module: Callable[[str], Path]
) -> dict[str, dict[str, Any]]:
    """What the Tab key reaches on the front page, an article and an episode."""
    node_module("playwright-core")
    paths = {
        "front": "",
        "article": "2026/hukou/",
        "episode": f"{max(site.glob('podd/*/*/index.html')).parent.relative_to(site)}/",
    }
    urls = [f"{origin}/{path}" for path in paths.values()]
    told = asked("keyboard.js", tool("node"), tool("chromium"), *urls)
    return dict(zip(paths, told, strict=True))


@pytest.mark.parametrize("kind", ["front", "article", "episode"])
def test_tab_goes_through_the_page_from_top_to_bottom_and_out(
    walked: dict[str, dict[str, Any]], kind: str
) -> None:
    stops = walked[kind]["stops"]
    assert walked[kind]["left"], "the focus is trapped"
    assert stops[0]["href"] == "#sajt:innehall"
    parts = [stop["part"] for stop in stops[1:]]
    order = ["header", "page", "footer"]
    assert parts == sorted(parts, key=order.index)
    assert set(parts) == set(order)
    assert [stop for stop in stops if not (stop["marked"] and stop["onScreen"])] == []


@pytest.mark.parametrize("kind", ["front", "article", "episode"])
def test_the_keyboard_alone_reaches_menu_search_and_player(
    walked: dict[str, dict[str, Any]], kind: str
) -> None:
    top = [stop for stop in walked[kind]["stops"] if stop["part"] == "header"]
    assert {stop["tag"] for stop in top} >= {"a", "input"}
    assert {"/arkiv/", "/prenumerera/"} <= {stop["href"] for stop in top}
    inside = [stop["name"] for stop in walked[kind]["stops"] if stop["part"] == "page"]
    player = {"player__button player__play", "player__seek"}
    assert (player <= set(inside)) == (kind in {"front", "episode"})
    assert walked[kind]["searched"].partition("?")[2] == "q=kina"


@pytest.mark.parametrize("kind", ["front", "article", "episode"])
def test_the_skip_link_leads_past_the_menu(walked: dict[str, dict[str, Any]], kind: str) -> None:
    assert walked[kind]["skipped"]["part"] == "page"
