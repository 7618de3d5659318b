"""`publisher check` held against `publisher build`: the same faults, in the same words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sample.episodes import EPISODE, EPISODE_MD, SHOW, SHOW_YML, SOUND, episode
from sample.faults import BAD, HEAD, TEXTS, built, checked, fatal
from sample.pictures import picture
from sample.publication import DEFAULT_FILES, WHOLE_YML

from publisher.build import BuildOptions, build, check
from publisher.media import images

Maker = Callable[..., Path]
MAILED = "description: Kort.\nmail: {send: true}\n"


MANY = {
    **{
        f"content/artiklar/fel-{number}.md": text
        for number, (text, *_) in enumerate(TEXTS.values())
    },
    **SHOW,
    EPISODE: episode(more="number: 1\nchapters: ['00:00 Ett', '50:00 Två']\n"),
    "content/avsnitt/tva.md": episode(more="number: 1\n"),
    "content/avsnitt/tre.md": episode("tom.mp3"),
    "content/avsnitt/fyra.md": episode().replace("podden", "poden"),
    "content/avsnitt/fem.md": episode("saknas.mp3"),
    "content/avsnitt/ett.mp3": SOUND,
    "content/avsnitt/tom.mp3": b"",
    "content/artiklar/a.en.md": "---\ntitle: No original\n---\n\nText.\n",
    "content/nyhetsbrev/a.md": "---\ntitle: B\ndate: 2025-02-01\nsubject: B\narticles: [nej.md]\n---\n",
    "content/bilder/lapp.md": "Inte här.",
}
MADE = {
    "mkdocs.yml": WHOLE_YML,
    BAD: f"{HEAD}{MAILED}image: halv.jpg\nimage_alt: En hamn\n---\n\n![Karta](halv.png)\n",
    "content/artiklar/halv.jpg": picture("JPEG", share=0.5),
    "content/artiklar/halv.png": picture("PNG", share=0.9),
    "content/artiklar/gif.md": f"{HEAD}{MAILED}image: halv.gif\nimage_alt: Ett tåg\n---\n\nText.\n",
    "content/artiklar/halv.gif": picture("GIF", share=0.5),
    "content/artiklar/dod.md": f"{HEAD}---\n\n[A](/finns-inte/), [b](/arkiv/), [c](/taggar/kina/), "
    "[d](/sok/), [e](/feed.xml), [f](/arkiv/1999/), [g](/podd/provpodden/ett/avskrift.vtt).\n",
    "content/artiklar/lang.md": f"{HEAD}{MAILED}audience: prenumeranter\n---\n\nBörjan.\n\n"
    + "\n\n".join("ett ord till " * 90 for _ in range(200)),
    "feeds/provpodden.yml": SHOW_YML,
    "feeds/provpodden.jpg": picture("JPEG", 1400, 1400, share=0.5),
    "content/avsnitt/ett.md": EPISODE_MD.replace("Ett avsnitt", "En rubrik utan slut " * 15),
    "content/avsnitt/ett.mp3": SOUND,
}
SIZED = {
    "content/artiklar/ett.md": f"{HEAD}---\n\n![A](b.jpg)\n\n![B](b-800.webp)\n",
    "content/artiklar/b.jpg": picture("JPEG", 1000, 300),
    "content/artiklar/b-800.webp": picture("WEBP", 300, 200),
}
COLLIDING = {
    "content/artiklar/ett.md": f"{HEAD}aliases: [/arkiv/]\n---\n\n[A](/arkiv/)\n",
    "content/artiklar/tva.md": f"{HEAD}aliases: [/feed.xml]\n---\n\n[A](/arkiv/)\n",
}
PUBLICATIONS: dict[str, tuple[dict[str, Any], int]] = {
    "texts and front matter": (MANY, 40),
    "what shows when things are made": (
        {name: data for name, data in MADE.items() if "avsnitt" not in name},
        8,
    ),
    "two things in one place": (COLLIDING, 2),
    "a picture where a size of another lies": (SIZED, 1),
}


@pytest.mark.parametrize("case", PUBLICATIONS)
def test_check_tells_what_build_tells(publication: Maker, case: str) -> None:
    files, least = PUBLICATIONS[case]
    root = publication(files)
    first = checked(root)
    assert len(fatal(first)) >= least
    assert built(root) == first == checked(root)
    root = publication(folder="efter")
    build(BuildOptions(root=root, jobs=1))
    publication(files, folder="efter")
    assert checked(root) == built(root) == first, "after a build without them"


def test_damaged_pictures_dead_addresses_and_feeds_are_told_together(publication: Maker) -> None:
    root = publication({**MADE, "content/avsnitt/ett.md": None})
    first = checked(root)
    damaged = {path for path, _, text, _ in first if "är skadad" in text}
    assert {Path(path).name for path in damaged} >= {"halv.jpg", "halv.png", "halv.gif"}
    assert "feeds/provpodden.jpg" in damaged
    dead = {text for text in fatal(first) if "leder ingenstans" in text}
    assert dead == {
        f"länken ”{address}” leder ingenstans"
        for address in ("/finns-inte/", "/arkiv/1999/", "/podd/provpodden/ett/avskrift.vtt")
    }
    assert any("webben har bara början" in text for text in fatal(first))
    assert built(root) == first
    publication(MADE)
    assert built(root) == checked(root), "a cover that no copy of the sound can be given"


def test_a_fault_is_told_for_as_long_as_it_is_there(publication: Maker) -> None:
    root = publication({name: data for name, data in MADE.items() if "avsnitt" not in name})
    assert fatal(checked(root))
    whole = {
        "content/artiklar/halv.jpg": picture("JPEG"),
        "content/artiklar/halv.png": picture("PNG"),
        "content/artiklar/halv.gif": picture("GIF"),
        "content/artiklar/dod.md": None,
        "content/artiklar/lang.md": None,
        "feeds/provpodden.jpg": picture("JPEG", 1400, 1400),
    }
    publication(whole)
    assert not fatal(checked(root))
    assert not fatal(built(root))


def test_a_whole_picture_is_decoded_once_until_it_changes(
    publication: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    decoded: list[str] = []
    whole = images.whole

    def count(path: Path) -> None:
        decoded.append(path.name)
        whole(path)

    monkeypatch.setattr(images, "whole", count)
    text = f"{HEAD}---\n\n![En hamn](a.jpg)\n\n![Ett tåg](b.jpg)\n"
    files = {BAD: text, **{f"content/artiklar/{name}.jpg": picture("JPEG") for name in "ab"}}
    root = publication(files)
    assert not checked(root)
    assert sorted(decoded) == ["a.jpg", "b.jpg"]
    assert not checked(root)
    build(BuildOptions(root=root, jobs=1))
    assert not checked(root)
    assert sorted(decoded) == ["a.jpg", "b.jpg"], "neither by the next check nor after a build"
    publication({"content/artiklar/a.jpg": picture("JPEG", share=0.5)})
    assert len(fatal(checked(root))) == len(fatal(checked(root))) == 1
    assert sorted(decoded) == ["a.jpg", "a.jpg", "a.jpg", "b.jpg"]


def test_a_check_leaves_what_is_built_alone(publication: Maker) -> None:
    root = publication({BAD: f"{HEAD}{MAILED}---\n\nText.\n"})
    assert not check(BuildOptions(root=root, jobs=1))
    assert not (root / "build").exists()
    report = build(BuildOptions(root=root, jobs=1))
    assert len(report.added) > len(DEFAULT_FILES)
    publication({BAD: f"{HEAD}{MAILED}---\n\nEn annan text.\n"})
    assert not check(BuildOptions(root=root, jobs=1))
    assert b"annan" not in (root / "build/site/2025/fel/index.html").read_bytes()
    assert "site/2025/fel/index.html" in build(BuildOptions(root=root, jobs=1)).changed
