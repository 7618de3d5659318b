"""Letting things out from the desk: shown first, confirmed, one at a time, and never half-way."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from at_desk import AtDesk
from PIL import Image
from program import started
from sample.publication import DEFAULT_FILES

PATH = "content/artiklar/2025/forsta.md"
DRAFT = "content/artiklar/2025/utkast.md"
FILES = {
    DRAFT: "---\ntitle: Ett utkast\ndate: 2025-03-03\nauthors: redaktionen # vi\ndraft: true\n---\n\nOrd.\n"
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "tidning"
    for name, text in {**DEFAULT_FILES, **FILES}.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8")
    return root


@pytest.fixture
def desk(root: Path) -> Iterator[AtDesk]:
    with started(root) as preview:
        yield AtDesk(preview, root)


def test_a_site_is_laid_out_once_it_was_shown_and_confirmed(desk: AtDesk) -> None:
    status, page = desk.page("/skrivbord/publicera/")
    assert status == 200
    assert "publisher deploy lokal" in page
    plan = desk.deed("deploy", target="lokal")
    assert (plan["step"], plan["went"], plan["next"]) == ("plan", "done", "do"), plan
    assert plan["output"].startswith("$ publisher build\n")
    assert "$ publisher deploy --dry-run lokal\n" in plan["output"]
    assert "Planen för lokal" in plan["output"]
    assert not (desk.root / "publicerat").exists()
    assert desk.do("confirm", id="0" * 16)[0] == 422
    assert not (desk.root / "publicerat").exists()
    done = desk.confirmed(plan["id"])
    assert (done["step"], done["went"], done["next"]) == ("do", "done", ""), done
    assert (desk.root / "publicerat" / "2025" / "forsta" / "index.html").is_file()
    assert not (desk.root / "publicerat" / "2025" / "utkast").exists()
    assert desk.do("confirm", id=plan["id"])[0] == 422
    assert desk.do("confirm", id=done["id"])[0] == 422
    # It is shown again to whoever opens the page anew.
    assert desk.do("deed-state")[1]["deed"]["output"] == done["output"]


def test_a_text_goes_out_is_put_right_and_taken_back(desk: AtDesk) -> None:
    place = desk.root / DRAFT
    before = place.read_text("utf-8")
    assert "text publish" in desk.page(f"/skrivbord/publicera/?text={quote(DRAFT)}")[1]
    plan = desk.deed("publish", path=DRAFT)
    assert (plan["went"], place.read_text("utf-8")) == ("done", before), plan
    desk.confirmed(plan["id"])
    assert place.read_text("utf-8") == before.replace("draft: true\n", "")
    plan = desk.deed("correct", path=DRAFT, words="Det var: fel.\n\nNu “rätt”.")
    assert plan["went"] == "done", plan
    assert desk.confirmed(plan["id"])["went"] == "done"
    text = place.read_text("utf-8")
    assert "authors: redaktionen # vi\n" in text
    assert "corrections:\n" in text
    assert "Det var: fel. Nu “rätt”." in text
    plan = desk.deed("correct", path=DRAFT, words="- Ett till")
    assert desk.confirmed(plan["id"])["went"] == "done"
    assert place.read_text("utf-8").count("  - date: ") == 2
    plan = desk.deed("withdraw", path=DRAFT, words="Det höll inte.")
    assert desk.confirmed(plan["id"])["went"] == "done"
    text = place.read_text("utf-8")
    assert "withdrawn:\n  date: " in text
    assert "reason: Det höll inte." in text
    again = desk.deed("withdraw", path=DRAFT, words="En gång till.")
    assert (again["went"], again["next"]) == ("failed", "")
    assert "är redan tillbakadragen" in again["output"]
    assert place.read_text("utf-8") == text
    assert desk.deed("check")["went"] == "done"


def test_much_that_disappears_asks_for_a_second_thought(desk: AtDesk) -> None:
    place = desk.root / PATH
    before = place.read_text("utf-8")
    for number in range(40):
        Image.new("RGB", (8, 8), (number, 0, 0)).save(place.parent / f"bild-{number}.png")
    pictures = "".join(f"\n\n![Bild {number}](bild-{number}.png)" for number in range(40))
    place.write_text(before + pictures, "utf-8")
    desk.confirmed(desk.deed("deploy", target="lokal")["id"])
    place.write_text(before, "utf-8")
    plan = desk.deed("deploy", target="lokal")
    assert plan["next"] == "do", plan
    done = desk.confirmed(plan["id"])
    assert (done["went"], done["next"]) == ("failed", "insist"), done
    assert "skulle tas bort" in done["output"]
    done = desk.confirmed(done["id"])
    assert (done["step"], done["went"]) == ("insist", "done")
    assert "borttagna" in done["output"]


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("deploy", {}), ("deploy", {"target": "--yes"}), ("deploy", {"target": "a b"}),
        ("deploy", {"target": 7}), ("finns-inte", {}), (["deploy"], {"target": "lokal"}),
        ("share", {"path": "mkdocs.yml"}), ("share", {"path": "content/../../x.md"}),
        ("share", {"path": DRAFT, "until": "i morgon"}), ("share", {"path": DRAFT, "target": "-x"}),
        ("test", {"letter": "x", "address": "--yes@x"}), ("test", {"letter": "x", "address": "x"}),
        ("send", {"letter": "--help"}), ("send", {"letter": "x", "list": "--yes"}),
        ("send", {"letter": "x", "at": "2020-01-01T08:00"}), ("send", {"letter": "x", "at": "nu"}),
        ("correct", {"path": PATH, "words": " "}), ("withdraw", {"path": PATH}),
        ("correct", {"path": PATH, "words": "x" * 5001}),
    ],
)  # fmt: skip
def test_what_no_such_deed_can_have_begins_nothing(
    standing_desk: AtDesk, name: object, values: dict[str, object]
) -> None:
    status, told = standing_desk.do("deed", name=name, values=values)
    assert (status, bool(told["text"])) == (422, True)
    assert standing_desk.do("deed-state")[1] == {"deed": None}


def test_a_text_has_a_page_for_its_file_and_the_wastebasket_one(desk: AtDesk) -> None:
    text = desk.do("text", path=DRAFT)[1]
    body = text["body"] + "Mera.\n"
    saved = desk.do("save", path=DRAFT, base=text["version"], body=body, fields={})
    assert saved[0] == 200
    where = f"/skrivbord/filen/?text={quote(DRAFT)}"
    page = desk.page(where)[1]
    assert "publisher text rename" in page
    shown = desk.page(f"{where}&version={text['version']}")[1]
    assert "<del>Mera" in shown
    plan = desk.deed("put-back", path=DRAFT, version=text["version"])
    assert desk.confirmed(plan["id"])["went"] == "done"
    assert "Mera" not in (desk.root / DRAFT).read_text("utf-8")
    assert desk.page(f"{where}&version={'0' * 32}")[0] == 404
    assert desk.page("/skrivbord/filen/?text=mkdocs.yml")[0] == 404
    plan = desk.deed("rename", path=DRAFT, to="ett-annat")
    assert desk.confirmed(plan["id"])["went"] == "done"
    other = DRAFT.replace("utkast", "ett-annat")
    assert (desk.root / other).exists()
    assert desk.confirmed(desk.deed("remove", path=other)["id"])["went"] == "done"
    assert not (desk.root / other).exists()
    assert f"publisher text restore {other}" in desk.page("/skrivbord/papperskorgen/")[1]
    assert desk.deed("restore", path=other)["went"] == "done"
    assert (desk.root / other).exists()


@pytest.fixture(scope="module")
def standing_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AtDesk]:
    root = tmp_path_factory.mktemp("utgivning")
    for name, text in {**DEFAULT_FILES, **FILES}.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8")
    with started(root) as preview:
        yield AtDesk(preview, root)


def test_what_was_begun_goes_on_when_the_desk_ends_and_never_two_at_once(root: Path) -> None:
    with started(root) as preview:
        desk = AtDesk(preview, root)
        status, told = desk.do("deed", name="deploy", values={"target": "lokal"})
        assert (status, told["went"]) == (200, "running")
        assert desk.do("deed", name="check", values={})[0] == 422
        os.kill(preview.process.pid, signal.SIGKILL)
    with started(root) as preview:
        desk = AtDesk(preview, root)
        plan = desk.ended(told["id"])
        assert (plan["went"], plan["next"]) == ("done", "do"), plan
        assert desk.confirmed(plan["id"])["went"] == "done"
    assert (root / "publicerat" / "index.html").is_file()
