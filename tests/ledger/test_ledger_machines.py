"""Two machines that deploy the same publication: git merges their ledgers, and targets remember."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from publisher import ledger
from publisher.build import BuildOptions, build
from publisher.cli.main import main

ROOT = Path(__file__).parents[2]
NEW = "---\ntitle: {0}\ndate: 2025-01-0{0}\nauthors: redaktionen\n---\n\nText {0}.\n"

Deploy = Callable[..., str]


@pytest.fixture
def released(capsys: pytest.CaptureFixture[str]) -> Deploy:
    """A function that builds and deploys a publication, and returns what was said of faults."""

    def run(folder: Path, *args: str, code: int = 0) -> str:
        build(BuildOptions(root=folder, jobs=1))
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main(["deploy", *args, "--config", str(folder / "mkdocs.yml")])
        assert ended.value.code == code
        return capsys.readouterr().err

    return run


def git(folder: Path, *args: str) -> str:
    name = ("-c", "user.name=Prov", "-c", "user.email=prov@prov.example")
    done = subprocess.run(
        ["git", *name, *args], cwd=folder, check=True, capture_output=True, encoding="utf-8"
    )
    return done.stdout


@pytest.fixture
def machines(
    publication: Callable[..., Path], tmp_path: Path, released: Deploy
) -> tuple[Path, Path]:
    """Two clones of one publication that deploy to one folder, the first once already."""
    one = publication()
    settings = (one / "mkdocs.yml").read_text("utf-8")
    shared = settings.replace("path: publicerat", f"path: {tmp_path / 'ute'}")
    (one / "mkdocs.yml").write_text(shared, "utf-8")
    (one / ".gitignore").write_text("/build/\n/.publisher/\n", "utf-8")
    (one / ".gitattributes").write_bytes((ROOT / ".gitattributes").read_bytes())
    git(one, "init", "-q", "-b", "main")
    released(one)
    saved(one)
    two = tmp_path / "den-andra"
    git(tmp_path, "clone", "-q", str(one), str(two))
    return one, two


def saved(folder: Path) -> None:
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "Spara")


def write(folder: Path, number: int) -> None:
    text = NEW.format(number)
    (folder / f"content/artiklar/2025/text-{number}.md").write_text(text, "utf-8")


def lying(tmp_path: Path) -> set[str]:
    pages = (tmp_path / "ute" / "2025").glob("*/index.html")
    return {page.parent.name for page in pages}


def test_what_another_machine_deployed_is_not_lost(
    machines: tuple[Path, Path], tmp_path: Path, released: Deploy
) -> None:
    one, two = machines
    write(two, 2)
    released(two)
    saved(two)
    write(one, 3)
    told = released(one, code=1)
    assert told.startswith(
        "feeds/ledger.jsonl: på ”lokal” har någon annan lagt ut ”2025-01-02-text-2”, "
        "som inte står här: läsarna skulle förlora det\n"
    )
    assert "git pull" in told
    assert "deploy --take-over" in told
    assert lying(tmp_path) == {"forsta", "text-2"}
    saved(one)
    git(one, "pull", "-q", "--no-rebase", str(two), "main")
    assert released(one) == ""
    assert lying(tmp_path) == {"forsta", "text-2", "text-3"}


def test_lines_of_both_machines_merge_by_themselves(
    machines: tuple[Path, Path], tmp_path: Path, released: Deploy
) -> None:
    one, two = machines
    write(two, 2)
    released(two)
    saved(two)
    write(one, 3)
    released(one, "--take-over")
    saved(one)
    git(one, "pull", "-q", "--no-rebase", str(two), "main")
    book, problems = ledger.read(one)
    assert problems == ()
    assert {"2025-01-02-text-2", "2025-01-03-text-3"} <= set(book.ids)
    assert released(one) == ""
    assert lying(tmp_path) == {"forsta", "text-2", "text-3"}


def test_what_is_lost_for_good_can_be_left_behind(
    machines: tuple[Path, Path], tmp_path: Path, released: Deploy
) -> None:
    one, two = machines
    write(two, 2)
    released(two)
    assert "någon annan" in released(one, "--dry-run", code=1)
    assert released(one, "--take-over") == ""
    assert lying(tmp_path) == {"forsta"}
    assert released(one) == ""


def test_a_withdrawal_on_another_machine_is_not_undone(
    machines: tuple[Path, Path], tmp_path: Path, released: Deploy
) -> None:
    one, two = machines
    (two / "content/artiklar/2025/forsta.md").unlink()
    ledger.accept(two, "2025-02-02-forsta", datetime.now(UTC))
    released(two)
    assert lying(tmp_path) == set()
    assert "2025-02-02-forsta" in released(one, code=1)
    assert lying(tmp_path) == set()


def test_a_deploy_cut_off_before_the_ledger_was_written_is_one_s_own(
    machines: tuple[Path, Path], tmp_path: Path, released: Deploy
) -> None:
    one, _ = machines
    before = (one / ledger.FILE).read_bytes()
    write(one, 2)
    released(one)
    after = (one / ledger.FILE).read_bytes()
    (one / ledger.FILE).write_bytes(before)
    assert released(one) == ""
    assert after.startswith(before)
    book, _ = ledger.read(one)
    assert "2025-01-02-text-2" in book.ids


def test_the_order_in_which_git_puts_lines_does_not_matter(
    machines: tuple[Path, Path], released: Deploy
) -> None:
    one, _ = machines
    file = one / ledger.FILE
    id_ = "2025-02-02-forsta"
    early, late = (
        ledger.LedgerLine(
            id=id_,
            at=f"2030-01-0{day}T00:00:00Z",
            kind="article",
            source="content/artiklar/2025/forsta.md",
            url=f"/2025/adress-{day}/",
            guid=id_,
            published="2025-02-02T00:00:00Z",
        ).line
        for day in (1, 2)
    )
    lines = file.read_text("utf-8")
    file.write_text(lines + early + late, "utf-8")
    in_order, _ = ledger.read(one)
    file.write_text(late + lines + early, "utf-8")
    mixed, problems = ledger.read(one)
    assert problems == ()
    assert mixed == in_order
    record = mixed.record(id_)
    assert record is not None
    assert record.url == "/2025/adress-2/"
