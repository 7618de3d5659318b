"""`publisher send` as an editor meets it: from a text to everybody's inbox, and what is said on the way."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from textwrap import dedent

import pytest
from program import Ran
from sample.letters import letter
from sample.sending import Desk
from sample.values import CONFIG
from smtp_server import Say, scripted

from publisher import ledger
from publisher.cli.send_words import progress
from publisher.config import TargetSettings
from publisher.ledger.mailings import mailed
from publisher.sending.journey import Progress
from publisher.sending.leases import leased
from publisher.sending.preparing import _deploy_first
from publisher.sending.units import write
from publisher.swedish import STOCKHOLM, hour

Run = Callable[..., Ran]
DAY = "2025-02-03"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = Desk(tmp_path / "register")
    made.clock.at = datetime.now(UTC)
    return made


@pytest.fixture
def paper(publication: Callable[..., Path], run: Run, desk: Desk) -> Callable[[int], Path]:
    """A publication that is built and deployed, and sends to a port."""

    def make(port: int, **more: str) -> Path:
        root = publication({"content/nyhetsbrev/vecka-6.md": letter("God morgon!", id="vecka-6")})
        settings = (root / "mkdocs.yml").read_text("utf-8")
        own = f"      subscribers: {{count: 775, at: {desk.place.database}}}\n"
        settings = settings.replace("      subscribers: 775\n", own)
        smtp = (
            f"{{host: 127.0.0.1, port: {port}, security: none, rate: 9999/s, domain_rate: 9999/s}}"
        )
        settings = settings.replace("      mail:\n", f"      mail:\n        smtp: {smtp}\n")
        (root / "mkdocs.yml").write_text(settings, "utf-8")
        for command in more.get("commands", "build deploy").split():
            done = run(command, *(["--no-verify"] if command == "deploy" else []), cwd=root)
            assert done.code == 0, done.stderr
        return root

    return make


def ended(run: Run, root: Path, *args: str) -> Ran:
    done = run("send", *args, cwd=root)
    assert done.code == 0, done.stdout + done.stderr
    return done


def test_three_commands_from_a_text_to_the_inbox(
    desk: Desk, paper: Callable[..., Path], run: Run
) -> None:
    desk.readers(7)
    with scripted() as server:
        root = paper(server.port)
        counted = ended(run, root, "vecka-6", "--dry-run")
        assert "7 läsare och din egen kopia." in counted.stdout
        assert not server.letters
        tried = ended(run, root, "vecka-6", "--test", "prov@x.example")
        assert tried.stdout == "Provbrevet är på väg.\n"
        done = ended(run, root, "vecka-6", "--yes")
    assert "Klart: ”Veckans Kina” (vecka-6) till Veckobrevet." in done.stdout
    assert "7 läsare och din egen kopia: 8 har fått brevet." in done.stdout
    first, own, *_ = server.letters
    assert (first[1], own[1]) == ("prov@x.example", "red@prov.example")
    assert server.copies == {"prov@x.example": 1, "red@prov.example": 1} | {
        f"l{n}@x{n}.example": 1 for n in range(7)
    }
    known, problems = ledger.read(root)
    assert not problems
    assert mailed(known, "vecka-6")
    line = known.record("utskick:vecka-6:veckobrevet")
    assert line is not None
    assert line.mailed is not None
    assert line.mailed.accepted == 8
    assert "@" not in (root / "feeds" / "ledger.jsonl").read_text("utf-8")
    again = ended(run, root, "vecka-6", "--yes")
    assert "8 har fått brevet" in again.stdout
    assert ended(run, root, "status").stdout.startswith(
        "Klart: vecka-6 till Veckobrevet, 8 har fått brevet (din egen kopia medräknad)"
    )
    (facts,) = json.loads(ended(run, root, "report", "vecka-6").stdout)
    assert (facts["sums"]["accepted"], facts["own"]) == (8, True)
    for command in ("check", "build", "deploy"):
        done = run(command, cwd=root)
        assert done.code == 0, done.stderr


def test_a_trial_is_nowhere_for_readers_and_the_way_out_is_told() -> None:
    def told(*targets: tuple[str, bool | None]) -> str:
        made = tuple(
            TargetSettings(name=name, kind="folder", options={}, line=1, promises=promises)
            for name, promises in targets
        )
        return _deploy_first(replace(CONFIG, targets=made))

    assert told() == told(("a", None)) == told(("a", True)) == "Kör först: publisher deploy"
    assert told(("lokal", False), ("webben", None)).endswith("publisher deploy webben")
    assert "Skriv ett mål där läsarna finns" in told(("lokal", False))


def test_a_letter_that_is_not_right_is_not_sent(
    desk: Desk, paper: Callable[..., Path], run: Run
) -> None:
    desk.readers(2)
    with scripted() as server:
        root = paper(server.port, commands="build")
        assert "inte utlagt än" in run("send", "vecka-6", "--yes", cwd=root).stderr
        tried = ended(run, root, "vecka-6", "--test", "prov@x.example")
        assert tried.stdout == "Provbrevet är på väg.\n"
        assert tried.stderr.startswith(
            "Råd: content/nyhetsbrev/vecka-6.md: brevet är inte utlagt än"
        )
        assert "Det är inget fel i ett prov." in tried.stderr
        assert [whom for _, whom, _ in server.letters] == ["prov@x.example"]
        server.letters.clear()
        assert "det finns inget brev ”vecka-9”" in run("send", "vecka-9", "--yes", cwd=root).stderr
        assert "Menade du ”vecka-6”" in run("send", "vecka-9", "--yes", cwd=root).stderr
        assert "Menade du ”vecka-6”" in run("send", "6", "--yes", cwd=root).stderr
        run("deploy", "--no-verify", cwd=root)
        refused = run("send", "vecka-6", cwd=root)
        assert (refused.code, "--yes" in refused.stderr) == (1, True)
        assert (
            "listan ”artiklarna” finns inte"
            in run("send", "vecka-6", "--to", "artiklarna", "--yes", cwd=root).stderr
        )
        text = (root / "content/nyhetsbrev/vecka-6.md").read_text("utf-8")
        (root / "content/nyhetsbrev/vecka-6.md").write_text(text + "\nMer.\n", "utf-8")
        assert "publisher build" in run("send", "vecka-6", "--yes", cwd=root).stderr
        assert not server.letters


def test_what_nobody_knows_is_told_and_decided(
    desk: Desk, paper: Callable[..., Path], run: Run
) -> None:
    desk.readers(3)
    gone = {"l1@x1.example"}

    def script(step: str, _: int, whom: str) -> Say | None:
        return Say(close=True, keeps=True) if step == "dot" and whom in gone else None

    with scripted(script) as server:
        root = paper(server.port)
        done = ended(run, root, "vecka-6", "--yes")
        assert "1 vet ingen om" in done.stdout
        assert "publisher send decide vecka-6 sent" in done.stdout
        assert server.copies["l1@x1.example"] == 1
        said = ended(run, root, "decide", "vecka-6", "sent")
        assert said.stdout == "1 mottagare räknas som skickade.\n"
        assert "4 har fått brevet" in ended(run, root, "status", "vecka-6").stdout
    assert max(server.copies.values()) == 1


def test_again_is_said_by_a_person_only(desk: Desk, paper: Callable[..., Path], run: Run) -> None:
    desk.readers(3)
    gone = {"l1@x1.example"}

    def script(step: str, _: int, whom: str) -> Say | None:
        return Say(close=True, keeps=False) if step == "dot" and whom in gone else None

    with scripted(script) as server:
        root = paper(server.port)
        ended(run, root, "vecka-6", "--yes")
        told = ended(run, root, "status", "vecka-6").stdout
        (facts,) = json.loads(ended(run, root, "report", "vecka-6").stdout)
        ((message_id, handed),) = facts["unknown"]
        there = datetime.fromisoformat(handed).astimezone(STOCKHOLM)
        assert f"  <{message_id}> lämnat {hour(there)}.{there:%S}" in told
        assert "Den som sköter e-postservern kan se i sin logg" in told
        gone.clear()
        assert (
            "1 mottagare får brevet igen." in ended(run, root, "decide", "vecka-6", "again").stdout
        )
        told = ended(run, root, "status", "vecka-6").stdout
        assert "Skicka till dem: publisher send resume vecka-6" in told
        assert "felet" not in told
        assert "4 har fått brevet" in ended(run, root, "resume", "vecka-6").stdout
    assert set(server.copies.values()) == {1}


def test_an_editor_who_reads_the_list_is_counted_once(
    desk: Desk, paper: Callable[..., Path], run: Run
) -> None:
    desk.joined("a@a.example", "red@prov.example")
    with scripted() as server:
        root = paper(server.port)
        assert "2 mottagare." in ended(run, root, "vecka-6", "--dry-run").stdout
        assert "2 mottagare: 2 har fått brevet." in ended(run, root, "vecka-6", "--yes").stdout


def test_what_was_cut_off_and_what_waits_are_told_apart(
    desk: Desk, paper: Callable[..., Path], run: Run
) -> None:
    desk.readers(2)
    with scripted() as server:
        root = paper(server.port)
        ended(run, root, "vecka-6", "--at", "2099-01-01T06:30", "--yes")
        with desk.open() as store, store.write():  # as a carrier leaves it that was killed
            store.database.run(
                "UPDATE edition SET state = 'sending', started = :n", n=store.stamp()
            )
            store.database.run("UPDATE delivery SET state = 'handing', owner = 'x' WHERE id = 1")
        told = ended(run, root, "status", "vecka-6").stdout
        assert told.startswith("Avbrutet: ”Veckans Kina”")
        assert "1 lämnades över när det bröts" in told
        assert "Fortsätt där det slutade: publisher send resume vecka-6" in told
        assert ended(run, root, "status").stdout.startswith("Avbrutet: vecka-6")
        with desk.open() as store, leased(desk.open, store, 1):
            told = ended(run, root, "status", "vecka-6").stdout
        assert told.startswith("Skickas: ”Veckans Kina”")
        assert "Vill du stoppa det: publisher send stop vecka-6" in told
        with desk.open() as store, store.write():
            store.database.run(
                "UPDATE delivery SET state = 'deferred', owner = '', next_at = :at",
                at="2026-12-01T05:30:00.000Z",
            )
        told = ended(run, root, "status", "vecka-6").stdout
        assert told.startswith("Väntar på nya försök: ”Veckans Kina”")
        assert "Fortsätt efter 1 december 2026 kl. 06.30: publisher send resume" in told


def test_an_hour_that_has_passed_is_asked_about(
    desk: Desk, paper: Callable[..., Path], run: Run
) -> None:
    desk.readers(2)
    with scripted() as server:
        root = paper(server.port)
        no = run("send", "vecka-6", "--at", "2025-03-01T06:30", cwd=root)
        assert no.code == 1
        assert "1 mars 2025 kl. 06.30 har redan passerat" in no.stderr
        assert "Rätta tiden i --at" in no.stderr
        ended(run, root, "vecka-6", "--at", "2025-03-01T06:30", "--yes")
        assert "3 har fått brevet" in ended(run, root, "due").stdout


def test_a_stop_is_told_with_its_reason_and_gone_on_from(
    desk: Desk, paper: Callable[..., Path], run: Run
) -> None:
    desk.readers(9)
    refusing = [True]

    def script(step: str, _: int, whom: str) -> Say | None:
        no = refusing[0] and step == "dot" and whom != "red@prov.example"
        return Say(line="554 5.6.0 no thanks") if no else None

    with scripted(script) as server:
        root = paper(server.port)
        done = run("send", "vecka-6", "--yes", cwd=root)
        assert done.code == 1
        assert "Stoppat: ”Veckans Kina”" in done.stderr
        assert "i rad har avvisats av samma skäl. Servern sade: 5.6.0 no thanks" in done.stderr
        assert "publisher send resume vecka-6" in done.stderr
        refusing[0] = False
        assert "har fått brevet" in ended(run, root, "resume", "vecka-6").stdout
    assert set(server.copies.values()) == {1}


@pytest.mark.parametrize(
    ("step", "whom", "say", "code", "words"),
    [
        ("greeting", "", Say(line="554 5.7.1 not you", close=True), 1, "redan när vi ringer (554)"),
        ("mail", "", Say(line="553 5.7.1 not owned"), 1, "godtar inte avsändaren (553)"),
        ("rcpt", "l2@x2.example", Say(line="550 5.1.1 no l2@x2.example"), 0, "1 avvisades av"),
        ("dot", "l2@x2.example", Say(line="550 5.7.26 no SPF"), 1, "x2.example får inga fler: "),
        ("dot", "l2@x2.example", Say(close=True), 0, "publisher send decide vecka-6 sent"),
    ],
)
def test_what_servers_refuse_is_told_by_the_command(  # noqa: PLR0913, PLR0917 (what is said, and where)
    desk: Desk, paper: Callable[..., Path], run: Run, step: str, whom: str, say: Say, code: int,
    words: str,
) -> None:  # fmt: skip
    desk.readers(6)
    desk.joined("andra@x2.example")
    script = lambda at, _, to: say if at == step and whom in {"", to} else None  # noqa: E731
    with scripted(script) as server:
        done = run("send", "vecka-6", "--yes", cwd=paper(server.port))
    told = done.stdout + done.stderr
    assert done.code == code, told
    assert words in told
    assert "Traceback" not in told
    assert "@x" not in told  # no reader's address
    assert max(server.copies.values(), default=0) <= 1


def test_while_it_waits_it_is_told_who_waits_and_until_when(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two domains ask for a while; nobody watches, and it does not look as if it hung."""
    desk.readers(3)
    desk.joined("andra@x2.example")
    desk.clock.at = datetime(2026, 11, 30, 22, 58, 40, tzinfo=UTC)
    edition = desk.planned()

    def script(step: str, count: int, whom: str) -> Say | None:
        busy = step == "rcpt" and whom.endswith("@x2.example") and count < 5
        return Say(line="450 4.7.1 slow down") if busy else None

    with scripted(script) as server:
        told = progress(quiet=False)
        done = desk.carried(edition, server.port, wait=900.0, on_progress=told)
    assert done.sums["accepted"] == 4
    first, *others = capsys.readouterr().err.splitlines()
    assert first == (
        "2 mottagare väntar på ett nytt försök 30 november 2026 kl. 23.59. Låt kommandot vara "
        "igång, eller bryt med Ctrl-C och fortsätt senare med publisher send resume."
    )
    assert others
    assert all("väntar på ett nytt försök 1 december 2026 kl. 00.0" in line for line in others)
    progress(quiet=True)(Progress(done=1, total=2, seconds_left=None, waiting=1, until=first))
    assert capsys.readouterr().err == ""


def test_a_server_that_is_mended_in_the_settings_is_the_one_that_is_gone_on_with(
    desk: Desk, paper: Callable[..., Path], run: Run
) -> None:
    """The letter and its readers are settled when it is planned, never the way it leaves."""
    desk.readers(4)
    no = Say(line="550 5.7.1 sender denied")
    with scripted(lambda step, *_: no if step == "mail" else None) as wrong, scripted() as right:
        root = paper(wrong.port)
        assert "godtar inte avsändaren" in run("send", "vecka-6", "--yes", cwd=root).stderr
        settings = root / "mkdocs.yml"
        text = settings.read_text("utf-8").replace(f"port: {wrong.port}", f"port: {right.port}")
        settings.write_text(text, "utf-8")
        assert "har fått brevet" in ended(run, root, "resume", "vecka-6").stdout
    assert (len(wrong.copies), len(right.copies), set(right.copies.values())) == (0, 5, {1})


def test_an_hour_that_is_kept_and_one_that_was_missed(
    desk: Desk, paper: Callable[..., Path], run: Run
) -> None:
    desk.readers(2)
    with scripted() as server:
        root = paper(server.port)
        planned = ended(run, root, "vecka-6", "--at", "2099-01-01T06:30", "--yes")
        assert "Det skickas 1 januari 2099 kl. 06.30" in planned.stdout
        assert ended(run, root, "due").stdout == ""
        assert not server.letters
        with desk.open() as store, store.write():
            store.database.run("UPDATE edition SET send_at = '2026-01-01T06:30:00.000Z'")
        late = run("send", "due", cwd=root)
        assert late.code == 1
        assert "passerade medan datorn var avstängd" in late.stdout
        assert not server.letters
        with desk.open() as store, store.write():
            store.database.run(
                "UPDATE edition SET state = 'planned', why = '', send_at = :now", now=store.stamp()
            )
        assert "3 har fått brevet" in ended(run, root, "due").stdout
    assert set(server.copies.values()) == {1}


def test_a_correction_goes_to_those_who_got_what_was_wrong(
    desk: Desk, paper: Callable[..., Path], publication: Callable[..., Path], run: Run
) -> None:
    desk.readers(4)
    with scripted(
        lambda step, _, whom: (
            Say(line="550 5.1.1 no") if step == "rcpt" and whom.startswith("l2@") else None
        )
    ) as server:
        root = paper(server.port)
        ended(run, root, "vecka-6", "--yes")
        desk.joined("ny@ny.example")
        text = letter(
            "Fel dag.", id="rattelse", corrects="vecka-6", title="Rättelse", subject="Rättelse"
        )
        publication({"content/nyhetsbrev/rattelse.md": text})
        assert run("build", cwd=root).code == 0
        assert run("deploy", "--no-verify", cwd=root).code == 0
        server.letters.clear()
        counted = ended(run, root, "rattelse", "--dry-run")
        assert "1 får det inte: fick aldrig brevet som rättas" in counted.stdout
        ended(run, root, "rattelse", "--yes")
    assert sorted(whom for _, whom, _ in server.letters) == [
        "l0@x0.example",
        "l1@x1.example",
        "l3@x3.example",
        "red@prov.example",
    ]


def test_another_services_sending_is_noted_by_hand(paper: Callable[..., Path], run: Run) -> None:
    root = paper(1)
    assert "feeds/ledger.jsonl" in ended(run, root, "mark", "vecka-6", "--count", "775").stdout
    assert mailed(ledger.read(root)[0], "vecka-6")


def test_the_timers_files(paper: Callable[..., Path], run: Run, tmp_path: Path) -> None:
    root = paper(1, commands="")
    ended(run, root, "timer", str(tmp_path / "units"))
    service = (tmp_path / "units" / "publisher-send.service").read_text("utf-8")
    assert f"WorkingDirectory={root}" in service
    assert "-m publisher send due\n" in service


def test_systemd_finds_no_fault_with_the_timers_files_wherever_they_lead(
    tool: Callable[[str], str], tmp_path: Path
) -> None:
    home = tmp_path / "Åsas 100% $HOME blad"
    program = home / "bin" / "python"
    program.parent.mkdir(parents=True)
    program.symlink_to("/bin/true")
    at_home = {**os.environ, "XDG_RUNTIME_DIR": str(tmp_path)}  # nobody need be logged in
    for number, store in enumerate(("", str(home / '"s".sqlite'))):
        files = write(tmp_path / str(number), home, str(program), store)
        command = [tool("systemd-analyze"), "verify", "--man=no", "--user", *map(str, files)]
        done = subprocess.run(command, capture_output=True, check=False, text=True, env=at_home)
        assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_the_readmes_story_line_by_line(
    desk: Desk, publication: Callable[..., Path], run: Run
) -> None:
    readme = (Path(__file__).resolve().parents[2] / "README.md").read_text("utf-8")
    story = readme.partition("## Five minutes")[2].partition("## More")[0]
    (text,) = re.findall(r"   ```markdown\n(.*?)   ```\n", story, re.DOTALL)
    (where,) = re.findall(r"   ```yaml\n   mail:\n(.*?)   ```\n", story, re.DOTALL)
    (commands,) = re.findall(r"   ```sh\n(.*?)   ```\n", story, re.DOTALL)
    root = publication({"content/artiklar/2026/hej.md": dedent(text)})
    with scripted() as server:
        settings = (root / "mkdocs.yml").read_text("utf-8")
        smtp = f"        {where.strip().replace('2525', str(server.port))}\n"
        settings = settings.replace("      mail:\n", f"      mail:\n{smtp}")
        own = f"subscribers: {{count: 775, at: {desk.place.database}}}"
        (root / "mkdocs.yml").write_text(settings.replace("subscribers: 775", own), "utf-8")
        lines = [line.strip() for line in commands.splitlines() if line.strip()]
        assert len(lines) == 4
        for line in lines:
            program, *words = shlex.split(line)
            assert program == ".venv/bin/publisher"
            done = run(*words, cwd=root)
            assert done.code == 0, (line, done.stderr)
    assert server.copies["anna@exempel.se"] == 1
    assert "1 läsare och din egen kopia: 2 har fått brevet." in done.stdout
