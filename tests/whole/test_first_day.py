"""A new publication's own README, done as it says: in an environment that holds the wheel alone."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import sysconfig
from http.client import HTTPConnection
from pathlib import Path

import pytest
from program import ROOT

from publisher.content.placeholders import STARTER_WORDS

PATIENCE = 300
ADDRESS = "http://127.0.0.1:8000/"
TRIED_ELSEWHERE = ("uv ", "pipx ")
"""What tests/content/test_init.py follows, with everything fetched from the registry."""


class Day:
    """An editor's shell, in the publication's folder once there is one."""

    def __init__(self, place: Path) -> None:
        self.root = place / "min-tidning"
        self.place = place
        self.done: list[str] = []
        self.env = {
            "PATH": "/usr/bin:/bin",
            "LC_ALL": "C.UTF-8",
            "HOME": str(place),
            "GIT_CONFIG_COUNT": "1",
            "GIT_CONFIG_KEY_0": "init.defaultBranch",
            "GIT_CONFIG_VALUE_0": "main",
            **{f"GIT_{who}_NAME": "Prov" for who in ("AUTHOR", "COMMITTER")},
            **{f"GIT_{who}_EMAIL": "prov@prov.example" for who in ("AUTHOR", "COMMITTER")},
        }

    def does(self, line: str, code: int = 0, cwd: Path | None = None) -> str:
        """Type it; returns all that was printed."""
        run = subprocess.run(
            ["/bin/sh", "-c", line],
            cwd=cwd or self.root,
            env=self.env,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            encoding="utf-8",
            timeout=PATIENCE,
        )
        said = run.stdout + run.stderr
        assert run.returncode == code, f"{line}\n{said}"
        self.done.append(line)
        return said

    def works_in(self, environment: Path) -> None:
        self.env["PATH"] = f"{environment / 'bin'}:/usr/bin:/bin"


@pytest.fixture
def day(tmp_path: Path) -> Day:
    """Somebody who has been given a wheel, has installed it, and has begun a publication."""
    day = Day(tmp_path)
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path / "w"]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    day.does(f"'{sys.executable}' -m venv first", cwd=tmp_path)
    day.works_in(tmp_path / "first")
    day.does("pip install -q --no-index --no-deps w/*.whl", cwd=tmp_path)
    lean_on_what_is_here(tmp_path / "first")
    begun = "publisher init min-tidning --yes --name 'Vår tidning' --address https://tidning.se/"
    day.does(begun, cwd=tmp_path)
    return day


def lean_on_what_is_here(environment: Path) -> None:
    """What the program needs is this environment's; path files there are not read."""
    (packages,) = (environment / "lib").glob("python*/site-packages")
    (packages / "needs.pth").write_text(sysconfig.get_path("purelib") + "\n", "utf-8")


def sections(root: Path) -> dict[str, str]:
    parts = re.split(r"^## (.*)\n", (root / "README.md").read_text("utf-8"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def commands(text: str) -> list[str]:
    """Every line for a shell and every command among the words, in the order they stand."""
    found = []
    for block, inline in re.findall(r"```(?:sh)?\n(.*?)```|`([^`\n]+)`", text, re.DOTALL):
        lines = (line.partition("   #")[0].strip() for line in block.splitlines() or [inline])
        found += [line for line in lines if re.match(r"(publisher|git|python3|pip|uv|pipx|\.) ?|17 ", line) and " " in line]  # fmt: skip
    return found


def installed(day: Day) -> None:
    """As it says, from what came with the publication."""
    install = "pip install --require-hashes -r verktyg/krav.txt"
    lock = day.root / "verktyg/krav.txt"
    whole = lock.read_text("utf-8")
    own = re.search(r"^\./verktyg/.*\n.*\n", whole, re.MULTILINE)
    assert own is not None
    lock.write_text(own[0], "utf-8")  # the rest is what this environment leans on
    day.env["PATH"] = f"{Path(sys.executable).parent}:/usr/bin:/bin"
    day.does("python3 -m venv .venv")
    day.does(". .venv/bin/activate")
    day.works_in(day.root / ".venv")
    day.does(f"{install} --no-index --no-deps")
    day.done[-1] = install
    lock.write_text(whole, "utf-8")
    lean_on_what_is_here(day.root / ".venv")
    day.does("publisher init --tools .")
    assert lock.read_text("utf-8") == whole


def looked_at(day: Day, line: str) -> None:
    """`publisher serve`, until the page is there; then Ctrl-C."""
    # In place of 8000, which somebody else may have.
    assert ADDRESS in (day.root / "README.md").read_text("utf-8")
    with subprocess.Popen(
        ["/bin/sh", "-c", f"exec {line} --port 0"],
        cwd=day.root,
        env=day.env,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        assert process.stdout is not None
        told = re.search(r"http://(127\.0\.0\.1:\d+)/", process.stdout.readline())
        assert told is not None
        connection = HTTPConnection(told[1], timeout=PATIENCE)
        connection.request("GET", "/")
        page = connection.getresponse().read().decode()
        connection.close()
        assert "Vår tidning" in page
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=PATIENCE)
        assert process.returncode in {0, 130}, err
    day.done.append(line)


def made_ones_own(root: Path) -> None:
    for path in (*root.glob("*.yml"), *root.glob("content/**/*.*"), *root.glob("prenumeranter/*")):
        if path.suffix in {".md", ".yml"}:
            text = path.read_text("utf-8")
            for words in STARTER_WORDS:
                text = re.sub(r"\s+".join(map(re.escape, words.split())), "Något eget.", text)
            path.write_text(text, "utf-8")


def target_chosen(root: Path, where: Path) -> None:
    """The signs # are taken away before one of the targets; its folder is this reader's own."""
    settings = root / "mkdocs.yml"
    text = settings.read_text("utf-8")
    block = re.search(r"(?m)^ +# webben:\n +#   kind: folder\n +#   path: /srv/www\n", text)
    assert block is not None
    used = re.sub(r"(?m)^( +)# ", r"\1", block[0]).replace("/srv/www", str(where))
    settings.write_text(text.replace(block[0], used), "utf-8")


def test_every_line_of_the_readme_can_be_done_in_its_order(day: Day) -> None:
    parts = sections(day.root)
    assert list(parts) == ["Varje dag", "Komma igång", "Lägga ut av sig själv"]
    lines = [each for part in parts.values() for each in commands(part)]
    blocks = "\n".join(re.findall(r"```sh\n(.*?)```", "".join(parts.values()), re.DOTALL))
    assert sum(bool(line.strip()) for line in blocks.split("\n")) <= len(lines)  # none overlooked

    installed(day)  # Komma igång, 1
    looked_at(day, "publisher serve")  # 2
    advice = day.does("publisher check")  # 3
    for path in ("mkdocs.yml", "content/sidor/", "content/forfattare.yml", "content/artiklar/"):
        assert path in advice
    made_ones_own(day.root)
    assert "Inga fel.\n" in day.does("publisher check")
    day.does("publisher build")  # 4
    assert "inget av det är lovat" in day.does("publisher deploy")
    assert "Vår tidning" in (day.root / "publicerat/index.html").read_text("utf-8")
    day.does("git init")  # 5
    day.does("git add .")
    day.does('git commit -m "Börja"')
    assert day.does("git ls-files").count("verktyg/") == 2
    assert ".venv" not in day.does("git ls-files")
    assert "målet ”webben” finns inte" in day.does("publisher deploy webben", code=1)  # 6
    target_chosen(day.root, day.place / "www")
    day.does("publisher build")
    day.does("publisher deploy webben")
    assert "Vår tidning" in (day.place / "www/index.html").read_text("utf-8")

    # Varje dag.
    day.does('publisher new article "Rubriken"')
    day.does("publisher new edition")
    day.does("publisher status")
    day.does("publisher handbook")
    day.does("publisher --help")

    # Lägga ut av sig själv.
    day.does("git add . && git commit -qm Målet")
    day.does(
        "git init -q --bare ../dar.git && git remote add origin ../dar.git && git push -qu origin main"
    )
    (cron,) = (line for line in lines if line.startswith("17 "))
    line = cron.split(" ", 5)[5]
    assert "/srv/publikation" in line
    day.does(line.replace("/srv/publikation", str(day.root)))
    day.done[-1] = cron
    day.does("git pull --rebase")
    day.does("git push")

    untried = [line for line in lines if line not in day.done]
    assert [line for line in untried if not line.startswith(TRIED_ELSEWHERE)] == []
