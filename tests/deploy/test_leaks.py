"""What must never go out is found in the finished files, whoever put it there."""

from __future__ import annotations

import gzip
import io
import json
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import Any

import pytest
from sample.publication import DEFAULT_FILES
from sample.values import CONFIG

from publisher.build import BuildOptions, build, finished
from publisher.config import PeopleSettings
from publisher.deploy.leaks import (
    ScannedBuild,
    audience,
    leaks,
    readers_about,
    scrubbed,
    values,
)
from publisher.deploy.targets import FileFacts
from publisher.problems import Problem, PublisherError, faults
from publisher.subscribers import PeopleStore, StorePlace, open_store
from publisher.subscribers.backup import back_up
from publisher.subscribers.recognising import HEAD, readers_in

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
CLOSED = """\
---
title: Bara för vänner
description: En ingress som alla får läsa.
date: 2025-03-03
authors: redaktionen
tags: [kina]
audience: prenumeranter
---

Det här stycket är början, och det får alla läsa på webben.

<!-- more -->

Den som betalar får veta att fabriken i *Shenzhen* stängde redan i början av februari.
Ingen utanför styrelsen visste att beskedet skulle komma samma vecka som årsmötet.
"""
CLOSED_PART = "fabriken i Shenzhen stängde redan i början av februari"
DRAFT = """\
---
title: Ännu inte färdig
date: 2025-04-04
authors: redaktionen
draft: true
---

Ett utkast.
"""
LATER = DRAFT.replace("draft: true\n", "").replace("2025-04-04", "2027-01-01")
AWS = "AKIA" + "ABCDEFGHIJKLMNOP"
ADDRESSES = " ".join(f"lasare{number}@post.example.se" for number in range(6))

Look = Callable[..., tuple[Problem, ...]]


@pytest.fixture(autouse=True)
def _same_program(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is looked at is built by this very program."""
    monkeypatch.setattr("publisher.build.freshness.same_program", lambda _state: None)


@pytest.fixture
def root(publication: Callable[..., Path]) -> Path:
    files = {
        "content/artiklar/2025/vanner.md": CLOSED,
        "content/artiklar/2025/utkast.md": DRAFT,
        "content/artiklar/2027/senare.md": LATER.replace("Ännu inte färdig", "Kommer sedan"),
    }
    folder = publication(files)
    build(BuildOptions(root=folder, jobs=1, now=NOW, search=False))
    return folder


@pytest.fixture
def look(root: Path, monkeypatch: pytest.MonkeyPatch) -> Look:
    """A function that writes files into the finished site, and looks through all of it."""
    monkeypatch.setattr("publisher.build.freshness.unsearchable", lambda _state: ())
    monkeypatch.setattr(
        "publisher.build._unlike", lambda _disk: ()
    )  # the site is written into here

    def run(written: dict[str, str | bytes] | None = None, **secret: str) -> tuple[Problem, ...]:
        site = root / "build/site"
        for path, text in (written or {}).items():
            (site / path).parent.mkdir(parents=True, exist_ok=True)
            (site / path).write_bytes(text if isinstance(text, bytes) else text.encode())
        with finished(BuildOptions(root=root, jobs=1, now=NOW)) as made:
            asked = ScannedBuild(
                folder=site,
                files=dict(_facts(site)),
                context=made.context,
                state=made.state,
                now=NOW,
                secret=secret,
            )
            return leaks(asked)

    return run


def _facts(site: Path) -> Iterator[tuple[str, FileFacts]]:
    for path in (each for each in site.rglob("*") if each.is_file()):
        data = path.read_bytes()
        facts = FileFacts(sha256=sha256(data).hexdigest(), bytes=len(data))
        yield path.relative_to(site).as_posix(), facts


def added(root: Path, path: str, text: str) -> dict[str, str | bytes]:
    """A built page with something more in it."""
    old = (root / "build/site" / path).read_text("utf-8")
    return {path: old.replace("</body>", f"{text}</body>")}


def test_an_ordinary_site_gives_nothing_away(look: Look) -> None:
    assert look() == ()
    assert look() == ()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (AWS, "en nyckel till Amazon"),
        ("-----BEGIN OPENSSH PRIVATE KEY-----", "en privat nyckel"),
        ("ghp_" + "a1" * 18, "en nyckel till GitHub"),
        ("github_pat_" + "a1_" * 16, "en nyckel till GitHub"),
        ("xoxb-" + "1234567890-abc", "en nyckel till Slack"),
        ("sk_live_" + "a1" * 10, "en nyckel till Stripe"),
        ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0." + "a" * 43, "en inloggning"),
        ("https://anna:hemligt@tidning.se/flode", "en adress med lösenord"),
    ],
)
def test_a_key_is_found_and_not_repeated(look: Look, root: Path, text: str, told: str) -> None:
    (problem,) = look({"bilaga.txt": f"första raden\n{text}\n"})
    assert told in problem.text
    assert (problem.path, problem.line) == ("build/site/bilaga.txt", 2)
    assert text not in str(problem)
    assert look() == (problem,)  # a file with a fault is never taken for a clean one
    (root / "build/site/bilaga.txt").unlink()
    assert look() == ()


@pytest.mark.parametrize(
    "text",
    [
        "Skriv password: i rutan och AKIA i fältet.",
        "https://tidning.se/@anna och kl. 12:30@plats",
        "eyJ är början på en JWT, och sk_live_ på en nyckel",
        "PRIVATE KEY heter en film",
        "ghp_kort",
    ],
)
def test_words_about_keys_are_no_keys(look: Look, text: str) -> None:
    assert look({"bilaga.txt": text}) == ()


def test_a_password_in_a_file_of_settings_is_found(look: Look) -> None:
    (problem,) = look({"assets/app.yml": "namn: prov\ndb_password: hemligt1\n"})
    assert "ett lösenord" in problem.text
    assert problem.line == 2


def test_a_key_in_a_text_is_told_at_the_author_s_own_line(look: Look, root: Path) -> None:
    article = root / "content/artiklar/2025/forsta.md"
    article.write_text(article.read_text("utf-8") + f"\nVår nyckel är {AWS}.\n", "utf-8")
    build(BuildOptions(root=root, jobs=1, now=NOW, search=False))
    found = {(each.path, each.line) for each in look()}
    line = article.read_text("utf-8").split("\n").index(f"Vår nyckel är {AWS}.") + 1
    assert ("content/artiklar/2025/forsta.md", line) in found


def test_the_value_of_a_secret_of_the_environment_is_found(look: Look) -> None:
    written = {"assets/app.js": "const x = 'mycket-hemligt-ord'"}
    (problem,) = look(written, SIGNING_KEY="mycket-hemligt-ord")
    assert "miljövariabeln SIGNING_KEY" in problem.text
    assert "mycket-hemligt-ord" not in str(problem)


def test_what_the_environment_keeps_secret() -> None:
    environment = {
        "MY_API_KEY": "en-lang-hemlighet",
        "DB_PASSWORD": " annat-hemligt \n",
        "GITHUB_TOKEN": "kort",
        "SSH_KEY": "/home/anna/.ssh/id_ed25519",
        "INDEXNOW_KEY": "oppen-nyckel-1234",
        "HOME": "/home/anna/nagonstans",
    }
    secret = values(environment, ("oppen-nyckel-1234",))
    assert secret == {"MY_API_KEY": "en-lang-hemlighet", "DB_PASSWORD": "annat-hemligt"}
    problem = Problem(
        path="s3://en-lang-hemlighet", text="nej: annat-hemligt", hint="annat-hemligt"
    )
    assert "hemlig" not in str(scrubbed(problem, secret))


def test_a_list_of_addresses_is_found(look: Look) -> None:
    (problem,) = look({"lista.csv": ADDRESSES.replace(" ", "\n")})
    assert problem.text == "här står 6 e-postadresser (la…@post.example.se …)"
    assert "lasare0@" not in str(problem)


def test_a_list_of_addresses_is_told_on_the_line_where_it_begins(look: Look) -> None:
    rows = "namn;adress\n\n" + "".join(f"x;{one.upper()}\n" for one in ADDRESSES.split())
    (problem,) = look({"lista.csv": rows})
    assert (problem.path, problem.line) == ("build/site/lista.csv", 3)


def test_no_line_is_told_of_what_is_packed(look: Look) -> None:
    text = f"första raden\n{AWS}\n".encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", text)
    found = look({"a.txt": text, "a.txt.gz": gzip.compress(text), "b.zip": out.getvalue()})
    assert {each.path.rpartition("/")[2]: each.line for each in found} == {
        "a.txt": 2,
        "a.txt.gz": None,
        "b.zip": None,
    }


def test_a_file_that_was_clean_is_looked_through_again_when_it_is_another(look: Look) -> None:
    names = [f"fil-{number}.txt" for number in range(8)]
    assert look(dict.fromkeys(names, "En ren rad.")) == ()
    found = look({name: f"{name}: {AWS}" for name in names})
    assert [each.path for each in found] == [f"build/site/{name}" for name in names]


def test_addresses_that_the_editors_show_are_no_leak(look: Look, root: Path) -> None:
    links = "".join(f'<a href="mailto:{one}">{one}</a>' for one in ADDRESSES.split())
    assert look(added(root, "2025/forsta/index.html", links) | {"sok.json": ADDRESSES}) == ()
    own = " ".join(f"namn{number}@prov.example" for number in range(9))
    assert look({"egna.txt": own + " red@prov.example"}) == ()
    assert look({"fyra.txt": " ".join(ADDRESSES.split()[:4])}) == ()
    assert look({"bilder.txt": " ".join(f"bild{n}@2x.png" for n in range(9))}) == ()


def test_a_link_made_for_one_reader_is_found(look: Look, root: Path) -> None:
    text = '<a href="https://brev.exempel.se/avsluta?id=7&amp;e=anna%40post.example.se">Avsluta</a>'
    (problem,) = look(added(root, "2025/forsta/index.html", text))
    assert problem.text == "en länk har någons e-postadress i sig (an…@post.example.se)"


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("lista/index.html", f"<p>Den som betalar får veta att {CLOSED_PART}.</p>"),
        ("flode.xml", f"<p>Den som betalar får veta att fabriken i &lt;em&gt;Shenzhen&lt;/em&gt; {CLOSED_PART[20:]}.</p>"),
        ("flode.json", f'{{"text":"Ett.\\n\\nDen som betalar får veta att {CLOSED_PART}.\\nTre"}}'),
        ("x/index.html", f'<script type="application/ld+json">{{"articleBody":"Den som betalar får veta att {CLOSED_PART}."}}</script>'),
        ("sok/a.pf_fragment", gzip.compress(f'pagefind_dcd{{"content":"Den som be|talar får veta att {CLOSED_PART}. Och mer."}}'.encode())),
    ],
)  # fmt: skip
def test_text_for_subscribers_is_found_in_any_dress(
    look: Look, path: str, text: str | bytes
) -> None:
    assert look() == ()
    (problem,) = look({path: text})
    assert problem.path == "content/artiklar/2025/vanner.md"
    assert f"står i build/site/{path}" in problem.text


def test_a_text_that_is_closed_later_is_looked_for_in_the_old_files(look: Look, root: Path) -> None:
    article = root / "content/artiklar/2025/vanner.md"
    article.write_text(CLOSED.replace("audience: prenumeranter\n", ""), "utf-8")
    build(BuildOptions(root=root, jobs=1, now=NOW, search=False))
    old = {"gammal.html": f"<p>Den som betalar får veta att {CLOSED_PART}.</p>"}
    assert look(old) == ()
    article.write_text(CLOSED, "utf-8")
    build(BuildOptions(root=root, jobs=1, now=NOW, search=False))
    assert [each.path for each in look(old)] == ["content/artiklar/2025/vanner.md"]


def test_a_standing_line_that_open_texts_have_too_is_no_leak(look: Look, root: Path) -> None:
    line = "\nDet här är en analys, och åsikterna i den är skribentens alldeles egna.\n"
    for name in ("vanner", "forsta"):
        article = root / f"content/artiklar/2025/{name}.md"
        article.write_text(article.read_text("utf-8") + line, "utf-8")
    build(BuildOptions(root=root, jobs=1, now=NOW, search=False))
    assert look() == ()


@pytest.mark.parametrize(
    ("path", "before"),
    [
        ("a/index.html", '<audio src="/media/prenumeranter/'),
        ("flode.xml", "<enclosure url='https://ljud.exempel.se/prenumeranter/"),
        ("data.json", '{"url": "https:\\/\\/prov.example\\/media\\/prenumeranter\\/'),
        ("dela/index.html", "<a href='https://dela.se/?u=%2Fmedia%2Fprenumeranter%2F"),
        ("assets/app.js", "play('/media/prenumeranter/"),
        ("_redirects", "/ljud /media/prenumeranter/"),
    ],
)
def test_the_way_to_subscribers_sound_is_found(look: Look, path: str, before: str) -> None:
    (problem,) = look({path: f"första raden\n{before}{'0a' * 16}/ljud.mp3'"})
    assert "ljud som bara prenumeranter får" in problem.text
    assert (problem.path, problem.line) == (f"build/site/{path}", 2)
    assert look() == (problem,)


def test_the_word_alone_is_no_way_to_the_sound(look: Look) -> None:
    assert look({"a/index.html": '<img src="/media/prenumeranter/bild.jpg">'}) == ()


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("2025/utkast/index.html", "är ett utkast"),
        ("2027/senare/index.html", "publiceras först 2027"),
    ],
)
def test_a_page_of_a_hidden_text_is_found(look: Look, path: str, why: str) -> None:
    (problem,) = look({path: "<p>sida</p>"})
    assert why in problem.text
    assert problem.path == f"content/artiklar/{path.removesuffix('/index.html')}.md"


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("flode.xml", "<item><title>Kommer sedan</title></item>"),
        ("sitemap-x.xml", "<loc>https://prov.example/2027/senare/</loc>"),
        ("flode.json", '{"id":"2027-01-01-senare"}'),
    ],
)
def test_a_feed_that_tells_of_a_hidden_text_is_found(look: Look, path: str, text: str) -> None:
    (problem,) = look({path: text})
    assert problem.path == "content/artiklar/2027/senare.md"
    assert f"build/site/{path} berättar om den" in problem.text


def test_what_was_looked_through_is_not_read_again(
    look: Look, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert look() == ()
    read: list[str] = []
    monkeypatch.setattr(
        "publisher.deploy.leaks.secrets.found", lambda path, *_: read.append(path) or []
    )
    assert look({"nytt.txt": "En ny rad."}) == ()
    assert read == ["nytt.txt"]


def test_a_feed_that_would_fail_is_refused(look: Look, root: Path) -> None:
    from publisher.deploy import Release, plan

    assert look() == ()
    (root / "build/site/feed.xml").write_text("<rss/>", "utf-8")
    with finished(BuildOptions(root=root, jobs=1, now=NOW)) as made:
        release = Release(
            context=made.context,
            files=dict(_facts(root / "build/site")),
            now=NOW,
            state=made.state,
        )
        with pytest.raises(PublisherError) as caught:
            plan(release)
    assert faults(caught.value.problems)
    assert {each.path for each in caught.value.problems} == {"feeds/artiklar.yml"}


# Sentences: any of them, anywhere, in any dress.

LONG = (
    CLOSED
    + "\n".join(
        f"\nRad nummer {n} berättar om hur {'fabrik' * (n % 5)} nummer {n} i norra distriktet mår."
        for n in range(60)
    )
    + "\n\nMarks & Spencer säger att butikerna i hela Kina ska vara stängda före jul.\n"
)
LATE = "Rad nummer 53 berättar om hur fabrikfabrikfabrik nummer 53 i norra distriktet mår"
SENTENCES = {
    "first": CLOSED_PART.join(("Den som betalar får veta att ", "")),
    "late": LATE,
    "of sixty signs": "Rad nummer 55 berättar om hur nummer 55 i norra distriktet mår",
    "with an ampersand": "Marks & Spencer säger att butikerna i hela Kina ska vara stängda före jul",
}
DRESSES: dict[str, Callable[[str], str]] = {
    "page": lambda text: f"<p>{escape(text, quote=False)}.</p>",
    "feed": lambda text: escape(f"<p>{escape(text, quote=False)}.</p>"),
    "feed in a feed": lambda text: escape(escape(f"<p>{escape(text, quote=False)}.</p>")),
    "soft hyphens": lambda text: f"<p>{text.replace('a', 'a&shy;')}.</p>",
    "soft hyphens in a feed": lambda text: escape(f"<p>{text.replace('e', 'e&shy;')}.</p>"),
    "divided": lambda text: f"<p>{text.replace('r', 'r' + chr(0xAD))}.</p>",
    "lines": lambda text: f"<p>{text.replace(' ', chr(10))}.</p>",
    "marked up": lambda text: f"<p>{text.replace(' i ', ' <em>i</em> ')}.</p>",
    "description": lambda text: f'<meta name="description" content="{escape(text)}">',
    "picture": lambda text: f"<img src=x alt='{escape(text)}.'>",
    "JSON": lambda text: json.dumps({"content_html": f"<p>{text}.</p>"}, ensure_ascii=False),
    "JSON text": lambda text: json.dumps({"a": f"Ett.\n{text}.\nTre."}, ensure_ascii=False),
    "JSON in ASCII": lambda text: json.dumps({"content_html": f"<p>{text}.</p>"}),
}


@pytest.fixture(scope="module")
def long_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("lang")
    files = {**DEFAULT_FILES, "content/artiklar/2025/vanner.md": LONG}
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8")
    build(BuildOptions(root=root, jobs=1, now=NOW, search=False))
    return root


def test_every_sentence_is_known_in_every_dress(long_root: Path) -> None:
    with finished(BuildOptions(root=long_root, jobs=1, now=NOW)) as made:
        (piece,) = audience.closed(made.context)
        known = set(audience.needles(made.context, piece))
    assert len(known) >= 60
    for name, sentence in SENTENCES.items():
        for dress, put_on in DRESSES.items():
            found = known.intersection(audience.sentences(put_on(sentence)))
            assert found, (name, dress)


@pytest.mark.parametrize("ending", ["html", "xml", "atom", "json", "txt", "md", "ics", "py"])
def test_a_late_sentence_is_found_in_every_kind_of_file(
    look: Look, root: Path, ending: str
) -> None:
    told = look(
        {f"bilaga.{ending}": f"<p>{CLOSED_PART.join(('Den som betalar får veta att ', ''))}.</p>"}
    )
    assert "bara prenumeranter" in "".join(str(each) for each in told)


# Files of every kind.


@pytest.mark.parametrize("name", ["skript.py", "bilaga.log", "utan", "x.tex"])
def test_a_secret_is_found_in_files_of_any_name(look: Look, name: str) -> None:
    value = "hemlig--nyckel-&-123456"
    (problem,) = look(
        {name: "första\nkey = 'hemlig--nyckel-&amp;-123456'"},
        TOKEN=value,
    )
    assert (problem.path, problem.line) == (f"build/site/{name}", 2)
    assert "miljövariabeln TOKEN" in problem.text


def test_addresses_in_a_spreadsheet_are_a_list(look: Look) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        cells = "".join(f"<si><t>läsare{n}@räksmörgås.se</t></si>" for n in range(6))
        archive.writestr("xl/sharedStrings.xml", f"<sst>{cells}</sst>")
    (problem,) = look({"lista.xlsx": out.getvalue()})
    assert "här står 6 e-postadresser" in problem.text


def test_what_cannot_be_read_goes_out_only_if_its_owner_says_so(look: Look, root: Path) -> None:
    data = bytes(range(256)) * 40
    (problem,) = look({"ritning.sketch": data})
    assert problem.path == "build/site/ritning.sketch"
    assert "”.sketch” under unread:" in problem.hint
    assert look() == (problem,)
    settings = root / "mkdocs.yml"
    settings.write_text(
        settings.read_text("utf-8").replace(
            "      targets:", "      unread: [.SKETCH]\n      targets:"
        ),
        "utf-8",
    )
    build(BuildOptions(root=root, jobs=1, now=NOW, search=False))
    assert look({"ritning.sketch": data}) == ()


# The store of readers


@pytest.fixture
def readers(tmp_path: Path) -> Iterator[PeopleStore]:
    folder = tmp_path / "register"
    place = StorePlace(database=str(folder / "subscribers.sqlite"), folder=folder)
    with open_store(place) as store:
        back_up(store, tmp_path / "copy.zip")
        yield store


KINDS = {
    "store": ("register/subscribers.sqlite", "registret över prenumeranter"),
    "keys": ("register/keys.json", "nycklarna till registret"),
    "copy": ("copy.zip", "en säkerhetskopia av prenumeranter"),
    "journal": ("register/subscribers.sqlite-wal", "senaste ändringar"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_readers_are_found_under_any_name(
    readers: PeopleStore, look: Look, tmp_path: Path, kind: str
) -> None:
    source, said = KINDS[kind]
    names = ["bilder/kaffe.jpg", "x.sketch", "data.json", "a"]
    found = look({name: (tmp_path / source).read_bytes() for name in names})
    assert len([each for each in found if said in each.text]) == len(names), found


@pytest.mark.parametrize(
    "how", [{"separators": (",", ":")}, {"sort_keys": True}, {"indent": 8, "sort_keys": True}]
)
def test_keys_that_another_program_has_written_are_known(
    readers: PeopleStore, how: dict[str, Any]
) -> None:
    keys = json.loads((readers.folder / "keys.json").read_text())
    head = json.dumps(keys, **how).encode()[:HEAD]
    assert readers_in(head) == "nycklarna till registret över prenumeranter"


def test_readers_in_an_archive_are_found(readers: PeopleStore, look: Look, tmp_path: Path) -> None:
    pack = io.BytesIO()
    with zipfile.ZipFile(pack, "w", zipfile.ZIP_DEFLATED) as out:
        out.write(tmp_path / "register" / "subscribers.sqlite", "bilaga.bin")
    found = look({"bilagor.zip": pack.getvalue()})
    assert [each for each in found if "registret över prenumeranter" in each.text], found


@pytest.mark.parametrize("kind", KINDS)
def test_readers_in_the_publications_folder_are_found(
    readers: PeopleStore, publication: Callable[..., Path], tmp_path: Path, kind: str
) -> None:
    source, said = KINDS[kind]
    root = publication({"content/bilder/x.md": (tmp_path / source).read_bytes()})
    found = list(readers_about(replace(CONFIG, root=root)))
    assert [each.path for each in found if said in each.text] == ["content/bilder/x.md"]


def test_readers_in_git_around_the_publication_are_found(
    readers: PeopleStore, publication: Callable[..., Path], tmp_path: Path
) -> None:
    root = publication()
    git = ["git", "-C", str(tmp_path)]
    subprocess.run([*git, "init", "-q"], check=True)
    at = "../register/subscribers.sqlite"
    config = replace(CONFIG, root=root, people=PeopleSettings(at=at))
    (untracked,) = readers_about(config)
    assert "där git tar med det" in untracked.text
    (tmp_path / ".gitignore").write_text("register/\n")
    assert list(readers_about(config)) == []
    subprocess.run([*git, "add", "-f", "register/keys.json"], check=True)
    (tracked,) = readers_about(config)
    assert (tracked.path, tracked.text) == (
        "../register/keys.json",
        "nycklarna till registret över prenumeranter ligger i git",
    )


def test_other_databases_and_archives_are_not_taken_for_readers(
    publication: Callable[..., Path],
) -> None:
    assert list(readers_about(replace(CONFIG, root=publication()))) == []
    assert readers_in(b"SQLite format 3\0" + bytes(100)) is None
    assert readers_in(b"PK\x03\x04" + bytes(60)) is None
    assert readers_in(b'{"what": "annat"}') is None
