"""Files that a text leads to, opened by themselves: nothing of the author's runs on the site."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sample.fragments import ARTICLE, CONTEXT

from publisher.content.render import Context, render
from publisher.media.images.drawing import Drawing, UnfitPictureError
from publisher.model import Image
from publisher.problems import Problem

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "tests" / "tools" / "payloads.js"
HOSTS = "canary.example"
XHTML = "http://www.w3.org/1999/xhtml"
INNER = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' onload='HIT'/%3E"

RUNS = [
    "<script>HIT</script>",
    "<script><![CDATA[HIT]]></script>",
    '<script href="data:text/javascript,HIT"/>',
    '<script xlink:href="data:text/javascript,HIT"/>',
    '<s:script xmlns:s="http://www.w3.org/2000/svg">HIT</s:script>',
    f'<script xmlns="{XHTML}">HIT</script>',
    f'<x:script xmlns:x="{XHTML}">HIT</x:script>',
    f'<x:img xmlns:x="{XHTML}" src="x" onerror="HIT"/>',
    f'<x:iframe xmlns:x="{XHTML}" srcdoc="&lt;script&gt;HIT&lt;/script&gt;"/>',
    f'<foreignObject><body xmlns="{XHTML}"><img src="x" onerror="HIT"/></body></foreignObject>',
    f'<metadata><x:video xmlns:x="{XHTML}"><x:source onerror="HIT"/></x:video></metadata>',
    f'<title><x:img xmlns:x="{XHTML}" src="x" onerror="HIT"/></title>',
    f'<style><x:img xmlns:x="{XHTML}" src="x" onerror="HIT"/></style>',
    '<g onload="HIT"/>',
    '<rect width="9" height="9" onclick="HIT"/>',
    '<rect width="9" height="9" on&#99;lick="HIT"/>',
    '<image href="x" onerror="HIT"/>',
    '<style onload="HIT"/>',
    '<animate attributeName="x" dur="1s" onbegin="HIT"/>',
    '<set attributeName="onclick" to="HIT"/><rect width="9" height="9"/>',
    '<a href="javascript:HIT"><text y="20">x</text></a>',
    '<a xlink:href="java&#10;script:HIT"><text y="20">x</text></a>',
    '<a href=" &#1;javascript:HIT"><text y="20">x</text></a>',
    '<a href="JaVaScRiPt:HIT"><text y="20">x</text></a>',
    '<a><animate attributeName="href" values="javascript:HIT"/><text y="20">x</text></a>',
    '<a><set attributeName="xlink:href" to="javascript:HIT"/><text y="20">x</text></a>',
    '<a href="data:text/html,&lt;script&gt;HIT&lt;/script&gt;"><text y="20">x</text></a>',
    f'<use href="{INNER}#x"/>',
    f'<x:object xmlns:x="{XHTML}" data="{INNER}"/>',
    f'<x:embed xmlns:x="{XHTML}" src="{INNER}"/>',
    '<image href="http://canary.example/ID.png"/>',
    '<image xlink:href="//canary.example/ID.png"/>',
    '<feImage href="http://canary.example/ID.png"/>',
    '<use href="http://canary.example/ID.svg#x"/>',
    '<style>@import "http://canary.example/ID.css";</style>',
    '<style>@\\69mport "http://canary.example/ID.css";</style>',
    '<style>@imp<!-- -->ort "http://canary.example/ID.css";</style>',
    "<style>@imp<![CDATA[ort 'http://canary.example/ID.css';]]></style>",
    "<style>svg { background: url(http://canary.example/ID.png) }</style>",
    "<style>svg { background: u\\72l(http://canary.example/ID.png) }</style>",
    "<style>svg { background: url(/**/http://canary.example/ID.png) }</style>",
    "<style>svg { background: image-set('http://canary.example/ID.png' 1x) }</style>",
    "<style>svg { background: url('#a') , url(http://canary.example/ID.png) }</style>",
    '<rect width="9" height="9" style="background: url(&quot;http://canary.example/ID.png&quot;)"/>',
    '<text y="9" style="font-family: x; background-image: URL( http://canary.example/ID.png )">x</text>',
    '<rect width="9" height="9" fill="url(http://canary.example/ID.svg#a)"/>',
    '<rect width="9" height="9" filter="url(//canary.example/ID.svg#a)"/>',
    f'<x:link xmlns:x="{XHTML}" rel="stylesheet" href="http://canary.example/ID.css"/>',
    f'<x:meta xmlns:x="{XHTML}" http-equiv="refresh" content="0;url=http://canary.example/ID"/>',
    f'<x:base xmlns:x="{XHTML}" href="http://canary.example/"/>',
    f'<x:form xmlns:x="{XHTML}" action="javascript:HIT"><x:input type="submit"/></x:form>',
    '<m:math xmlns:m="http://www.w3.org/1998/Math/MathML"><m:mi href="javascript:HIT">x</m:mi></m:math>',
    '<handler xmlns:ev="http://www.w3.org/2001/xml-events" ev:event="load">HIT</handler>',
]
"""What somebody may put into a drawing, `HIT` and `ID` filled in for each."""
BEFORE = [
    '<?xml-stylesheet type="text/css" href="http://canary.example/ID.css"?>',
    '<?xml-stylesheet type="text/xsl" href="#x"?>',
    "<!DOCTYPE svg [<!ENTITY e \"<g onload='HIT'/>\">]>",
    '<!DOCTYPE svg [<!ATTLIST rect onclick CDATA "HIT">]>',
    '<?xml version="1.0" encoding="UTF-7"?>+ADw-script+AD4-HIT+ADw-/script+AD4-',
    '<?xml version="1.0" encoding="iso-2022-jp"?>',
]


def hostile() -> dict[str, str]:
    """Each drawing by its name, which is also what it says when it runs."""
    found = {}
    for nth, inside in enumerate([*BEFORE, *RUNS]):
        id_ = f"svg{nth}"
        before, within = (inside, "<rect/>&e;") if nth == 2 else (inside, "<rect/>")
        if nth >= len(BEFORE):
            before, within = "", inside
        drawing = (
            f'{before}<svg xmlns="http://www.w3.org/2000/svg" width="99" height="99"'
            f' xmlns:xlink="http://www.w3.org/1999/xlink">{within}</svg>'
        )
        found[f"{id_}.svg"] = drawing.replace("HIT", f"hit(&quot;{id_}&quot;)").replace("ID", id_)
    return found


def passes(drawing: str) -> bool:
    """Whether a drawing is taken for one."""
    try:
        Drawing(drawing.encode())
    except UnfitPictureError:
        return False
    return True


@pytest.fixture(scope="module")
def opened(
    tool: Callable[[str], str], node_module: Callable[[str], Path]
) -> Callable[[dict[str, str]], list[dict[str, Any]]]:
    """A function that opens files by themselves in Chromium, and tells what each did."""
    node_module("playwright-core")

    def opened_(files: dict[str, str]) -> list[dict[str, Any]]:
        done = subprocess.run(
            [tool("node"), str(SCRIPT), tool("chromium")],
            input=json.dumps({"documents": files}),
            capture_output=True,
            check=False,
            text=True,
            timeout=300,
        )
        assert done.returncode == 0, done.stderr
        told: list[dict[str, Any]] = json.loads(done.stdout)
        return told

    return opened_


def test_no_drawing_that_does_anything_is_published(
    opened: Callable[[dict[str, str]], list[dict[str, Any]]],
) -> None:
    files = hostile()
    acting = {
        each["url"].rpartition("/")[2]
        for each in opened(files)
        if each["hits"] or each["asked"] or each["strange"]
    }
    assert len(acting) > len(files) // 2
    assert acting & {name for name, drawing in files.items() if passes(drawing)} == set()


def test_everything_hostile_in_a_drawing_is_refused_also_what_no_browser_of_today_runs() -> None:
    assert [name for name, drawing in hostile().items() if passes(drawing)] == []


def test_the_charts_of_the_sample_are_published_as_they_are() -> None:
    for path in sorted((ROOT / "content").rglob("*.svg")):
        assert passes(path.read_text("utf-8")), path


@pytest.mark.parametrize(
    "inside",
    [
        '<a href="https://exempel.se/"><text>x</text></a><a href="mailto:a@b.example"/>',
        '<a href="../annan/"><text aria-label="f(x)" data-url="http://x.example/">x</text></a>',
        "<style>/* ett */ @media screen { .a { fill: rgb(1, 2, 3) } }</style>",
        '<style>@font-face { font-family: "A"; src: url(data:font/woff2;base64,AA) }</style>',
        '<g xmlns:i="http://www.inkscape.org/namespaces/inkscape" i:label="Lager 1"/>',
        '<n:namedview xmlns:n="http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd" id="x"/>',
        '<image href="data:image/svg+xml;base64,PHN2ZyB4bWxucz0naHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmcnLz4="/>',
        '<circle r="4"><animate attributeName="r" values="4;8" dur="1s"/></circle>',
        '<rect fill="url(#a)" clip-path="url(&quot;#b&quot;)" transform="rotate(45 1,1)"/>',
    ],
)
def test_what_drawing_programs_write_may_stand(inside: str) -> None:
    assert passes(f'<svg xmlns="http://www.w3.org/2000/svg">{inside}</svg>')


def test_a_drawing_within_a_drawing_is_looked_at_too() -> None:
    for inner in (INNER, "data:image/svg+xml;base64,inte base64", "data:image/svg+xml,"):
        assert not passes(f'<svg xmlns="http://www.w3.org/2000/svg"><image href="{inner}"/></svg>')


def context(root: Path, name: str, text: str, **more: Any) -> Context:
    """One in which the text's folder holds a file."""
    path = root / "content/artiklar/2025" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    files = frozenset({f"content/artiklar/2025/{name}"})
    return replace(CONTEXT, root=root, files=files, image=None, **more)


def told(root: Path, name: str, text: str = "Text.", **more: Any) -> list[Problem]:
    """What is said of a text whose third line leads to such a file."""
    problems = render(ARTICLE, f"Ett.\n\n[filen]({name})\n", context(root, name, text, **more))[1]
    return [problem for problem in problems if problem.fatal]


@pytest.mark.parametrize(
    "name",
    [
        "a.html",
        "a.HTM",
        "a.xhtml",
        "a.xht",
        "a.shtml",
        "a.php",
        "a.mht",
        "a.mhtml",
        "a.svgz",
        "a.xsl",
        "a.js",
        "a.mjs",
        "a.css",
        "a.swf",
        "a.wasm",
        "a.hta",
        "a.okand",
        "a.exe",
        "bara-namn",
    ],
)
def test_a_file_that_browsers_may_run_is_a_fault_with_its_line(tmp_path: Path, name: str) -> None:
    (problem,) = told(tmp_path, name)
    assert (problem.path, problem.line) == (ARTICLE.source, 3)
    assert problem.hint
    assert told(tmp_path, name, raw_html=True) == []


@pytest.mark.parametrize(
    "name", ["a.pdf", "a.PDF", "a.csv", "a.docx", "a.xlsx", "a.zip", "a.epub", "a.mp4", "a.json"]
)
def test_documents_are_published(tmp_path: Path, name: str) -> None:
    assert told(tmp_path, name) == []


def test_the_owner_may_name_a_kind_but_no_page(tmp_path: Path) -> None:
    assert told(tmp_path, "a.sketch", kinds=(".sketch",)) == []
    assert told(tmp_path, "a.html", kinds=(".html",))


@pytest.mark.parametrize(
    ("name", "inside", "line"),
    [
        ("a.svg", '<svg xmlns="http://www.w3.org/2000/svg">\n<script>x()</script></svg>', 2),
        ("a.xml", f'<a>\n\n<x:script xmlns:x="{XHTML}">x()</x:script></a>', 3),
        ("a.gpx", '<gpx xmlns="http://www.topografix.com/GPX/1/1"><s:svg xmlns:s="http://www.w3.org/2000/svg"/></gpx>', 1),
        ("a.kml", '<?xml-stylesheet type="text/xsl" href="#x"?>\n<kml/>', 1),
        ("a.xml", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', 1),
        ("a.xml", "<a>\n<b>\n</a>", 3),
    ],
)  # fmt: skip
def test_xml_that_is_more_than_data_is_a_fault_with_both_lines(
    tmp_path: Path, name: str, inside: str, line: int
) -> None:
    (problem,) = told(tmp_path, name, inside)
    assert problem.line == 3
    assert f"rad {line} i filen" in problem.text
    assert told(tmp_path, name, inside, raw_html=True) == []


def test_xml_that_is_data_is_published(tmp_path: Path) -> None:
    track = '<?xml version="1.0"?><gpx xmlns="http://www.topografix.com/GPX/1/1"><trk/></gpx>'
    assert told(tmp_path, "a.gpx", track) == []
    assert told(tmp_path, "a.svg", '<svg xmlns="http://www.w3.org/2000/svg"/>') == []


def test_sound_and_film_are_held_to_the_same_list(tmp_path: Path) -> None:
    for tag in ('<audio controls src="a.html"></audio>', '<video controls src="a.html"></video>'):
        made = render(ARTICLE, f"Ett.\n\n{tag}\n", context(tmp_path, "a.html", "x"))[1]
        assert [problem.line for problem in made if problem.fatal] == [3]
    assert isinstance(CONTEXT.measure("a.svg", "/a.svg", ""), Image)
