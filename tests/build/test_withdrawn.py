"""What was published and is taken back: its address goes on answering, and nothing else of it is left."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from sample.publication import NOW, WHOLE_YML, attempt, tree
from web_server import CONF, free_port, listening

from publisher.build import BuildOptions, BuildReport, build, check, finished
from publisher.cli.main import main
from publisher.deploy.verify import Expected, SiteFacts, verify
from publisher.desk import standing
from publisher.preview.desk_page import DeskPlaces, overview
from publisher.problems import Problem, PublisherError
from publisher.sending.preparing import entry_named
from publisher.system.web import Answer, ask

pytestmark = pytest.mark.sampled(3)
ROOT = Path(__file__).parents[2]
SOUND = min((ROOT / "content/avsnitt").glob("*.mp3")).read_bytes()
SHOW = (ROOT / "feeds/nya-kalla-kriget.yml").read_text("utf-8")
COVER = (ROOT / "feeds/nya-kalla-kriget.jpg").read_bytes()
FIRST = "content/artiklar/2025/forsta.md"
REASON = "Uppgifterna gick inte att belägga."
BACK = f"withdrawn:\n  date: 2026-05-05\n  reason: {REASON}\n"
BODY = "Ord som ingen annan text har: kvastskaft."


def piece(title: str, head: str = "", body: str = BODY, day: str = "2025-03-03") -> str:
    return f"---\ntitle: {title}\ndate: {day}\nauthors: redaktionen\n{head}---\n\n{body}\n"


GONE = "content/artiklar/2025/borta.md"
LINKING = "content/artiklar/2025/leder.md"
EPISODE = "content/avsnitt/1.md"
LETTER = "content/nyhetsbrev/2025-03-04.md"
HEADS = {
    GONE: "tags: [ensam, kina]\naliases: /gammal/\nmail:\n  send: true\nimage: bild.jpg\nimage_alt: En bild\n",
    EPISODE: "show: nya-kalla-kriget\naudio: 1.mp3\n",
    LETTER: "subject: Veckans brev\narticles: [../artiklar/2025/borta.md]\n",
}
TITLES = {GONE: "En text att ta tillbaka", EPISODE: "Ett avsnitt att ta tillbaka", LETTER: "Brevet"}


def written(path: str, more: str = "", body: str = BODY) -> str:
    text = piece(TITLES[path], HEADS[path] + more, body)
    return text.replace("authors: redaktionen\n", "") if path == LETTER else text


def take_back(root: Path, path: str, more: str = BACK) -> None:
    (root / path).write_text(written(path, more), "utf-8")


@pytest.fixture
def root(publication: Callable[..., Path]) -> Path:
    """A publication with an article, an episode and a letter, all of it deployed and promised."""
    made = publication(
        {
            "mkdocs.yml": WHOLE_YML.replace("cards: true", "cards: false"),
            "feeds/artiklar.yml": "kind: articles\ntitle: Allt\ndescription: Allt.\neach: [tag]\n",
            "feeds/nya-kalla-kriget.yml": SHOW,
            "feeds/nya-kalla-kriget.jpg": COVER,
            "content/avsnitt/1.mp3": SOUND,
            "content/artiklar/2025/bild.jpg": COVER,
            GONE: written(GONE),
            EPISODE: written(EPISODE),
            LETTER: written(LETTER),
            LINKING: piece(
                "Leder dit", "tags: [kina]\n", "Se [texten](borta.md).\n\nOch [[borta|den]]."
            ),
        }
    )
    deploy(made)
    return made


def deploy(root: Path) -> None:
    build(BuildOptions(root=root, now=NOW, jobs=1))
    with pytest.raises(SystemExit) as ended:
        main(
            [
                "deploy",
                "-q",
                "--yes",
                "--config",
                str(root / "mkdocs.yml"),
                "--now",
                "2026-06-01T02:00",
            ]
        )
    assert ended.value.code == 0


def same_as_clean(root: Path) -> dict[str, bytes]:
    """What an incremental build leaves, which is what a clean one does."""
    assert isinstance(attempt(root), BuildReport)
    found = tree(root)
    build(BuildOptions(root=root, now=NOW, jobs=1, clean=True))
    assert tree(root) == found
    return found


def advice(root: Path) -> list[Problem]:
    return [each for each in check(BuildOptions(root=root, now=NOW, jobs=1)) if not each.fatal]


def test_nothing_of_a_text_that_is_taken_back_is_left_but_that_it_is_so(root: Path) -> None:
    address = "site/2025/borta/index.html"
    assert sum(b"kvastskaft" in data for data in tree(root).values()) > 3
    take_back(root, GONE)
    take_back(root, EPISODE)
    take_back(root, LETTER)
    found = same_as_clean(root)
    assert [path for path, data in found.items() if b"kvastskaft" in data] == []
    page = found[address].decode()
    assert "Artikeln drogs tillbaka den 5 maj 2026" in page
    assert REASON in page
    assert '<meta name="robots" content="noindex">' in page
    assert "ld+json" not in page
    assert 'rel="canonical"' not in page
    told = {path for path, data in found.items() if TITLES[GONE].encode() in data}
    # The page, the list of what is taken back; and no list, feed, sitemap, letter or search.
    assert told == {address, "site/rattelser/index.html"}
    for name in ("sitemap.xml", "sitemap-news.xml", "robots.txt"):
        assert b"borta" not in found[f"site/{name}"]
    assert not [path for path in found if path.startswith("editions/2025-03-03-borta")]
    assert not [path for path in found if path.endswith(".mp3")]
    # What letters that have gone out show is promised by itself; there are no other pictures of it.
    shown = {path for path in found if "bild" in path}
    assert shown == {f"site/media/artiklar/2025/bild-{width}.jpg" for width in (240, 1200)}
    with pytest.raises(SystemExit):
        main(["ledger", "accept", "bild:2025-03-03-borta", "--config", str(root / "mkdocs.yml")])
    with pytest.raises(SystemExit):
        main(
            ["ledger", "accept", "bild:2025-03-03-2025-03-04", "--config", str(root / "mkdocs.yml")]
        )
    assert not [path for path in same_as_clean(root) if "bild" in path]


def test_its_address_and_all_that_led_there_goes_on_answering(root: Path) -> None:
    take_back(root, GONE)
    found = same_as_clean(root)
    assert found["site/2025/borta/410.txt"].decode().startswith("Artikeln drogs tillbaka")
    assert b"/2025/borta/" in found["site/gammal/index.html"]
    moves = found["site/_redirects"].decode().splitlines()
    assert "/2025/borta/ /2025/borta/ 410!" in moves
    assert "/gammal/ /2025/borta/ 301" in moves
    # A list that held nothing else, and its feed: readers are led to its kind.
    assert "/taggar/ensam/ /taggar/ 301" in moves
    deploy(root)
    ledger = (root / "feeds/ledger.jsonl").read_text("utf-8")
    assert '"withdrawn"' not in ledger
    for path in (GONE, LETTER, LINKING):
        (root / path).unlink()
    assert "/2025/borta/ men finns inte med längre" in str(attempt(root))


def test_an_episode_that_is_taken_back_needs_no_sound_any_more(root: Path) -> None:
    (root / "content/avsnitt/1.mp3").unlink()
    take_back(root, EPISODE)
    found = same_as_clean(root)
    page = found["site/podd/nya-kalla-kriget/1/index.html"]
    assert "Avsnittet drogs tillbaka den 5 maj 2026 och kan inte längre höras här." in page.decode()
    assert b"<audio" not in page
    assert b"<item>" not in found["site/podd/nya-kalla-kriget.xml"]


def test_a_guid_that_is_taken_back_never_comes_back_as_anothers(root: Path) -> None:
    take_back(root, GONE)
    assert isinstance(attempt(root), BuildReport)
    other = root / "content/artiklar/2025/ny.md"
    other.write_text(piece("En ny", "guid: 2025-03-03-borta\n", "Något annat."), "utf-8")
    assert "2025-03-03-borta" in str(attempt(root))
    other.write_text(piece("En ny", "slug: borta\n", "Något annat."), "utf-8")
    assert "samma adress /2025/borta/" in str(attempt(root))
    other.write_text(piece("En ny", "aliases: /gammal/\n", "Något annat."), "utf-8")
    assert "/gammal/" in str(attempt(root))


def test_what_leads_to_it_gets_advice_with_line_and_next_step(root: Path) -> None:
    take_back(root, GONE)
    found = advice(root)
    links = [each for each in found if each.path == LINKING and "drogs tillbaka" in each.text]
    assert [each.line for each in links] == [8, 10]
    assert "Skriv om meningen" in links[0].hint
    [letter] = [each for each in found if each.path == LETTER and "drogs tillbaka" in each.text]
    assert letter.line == 5
    report = attempt(root)
    assert isinstance(report, BuildReport)
    assert {str(each) for each in report.problems} <= {str(each) for each in found}
    page = (root / "build/site/2025/leder/index.html").read_text("utf-8")
    assert page.count('href="/2025/borta/"') == 2


def test_a_text_that_comes_to_lead_to_it_is_told_so_by_an_edit_within(root: Path) -> None:
    take_back(root, GONE)
    assert isinstance(attempt(root), BuildReport)
    first = root / FIRST
    first.write_text(first.read_text("utf-8") + "\nMer [om detta](borta.md).\n", "utf-8")
    report = attempt(root)
    assert isinstance(report, BuildReport)
    assert [each.path for each in report.problems if "drogs tillbaka" in each.text].count(
        FIRST
    ) == 1
    same_as_clean(root)


@pytest.mark.parametrize(
    ("head", "line", "words", "hint"),
    [
        ("withdrawn: true\n", 11, "withdrawn", "date"),
        ("withdrawn:\n  date: 2026-05-05\n", 11, "reason", "reason: "),
        (f"withdrawn:\n  reason: {REASON}\n", 11, "date", "date: "),
        ("withdrawn:\n  date: i går\n  reason: x\n", 12, "date", "date: 20"),
        ("withdrawn:\n  date: 2025-03-02\n  reason: x\n", 12, "innan den publicerades", "dagen då"),
        ("withdrawn:\n  date: 2026-08-01\n  reason: x\n", 11, "inte har varit än", "dagen då"),
        ("withdrawn:\n  date: 2026-05-05\n  reason: ''\n", 13, "reason", ""),
        ("tillbakadragen: 2026-05-05\n", 11, "tillbakadragen", "withdrawn"),
    ],
)
def test_bad_values_are_refused_with_line_and_next_step(
    root: Path, head: str, line: int, words: str, hint: str
) -> None:
    take_back(root, GONE, head)
    found = [each for each in check(BuildOptions(root=root, now=NOW, jobs=1)) if each.fatal]
    assert [each.path for each in found] == [GONE], found
    assert words in found[0].text
    assert hint in found[0].hint
    assert found[0].line == line


def test_a_translation_goes_with_its_original_or_alone(root: Path) -> None:
    english = root / "content/artiklar/2025/borta.en.md"
    english.write_text("---\ntitle: A text\nimage_alt: A picture\n---\n\nBroomstick.\n", "utf-8")
    deploy(root)
    take_back(root, GONE)
    found = same_as_clean(root)
    page = found["site/en/2025/borta/index.html"].decode()
    assert "The article was withdrawn on 5 May 2026" in page
    assert "Broomstick" not in page
    (root / GONE).write_text(written(GONE), "utf-8")
    back = "---\ntitle: A text\nwithdrawn: {date: 2026-05-06, reason: Wrongly translated.}\n---\n\nHi.\n"
    english.write_text(back, "utf-8")
    found = same_as_clean(root)
    assert "Wrongly translated." in found["site/en/2025/borta/index.html"].decode()
    assert "kvastskaft" in found["site/2025/borta/index.html"].decode()
    assert "hreflang" not in found["site/2025/borta/index.html"].decode()


def test_what_is_taken_back_can_come_back(root: Path) -> None:
    before = same_as_clean(root)
    take_back(root, GONE)
    deploy(root)
    (root / GONE).write_text(written(GONE), "utf-8")
    assert same_as_clean(root) == before


def test_a_week_of_which_all_is_taken_back_leaves_its_letter_standing(root: Path) -> None:
    letter = root / "content/nyhetsbrev/2025-03-09.md"
    letter.write_text(
        "---\ntitle: Vecka 10\ndate: 2025-03-09\nsubject: Tio\nweek: 2025-10\n---\n\nHej!\n",
        "utf-8",
    )
    take_back(root, EPISODE)
    (root / LINKING).unlink()
    take_back(root, GONE)
    with pytest.raises(SystemExit):
        main(["ledger", "accept", "2025-03-03-leder", "--config", str(root / "mkdocs.yml")])
    assert isinstance(attempt(root), BuildReport)


# All that is put right or taken back, in one list


def test_the_list_has_all_of_it_newest_first_and_every_page_leads_there(root: Path) -> None:
    empty = tree(root)
    assert b"Inget har r" in empty["site/rattelser/index.html"]
    assert b'content="noindex"' in empty["site/rattelser/index.html"]
    assert b"/rattelser/" not in empty["site/sitemap.xml"]
    assert b'href="/rattelser/"' not in empty["site/index.html"]
    (root / LINKING).write_text(
        piece("Leder dit", 'corrections: [{date: 2025-04-04, text: "Fel årtal."}]\n', "Hej."),
        "utf-8",
    )
    take_back(root, GONE)
    letter = root / "content/nyhetsbrev/2026-01-09.md"
    letter.write_text(
        "---\ntitle: Om brevet\ndate: 2026-01-09\nsubject: Om brevet\ndescription: Länken var fel.\n"
        "corrects: 2025-03-04.md\n---\n\nHej!\n",
        "utf-8",
    )
    found = same_as_clean(root)
    page = found["site/rattelser/index.html"].decode()
    places = [page.index(words) for words in (REASON, "Länken var fel.", "Fel årtal.")]
    assert places == sorted(places)
    assert page.index('id="sajt:2026"') < page.index('id="sajt:2025"')
    assert 'href="/2025/leder/#sajt:rattelser"' in page
    assert b"/rattelser/</loc>" in found["site/sitemap.xml"]
    pages = [
        data for path, data in found.items() if path.endswith("index.html") and b"colophon" in data
    ]
    assert all(b'href="/rattelser/"' in data for data in pages)


def test_a_page_of_the_publications_own_has_the_list_below_its_words(root: Path) -> None:
    own = root / "content/sidor/rattelser.md"
    own.write_text("---\ntitle: Så rättar vi\n---\n\nHör av dig.\n", "utf-8")
    take_back(root, GONE)
    page = same_as_clean(root)["site/rattelser/index.html"].decode()
    assert page.index("Hör av dig.") < page.index(REASON)
    own.write_text("---\ntitle: Så rättar vi\n---\n\nRing oss.\n", "utf-8")
    assert "Ring oss." in same_as_clean(root)["site/rattelser/index.html"].decode()
    (root / LINKING).write_text(
        piece("Leder dit", 'corrections: [{date: 2025-04-04, text: "Fel årtal."}]\n', "Hej."),
        "utf-8",
    )
    assert "Fel årtal." in same_as_clean(root)["site/rattelser/index.html"].decode()


def test_where_the_address_leads_elsewhere_it_still_does(root: Path) -> None:
    settings = root / "mkdocs.yml"
    text = settings.read_text("utf-8").replace(
        "      editor:", "      redirects: {/rattelser/: /prenumerera/}\n      editor:"
    )
    settings.write_text(text, "utf-8")
    take_back(root, GONE)
    assert b"Sidan har flyttat" in same_as_clean(root)["site/rattelser/index.html"]


# What web servers answer there


def snippet(name: str) -> str:
    """The handbook's lines for a server, as they stand there."""
    chapter = (ROOT / "docs/handbok.md").read_text("utf-8").split("\n## Tillbakadraget\n")[1]
    first, second = chapter.split("```\n")[2::2][:2]
    return {"caddy": first, "nginx": second}[name]


def nginx(tool: Callable[[str], str], site: Path, home: Path, port: int) -> list[str]:
    lines = snippet("nginx")
    file = home / "nginx.conf"
    file.write_text(CONF.format(home=home, port=port, site=site, headers=lines), "utf-8")
    return [tool("nginx"), "-e", str(home / "log"), "-p", str(home), "-c", str(file)]


def caddy(tool: Callable[[str], str], site: Path, home: Path, port: int) -> list[str]:
    file = home / "Caddyfile"
    file.write_text(
        f"{{\n\tadmin off\n}}\nhttp://127.0.0.1:{port} {{\n\troot * {site}\n{snippet('caddy')}\n\tfile_server\n}}\n"
    )
    return [tool("caddy"), "run", "--config", str(file), "--adapter", "caddyfile"]


@pytest.mark.parametrize("server", [nginx, caddy])
def test_web_servers_answer_410_with_the_page_by_the_handbooks_lines(
    root: Path, tmp_path: Path, tool: Callable[[str], str], server: Callable[..., list[str]]
) -> None:
    take_back(root, GONE)
    deploy(root)
    home, port = tmp_path / "home", free_port()
    home.mkdir()
    command = server(tool, root / "publicerat", home, port)
    env = {**os.environ, "HOME": str(home), "XDG_DATA_HOME": str(home)}
    origin = f"http://127.0.0.1:{port}"
    with listening(command, port, home / "log", env):
        gone, other = ask(f"{origin}/2025/borta/"), ask(f"{origin}/2025/leder/")
        page = (root / "publicerat/2025/borta/index.html").read_bytes()
        expected = Expected(url=f"{origin}/2025/borta/", sha256=sha256(page).hexdigest(), gone=True)
        report = verify(SiteFacts(origin=origin, pages=(expected,)))
        strict = verify(SiteFacts(origin=origin, pages=(replace(expected, gone=False),)))
    assert (gone.status, gone.data) == (410, page)
    assert other.status == 200
    assert report.faults == ()
    assert "svarar 410" in strict.faults[0].text


def test_a_410_that_does_not_say_why_is_advice() -> None:
    expected = Expected(url="https://x.example/borta/", sha256="0" * 64, gone=True)

    def asking(url: str, **_: object) -> Answer:
        return Answer(status=410 if "borta" in url else 404, data=b"410 Gone")

    report = verify(SiteFacts(origin="https://x.example", pages=(expected,)), asking=asking)
    assert report.faults == ()
    assert "svarar 410, men visar inte" in report.problems[0].text


def test_status_and_desk_tell_of_it(root: Path) -> None:
    take_back(root, GONE)
    facts = standing(BuildOptions(root=root, now=NOW))
    assert facts.counts["withdrawn"] == 1
    [entry] = facts.of("withdrawn")
    assert (entry.kind, entry.url, entry.missing) == ("article", "/2025/borta/", ())
    assert "tillbakadragen" in overview(facts, DeskPlaces(site=""))
    [target] = facts.targets
    assert [(each.what, each.source) for each in target.changes] == [("changed", GONE)]
    deploy(root)
    [target] = standing(BuildOptions(root=root, now=NOW)).targets
    assert target.changes == ()


def test_going_back_does_not_publish_again_what_is_taken_back(
    root: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    take_back(root, GONE, BACK.replace("2026-05-05", "2026-06-01"))
    deploy(root)
    config = ["--config", str(root / "mkdocs.yml"), "--now", "2026-06-01T03:00"]
    with pytest.raises(SystemExit) as ended:
        main(["deploy", "--rollback", *config])
    assert ended.value.code == 1
    assert "drogs tillbaka 1 juni 2026, men skulle läggas ut igen" in capfd.readouterr().err
    page = root / "publicerat/2025/borta/index.html"
    assert REASON in page.read_text("utf-8")
    with pytest.raises(SystemExit) as ended:
        main(["deploy", "--rollback", "--yes", *config])
    assert ended.value.code == 0
    assert "kvastskaft" in page.read_text("utf-8")


def test_a_letter_that_is_taken_back_cannot_be_sent(root: Path) -> None:
    take_back(root, GONE)
    build(BuildOptions(root=root, now=NOW, jobs=1))
    with (
        finished(BuildOptions(root=root, now=NOW, jobs=1)) as made,
        pytest.raises(PublisherError, match="drogs tillbaka 5 maj 2026"),
    ):
        entry_named(made, "borta")
