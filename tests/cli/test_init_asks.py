"""`publisher init` at a terminal: what it asks, what it says of wrong answers, and Ctrl-C."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from program import ROOT, Ran

from publisher.config import Config, load_config
from publisher.media import images

pytestmark = pytest.mark.sampled(2)
pexpect = pytest.importorskip("pexpect", reason="needs a system with terminals")
if not hasattr(pexpect, "spawn"):
    pytest.skip("needs a system with terminals", allow_module_level=True)

PATIENCE = 60
ENTER = ""
QUESTIONS = {
    "name": "Vad heter publikationen",
    "folder": "I vilken mapp",
    "address": "Vilken adress får sajten",
    "podcast": "Ska det finnas en podd",
    "podcast_name": "Vad heter podden",
    "deploy": "Välj 1–6",
}
Run = Callable[..., Ran]


class Terminal:
    """`publisher init ARGS…` at a terminal of its own."""

    def __init__(self, cwd: Path, *args: str, **environment: str) -> None:
        env = {**os.environ, "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8", **environment}
        command = ["-m", "publisher", "init", *args]
        self.child = pexpect.spawn(
            sys.executable,
            command,
            cwd=cwd,
            env=env,
            encoding="utf-8",
            codec_errors="replace",
            timeout=PATIENCE,
        )
        self.said = ""

    def asked(self, question: str) -> None:
        self.child.expect_exact(question)
        self.said += self.child.before + question
        self.child.expect(r"\]: $")
        self.said += self.child.before + self.child.after

    def answer(self, question: str, text: str = ENTER) -> None:
        self.asked(QUESTIONS.get(question, question))
        self.child.sendline(text)

    def breaks(self, key: str = "c") -> int:
        """Ctrl and a key, again if it came in the instant before the program waited for one."""
        for _ in range(PATIENCE // 3):
            self.child.sendcontrol(key)
            if self.child.expect([pexpect.EOF, pexpect.TIMEOUT], timeout=3) == 0:
                return self._code()
        raise TimeoutError(self.said)

    def ended(self) -> int:
        self.child.expect(pexpect.EOF)
        return self._code()

    def _code(self) -> int:
        self.said += self.child.before
        self.child.close()
        assert "Traceback" not in self.said
        return int(self.child.exitstatus)


def config_of(root: Path) -> Config:
    config, problems = load_config(root, measure=images.measure)
    assert problems == ()
    assert config is not None
    return config


def test_enter_at_every_question_gives_what_a_script_gets(tmp_path: Path, run: Run) -> None:
    at = Terminal(tmp_path, "tidning")
    for question in ("name", "address", "podcast", "deploy"):
        at.answer(question)
    assert at.ended() == 0
    assert "[Tidning]" in at.said
    assert run("init", "annan/tidning", cwd=tmp_path).code == 0
    files = {}
    for root in (tmp_path / "tidning", tmp_path / "annan/tidning"):
        paths = (path for path in root.rglob("*") if path.is_file())
        files[root] = {path.relative_to(root): path.read_bytes() for path in paths}
    one, other = files.values()
    assert one == other


def test_every_answer_is_followed(tmp_path: Path, run: Run) -> None:
    at = Terminal(tmp_path)
    at.answer("name", "Kustbladet: Åbo & Öland")
    at.answer("folder")
    at.answer("address", "https://Kustbladet.se")
    at.answer("podcast", "ja")
    at.answer("podcast_name", "Kustpodden")
    at.answer("deploy", "2")
    at.answer("Var på servern", "anna@server.se:/srv/www")
    assert at.ended() == 0
    root = tmp_path / "kustbladet-abo-och-oland"
    assert f"cd {root.name} och sedan publisher serve" in at.said
    config = config_of(root)
    assert config.site_name == "Kustbladet: Åbo & Öland"
    assert config.site_url == "https://kustbladet.se/"
    assert config.contact == "redaktionen@kustbladet.se"
    assert [(show.id, show.title) for show in config.shows] == [("kustpodden", "Kustpodden")]
    assert [(each.name, each.kind) for each in config.targets] == [
        ("lokal", "folder"),
        ("webben", "rsync"),
    ]
    assert config.targets[1].options == {"to": "anna@server.se:/srv/www"}
    assert run("build", "-q", cwd=root) == (0, "", "")
    assert '/podd/kustpodden/"' in (root / "build/site/index.html").read_text("utf-8")


def test_only_what_was_not_said_is_asked(tmp_path: Path) -> None:
    at = Terminal(tmp_path, "blad", "--name", "Bladet", "--no-podcast", "--deploy", "git")
    at.answer("address", "https://bladet.se/")
    at.answer("Vilket repo", "git@codeberg.org:anna/bladet.git")
    assert at.ended() == 0
    (_, webben) = config_of(tmp_path / "blad").targets
    assert webben.options["repository"] == "git@codeberg.org:anna/bladet.git"
    at = Terminal(tmp_path, "blad2", "--yes")
    assert at.ended() == 0
    assert "?" not in at.said


@pytest.mark.parametrize(
    ("question", "wrong", "told", "after"),
    [
        ("name", "x" * 300, "namnet har 300 tecken, och högst 200 får plats", "[Tidning]"),
        ("name", "a\x07b", "tecken som inte går att se", "[Tidning]"),
        ("address", "kustbladet.se", "Skriv bara adressen till startsidan", "[https://kustbladet.se/]"),
        ("address", "www.åland.se/nytt", "så som webbservrar skriver å", "[https://www.xn--land-poa.se/nytt/]"),
        ("address", "https://x.se/?a=1", "ingen adress till en sajt", "[https://x.se/]"),
        ("address", "vet inte", "ingen adress till en sajt", "[bestäms senare]"),
        ("podcast", "kanske", "”kanske” är varken ja eller nej", "[n]"),
        ("deploy", "9", "”9” finns inte att välja", "[6]"),
        ("deploy", "ftp", "Skriv en siffra från 1 till 6", "[6]"),
    ],
)  # fmt: skip
def test_a_wrong_answer_is_told_at_once_and_asked_for_again(
    tmp_path: Path, question: str, wrong: str, told: str, after: str
) -> None:
    at = Terminal(tmp_path, "tidning")
    for each in ("name", "address", "podcast", "deploy"):
        if each == question:
            at.answer(each, wrong)
            before = len(at.said)
            at.asked(QUESTIONS[each])
            assert told in at.said[before:]
            assert after in at.said[before:]
            at.child.sendline(ENTER)
        else:
            at.answer(each)
    assert at.ended() == 0
    assert config_of(tmp_path / "tidning")


class Place(NamedTuple):
    """A wrong answer to where it is to lie, what is said of it, and what a right one gives."""

    kind: str
    question: str
    wrong: str
    told: str
    right: str
    options: dict[str, str]


SERVER = {"host": "s.se", "user": "a", "path": "web"}
BUCKET = {"bucket": "bladet", "endpoint": "https://s3.se"}
PLACES = [
    Place("rsync", "Var på servern", "s.se", "vilken mapp", "a@s.se:/w", {"to": "a@s.se:/w"}),
    Place("rsync", "Var på servern", "a@s.se:/", "hela datorn", "a@s.se:/w", {"to": "a@s.se:/w"}),
    Place("sftp", "Var på servern", "sftp://s.se", "Skriv som", "a@s.se:web", SERVER),
    Place("s3", "Vilken bucket", "a b", "inget lager", "https://s3.se/bladet", BUCKET),
    Place("s3", "Vilken bucket", "a/b", "inget lager", "min", {"bucket": "min"}),
    Place("git", "Vilket repo", "https://a:b@x.se/r.git", "lösenord", "", {"remote": "origin"}),
    Place("folder", "Vilken mapp", "content/x", "till för annat", "", {"path": "../t-webben"}),
]


@pytest.mark.parametrize("place", PLACES, ids=lambda place: f"{place.kind}-{place.wrong}")
def test_where_it_is_to_lie_is_judged_as_a_deploy_would(tmp_path: Path, place: Place) -> None:
    at = Terminal(tmp_path, "x", "--name", "T", "--address", "https://t.se", "--no-podcast")
    at.answer("deploy", place.kind)
    at.answer(place.question, place.wrong)
    at.asked(place.question)
    assert place.told in at.said
    at.child.sendline(place.right)
    assert at.ended() == 0
    options = config_of(tmp_path / "x").targets[1].options
    assert {**options, **place.options} == options


@pytest.mark.parametrize("at_question", list(QUESTIONS))
@pytest.mark.parametrize("key", ["c", "d"])
def test_ctrl_c_at_any_question_leaves_nothing_behind(
    tmp_path: Path, at_question: str, key: str
) -> None:
    at = Terminal(tmp_path)
    for question, words in QUESTIONS.items():
        if question == at_question:
            at.asked(words)
            break
        at.answer(question, "j" if question == "podcast" else ENTER)
    assert at.breaks(key) == 130
    assert "Avbrutet." in at.said
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_in_use_is_told_before_anything_else_is_asked(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("Min egen.", "utf-8")
    at = Terminal(tmp_path, ".")
    assert at.ended() == 1
    assert "README.md: filen finns redan" in at.said
    assert "Vad heter" not in at.said
    at = Terminal(tmp_path)
    at.answer("name", "Å")
    at.answer("folder", ".")
    at.answer("folder", "a")
    assert "README.md: filen finns redan" in at.said
    assert at.breaks() == 130


@pytest.mark.parametrize("answer", ["j", "n"])
def test_a_folder_with_other_things_in_it_is_asked_about(tmp_path: Path, answer: str) -> None:
    (tmp_path / "x").mkdir()
    (tmp_path / "x/bild.jpg").write_bytes(b"bild")
    at = Terminal(tmp_path, "x", "--name", "X", "--address", "https://x.se", "--no-podcast", "--deploy", "later")  # fmt: skip
    at.answer("Mappen x är inte tom", answer)
    assert at.ended() == (0 if answer == "j" else 130)
    assert (tmp_path / "x/mkdocs.yml").exists() is (answer == "j")
    assert (tmp_path / "x/bild.jpg").read_bytes() == b"bild"


def test_an_answer_in_another_encoding_is_no_crash(tmp_path: Path) -> None:
    at = Terminal(tmp_path, "t", PYTHONIOENCODING="utf-8:strict")
    at.asked(QUESTIONS["name"])
    os.write(at.child.child_fd, b"\xc5sa\n")
    at.answer("name", "Åsa")
    assert at.breaks() == 130


# Where nobody can answer.


def test_without_a_terminal_nothing_is_asked_and_every_answer_has_an_option(
    tmp_path: Path, run: Run
) -> None:
    told = ["--name", "Bladet", "--address", "https://bladet.se", "--podcast", "--deploy", "s3"]
    code, out, err = run("init", "b", *told, "--to", "https://s3.se/bladet", cwd=tmp_path)
    assert (code, err) == (0, "")
    config = config_of(tmp_path / "b")
    assert [show.id for show in config.shows] == ["bladet"]
    assert config.targets[1].options == {"bucket": "bladet", "endpoint": "https://s3.se"}
    assert "publisher check räknar upp" in out
    assert run("init", "c", "--podcast-name", "Artiklar", cwd=tmp_path).code == 0
    assert [show.title for show in config_of(tmp_path / "c").shows] == ["Artiklar"]


def test_without_a_terminal_the_folder_must_be_said(tmp_path: Path, run: Run) -> None:
    code, _, err = run("init", "--yes", cwd=tmp_path)
    assert (code, err) == (2, "MAPP saknas.\nHjälp: publisher init --help\n")
    assert list(tmp_path.iterdir()) == []


def test_all_that_is_wrong_is_told_at_once(tmp_path: Path, run: Run) -> None:
    wrong = ["--name", "x" * 201, "--address", "x.se", "--deploy", "sftp", "--to", "x", "--release", "y"]  # fmt: skip
    code, _, err = run("init", "b", *wrong, cwd=tmp_path)
    assert code == 1
    assert err.endswith("4 fel. Inget skrevs.\n")
    assert list(tmp_path.iterdir()) == []
    code, _, err = run("init", "b", "--to", "x@y:z", cwd=tmp_path)
    assert (code, "--deploy" in err) == (1, True)
    code, _, err = run("init", "b", "--no-podcast", "--podcast-name", "P", cwd=tmp_path)
    assert (code, "säger emot" in err) == (2, True)
    code, _, err = run("init", "b", "--deploy", "ftp", cwd=tmp_path)
    assert (code, "git, rsync, sftp, s3, folder, later" in err) == (2, True)


@pytest.mark.parametrize(
    ("address", "contact"),
    [
        ("https://www.bladet.se/x/", "redaktionen@bladet.se"),
        # There is no mail at a host that many share.
        ("https://anna.github.io/bladet/", "redaktionen@b.example"),
    ],
)
def test_addresses_for_mail_are_guessed_only_where_there_can_be_any(
    tmp_path: Path, run: Run, address: str, contact: str
) -> None:
    assert run("init", "b", "--address", address, cwd=tmp_path).code == 0
    assert config_of(tmp_path / "b").contact == contact
