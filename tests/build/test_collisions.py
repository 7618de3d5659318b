"""Two things with one address: a fault that names both, whatever they are."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from PIL import Image

from publisher.build import BuildOptions, build, check
from publisher.problems import Problem, PublisherError, faults

pytestmark = pytest.mark.sampled(2)

Files = Mapping[str, str | bytes]
ONE, TWO = "content/artiklar/ett.md", "content/artiklar/tva.md"


def picture(shade: int) -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (40, 30), (shade, shade, shade)).save(data, "PNG")
    return data.getvalue()


def text(title: str, body: str = "Hej.", more: str = "") -> str:
    return f"---\ntitle: {title}\ndate: 2025-01-01\n{more}---\n\n{body}\n"


def beside(first: str, second: str, data: Callable[[int], bytes] = picture) -> Files:
    mark = "!" if first.endswith(".png") else ""
    return {
        f"content/artiklar/{first}": data(1),
        f"content/artiklar/{second}": data(2),
        ONE: text("Ett", f"{mark}[a](<{first}>)"),
        TWO: text("Två", f"{mark}[b](<{second}>)"),
    }


def raw(number: int) -> bytes:
    return f"innehåll {number}\n".encode()


CASES: dict[str, tuple[Files, tuple[str, str]]] = {
    "pictures in Chinese": (beside("山西.png", "陕西.png"), ("山西.png", "陕西.png")),
    "pictures with and without dots": (beside("räka.png", "raka.png"), ("räka.png", "raka.png")),
    "attachments": (
        beside("rapport 1.pdf", "rapport-1.pdf", raw),
        ("rapport 1.pdf", "rapport-1.pdf"),
    ),
    "capitals": (beside("Karta.csv", "karta.csv", raw), ("Karta.csv", "karta.csv")),
    "names without a letter": (beside("！.csv", "？.csv", raw), ("！.csv", "？.csv")),
    "folders": (
        {
            "content/artiklar/å/a.csv": raw(1),
            "content/artiklar/a/a.csv": raw(2),
            ONE: text("Ett", "[a](å/a.csv)"),
            TWO: text("Två", "[b](a/a.csv)"),
        },
        ("å/a.csv", "a/a.csv"),
    ),
    "a page where the site searches": (
        {"content/sidor/sok.md": "---\ntitle: Sök\n---\n\nHej.\n"},
        ("content/sidor/sok.md", "sajten själv"),
    ),
    "an old address where the site searches": (
        {ONE: text("Ett", more="aliases: [/sok/]\n")},
        (ONE, "sajten själv"),
    ),
    "an old address of the site's icon": (
        {ONE: text("Ett", more="aliases: [/favicon.ico]\n")},
        (ONE, "sajten själv"),
    ),
    "an old address of the news in the map": (
        {ONE: text("Ett", more="aliases: [/sitemap-news.xml]\n")},
        (ONE, "sajten själv"),
    ),
    "the front page's file": (
        {ONE: text("Ett", more="aliases: [/index.html]\n")},
        (ONE, "/index.html och / (sajten själv) är samma fil"),
    ),
    "a list's file": (
        {ONE: text("Ett", more="aliases: [/arkiv/index.html]\n")},
        (ONE, "är samma fil"),
    ),
    "an old address where a list is": (
        {ONE: text("Ett", more="aliases: [/arkiv/]\n")},
        (ONE, "/arkiv/"),
    ),
    "an old address where a feed is": (
        {ONE: text("Ett", more="aliases: [/feed.xml]\n")},
        (ONE, "feeds/artiklar.yml"),
    ),
    "an old address where a picture is": (
        {
            "content/artiklar/a.png": picture(1),
            ONE: text("Ett", "![a](a.png)", "aliases: [/media/artiklar/a.png]\n"),
        },
        (ONE, "content/artiklar/a.png"),
    ),
    "an old address that differs in capitals": (
        {ONE: text("Ett", more="aliases: [/2025/Forsta/]\n")},
        (ONE, "små bokstäver"),
    ),
    "a folder where a file is": (
        {ONE: text("Ett", more="aliases: [/gammal.html, /gammal.html/mer/]\n")},
        (ONE, "som är en fil"),
    ),
    "the map of what leads on": (
        {ONE: text("Ett", more="aliases: [/404.html/]\n")},
        (ONE, "sajten själv"),
    ),
    "ids that differ in capitals": (
        {ONE: text("Ett", more="id: Brev\n"), TWO: text("Två", more="id: brev\n")},
        (ONE, TWO),
    ),
    "files of the theme": (
        {
            "mkdocs.yml": "",
            "theme/web/assets/A.js": "1\n",
            "theme/web/assets/a.js": "2\n",
        },
        ("theme/web/assets/A.js", "theme/web/assets/a.js"),
    ),
}


def told(root: Path) -> list[Problem]:
    with pytest.raises(PublisherError) as caught:
        build(BuildOptions(root=root, jobs=1))
    return list(faults(caught.value.problems))


@pytest.mark.parametrize("case", CASES)
def test_two_things_with_one_address_are_named(publication: Callable[..., Path], case: str) -> None:
    files, names = CASES[case]
    root = publication({name: data for name, data in files.items() if data != ""})
    if "mkdocs.yml" in files:
        settings = root / "mkdocs.yml"
        written = settings.read_text("utf-8")
        settings.write_text(
            written.replace("  name: material\n", "  name: material\n  custom_dir: theme/web\n"),
            "utf-8",
        )
    (problem,) = found = told(root)
    assert all(name in str(problem) for name in names), str(problem)
    assert problem.hint
    assert found == [each for each in check(BuildOptions(root=root, jobs=1)) if each.fatal]
    assert not (root / "build/site").exists()


def test_one_file_in_two_texts_is_no_dispute(publication: Callable[..., Path]) -> None:
    root = publication(
        {
            "content/artiklar/a.png": picture(1),
            ONE: text("Ett", "![a](a.png)", "aliases: [/gammal/, /2020/ett/]\n"),
            TWO: text("Två", "![b](a.png)"),
            "content/artiklar/raka.png": picture(2),  # nobody shows it
            "content/artiklar/räka.png": picture(3),
        }
    )
    build(BuildOptions(root=root, jobs=1))


def long_(name: str, more: str = "", body: str = "Hej.") -> Files:
    return {f"content/artiklar/{name}.md": text("Ett", body, more)}


LONG = "x" * 240
TOO_LONG: dict[str, tuple[Files, str, str]] = {
    "slug": (long_("ett", f"slug: {'x' * 256}\n"), "256 tecken; högst 255", "slug:"),
    "a name in Chinese": (long_("中" * 70), "tecken; högst 255", "byt namn på filen"),
    "the folder of a letter": (
        long_(LONG + "x" * 5, "mail: {send: true}\n"), "256 tecken; högst 255", "kortare id:",
    ),
    "picture": (
        {f"content/artiklar/{LONG}.png": picture(1), ONE: text("Ett", f"![a]({LONG}.png)")},
        "244 tecken; högst 235", "kortare namn",
    ),
    "attachment in a folder": (
        {f"content/artiklar/{'中' * 60}/a.csv": raw(1), ONE: text("Ett", f"[a]({'中' * 60}/a.csv)")},
        "tecken; högst 235", "kortare namn",
    ),
    "tag": (long_("ett", f"tags: [{'x' * 256}]\n"), "256 tecken; högst 255", "Kalla den"),
}  # fmt: skip


@pytest.mark.parametrize(("files", "said", "hint"), TOO_LONG.values(), ids=TOO_LONG)
def test_a_name_that_no_disk_can_hold_is_told_of_the_file_that_brings_it(
    publication: Callable[..., Path], files: Files, said: str, hint: str
) -> None:
    root = publication(files)
    with pytest.raises(PublisherError) as caught:
        build(BuildOptions(root=root))
    [problem] = caught.value.problems
    assert (said in problem.text, hint in problem.hint) == (True, True), str(problem)
    assert problem.path in files
    assert faults(check(BuildOptions(root=root))) == (problem,)
    assert not (root / "build" / "site").exists()


def test_as_long_a_name_as_there_is_room_for_is_published(publication: Callable[..., Path]) -> None:
    longest = "x" * 231
    root = publication(
        {
            **long_(
                "ett", f"id: kort\nslug: {'x' * 255}\ntags: [{'y' * 255}]\n", f"![a]({longest}.png)"
            ),
            f"content/artiklar/{longest}.png": picture(1),
        }
    )
    build(BuildOptions(root=root))
    assert (root / f"build/site/2025/{'x' * 255}/index.html").is_file()
    assert (root / f"build/site/media/artiklar/{longest}.png").is_file()
