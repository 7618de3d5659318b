"""What is put out to try, and what is promised: not before the publication looks meant for readers."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from program import Ran
from sample.publication import MKDOCS_YML
from sample.release import having, release_of

from publisher import ledger
from publisher.config import Config, load_config
from publisher.content.new.publication import found
from publisher.content.new.show import show
from publisher.content.new.wishes import Wishes
from publisher.content.placeholders import STARTER_WORDS, leads_nowhere
from publisher.deploy import Release, plan, routes
from publisher.deploy.targets import FileFacts
from publisher.media.images import measure
from publisher.model import Article, Page, Site
from publisher.problems import PublisherError

NOW = datetime(2026, 11, 16, 12, tzinfo=UTC)
REAL = "https://min-tidning.se/"
WEBB = """\
        webben:
          kind: folder
          path: skarpt
"""
Run = Callable[..., Ran]


@pytest.fixture
def new(tmp_path: Path) -> Path:
    return found(tmp_path / "min-tidning", Wishes(), NOW).root


def with_target(root: Path, more: str = "") -> None:
    settings = root / "mkdocs.yml"
    text = settings.read_text("utf-8")
    settings.write_text(text.replace("      targets:\n", f"      targets:\n{WEBB}{more}"), "utf-8")


def test_what_is_tried_can_be_thrown_away(new: Path, run: Run) -> None:
    assert run("build", cwd=new).code == 0
    code, out, err = run("deploy", cwd=new)
    assert (code, err) == (0, "")
    assert "Det är ett prov, och inget av det är lovat." in out
    assert "ledger.jsonl" not in out
    assert not (new / ledger.FILE).exists()
    shutil.rmtree(new / "content" / "artiklar")
    shutil.rmtree(new / "content" / "nyhetsbrev")
    assert run("build", cwd=new).code == 0
    assert run("deploy", "--yes", cwd=new).code == 0
    assert not list((new / "publicerat").glob("2026/*"))


def test_a_target_that_promises_gets_nothing_of_what_was_to_be_changed(new: Path, run: Run) -> None:
    with_target(new)
    assert run("build", cwd=new).code == 0
    code, out, err = run("deploy", "webben", cwd=new)
    assert (code, out) == (1, "")
    places = re.findall(r"^(\S+?):(\d+): (.*)$", err, re.MULTILINE)
    assert {path for path, _, _ in places} == {
        "mkdocs.yml",
        "content/forfattare.yml",
        "content/artiklar/2026/valkommen.md",
        "content/nyhetsbrev/forsta-brevet.md",
        "content/sidor/om.md",
        "content/sidor/prenumerera.md",
    }
    for path, line, text in places:
        shown = (new / path).read_text("utf-8").splitlines()[int(line) - 1]
        assert (text.split(" är en adress")[0] in shown) != ("exempeltexten" in text), text
    assert err.count("promises: false under målet") == 1
    assert ".…" not in err
    # A setting without its value would be a fault of another kind.
    for path, hint in re.findall(
        r"^(\S+?):\d+: här står exempeltexten.*\n +(.*)$", err, re.MULTILINE
    ):
        assert ("ta bort texten" in hint) != path.endswith(".yml"), path
        assert ("ett eget värde" in hint) == path.endswith(".yml"), path
    assert not (new / "skarpt").exists()

    made_real(new)
    assert run("build", cwd=new).code == 0
    code, out, err = run("deploy", "webben", cwd=new)
    assert (code, err) == (0, "")
    assert "prov" not in out
    assert (new / ledger.FILE).is_file()


def made_real(root: Path) -> None:
    """What the owner does, file by file."""
    for path in (*root.rglob("*.md"), *root.rglob("*.yml")):
        text = path.read_text("utf-8").replace("min-tidning.example", "min-tidning.se")
        for words in STARTER_WORDS:
            pattern = r"\s+".join(map(re.escape, words.split()))
            text = re.sub(pattern, "Något eget.", text)
        path.write_text(text, "utf-8")


def test_every_starter_word_is_one_that_a_new_publication_or_podcast_has(new: Path) -> None:
    show(new, "mkdocs.yml", "Podden")
    texts = [path.read_text("utf-8") for path in (*new.rglob("*.md"), *new.rglob("*.yml"))]
    written = " ".join(" ".join(texts).split())
    assert [words for words in STARTER_WORDS if words not in written] == []


@pytest.fixture
def release(publication: Callable[..., Path]) -> Release:
    """A finished build for a target about which nothing is said, at a real address."""
    settings = MKDOCS_YML.replace("          promises: true\n", "").replace(
        "prov.example", "prov.se"
    )
    root = publication({"mkdocs.yml": settings, "build/site/index.html": "start"})
    facts = {"index.html": FileFacts(sha256=sha256(b"start").hexdigest(), bytes=5)}
    return release_of(config_of(root), Site(), facts)


def config_of(root: Path) -> Config:
    config, problems = load_config(root, measure=measure)
    assert problems == ()
    assert config is not None
    return config


def stops(release: Release) -> list[str]:
    """What stops a deploy, as `file:line`."""
    try:
        plan(release)
    except PublisherError as error:
        return [f"{each.path}:{each.line}" for each in error.problems]
    return []


PAGE = Page(id="om", source="content/sidor/om.md", url="/om/", title="Om", body_line=5)


@pytest.mark.parametrize(
    ("path", "old", "new", "place"),
    [
        ("mkdocs.yml", "https://prov.se/\n", "https://prov.example/\n", "mkdocs.yml:3"),
        ("mkdocs.yml", "https://prov.se/\n", "https://www.prov.example/tidning/\n", "mkdocs.yml:3"),
        ("mkdocs.yml", "https://prov.se/\n", "https://prov.test/\n", "mkdocs.yml:None"),
        ("mkdocs.yml", "https://prov.se/\n", "http://localhost:8000/\n", "mkdocs.yml:None"),
        ("mkdocs.yml", "https://prov.se/\n", "https://example.com/\n", "mkdocs.yml:None"),
        ("mkdocs.yml", "contact: red@prov.se", "contact: red@prov.example", "mkdocs.yml:38"),
        ("mkdocs.yml", "reply_to: red@prov.se", "reply_to: red@a.prov.example", "mkdocs.yml:45"),
        ("content/sidor/om.md", "", "---\ntitle: Om\n---\n\nSkriv: [a@b.example](mailto:a@b.example)", "content/sidor/om.md:5"),
        ("content/sidor/om.md", "", f"---\ntitle: Om\n---\n\nHej.\n{STARTER_WORDS[3]}", "content/sidor/om.md:6"),
        ("content/sidor/om.md", "", "---\ntitle: Om\n---\n\nEn länk till https://prov.example/ i en text.", ""),
        ("content/sidor/om.md", "", "---\ntitle: Om\n---\n\nnamn@exempel.se, a@b.examples.se, example.com", ""),
        ("feeds/artiklar.yml", "description:", "# a@b.example\ndescription:", ""),
        ("content/forfattare.yml", "name:", "email: x@prov.example\n  name:", "content/forfattare.yml:2"),
    ],
)  # fmt: skip
def test_each_thing_that_stops_the_first_promise(
    release: Release, path: str, old: str, new: str, place: str
) -> None:
    file = release.context.config.root / path
    file.write_text(file.read_text("utf-8").replace(old, new, 1) if old else new, "utf-8")
    site = replace(release.context.site, pages=(PAGE,) if "sidor" in path else ())
    changed = having(release, config=config_of(release.context.config.root), site=site)
    assert set(stops(changed)) == ({place} if place else set())


@pytest.mark.parametrize(
    ("words", "quoted"),
    [
        # Whole where it is short, even by one sign; else as much as fits, without half a space.
        (STARTER_WORDS[1], STARTER_WORDS[1]),
        (STARTER_WORDS[8], STARTER_WORDS[8]),
        (STARTER_WORDS[0], f"{STARTER_WORDS[0][:60].rstrip()}…"),
        (STARTER_WORDS[2], f"{STARTER_WORDS[2][:60].rstrip()}…"),
    ],
)
def test_words_that_only_show_how_it_is_done_are_quoted_so_that_they_can_be_found(
    release: Release, words: str, quoted: str
) -> None:
    """In whatever lines they stand, for an editor may have wrapped them."""
    wrapped = words.replace(" ", "\n", 1).replace(" den ", "\n  den ")
    file = release.context.config.root / PAGE.source
    file.write_text(f"---\ntitle: Om\n---\n\nHej.\n\n{wrapped}\n", "utf-8")
    told = having(release, site=replace(release.context.site, pages=(PAGE,)))
    with pytest.raises(PublisherError) as caught:
        plan(told)
    (problem,) = caught.value.problems
    assert (problem.path, problem.line) == (PAGE.source, 7)
    assert problem.text == f"här står exempeltexten kvar: ”{quoted}”"


def test_all_words_that_only_show_how_it_is_done_are_told_at_once(release: Release) -> None:
    file = release.context.config.root / PAGE.source
    words = "\n\n".join(STARTER_WORDS)
    file.write_text(f"---\ntitle: Om\n---\n\n{words}\n", "utf-8")
    told = having(release, site=replace(release.context.site, pages=(PAGE,)))
    with pytest.raises(PublisherError) as caught:
        plan(told)
    lines = [each.line for each in caught.value.problems]
    assert lines == [5 + 2 * at for at in range(len(STARTER_WORDS))]


def test_all_that_stops_it_is_told_and_the_other_way_out_once_at_the_end(release: Release) -> None:
    file = release.context.config.root / "mkdocs.yml"
    file.write_text(file.read_text("utf-8").replace("prov.se", "prov.example"), "utf-8")
    with pytest.raises(PublisherError) as caught:
        plan(having(release, config=config_of(release.context.config.root)))
    hints = [each.hint for each in caught.value.problems]
    assert len(hints) > 2
    trial = "Vill du bara prova: skriv promises: false under målet i mkdocs.yml."
    assert hints == [*["Skriv den riktiga."] * (len(hints) - 1), f"Skriv den riktiga. {trial}"]


def test_said_aloud_or_promised_already_nothing_is_asked(release: Release) -> None:
    root = release.context.config.root
    settings = (root / "mkdocs.yml").read_text("utf-8").replace("prov.se", "prov.example")
    (root / "mkdocs.yml").write_text(settings, "utf-8")
    assert stops(having(release, config=config_of(root)))
    for said in ("promises: true", "promises: false", "url: https://annan.se/"):
        (root / "mkdocs.yml").write_text(f"{settings}          {said}\n", "utf-8")
        assert stops(having(release, config=config_of(root))) == [], said
    (root / "mkdocs.yml").write_text(settings, "utf-8")
    lines = ledger.records(Site(articles=(ARTICLE,)), lambda _: "", NOW)
    ledger.append(root, lines)
    published = having(release, config=config_of(root), site=Site(articles=(ARTICLE,)))
    assert stops(published) == []


ARTICLE = Article(
    id="2025-02-02-forsta",
    source="content/artiklar/2025/forsta.md",
    url="/2025/forsta/",
    title="En första artikel",
    body_line=7,
    date=NOW,
)


def test_one_target_cannot_be_both(release: Release) -> None:
    root = release.context.config.root
    with (root / "mkdocs.yml").open("a", encoding="utf-8") as settings:
        settings.write("          promises: true\n          url: https://annan.se/\n")
    _, (problem,) = load_config(root, measure=measure)
    assert (problem.path, problem.fatal) == ("mkdocs.yml", True)
    assert "https://annan.se/" in problem.text


def test_a_trial_is_no_promise(release: Release) -> None:
    (target,) = release.context.config.targets
    for promises, expected in ((None, True), (True, True), (False, False)):
        config = replace(release.context.config, targets=(replace(target, promises=promises),))
        (route,) = routes(config)
        assert route.promises is expected


@pytest.mark.parametrize(
    ("address", "nowhere"),
    [
        (REAL, False),
        ("https://prov.example/", True),
        ("https://example/", True),
        ("https://prov.example:8080/x/", True),
        ("http://localhost:8000/", True),
        ("http://tidning.localhost/", True),
        ("https://x.invalid/", True),
        ("https://x.test/", True),
        ("https://www.example.com/", True),
        ("https://example.net/", True),
        ("https://myexample.com/", False),
        ("https://example.se/", False),
        ("https://example.com.se/", False),
        ("https://test.se/", False),
    ],
)
def test_an_address_that_leads_nowhere(address: str, *, nowhere: bool) -> None:
    assert leads_nowhere(address) is nowhere
