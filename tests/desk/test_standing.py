"""Where everything stands: each text in its state, the letters, what is missing, what has changed."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from sample.publication import NOW

from publisher.build import BuildOptions, build
from publisher.desk import DeskEntry, DeskFacts, forget_deploy, standing
from publisher.ledger import LedgerLine, SentLetter, append
from publisher.problems import PublisherError

Write = Callable[..., Path]
HEAD = "---\ntitle: {title}\ndate: {date}\nauthors: redaktionen\n{more}---\n\nText.\n"
DRAFT, LATER, OUT = (f"content/artiklar/2025/{name}.md" for name in ("utkast", "senare", "ute"))
LETTER = "content/nyhetsbrev/2026-06-08.md"


def text(title: str, date: str = "2025-03-03", more: str = "") -> str:
    return HEAD.format(title=title, date=date, more=more)


FILES = {
    DRAFT: text("Ett utkast", more="draft: true\nmail: {send: true}\n"),
    LATER: text("En kommande", "2026-06-07T06:30", "mail: {send: true, subject: Läs}\n"),
    OUT: text(
        "En rättad",
        more='description: Om.\nmail: {send: true}\ncorrections: [{date: 2025-03-04, text: "Fel."}]\n',
    ),
    LETTER: (
        "---\ntitle: Veckan\ndate: 2026-06-08\nsubject: Veckans brev\nfrom: 2025-03-01\n"
        "to: 2026-06-08\n---\n\nHej.\n"
    ),
}


def options(root: Path, **how: bool) -> BuildOptions:
    return BuildOptions(root=root, now=NOW, **how)


def by_source(facts: DeskFacts) -> dict[str, DeskEntry]:
    return {each.source: each for each in facts.entries}


@pytest.fixture(params=[False, True], ids=["status", "preview"])
def look(request: pytest.FixtureRequest) -> Callable[[Path], DeskFacts]:
    """As the command looks, without a build; and as the preview does, after one of its builds."""

    def looked(root: Path) -> DeskFacts:
        if request.param:
            build(options(root, preview=True))
        return standing(options(root, preview=request.param))

    return looked


def test_each_text_stands_where_its_file_says(
    publication: Write, look: Callable[[Path], DeskFacts]
) -> None:
    root = publication(FILES)
    facts = look(root)
    found = by_source(facts)
    assert {path: (found[path].state, found[path].letter) for path in FILES} == {
        DRAFT: ("draft", True),
        LATER: ("scheduled", True),
        OUT: ("published", True),
        LETTER: ("scheduled", True),
    }
    assert [each.source for each in facts.entries[:3]] == [DRAFT, LATER, LETTER]
    assert found[OUT].corrected
    assert not found[DRAFT].corrected
    assert found[DRAFT].missing == ("picture", "description", "subject")
    assert found[LATER].missing == ("picture", "description")
    assert found[OUT].missing == ("picture", "subject")
    assert found[LETTER].missing == ()
    assert facts.counts == {
        "draft": 1, "scheduled": 2, "published": 3, "mailed": 0, "corrected": 1, "withdrawn": 0,
    }  # fmt: skip
    assert not (root / "build").exists()


def test_the_next_letters_tell_what_they_gather(
    publication: Write, look: Callable[[Path], DeskFacts]
) -> None:
    letters = look(publication(FILES)).letters
    assert [(each.subject, each.pieces) for each in letters] == [
        ("Ett utkast", ()),
        ("Läs", ()),
        ("Veckans brev", ("En kommande", "En rättad")),
    ]


def test_a_letter_that_went_out_is_mailed(publication: Write) -> None:
    root = publication(FILES)
    id_ = by_source(standing(options(root)))[OUT].id
    sent = "2025-03-05T06:00:00Z"
    name = f"utskick:{id_}:brev"
    line = LedgerLine(
        id=name, at=sent, kind="mailing", source=OUT, url=name, guid=name, published=sent,
        mailed=SentLetter(sha256="0" * 64, accepted=12),
    )  # fmt: skip
    append(root, [line])
    facts = standing(options(root))
    assert by_source(facts)[OUT].mailed == datetime(2025, 3, 5, 6, tzinfo=UTC)
    assert by_source(facts)[OUT].missing == ("picture",)
    assert facts.counts["mailed"] == 1


def test_what_cannot_be_read_stands_there_with_its_faults(publication: Write) -> None:
    broken = {
        DRAFT: "---\ntitel: X\ndraft: true\n---\n\nText.\n",
        OUT: "---\ntitle: Y\n---\n\nText.\n",
    }
    facts = standing(options(publication(broken)))
    found = by_source(facts)
    assert [(each.line, each.text) for each in found[DRAFT].faults] == [
        (2, "fältet ”date” saknas"),
        (2, "okänt fält ”titel”"),
    ]
    assert (found[DRAFT].title, found[DRAFT].url, found[DRAFT].state) == ("utkast.md", "", "draft")
    assert found[OUT].faults
    assert [each.path for each in facts.faults] == [OUT]


def test_settings_with_faults_are_told(publication: Write) -> None:
    with pytest.raises(PublisherError, match="okänt"):
        standing(options(publication({"mkdocs.yml": "site_name: X\nhej: du\n"})))


def test_what_has_changed_since_the_deploy_is_told_by_target(
    publication: Write, run: Callable[..., tuple[int, str, str]]
) -> None:
    root = publication(FILES)

    def changes() -> list[tuple[str, str]]:
        (target,) = standing(options(root)).targets
        return [(each.what, each.source) for each in target.changes]

    assert standing(options(root)).targets[0].when is None
    for command in ("build", "deploy"):
        code, _, stderr = run(command, "--now", "2026-06-01", cwd=root)
        assert code == 0, stderr
    assert standing(options(root)).targets[0].when is not None
    assert changes() == []
    first = root / "content/artiklar/2025/forsta.md"
    first.write_text(first.read_text("utf-8").replace("En andra text.", "Nytt."), "utf-8")
    (root / DRAFT).write_text(text("Ett utkast"), "utf-8")
    (root / OUT).unlink()
    assert changes() == [
        ("changed", "content/artiklar/2025/forsta.md"),
        ("gone", OUT),
        ("new", DRAFT),
    ]
    forget_deploy(root, "lokal")
    assert standing(options(root)).targets[0].when is None


def test_a_note_of_a_deploy_that_is_damaged_is_none(publication: Write) -> None:
    root = publication()
    build(options(root))
    file = root / ".publisher/deployed" / f"{sha256(b'lokal').hexdigest()[:16]}.json"
    file.parent.mkdir()
    file.write_text('{"when": "2026-01-01T00:00:00Z", "shown": {}}', "utf-8")
    (target,) = standing(options(root)).targets
    assert target.when == datetime(2026, 1, 1, tzinfo=UTC)
    assert {each.what for each in target.changes} == {"new"}
    for data in (b"{", b"", b"[1]", b'{"when": 1}'):
        file.write_bytes(data)
        assert standing(options(root)).targets[0].when is None


def test_looking_changes_nothing_of_the_build(publication: Write) -> None:
    root = publication(FILES)
    build(options(root))
    (root / DRAFT).write_text(text("Nu ute"), "utf-8")
    standing(options(root))
    report = build(options(root))
    assert "site/2025/utkast/index.html" in report.added


def test_the_command_tells_it_in_words_and_for_programs(
    publication: Write, run: Callable[..., tuple[int, str, str]]
) -> None:
    root = publication(FILES)
    code, stdout, stderr = run("status", "--now", "2026-06-01", cwd=root)
    assert (code, stderr) == (0, "")
    assert stdout.startswith(
        "Provbladet: 1 utkast, 2 schemalagda, 3 publicerade, 0 mejlade, 1 rättad.\n"
    )
    assert "  7 juni 06.30  En kommande (artikel, brev; saknar bild, beskrivning)\n" in stdout
    assert "Nästa brev:\n  Ett utkast (utkast)\n" in stdout
    assert "  Veckans brev (8 juni 00.00)\n    – En kommande\n    – En rättad\n" in stdout
    assert "Utlagt:\n  lokal: inget är utlagt härifrån\n" in stdout
    code, stdout, _ = run("status", "--json", "--now", "2026-06-01", cwd=root)
    told = json.loads(stdout)
    assert told["counts"]["scheduled"] == 2
    assert [each["state"] for each in told["entries"]].count("published") == 3
    assert told["letters"][2]["pieces"] == ["En kommande", "En rättad"]
