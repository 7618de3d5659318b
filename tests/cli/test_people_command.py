"""`publisher people`: the editor's own words for it, and no address where none was asked for."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from program import Ran

FILE = (
    "email,active_subscription,expiry,email_disabled,prefer_digests,created_at\n"
    "anna@lasare.se,false,,false,false,2024-01-02T03:04:05.678Z\n"
    "bo@lasare.se,false,,true,false,2024-01-02T03:04:05.678Z\n"
    "inte en adress,false,,false,false,\n"
)
Say = Callable[..., Ran]


@pytest.fixture
def folder(publication: Callable[..., Path]) -> Path:
    root = publication()
    settings = root / "mkdocs.yml"
    text = settings.read_text("utf-8")
    here = "subscribers: {count: 775, at: ../register/}"
    settings.write_text(text.replace("subscribers: 775", here), "utf-8")
    (root.parent / "fil.csv").write_text(FILE)
    return root


@pytest.fixture
def say(run: Callable[..., Ran], folder: Path) -> Say:
    return lambda *args: run("people", *args, cwd=folder)


def told(ran: Ran, code: int = 0) -> str:
    assert ran[0] == code, ran
    return ran[1] + ran[2]


def test_the_story_from_a_file_to_forgetting(say: Say, folder: Path) -> None:
    take = ("import", "../fil.csv", "--list", "artiklar")
    sum_ = "3 rader = 1 kom med + 0 fanns redan + 1 ska inte ha brev + 1 gick inte att ta in"
    tried = told(say(*take, "--dry-run"))
    assert sum_ in tried
    assert "ingenting har ändrats" in tried
    assert "0 prenumeranter" in told(say("count"))
    taken = told(say(*take, "--report", "../rapport.csv"))
    assert sum_ in taken
    assert "adressen ska ha ett @: rad 4" in taken
    assert "har avslutat enligt filen (" in taken
    report = folder.parent / "rapport.csv"
    assert report.stat().st_mode & 0o777 == 0o600
    assert "ska inte ha brev,har avslutat enligt filen (" in report.read_text("utf-8-sig")
    assert not [text for text in (tried, taken, report.read_text()) if "lasare" in text]
    listed = told(say("list"))
    assert "artiklar (Artiklar): 1 får brev" in listed
    assert "lasare" not in listed
    assert told(say("list", "--list", "artiklar", "--addresses")) == "anna@lasare.se\n"
    assert "personen hade avslutat" in told(say("show", "bo@lasare.se"))
    kept = json.loads(told(say("export", "anna@lasare.se")))
    assert kept["samtycken"][0]["när"] == "2024-01-02T03:04:05.678Z"
    assert "Personen är glömd" in told(say("forget", "anna@lasare.se"))
    assert "bett att bli glömd" in told(say("show", "anna@lasare.se"))
    again = told(say(*take))
    assert "0 kom med + 0 fanns redan + 2 ska inte ha brev" in again


def test_a_file_of_addresses_in_the_publication_is_told_of(say: Say, folder: Path) -> None:
    """The next `git add .` would put everybody's address where others may read it."""
    (folder / "fil.csv").write_text(FILE)
    for name, tells in (("fil.csv", True), ("../fil.csv", False)):
        ran = say("import", name, "--list", "artiklar")
        assert ("innan den kommer med i git" in told(ran)) is tells


def test_copies_and_what_they_mean(say: Say, folder: Path) -> None:
    told(say("add", "anna@lasare.se", "--list", "artiklar", "--consent", "i ett mejl"))
    assert "sade ja till artiklar" in told(say("show", "anna@lasare.se"))
    assert "i publikationens mapp" in told(say("backup", "kopia.zip"), 1)
    told(say("backup", "../kopia.zip"))
    told(say("add", "bo@lasare.se", "--list", "artiklar", "--consent", "i ett mejl"))
    restored = told(say("restore", "../kopia.zip"))
    assert "är tillbaka" in restored
    assert "1 prenumerant" in told(say("count"))
    assert "Nyckeln är bytt" in told(say("rotate"))
    assert "inget hindrar" in told(say("release", "Brev 9", "--list", "artiklar"), 1)


def test_days_and_hours_are_those_of_the_swedish_clock(say: Say) -> None:
    """Half past eleven in the evening, as the store keeps it, is half past one at night in July."""
    night = ("--now", "2026-07-01T23:30:00+00:00")
    add = ("--list", "artiklar", "--consent", "i ett mejl")
    told(say("add", "anna@lasare.se", *add, *night))
    told(say("add", "bo@lasare.se", *add, *night))
    told(say("suppress", "bo@lasare.se", *night))
    shown = told(say("show", "anna@lasare.se"))
    assert "får brev sedan 2 juli 2026" in shown
    assert "sade ja till artiklar 2 juli 2026" in shown
    assert "spärrad för alla listor sedan 2 juli 2026" in told(say("show", "bo@lasare.se"))
    told(say("backup", "../kopia.zip", *night))
    told(say("backup", "../vinter.zip", "--now", "2026-12-31T23:30:00+00:00"))
    assert "Kopian från 2 juli 2026 kl. 01.30 är tillbaka." in told(say("restore", "../kopia.zip"))
    winter = told(say("restore", "../vinter.zip"))
    assert "Kopian från 1 januari 2027 kl. 00.30 är tillbaka." in winter


def test_suppressing_is_undone(say: Say, folder: Path) -> None:
    add = ("add", "anna@lasare.se", "--list", "artiklar", "--consent", "i ett mejl")
    told(say(*add, "--name", "Anna"))
    assert told(say("suppress", "anna@lasare.se")) == "Adressen är spärrad.\n"
    assert told(say("suppress", "anna@lasare.se")) == "Adressen var redan spärrad.\n"
    assert "är spärrad" in told(say(*add), 1)
    assert "0 prenumeranter" in told(say("count"))
    assert told(say("unsuppress", "anna@lasare.se")) == "Spärren är hävd.\n"
    assert told(say("unsuppress", "anna@lasare.se")) == "Adressen var inte spärrad.\n"
    assert "1 prenumerant" in told(say("count"))


@pytest.mark.parametrize(
    "written",
    [
        "subscribers: {at: ../register/, count: 775}  # 775 den första mars",
        "subscribers:\n        # Det här är 775\n        at: ../register/\n        count: 775",
    ],
)
def test_the_number_goes_into_the_settings_and_nothing_else_does(
    say: Say, folder: Path, written: str
) -> None:
    settings = folder / "mkdocs.yml"
    text = settings.read_text("utf-8")
    settings.write_text(text.replace("subscribers: {count: 775, at: ../register/}", written))
    lines = ["email", *(f"a{number}@lasare.se" for number in range(783))]
    (folder.parent / "fil.csv").write_text("\n".join(lines))
    before = (folder / "mkdocs.yml").read_text("utf-8")
    assert "inget antal skrivs" in told(say("count", "--write"), 1)
    told(say("import", "../fil.csv", "--list", "artiklar"))
    settings.write_text(before.replace("count: 775", "count: 12"), "utf-8")
    assert "783 prenumeranter: i mkdocs.yml står nu 775." in told(say("count", "--write"))
    assert (folder / "mkdocs.yml").read_text("utf-8") == before
    assert "står redan 775" in told(say("count", "--write"))


def test_a_whole_list_goes_out_to_a_file_of_its_own(say: Say, folder: Path) -> None:
    told(say("add", "anna@lasare.se", "--list", "artiklar", "--consent", "i ett mejl"))
    out = ("export", "--list", "artiklar", "--to", "ghost", "--out")
    assert "i publikationens mapp" in told(say(*out, "x.csv"), 1)
    assert "1 adress i" in told(say(*out, "../x.csv"))
    assert "anna@lasare.se" in (folder.parent / "x.csv").read_text()
    assert "skrivs inte över" in told(say(*out, "../x.csv"), 1)
    assert "vad som ska tas ut" in told(say("export"), 1)


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (("show", "inte en adress"), 1, "adressen ska ha ett @"),
        (("forget", "ingen@lasare.se"), 1, "ingen har den adressen"),
        (("import", "../fil.csv"), 1, "Lägg till --list. Listorna: artiklar, veckobrevet"),
        (("import", "../fil.csv", "--list", "artikel"), 1, "Menade du ”artiklar”?"),
        (("import", "../borta.csv", "--list", "artiklar"), 1, "borta.csv"),
        (("import", "../fil.csv", "--from", "x", "--list", "artiklar"), 2, "skriv något av"),
        (("restore", "../fil.csv"), 1, "ingen hel säkerhetskopia"),
    ],
)
def test_what_is_wrong_is_told_without_an_address(
    say: Say, args: tuple[str, ...], code: int, said: str
) -> None:
    text = told(say(*args), code)
    assert said in text
    assert "lasare" not in text


def test_a_site_that_has_got_another_address_is_told_where_its_readers_are(
    run: Callable[..., Ran], publication: Callable[..., Path], tmp_path: Path
) -> None:
    root, env = publication(), {"XDG_DATA_HOME": str(tmp_path / "data")}
    add = ("people", "add", "anna@lasare.se", "--list", "artiklar", "--consent", "i ett mejl")
    assert "finns:" not in told(run(*add, cwd=root, env=env))
    settings = root / "mkdocs.yml"
    text = settings.read_text("utf-8")
    (name,) = (each.name for each in (tmp_path / "data" / "publisher").iterdir())
    settings.write_text(text.replace(f"//{name}/", "//ny.tidning.se/"), "utf-8")
    assert f"Bredvid finns: {name}." in told(run("people", "count", cwd=root, env=env))
    assert "Bredvid" not in told(run("people", "count", cwd=root, env=env))
    few = told(run("people", "count", "--write", cwd=root, env=env), 1)
    assert "inga prenumeranter, så inget antal skrivs" in few
