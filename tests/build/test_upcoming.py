"""What a check says of drafts, and of what is dated in the future, before their day."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sample.episodes import EPISODE_MD, SHOW_YML, SOUND
from sample.faults import built, checked, fatal, told
from sample.pictures import cover, picture
from sample.publication import MKDOCS_YML, WHOLE_YML

from publisher.build import BuildOptions, build, check
from publisher.content import render
from publisher.problems import Problem

Maker = Callable[..., Path]
NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)
DRAFT = "content/artiklar/utkast.md"
LATER = "content/artiklar/senare.md"
NEXT = "content/artiklar/nasta.md"


def text(body: str = "Text.", head: str = "draft: true", date: str = "2026-11-20") -> str:
    return f"---\ntitle: En rubrik\ndescription: Kort.\ndate: {date}\n{head}\n---\n\n{body}\n"


def scheduled(body: str = "Text.", date: str = "2026-12-24T08:00", head: str = "tags: []") -> str:
    return text(body, head, date)


def advice(root: Path, now: datetime = NOW) -> list[Problem]:
    found = check(BuildOptions(root=root, jobs=1, now=now))
    assert not [each for each in found if each.fatal]
    return [each for each in found if each.coming and "LUFS" not in each.text]


def said(found: list[Problem]) -> list[tuple[str, int | None, str]]:
    return [(each.path, each.line, each.text) for each in found]


def tree(root: Path) -> dict[str, bytes]:
    folder = root / "build"
    files = (each for each in folder.rglob("*") if each.is_file() and each.name != "report.json")
    return {each.relative_to(folder).as_posix(): each.read_bytes() for each in files}


BODIES: dict[str, tuple[str, str, bool]] = {
    "dead link": ("Se [det](../hmm.md).", "länken ”../hmm.md” leder ingenstans", True),
    "dead address": ("Se [det](/nej/).", "länken ”/nej/” leder ingenstans", True),
    "missing heading": ("Se [det](2025/forsta.md#x).", "leder inte till någon rubrik", True),
    "missing picture": ("![Bild](saknas.png)", "bilden ”saknas.png” finns inte", True),
    "no description": ("![](hel.png)", "saknar beskrivning", True),
    "unknown footnote": ("Text[^1].", "fotnoten [^1] finns inte", True),
    "script": ("<script>alert(1)</script>", "script", True),
    "damaged picture": ("![Hamn](halv.png)", "är skadad", True),
}


def test_every_fault_in_a_draft_is_told_as_advice_that_stops_its_day(publication: Maker) -> None:
    files: dict[str, Any] = {
        "content/artiklar/hel.png": picture("PNG", 500, 300),
        "content/artiklar/halv.png": picture("PNG", 500, 300, share=0.5),
    }
    for number, (body, *_) in enumerate(BODIES.values()):
        files[f"content/artiklar/utkast-{number}.md"] = text(body)
        files[f"content/artiklar/senare-{number}.md"] = scheduled(body)
    root = publication(files)
    found = advice(root)
    for number, (_, words, stops) in enumerate(BODIES.values()):
        for name, at in (("utkast", None), ("senare", datetime(2026, 12, 24, 7, tzinfo=UTC))):
            path = f"content/artiklar/{name}-{number}.md"
            [problem] = [each for each in found if each.path == path and words in each.text]
            assert problem.coming is not None
            assert (problem.coming.at, problem.coming.stops, problem.fatal) == (at, stops, False)
            assert problem.hint
    assert said(advice(root)) == said(found), "and again, out of what was kept"


def test_what_is_told_before_its_day_is_what_stops_the_build_then(publication: Maker) -> None:
    bodies = "\n\n".join(body for body, *_ in BODIES.values() if "halv" not in body)
    root = publication(
        {LATER: scheduled(bodies), "content/artiklar/hel.png": picture("PNG", 500, 300)}
    )
    before = {each.text for each in advice(root) if each.coming and each.coming.stops}
    christmas = BuildOptions(root=root, jobs=1, now=datetime(2026, 12, 24, 7, 0, 1, tzinfo=UTC))
    then = fatal(told(check(christmas)))
    assert len(then) >= 5
    assert then <= before
    assert {each for each in before if each not in then} == {"länken ”/nej/” leder ingenstans"}, (
        "which a build comes to when all texts are whole"
    )


def test_drafts_reach_neither_a_build_nor_what_it_says(publication: Maker) -> None:
    whole = publication({"mkdocs.yml": WHOLE_YML})
    clean = build(BuildOptions(root=whole, jobs=1, now=NOW))
    drafts = {
        "mkdocs.yml": WHOLE_YML,
        DRAFT: text("Se [det](../hmm.md).\n\n![En hamn](halv.png)", "draft: true\ntags: [hemlig]"),
        LATER: scheduled("Se [det](../hmm.md).", head="mail: {send: true}\naliases: [/gammal/]"),
        "content/artiklar/halv.png": picture("PNG", 500, 300, share=0.5),
        "content/sidor/om.md": "---\ntitle: Om\ndraft: true\nmenu: 1\n---\n\n[x](nej.md)\n",
    }
    root = publication(drafts, folder="med")
    found = said(advice(root))
    assert {path for path, *_ in found} == {DRAFT, LATER, "content/sidor/om.md"}
    report = build(BuildOptions(root=root, jobs=1, now=NOW))
    assert report.problems == clean.problems
    assert tree(root) == tree(whole)
    assert said(advice(root)) == found
    again = build(BuildOptions(root=root, jobs=1, now=NOW))
    assert not again.reasons, "a check leaves nothing to do"
    assert again.problems == clean.problems


LINKS = [
    ("to one that is out before", scheduled("[x](nasta.md)"), "2026-12-23", ""),
    ("to one at the same hour", scheduled("[x](nasta.md)"), "2026-12-24T08:00", ""),
    ("to one that is out later", scheduled("[x](nasta.md)"), "2026-12-25", "publiceras först"),
    ("by its address", scheduled("[x](/2026/nasta/)"), "2026-12-23", ""),
    ("by its address, too soon", scheduled("[x](/2026/nasta/)"), "2026-12-25", "publiceras först"),
    ("from a draft to one that comes", text("[x](nasta.md)"), "2026-12-25", "publiceras först"),
    (
        "from a draft that is dated later",
        text("[x](nasta.md)", date="2027-01-01"),
        "2026-12-25",
        "",
    ),
]


@pytest.mark.parametrize(("links", "date", "words"), [case[1:] for case in LINKS])
def test_a_link_is_looked_at_on_the_day_of_its_text(
    publication: Maker, links: str, date: str, words: str
) -> None:
    root = publication({LATER: links, NEXT: scheduled(date=date)})
    found = advice(root)
    assert len(found) == bool(words)
    assert not found or (found[0].path, found[0].line) == (LATER, 8)
    assert not found or words in found[0].text


def test_links_to_drafts_are_told_wherever_they_stand(publication: Maker) -> None:
    files = {LATER: scheduled("[x](utkast.md)"), DRAFT: text(), NEXT: text("[x](utkast.md)")}
    found = advice(publication(files))
    assert said(found) == [
        (path, 8, f"länken till {DRAFT} leder till en text som är ett utkast")
        for path in (NEXT, LATER)
    ]


def test_a_translation_comes_with_its_original(publication: Maker) -> None:
    english = "---\ntitle: A title\n---\n\nSee [it](senare.md) and [that](utkast.md).\n"
    files = {
        LATER: scheduled("Se [den](senare.en.md)."),
        "content/artiklar/senare.en.md": english,
        DRAFT: text("Se [den](utkast.en.md)."),
        "content/artiklar/utkast.en.md": english.replace("senare", "utkast"),
    }
    found = advice(publication(files))
    path = "content/artiklar/senare.en.md"
    assert said(found) == [(path, 5, f"länken till {DRAFT} leder till en text som är ett utkast")]
    assert found[0].coming
    assert found[0].coming.at == datetime(2026, 12, 24, 7, tzinfo=UTC)


def test_lists_that_come_with_a_text_may_be_linked_to(publication: Maker) -> None:
    body = "[a](/taggar/ny/) [b](/forfattare/redaktionen/) [c](/2026/utkast/) [d](/taggar/nej/)"
    head = "draft: true\ntags: [ny]\nauthors: redaktionen"
    found = advice(publication({DRAFT: text(body, head)}))
    assert said(found) == [(DRAFT, 10, "länken ”/taggar/nej/” leder ingenstans")]


def test_what_a_draft_has_in_common_with_others_is_told_of_the_draft(publication: Maker) -> None:
    head = "draft: true\nslug: forsta\nauthors: redaktonen\ntags: [Kina]\naliases: [/prenumerera/]"
    found = said(advice(publication({"content/artiklar/a.md": text("Text.", head, "2025-03-01")})))
    assert {path for path, *_ in found} == {"content/artiklar/a.md"}
    lines = {line: words for _, line, words in found}
    assert lines[6] == "får samma adress /2025/forsta/ som content/artiklar/2025/forsta.md"
    assert "redaktonen" in lines[7]
    assert "stavas annorlunda" in lines[8]
    assert "/prenumerera/ används redan" in lines[9]


def test_a_draft_with_a_faulty_head_has_its_text_read_too(publication: Maker) -> None:
    root = publication({DRAFT: "---\ntagar: [x]\ndraft: true\n---\n\nSe [det](../hmm.md).\n"})
    found = advice(root)
    assert any("okänt fält ”tagar”" in each.text for each in found)
    assert any("länken ”../hmm.md” leder ingenstans" in each.text for each in found)
    assert all(each.coming and each.coming.at is None for each in found)
    assert not [
        each for each in build(BuildOptions(root=root, jobs=1, now=NOW)).problems if each.fatal
    ]


def test_letters_that_are_coming_are_written_and_judged(publication: Maker) -> None:
    subject = "Ett ämne som är så långt att ingen telefon visar mer än den första hälften av det"
    brev = f"date: 2026-12-24\nsubject: {subject}\narticles:"
    files = {
        LATER: scheduled(head="mail:\n  send: true\n  subject: GRATIS!! Läs"),
        NEXT: scheduled(date="2026-12-26"),
        DRAFT: text(),
        "content/nyhetsbrev/ett.md": f"---\ntitle: Ett\n{brev} [../artiklar/senare.md]\n---\n",
        "content/nyhetsbrev/tva.md": f"---\ntitle: Två\n{brev.replace(subject, 'Hej')}\n"
        "- ../artiklar/nasta.md\n- ../artiklar/utkast.md\n---\n",
    }
    root = publication(files)
    found = said(advice(root))
    letter = [words for path, _, words in found if path == LATER]
    assert any("flera utropstecken" in words for words in letter)
    [(line, words)] = [each[1:] for each in found if each[0].endswith("ett.md")]
    assert (line, words) == (5, f"brevet samlar {LATER}, som publiceras först 2026-12-24 kl. 08.00")
    one = root / "content/nyhetsbrev/ett.md"
    one.write_text(one.read_text("utf-8").replace("date: 2026-12-24", "date: 2026-12-25"), "utf-8")
    [(line, words)] = [each[1:] for each in said(advice(root)) if each[0].endswith("ett.md")]
    assert line == 4
    assert "en telefon visar ungefär 50" in words
    two = {words for path, _, words in found if path.endswith("tva.md")}
    assert f"brevet samlar {DRAFT}, som är ett utkast" in two
    assert f"brevet samlar {NEXT}, som publiceras först 2026-12-26 kl. 00.00" in two
    assert not (root / "build").exists()


def test_an_episode_that_is_coming_is_judged_as_apps_will(publication: Maker) -> None:
    title = "Ett avsnitt vars rubrik aldrig tar slut " * 8
    files = {
        "feeds/provpodden.yml": SHOW_YML,
        "feeds/provpodden.jpg": cover(),
        "content/avsnitt/ett.md": EPISODE_MD.replace("2025-03-01", "2026-12-24").replace(
            "Ett avsnitt", title
        ),
        "content/avsnitt/ett.mp3": SOUND,
        "content/avsnitt/tva.md": EPISODE_MD.replace("provpodden", "provpoden").replace(
            "number: 1", "number: 2\ndraft: true"
        ),
    }
    root = publication(files)
    found = advice(root)
    assert any("Apple tar högst 255" in each.text for each in found if "ett.md" in each.path)
    assert any("provpoden" in each.text for each in found if "tva.md" in each.path)
    heard = [each.path for each in check(BuildOptions(root=root, now=NOW)) if "LUFS" in each.text]
    assert "content/avsnitt/tva.md" not in heard
    assert checked(root) == built(root)


def test_a_text_is_rendered_once_until_it_changes(
    publication: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    real = render.render

    def count(entry: Any, *rest: Any) -> Any:
        seen.append(entry.source)
        return real(entry, *rest)

    monkeypatch.setattr(render, "render", count)
    root = publication({DRAFT: text("Text [a][b]."), LATER: scheduled("Se [det](2025/forsta.md).")})
    assert len(advice(root)) == 1
    assert {DRAFT, LATER} <= set(seen)
    seen.clear()
    assert len(advice(root)) == 1
    build(BuildOptions(root=root, jobs=1, now=NOW))
    assert len(advice(root)) == 1
    assert seen == []
    publication({DRAFT: text("Text.")})
    assert advice(root) == []
    assert seen == [DRAFT]


def shown(stderr: str) -> Iterator[str]:
    return (line for line in stderr.splitlines() if not line.startswith("  "))


def test_the_terminal_tells_what_is_out_from_what_is_coming(
    publication: Maker, run: Callable[..., Any]
) -> None:
    root = publication(
        {
            "content/artiklar/nu.md": text("Text [a][b].", "tags: []"),
            DRAFT: text("Se [det](../hmm.md).\n\nText [a][b]."),
            LATER: scheduled("Se [det](../hmm.md).", "2027-03-01T06:30"),
            NEXT: scheduled("Text [a][b].", "2026-12-24"),
        }
    )
    done = run("check", "--now", "2026-11-24", cwd=root)
    assert done.code == 0
    assert list(shown(done.stderr)) == [
        "Råd: content/artiklar/nu.md:8: länken ”[a][b]” saknar mål",
        "",
        "Utkast:",
        f"Blir fel: {DRAFT}:8: länken ”../hmm.md” leder ingenstans",
        f"Råd: {DRAFT}:10: länken ”[a][b]” saknar mål",
        "",
        "Publiceras 24 december 2026 kl. 00.00:",
        f"Råd: {NEXT}:8: länken ”[a][b]” saknar mål",
        "",
        "Publiceras 1 mars 2027 kl. 06.30:",
        f"Blir fel: {LATER}:8: länken ”../hmm.md” leder ingenstans",
    ]
    end = "Inga fel. 1 råd. Om det som inte är publicerat än: 2 fel att rätta innan och 2 råd.\n"
    assert done.stdout == end
    done = run("check", "--now", "2026-11-24", NEXT, cwd=root)
    assert len(list(shown(done.stderr))) == 3
    assert "2 fel" not in done.stdout


def test_a_mailed_publication_says_nothing_of_good_drafts(publication: Maker) -> None:
    yml = MKDOCS_YML.replace("      mail:\n", "      mail:\n        every_since: 2020-01-01\n")
    files = {f"content/artiklar/u{number}.md": text(f"Text {number}.") for number in range(50)}
    root = publication({"mkdocs.yml": yml, **files})
    options = BuildOptions(root=root, jobs=2, now=NOW)
    assert check(options) == ()
    assert check(options) == ()
