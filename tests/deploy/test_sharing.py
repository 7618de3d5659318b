"""A draft shown to those who know where: all of it, nothing of any other, and for a time only."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from shlex import quote
from typing import Any

import pytest
from PIL import Image
from sample.publication import MKDOCS_YML, tree
from web_server import free_port, serving

from publisher.build import BuildOptions
from publisher.desk import standing
from publisher.preview.desk_page import DeskPlaces, overview

ROOT = Path(__file__).parents[2]
SOUND = min((ROOT / "content/avsnitt").glob("*.mp3"))
SHOW = (ROOT / "feeds/nya-kalla-kriget.yml").read_text("utf-8")
COVER = (ROOT / "feeds/nya-kalla-kriget.jpg").read_bytes()
DRAFT = "content/artiklar/2026/hamnar.md"
OTHER = "content/artiklar/2026/hemligt.md"
EPISODE = "content/avsnitt/002-kommande.md"
NOW, LAST, AFTER = "2026-06-01T08:00", "2026-06-15T23:00", "2026-06-16T01:00"
ADDRESS = re.compile(r"https://prov\.example/(forhandsvisning/[\d-]{10}-[0-9a-f]{32}/)")

Run = Callable[..., tuple[int, str, str]]


def draft(title: str, body: str, more: str = "draft: true\n") -> str:
    head = f"title: {title}\ndate: 2026-05-05\nauthors: redaktionen\ntags: [kina]\n{more}"
    return f"---\n{head}---\n\n{body}\n"


@pytest.fixture
def root(publication: Callable[..., Path], run: Run, tmp_path: Path) -> Path:
    """A publication that is deployed, with two drafts and an episode that is dated ahead."""
    Image.new("RGB", (600, 300), (40, 90, 30)).save(tmp_path / "hamn.jpg")
    picture = "draft: true\nimage: hamn.jpg\nimage_alt: En hamn\nmail:\n  send: true\n"
    made = publication(
        {
            "mkdocs.yml": MKDOCS_YML.replace("editor:", "share: [mejl, adress]\n      editor:"),
            "feeds/nya-kalla-kriget.yml": SHOW,
            "feeds/nya-kalla-kriget.jpg": COVER,
            "content/artiklar/2026/hamn.jpg": (tmp_path / "hamn.jpg").read_bytes(),
            DRAFT: draft("Om hamnar", "Hamnarnas ord. Se [det](../2025/forsta.md).", picture),
            OTHER: draft("Kvastskaft", "Det andra utkastets ord."),
            EPISODE: "---\ntitle: Kommande\ndate: 2026-07-07\nshow: nya-kalla-kriget\n"
            "audio: 2.mp3\ntranscript: 2.vtt\n---\n\nOm det.\n",
            "content/avsnitt/2.mp3": SOUND.read_bytes(),
            "content/avsnitt/2.vtt": "WEBVTT\n\n00:00.000 --> 00:01.000\nHej.\n",
        }
    )
    done(run, made, "build", "-q", "--now", NOW)
    done(run, made, "deploy", "-q", "--no-verify", "--now", NOW)
    return made


def done(run: Run, root: Path, *words: str) -> str:
    code, out, err = run(*words, cwd=root)
    assert code == 0, err
    return out


def refused(run: Run, root: Path, *words: str) -> str:
    code, _, err = run(*words, cwd=root)
    assert code == 1, err
    return err


def share(run: Run, root: Path, *words: str, now: str = NOW) -> str:
    """Share it; gives the folder at the target."""
    found = ADDRESS.search(done(run, root, "preview", "share", *words, "--now", now))
    assert found
    return found[1]


def lying(root: Path) -> dict[str, bytes]:
    """What readers of the target can fetch."""
    place = root / "publicerat"
    files = (file for file in place.rglob("*") if file.is_file())
    return {file.relative_to(place).as_posix(): file.read_bytes() for file in files}


def test_page_and_letter_are_shown_with_their_own_pictures_and_hidden(run: Run, root: Path) -> None:
    before = lying(root)
    folder = share(run, root, DRAFT)
    after = lying(root)
    new = {path: data for path, data in after.items() if path not in before}
    assert {path: after[path] for path in before if not path.startswith(".publisher-")} == {
        path: data for path, data in before.items() if not path.startswith(".publisher-")
    }
    assert all(path.startswith(folder) for path in new)
    page, letter = (new[f"{folder}{name}"].decode() for name in ("index.html", "brev/index.html"))
    for html in (page, letter):
        assert "Hamnarnas ord." in html
        head = html[: html.index("</head>")]
        assert 'name="robots" content="noindex, nofollow, noarchive"' in head
        assert 'name="referrer" content="no-referrer"' in head
        for tells in ("canonical", "og:url", "ld+json", "/2026/hamnar/", "mailto:?", "Kopiera"):
            assert tells not in html
        pictures = re.findall(r"/(forhandsvisning/[^\"?]+\.(?:jpg|webp))", html)
        assert pictures
        assert all(path in new for path in pictures)
        assert "/media/artiklar/2026/hamn" not in html.replace(f"/{folder}media", "")
    assert "Texten är inte publicerad." in page
    assert "Det har inte skickats." in letter
    assert "15 juni 2026" in page
    assert 'href="/2025/forsta/"' in page


def test_nothing_else_tells_of_it_and_it_tells_of_no_other(run: Run, root: Path) -> None:
    """As with subscribers' texts: looked for in every file that goes out, before and after."""
    folder = share(run, root, DRAFT)
    token = folder.rstrip("/").rpartition("-")[2].encode()
    done(run, root, "build", "-q", "--now", NOW)
    done(run, root, "deploy", "-q", "--no-verify", "--now", NOW)
    for path, data in tree(root).items():
        assert token not in data, path
        assert b"Om hamnar" not in data, path
        assert b"Hamnarnas ord" not in data, path
    for path, data in lying(root).items():
        mine = path.startswith(folder)
        assert mine == (b"Hamnarnas ord" in data) or not path.endswith(".html"), path
        if mine:
            for words in (b"Kvastskaft", b"hemligt", b"Kommande", b"kommande"):
                assert words not in data, path
        elif not path.startswith(".publisher-memory/"):
            assert token not in data, path
    ledger = (root / "feeds/ledger.jsonl").read_text("utf-8")
    assert "hamnar" not in ledger
    assert token.decode() not in ledger
    ignored = (ROOT / "publisher/content/new/starters/publication/dot-gitignore").read_text("utf-8")
    assert "/.publisher/" in ignored.splitlines()
    kept = [path for path in root.rglob("*") if path.is_file() and token in path.read_bytes()]
    inside = {path.relative_to(root).parts[0] for path in kept}
    assert inside == {".publisher", "publicerat"}


def test_it_goes_with_the_first_deploy_after_its_day(run: Run, root: Path) -> None:
    folder = share(run, root, DRAFT)
    for now, there in ((LAST, True), (AFTER, False)):
        done(run, root, "build", "-q", "--now", now)
        done(run, root, "deploy", "-q", "--no-verify", "--now", now)
        assert any(path.startswith(folder) for path in lying(root)) is there
    assert b"Hamnarnas ord" not in b"".join(lying(root).values())
    assert "Inget är delat" in done(run, root, "preview", "list", "--now", AFTER)


def test_it_stays_also_where_nobody_remembers_that_it_was_put(run: Run, root: Path) -> None:
    """Another machine that deploys every hour, or this one when `.publisher/` was thrown away."""
    folder = share(run, root, DRAFT)
    (root / ".publisher/shares.json").unlink()
    done(run, root, "build", "-q", "--now", LAST)
    done(run, root, "deploy", "-q", "--no-verify", "--now", LAST)
    assert f"{folder}index.html" in lying(root)
    told = refused(run, root, "preview", "end", DRAFT, "--now", LAST)
    assert "är inte delat härifrån" in told
    done(run, root, "preview", "end", f"https://prov.example/{folder}", "--now", LAST)
    assert not [path for path in lying(root) if path.startswith("forhandsvisning")]


def test_it_can_be_ended_listed_and_shared_again(run: Run, root: Path) -> None:
    folder = share(run, root, DRAFT)
    listed = done(run, root, "preview", "list", "--now", NOW)
    assert f"https://prov.example/{folder}" in listed
    assert "till och med 15 juni 2026" in listed
    text = root / DRAFT
    text.write_text(text.read_text("utf-8").replace("Hamnarnas ord", "Bättre ord"), "utf-8")
    assert share(run, root, "hamnar") == folder
    assert b"B\xc3\xa4ttre ord" in lying(root)[f"{folder}index.html"]
    other = share(run, root, DRAFT, "lokal", "--until", "2026-06-20")
    assert other.startswith("forhandsvisning/2026-06-20-")
    shown = {path for path in lying(root) if path.startswith("forhandsvisning")}
    assert shown
    assert all(path.startswith(other) for path in shown)
    assert "inget" in done(run, root, "preview", "end", "--now", NOW).lower()
    assert f"{other}index.html" in lying(root)
    assert "Ta bort: publisher preview end" in done(
        run, root, "preview", "list", "--now", "2026-06-21T00:00"
    )
    done(run, root, "preview", "end", "--now", "2026-06-21T00:00")
    assert not [path for path in lying(root) if path.startswith("forhandsvisning")]
    assert not (root / "publicerat/forhandsvisning").exists()


def test_an_episode_is_heard_and_its_transcript_read(run: Run, root: Path) -> None:
    folder = share(run, root, EPISODE)
    found = {path: data for path, data in lying(root).items() if path.startswith(folder)}
    page = found[f"{folder}index.html"].decode()
    (sound,) = {path for path in found if path.endswith(".mp3")}
    assert f'"/{sound}"' in page
    assert found[sound] == SOUND.read_bytes()
    assert [path for path in found if path.endswith("avskrift.vtt")]


def test_a_letter_is_shown_with_what_it_gathers_that_is_coming_too(run: Run, root: Path) -> None:
    letter = root / "content/nyhetsbrev/2026-06-08.md"
    letter.parent.mkdir()
    text = root / DRAFT
    coming = text.read_text("utf-8").replace("draft: true\n", "")
    text.write_text(coming.replace("2026-05-05", "2026-06-05"), "utf-8")
    letter.write_text(
        "---\ntitle: Veckan\ndate: 2026-06-08\nsubject: Veckans brev\ndraft: true\n"
        "articles: [../artiklar/2026/hamnar.md]\n---\n\nHej!\n",
        "utf-8",
    )
    folder = share(run, root, "content/nyhetsbrev/2026-06-08.md")
    found = lying(root)
    for name in ("index.html", "brev/index.html"):
        assert "Om hamnar" in found[f"{folder}{name}"].decode()
        assert "Kvastskaft" not in found[f"{folder}{name}"].decode()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("share", "forsta"), "är redan publicerad på /2025/forsta/"),
        (("share", "finns-inte"), "inget utkast"),
        (("share", "hamnar", "nagonannanstans"), "målet ”nagonannanstans” finns inte"),
        (("share", "hamnar", "--until", "2026-05-31"), "--until 2026-05-31 är inte"),
        (("share", "hamnar", "--until", "2026-09-01"), "till om 90 dagar"),
        (("end", "hamnar"), "är inte delat härifrån"),
    ],
)
def test_what_cannot_be_done_is_told_with_the_next_step(
    run: Run, root: Path, words: tuple[str, ...], said: str
) -> None:
    before = lying(root)
    assert said in refused(run, root, "preview", *words, "--now", NOW)
    assert lying(root) == before


def test_a_draft_with_a_fault_is_told_of_and_not_put(run: Run, root: Path) -> None:
    text = root / DRAFT
    text.write_text(text.read_text("utf-8").replace("forsta.md", "borta.md"), "utf-8")
    told = refused(run, root, "preview", "share", DRAFT, "--now", NOW)
    assert f"{DRAFT}:13: länken" in told
    text.write_text(text.read_text("utf-8").replace("title: Om hamnar\n", ""), "utf-8")
    assert DRAFT in refused(run, root, "preview", "share", DRAFT, "--now", NOW)
    assert not (root / "publicerat/forhandsvisning").exists()


def test_nothing_secret_is_put_either(
    run: Run, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAIL_PASSWORD", "bara-vi-vet-detta")
    text = root / DRAFT
    text.write_text(text.read_text("utf-8") + "\nbara-vi-vet-detta\n", "utf-8")
    code, _, err = run(
        "preview",
        "share",
        DRAFT,
        "--now",
        NOW,
        cwd=root,
        env={"MAIL_PASSWORD": "bara-vi-vet-detta"},
    )
    assert code == 1
    assert "MAIL_PASSWORD" in err
    assert not (root / "publicerat/forhandsvisning").exists()


def test_a_repository_must_be_said_to_be_private(run: Run, root: Path) -> None:
    settings = root / "mkdocs.yml"
    text = settings.read_text("utf-8")
    git = "        repo:\n          kind: git\n          repository: ut.git\n"
    settings.write_text(text + git, "utf-8")
    told = refused(run, root, "preview", "share", DRAFT, "repo", "--now", NOW)
    assert "private: true" in told
    assert re.search(r"mkdocs\.yml:\d+: målet ”repo” är ett git-repo", told)
    settings.write_text(text + git + "          private: true\n", "utf-8")
    told = refused(run, root, "preview", "share", DRAFT, "repo", "--now", NOW)
    assert "private: true" not in told


def test_status_and_desk_tell_what_is_shared_and_until_when(run: Run, root: Path) -> None:
    assert "Delat:" not in done(run, root, "status", "--now", NOW)
    folder = share(run, root, DRAFT)
    address = f"https://prov.example/{folder}"
    told = done(run, root, "status", "--now", NOW)
    row = f"  Om hamnar (lokal, till och med 15 juni 2026)\n    {address}\n"
    assert f"\nDelat:\n{row}" in told
    (known,) = json.loads(done(run, root, "status", "--json", "--now", NOW))["shares"]
    assert (known["source"], known["until"], known["there"]) == (DRAFT, "2026-06-15", True)
    late = done(run, root, "status", "--now", AFTER)
    assert "skulle bort efter 15 juni 2026" in late
    assert "Ta bort: publisher preview end\n" in late

    def page(now: str) -> str:
        options = BuildOptions(root=root, now=datetime.fromisoformat(f"{now}+02:00"))
        return overview(standing(options), DeskPlaces(site=""))

    assert f'<a href="{address}" rel="noreferrer">Om hamnar</a>' in page(NOW)
    assert "lokal, till och med 15 juni 2026" in page(NOW)
    assert "Ta bort: <code>publisher preview end</code>" in page(AFTER)
    done(run, root, "preview", "end", DRAFT, "--now", NOW)
    assert "Delat:" not in done(run, root, "status", "--now", NOW)
    assert 'id="delat"' not in page(NOW)


def test_a_deploy_that_publishes_it_tells_that_the_draft_is_still_shown(
    run: Run, root: Path
) -> None:
    folder = share(run, root, DRAFT)
    text = root / DRAFT
    text.write_text(text.read_text("utf-8").replace("draft: true\n", ""), "utf-8")
    done(run, root, "build", "-q", "--now", NOW)
    code, _, err = run("deploy", "-q", "--no-verify", "--now", NOW, cwd=root)
    assert code == 0
    assert f"{DRAFT}: texten är publicerad, men finns också kvar som utkast på" in err
    assert f"publisher preview end {DRAFT}" in err
    told = done(run, root, "status", "--now", NOW)
    assert "till och med 15 juni 2026, fast texten är publicerad" in told
    done(run, root, "preview", "end", DRAFT, "--now", NOW)
    assert not [path for path in lying(root) if path.startswith(folder)]
    code, _, err = run("deploy", "-q", "--no-verify", "--now", NOW, cwd=root)
    assert "som utkast" not in err


def test_what_is_shared_at_two_targets_goes_also_where_one_of_them_is_gone(
    run: Run, root: Path
) -> None:
    settings = root / "mkdocs.yml"
    text = settings.read_text("utf-8")
    other = (
        "        prov:\n          kind: folder\n          path: prov\n          promises: false\n"
    )
    settings.write_text(text + other, "utf-8")
    done(run, root, "build", "-q", "--now", NOW)
    done(run, root, "deploy", "-q", "--no-verify", "prov", "--now", NOW)
    code, _, err = run("preview", "share", DRAFT, "prov", "--now", NOW, cwd=root)
    assert code == 0
    assert "målet ”prov” är ett prov" in err
    assert "publisher preview share FIL MÅL" in err
    share(run, root, DRAFT)
    settings.write_text(text, "utf-8")
    told = refused(run, root, "preview", "end", DRAFT, "--now", NOW)
    assert "målet ”prov” finns inte" in told
    assert not [path for path in lying(root) if path.startswith("forhandsvisning")]
    listed = done(run, root, "preview", "list", "--now", NOW)
    assert "prov: till och med" in listed
    assert "lokal" not in listed
    settings.write_text(text + other, "utf-8")
    done(run, root, "preview", "end", DRAFT, "--now", NOW)
    assert not (root / "prov/forhandsvisning").exists()
    assert "Inget är delat" in done(run, root, "preview", "list", "--now", NOW)


def test_a_text_that_is_renamed_or_dated_anew_keeps_what_was_shared(run: Run, root: Path) -> None:
    folder = share(run, root, DRAFT)
    text = root / DRAFT
    text.write_text(text.read_text("utf-8").replace("2026-05-05", "2026-07-07"), "utf-8")
    assert share(run, root, DRAFT) == folder
    other = text.rename(text.with_name("hamnar och öar.md"))
    again = share(run, root, str(other.relative_to(root)))
    assert again != folder
    assert f"{folder}index.html" in lying(root)
    done(run, root, "preview", "end", DRAFT, "--now", NOW)  # by the name it had
    done(run, root, "preview", "end", other.name, "--now", NOW)
    assert not (root / "publicerat/forhandsvisning").exists()


def test_what_a_target_refused_in_the_middle_is_told_of_and_shared_at_the_same_address(
    run: Run, root: Path
) -> None:
    text = (root / DRAFT).rename(root / "content/artiklar/2026/hamnar och 'öar'.md")
    name = text.relative_to(root).as_posix()
    in_the_way = root / "publicerat/forhandsvisning"
    in_the_way.write_text("", "utf-8")
    code, _, _ = run("preview", "share", name, "--now", NOW, cwd=root)
    assert code == 1
    told = done(run, root, "preview", "list", "--now", NOW)
    assert "blev inte klart, så dela den igen eller ta bort den" in told
    assert f"Ta bort: publisher preview end {quote(name)}" in told
    found = ADDRESS.search(told)
    assert found
    in_the_way.unlink()
    assert share(run, root, name) == found[1]
    assert f"{found[1]}index.html" in lying(root)
    assert "blev inte klart" not in done(run, root, "preview", "list", "--now", NOW)
    command = done(run, root, "status", "--now", AFTER)
    assert "publisher preview end" in command
    done(run, root, "preview", "end", name, "--now", NOW)
    assert "Inget är delat" in done(run, root, "preview", "list", "--now", NOW)


def test_axe_finds_nothing_on_what_is_shared_or_taken_back(
    run: Run, root: Path, tool: Callable[[str], str], node_module: Callable[[str], Path]
) -> None:
    node_module("playwright-core"), node_module("axe-core")
    piece = root / "content/artiklar/2026/borta.md"
    taken = "withdrawn: {date: 2026-05-20, reason: Uppgifterna gick inte att belägga.}\n"
    piece.write_text(draft("Det som var", "Ord.", taken), "utf-8")
    done(run, root, "build", "-q", "--now", NOW)
    done(run, root, "deploy", "-q", "--no-verify", "--now", NOW)
    folder = share(run, root, DRAFT)
    pages = (folder, f"{folder}brev/", "2026/borta/", "rattelser/")
    with serving(tool("nginx"), root / "publicerat", root, free_port()) as origin:
        command = [tool("node"), str(ROOT / "tests/tools/browse.js"), tool("chromium")]
        asked = subprocess.run(
            [*command, *(f"{origin}/{page}" for page in pages)],
            capture_output=True,
            check=False,
            text=True,
            timeout=600,
        )
    assert asked.returncode == 0, asked.stderr
    seen = json.loads(asked.stdout)
    assert len(seen) == len(pages)
    for each in seen:
        wrong = (each["violations"], each["errors"], list(each["sideways"].values()))
        assert wrong == ([], [], [0, 0]), each["url"]


def test_what_is_remembered_may_be_damaged(run: Run, root: Path) -> None:
    share(run, root, DRAFT)
    file = root / ".publisher/shares.json"
    assert file.stat().st_mode & 0o077 == 0
    known: list[dict[str, Any]] = json.loads(file.read_text("utf-8"))
    assert [each["source"] for each in known] == [DRAFT]
    file.write_text("trasig", "utf-8")
    told = refused(run, root, "preview", "list")
    assert ".publisher/shares.json" in told
    assert "första publisher deploy efter sin dag" in told
    before = lying(root)
    assert ".publisher/shares.json" in refused(run, root, "deploy", "-q", "--no-verify")
    assert lying(root) == before


def test_the_real_build_and_the_preview_are_the_same_whether_somebody_shares_or_not(
    run: Run, root: Path
) -> None:
    done(run, root, "build", "-q", "--now", NOW)
    before = tree(root)
    share(run, root, DRAFT)
    done(run, root, "build", "-q", "--now", NOW)
    assert tree(root) == before
    done(run, root, "build", "-q", "--clean", "--now", NOW)
    assert tree(root) == before
