"""`publisher init`: what it makes works as it is, and the recipes in it are true."""

from __future__ import annotations

import os
import re
import shlex
import stat
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import click
import pytest
import yaml

from publisher import __version__, ledger
from publisher.cli.main import cli
from publisher.config import load_config
from publisher.content.new.publication import found
from publisher.content.new.wishes import Wishes
from publisher.deploy import targets
from publisher.media import images
from publisher.problems import PublisherError

ROOT = Path(__file__).parents[2]
INSTALL = "pip install --require-hashes -r verktyg/krav.txt"
NOW = datetime(2026, 11, 16, 23, 30, tzinfo=UTC)
GITHUB = ".github/workflows/publicera.yml"
GITLAB = ".gitlab-ci.yml"
EDITIONS = "build/editions/"


@pytest.fixture
def made(tmp_path: Path) -> Path:
    return found(tmp_path / "min-tidning", Wishes(), NOW).root


def tree(root: Path) -> dict[str, bytes]:
    files = (path for path in root.rglob("*") if path.is_file())
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in files}


def test_a_new_publication_builds_without_faults_or_advice_and_can_be_tried(
    tmp_path: Path, run: Callable[..., tuple[int, str, str]]
) -> None:
    code, stdout, stderr = run("init", "min-tidning", cwd=tmp_path)
    assert (code, stderr) == (0, "")
    assert "Nästa steg: cd min-tidning och sedan publisher serve\n" in stdout
    root = tmp_path / "min-tidning"
    code, _, stderr = run("build", cwd=root)
    assert (code, stderr) == (0, "")
    code, stdout, stderr = run("check", cwd=root)
    assert (code, stdout) == (0, "Inga fel. 17 råd.\n")  # what is to be exchanged, and no more
    assert len(re.findall(r"exempeltexten kvar|aldrig kan leda någonstans", stderr)) == 17
    code, _, stderr = run("deploy", cwd=root)
    assert (code, stderr) == (0, "")
    front = (root / "publicerat" / "index.html").read_text("utf-8")
    assert "Välkommen till Min tidning" in front
    assert not (root / "feeds" / "ledger.jsonl").exists()  # only tried
    assert len(list((root / "build" / "editions").iterdir())) == 2


def test_name_and_address_are_taken_as_they_are_given(tmp_path: Path) -> None:
    name = 'Å "Ä": Ö # tidning'
    root = found(tmp_path / "x", Wishes(name=name, address="https://www.tidning.se/nytt"), NOW).root
    config, problems = load_config(root, measure=images.measure)
    assert problems == ()
    assert config is not None
    assert config.site_name == name
    assert config.site_url == "https://www.tidning.se/nytt/"
    assert config.contact == "redaktionen@tidning.se"
    assert config.copyright == f"© {name}"
    assert config.feeds[0].title == name


def test_the_day_is_the_swedish_one(made: Path) -> None:
    assert "date: 2026-11-17" in (made / "content/artiklar/2026/valkommen.md").read_text("utf-8")


def test_in_a_publication_there_is_one_thing_to_say(tmp_path: Path, made: Path) -> None:
    before = tree(made)
    with pytest.raises(PublisherError) as caught:
        found(made, Wishes(), NOW)
    (problem,) = caught.value.problems
    assert problem.path == "mkdocs.yml"
    assert "finns redan en publikation" in problem.text
    assert "publisher init --tools" in problem.hint
    assert tree(made) == before


def test_nothing_is_written_over_and_everything_in_the_way_is_told(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("Min egen.", "utf-8")
    (tmp_path / "feeds").mkdir()
    (tmp_path / "feeds" / "artiklar.yml").symlink_to("ingenstans.yml")
    before = tree(tmp_path)
    with pytest.raises(PublisherError) as caught:
        found(tmp_path, Wishes(), NOW)
    assert [each.path for each in caught.value.problems] == ["README.md", "feeds/artiklar.yml"]
    assert {each.text for each in caught.value.problems} == {"filen finns redan"}
    assert tree(tmp_path) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["README.md", "feeds"]


def test_a_file_where_a_folder_is_to_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "content").write_text("", "utf-8")
    with pytest.raises(PublisherError, match="är en fil, där det ska vara en mapp"):
        found(tmp_path, Wishes(), NOW)
    with pytest.raises(PublisherError, match="är en fil, där det ska vara en mapp"):
        found(tmp_path / "content", Wishes(), NOW)
    assert [path.name for path in tmp_path.iterdir()] == ["content"]


def test_a_disk_that_says_no_leaves_nothing_behind(tmp_path: Path) -> None:
    root = tmp_path / "full"
    script = (
        "import resource, sys; from pathlib import Path; from datetime import datetime, UTC\n"
        "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "from publisher.content.new.publication import found; from publisher.content.new.wishes import Wishes; from publisher.problems import PublisherError\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "try: found(Path(sys.argv[1]), Wishes(), datetime.now(UTC))\n"
        "except PublisherError as error: sys.exit(str(error))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, root],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=False,
        text=True,
    )
    assert done.returncode == 1
    assert "gick inte att skriva" in done.stderr
    assert not root.exists()


@pytest.mark.parametrize("url", ["tidning.se", "https://", "ftp://x.se/", "https://x.se/?a=1"])
def test_an_address_that_is_none_is_refused(tmp_path: Path, url: str) -> None:
    with pytest.raises(PublisherError, match="ingen adress till en sajt"):
        found(tmp_path / "x", Wishes(address=url), NOW)
    assert list(tmp_path.iterdir()) == []


# The recipes.


def commands(root: Path) -> Iterator[list[str]]:
    """Every `publisher …` in the files of a new publication, as words."""
    for path, data in tree(root).items():
        if not path.endswith((".md", ".sh", ".yml")):
            continue
        for match in re.finditer(
            r"(?:^|[`\s(])(publisher [^`|&;#\n)]+)", data.decode(), re.MULTILINE
        ):
            words = shlex.split(match[1].replace("…", ""), comments=True)
            if words[1].isascii() and words[1].islower():
                yield words[1:]


def test_every_command_in_it_exists_with_its_options(made: Path) -> None:
    seen = set()
    for words in commands(made):
        command: click.Command | None = cli
        while words and isinstance(command, click.Group) and not words[0].startswith("-"):
            command = command.commands.get(words.pop(0))
        assert command is not None, words
        seen.add(command.name)
        known = {name for parameter in command.params for name in parameter.opts} | {"--help"}
        assert {word for word in words if word.startswith("-")} <= known
    assert {"build", "deploy", "serve", "check", "article"} <= seen


def test_every_suggested_target_is_one_that_the_program_takes(made: Path) -> None:
    settings = (made / "mkdocs.yml").read_text("utf-8")
    blocks = re.findall(r"^ +# webben:\n(?: +#   .*\n)+", settings, re.MULTILINE)
    kinds = set()
    for block in blocks:
        chosen = settings.replace(block, re.sub(r"^( +)# ", r"\1", block, flags=re.MULTILINE))
        (made / "mkdocs.yml").write_text(chosen, "utf-8")
        config, problems = load_config(made, measure=images.measure)
        assert problems == ()
        assert config is not None
        target = targets.choose(config.targets, "webben", "mkdocs.yml")
        targets.make(target, made, "mkdocs.yml")
        kinds.add(target.kind)
    assert kinds == set(targets.KINDS)


def test_github_runs_on_changes_and_by_the_clock_and_may_write_only_the_repository(
    made: Path,
) -> None:
    flow = yaml.safe_load((made / GITHUB).read_text("utf-8"))
    # YAML takes a bare `on` for true.
    assert flow[True]["push"] == {"branches": ["main"]}
    assert [len(each["cron"].split()) for each in flow[True]["schedule"]] == [5]
    assert flow["permissions"] == {"contents": "write"}
    assert flow["concurrency"]["cancel-in-progress"] is False
    (job,) = flow["jobs"].values()
    runs = [step["run"] for step in job["steps"] if "run" in step]
    assert INSTALL in runs
    assert runs[-1] == "sh publicera.sh webben"
    last = job["steps"][-1]
    assert last["uses"].startswith("actions/upload-artifact@")
    assert (last["with"]["path"], last["if"]) == (EDITIONS, "always()")
    for step in job["steps"]:
        for name, value in step.get("env", {}).items():
            assert re.fullmatch(r"\$\{\{ (secrets\.\w+|github\.token) \}\}", value), name


def test_gitlab_runs_the_same_script_in_the_main_branch(made: Path) -> None:
    (job,) = yaml.safe_load((made / GITLAB).read_text("utf-8")).values()
    assert job["rules"] == [{"if": "$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH"}]
    assert INSTALL in job["script"]
    assert job["script"][-1] == "sh publicera.sh webben"
    kept = job["artifacts"]
    assert (kept["paths"], kept["when"], kept["access"]) == ([EDITIONS], "always", "developer")


def shells(root: Path) -> Iterator[str]:
    yield (root / "publicera.sh").read_text("utf-8")
    flow = yaml.safe_load((root / GITHUB).read_text("utf-8"))
    steps: list[dict[str, Any]] = flow["jobs"]["publicera"]["steps"]
    yield from (step["run"] for step in steps if "run" in step)
    yield from yaml.safe_load((root / GITLAB).read_text("utf-8"))["publicera"]["script"]


def test_every_line_for_a_shell_is_one_that_a_shell_can_read(made: Path) -> None:
    for text in shells(made):
        done = subprocess.run(["sh", "-n"], input=text, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, ""), text


def git(folder: Path, *args: str) -> str:
    command = ["git", "-c", "user.name=Prov", "-c", "user.email=prov@prov.example", *args]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout


def on_a_branch(made: Path, tmp_path: Path) -> dict[str, str]:
    """Put the publication in a repository that others share; returns what the script is run in."""
    git(tmp_path, "init", "--quiet", "--bare", "--initial-branch=main", "dar.git")
    settings = (made / "mkdocs.yml").read_text("utf-8")
    block = settings[settings.index("        # webben:\n        #   kind: git") :]
    block = block[: block.index("        # En egen server")]
    chosen = re.sub(r"^( +)# ", r"\1", block, flags=re.MULTILINE) + "          promises: true\n"
    (made / "mkdocs.yml").write_text(settings.replace(block, chosen), "utf-8")
    git(made, "init", "--quiet", "--initial-branch=main")
    git(made, "add", ".")
    git(made, "commit", "--quiet", "--message", "Börja")
    git(made, "remote", "add", "origin", str(tmp_path / "dar.git"))
    git(made, "push", "--quiet", "--set-upstream", "origin", "main")
    shim = tmp_path / "bin" / "publisher"
    shim.parent.mkdir()
    shim.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m publisher "$@"\n', "utf-8")
    shim.chmod(shim.stat().st_mode | stat.S_IXUSR)
    return {
        **os.environ,
        "PATH": f"{shim.parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "HOME": str(tmp_path),
        "GIT_CONFIG_GLOBAL": os.devnull,
    }


def published(root: Path, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = ["sh", "publicera.sh", "webben"]
    return subprocess.run(
        command, cwd=root, env=environment, capture_output=True, check=False, text=True
    )


def test_the_script_puts_the_site_on_a_branch_and_the_promises_in_git(
    made: Path, tmp_path: Path
) -> None:
    environment = on_a_branch(made, tmp_path)

    def publish() -> str:
        done = published(made, environment)
        assert done.returncode == 0, done.stdout + done.stderr
        return git(tmp_path / "dar.git", "log", "--format=%s", "main").strip()

    assert publish() == "Publicerat [skip ci]\nBörja"
    there = git(tmp_path / "dar.git", "ls-tree", "-r", "--name-only", "gh-pages").splitlines()
    assert {"index.html", "feed.xml", ".nojekyll"} <= set(there)
    changed = git(tmp_path / "dar.git", "diff", "--name-only", "main~1", "main")
    assert changed == "feeds/ledger.jsonl\n"
    assert publish() == "Publicerat [skip ci]\nBörja"
    assert git(made, "status", "--porcelain") == ""


ARTICLE = "content/artiklar/2026/{name}.md"
EGEN = "        egen:\n          kind: folder\n          path: publicerat/egen\n          promises: true\n"
TEXT = "---\ntitle: {name}\ndescription: Prov.\ndate: 2026-11-16\n---\n\nProv.\n"


def test_two_who_publish_at_once_keep_the_promises_of_both(made: Path, tmp_path: Path) -> None:
    """The other one is done just as the first is to push, which is the worst of moments."""
    environment = on_a_branch(made, tmp_path)
    editor = tmp_path / "redaktor"
    git(tmp_path, "clone", "--quiet", "dar.git", "redaktor")
    targets_of = (editor / "mkdocs.yml").read_text("utf-8") + EGEN
    (editor / "mkdocs.yml").write_text(targets_of, "utf-8")
    for root, name in (made, "maskinens"), (editor, "redaktorens"):
        (root / ARTICLE.format(name=name)).write_text(TEXT.format(name=name), "utf-8")
        git(root, "add", ".")
        git(root, "commit", "--quiet", "--message", name)
    hook = made / ".git/hooks/pre-push"
    hook.write_text(
        "#!/bin/sh\ngrep -q refs/heads/main || exit 0\n"
        f"[ -f '{tmp_path}/hann' ] && exit 0\n"
        "unset $(git rev-parse --local-env-vars)\n"
        f"sh '{editor}/publicera.sh' egen > '{tmp_path}/hann' 2>&1\n"
        f"echo \"kod $?\" >> '{tmp_path}/hann'\n",
        "utf-8",
    )
    hook.chmod(0o755)
    done = published(made, environment)
    other = (tmp_path / "hann").read_text("utf-8")
    assert done.returncode == 0, done.stdout + done.stderr + other
    assert other.endswith("kod 0\n")
    assert "failed to push" in done.stderr  # the first came too late
    subjects = git(tmp_path / "dar.git", "log", "--format=%s", "main").splitlines()
    assert {"maskinens", "redaktorens"} <= set(subjects)
    assert subjects.count("Publicerat [skip ci]") == 2

    git(editor, "pull", "--quiet", "--rebase")
    for root in (made, editor):
        assert git(root, "status", "--porcelain") == ""
        assert git(root, "rev-parse", "HEAD") == git(tmp_path / "dar.git", "rev-parse", "main")
        kept, problems = ledger.read(root)
        assert problems == ()
        told = " ".join(map(repr, kept.lines))
        assert "/2026/maskinens/" in told
        assert "/2026/redaktorens/" in told


def test_what_cannot_be_pushed_is_told_and_no_rebase_is_left_half_done(
    made: Path, tmp_path: Path
) -> None:
    environment = on_a_branch(made, tmp_path)
    pauses = tmp_path / "bin" / "sleep"  # nobody needs to wait for what will never come
    pauses.write_text("#!/bin/sh\n", "utf-8")
    pauses.chmod(0o755)
    editor = tmp_path / "redaktor"
    git(tmp_path, "clone", "--quiet", "dar.git", "redaktor")
    for root in (editor, made):
        (root / "content/sidor/om.md").write_text(f"---\ntitle: Om\n---\n\n{root}\n", "utf-8")
        git(root, "commit", "--quiet", "--all", "--message", root.name)
    git(editor, "push", "--quiet")
    done = published(made, environment)
    assert done.returncode == 1
    assert "inte hos origin" in done.stderr
    assert git(made, "log", "-1", "--format=%s") == "Publicerat [skip ci]\n"
    assert git(made, "status", "--porcelain") == ""
    assert not (made / ".git/rebase-merge").exists()


def recipe_of(readme: str) -> list[str]:
    """The lines of the first recipe that the README gives."""
    block = re.search(r"1\. Installera.*?```sh\n(.*?)```", readme, re.DOTALL)
    assert block is not None
    return [line.strip() for line in block[1].strip().split("\n")]


def test_the_program_comes_along_and_is_pinned_by_its_hash(made: Path) -> None:
    (wheel,) = (made / "verktyg").glob("*.whl")
    lock = (made / "verktyg/krav.txt").read_text("utf-8")
    digest = sha256(wheel.read_bytes()).hexdigest()
    assert f"./verktyg/{wheel.name} \\\n    --hash=sha256:{digest}\n" in lock
    named = re.findall(r"^(\S+)(?:==| \\)", lock, re.MULTILINE)
    assert f"./verktyg/{wheel.name}" in named
    for block in re.split(r"\n(?=\S)", lock.split("krav.txt\n", 1)[1].strip()):
        assert "--hash=sha256:" in block, block
    assert not any("kinamedia-publisher" in file for file in recipes(made))
    assert found(made.parent / "till", Wishes(), NOW).files  # and the same bytes once more
    assert (made.parent / "till/verktyg" / wheel.name).read_bytes() == wheel.read_bytes()


def recipes(root: Path) -> list[str]:
    names = ("README.md", GITHUB, GITLAB, "publicera.sh", "mkdocs.yml")
    return [(root / name).read_text("utf-8") for name in names]


def test_the_wheel_holds_what_hatchling_would_put_there(made: Path, tmp_path: Path) -> None:
    out = tmp_path / "hatch"
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(out)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (ours,), (theirs,) = (made / "verktyg").glob("*.whl"), out.glob("*.whl")
    assert ours.name == theirs.name
    with ZipFile(ours) as one, ZipFile(theirs) as other:
        assert one.testzip() is None
        pairs = ((set(each.namelist())) for each in (one, other))
        mine, others = ({name for name in names if "LICENSE" not in name} for names in pairs)
        assert mine == others
        for name in mine:
            if name.startswith("publisher/"):
                assert one.read(name) == other.read(name), name


def follow(root: Path, tmp_path: Path, *, whole: bool) -> None:
    """The README's recipe, line by line; without `whole` only the program itself is installed."""
    lines = recipe_of((root / "README.md").read_text("utf-8"))
    assert lines == ["python3 -m venv .venv", ". .venv/bin/activate", INSTALL]
    env = {"PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin", "LC_ALL": "C.UTF-8"}
    env |= {name: value for name, value in os.environ.items() if name.startswith(("PIP_", "SSL"))}
    if not whole:
        lock = root / "verktyg/krav.txt"
        own = re.search(r"^\./verktyg/.*\n.*\n", lock.read_text("utf-8"), re.MULTILINE)
        assert own is not None
        lock.write_text(own[0], "utf-8")
        lines[-1] += " --no-index --no-deps"
        needed = f"{sysconfig.get_path('purelib')}\n"
        into = 'import sysconfig; print(sysconfig.get_path("purelib"))'
        lines.append(f"printf '%s' '{needed}' > \"$(python -c '{into}')/needs.pth\"")
    lines += ["cd /", f"cd '{root}'", "publisher build -q", "publisher --version"]
    done = subprocess.run(
        ["/bin/sh", "-e", "-c", "\n".join(lines)],
        cwd=root,
        env={**env, "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.strip().endswith(f"publisher {__version__}")
    assert (root / "build/site/index.html").is_file()


def test_the_readme_can_be_followed_line_by_line(made: Path, tmp_path: Path) -> None:
    follow(made, tmp_path, whole=False)


@pytest.mark.long
def test_so_it_can_with_everything_fetched_from_the_registry(made: Path, tmp_path: Path) -> None:
    follow(made, tmp_path, whole=True)


def others(readme: str) -> tuple[list[str], list[str]]:
    """What the README says to those who have uv, and to those who want it in every folder."""
    one, two = re.findall(r"```sh\n( +uv.*?)```", readme, re.DOTALL)
    here, everywhere = ([line.strip() for line in each.strip().split("\n")] for each in (one, two))
    return here, everywhere


@pytest.mark.long
def test_so_it_can_with_uv_and_pipx(made: Path, tmp_path: Path) -> None:
    here, everywhere = others((made / "README.md").read_text("utf-8"))
    assert [line.split()[0] for line in everywhere] == ["uv", "pipx"]
    lock = (made / "verktyg/krav.txt").read_text("utf-8")
    subprocess.run([sys.executable, "-m", "venv", tmp_path / "with"], check=True)
    subprocess.run([tmp_path / "with/bin/pip", "install", "-q", "uv", "pipx"], check=True)
    homes = {"UV_TOOL_DIR": "tools", "UV_TOOL_BIN_DIR": "one", "UV_CACHE_DIR": "cache"}
    homes |= {"PIPX_HOME": "pipx", "PIPX_BIN_DIR": "two"}
    env = {**os.environ, **{name: str(tmp_path / each) for name, each in homes.items()}}
    env["PATH"] = f"{tmp_path / 'with/bin'}{os.pathsep}/usr/bin{os.pathsep}/bin"

    def done(lines: list[str]) -> subprocess.CompletedProcess[str]:
        command = ["/bin/sh", "-e", "-c", "\n".join(lines)]
        return subprocess.run(
            command, cwd=made, env=env, capture_output=True, check=False, text=True
        )

    for lines in ([*here, "publisher build -q"], everywhere):
        ran = done(lines)
        assert ran.returncode == 0, ran.stdout + ran.stderr
    for folder in ("one", "two"):
        ran = done([f"'{tmp_path / folder / 'publisher'}' --version"])
        assert ran.stdout.strip() == f"publisher {__version__}"
    # The versions of the list, and not what is the newest.
    pinned = re.search(r"(?m)^click==(\S+)", lock)
    assert pinned is not None
    assert list((tmp_path / "tools").rglob(f"click-{pinned[1]}.dist-info"))

    (wheel,) = (made / "verktyg").glob("*.whl")
    wheel.write_bytes(wheel.read_bytes() + b"\0")
    ran = done(["rm -r .venv", *here])
    assert ran.returncode != 0
    assert "hash" in ran.stderr.lower()


SUM = "0a" * 32
RELEASE = (
    f"https://git.exempel.se/v/kinamedia_publisher-{__version__}-py3-none-any.whl#sha256={SUM}"
)


def test_a_release_stands_in_the_list_with_its_sum_in_the_place_of_the_program(
    tmp_path: Path, run: Callable[..., tuple[int, str, str]]
) -> None:
    code, _, stderr = run("init", "t", "--release", RELEASE, cwd=tmp_path)
    assert (code, stderr) == (0, "")
    root = tmp_path / "t"
    assert [path.name for path in (root / "verktyg").iterdir()] == ["krav.txt"]
    lock = (root / "verktyg/krav.txt").read_text("utf-8")
    address = RELEASE.partition("#")[0]
    assert f"\nkinamedia-publisher @ {address} \\\n    --hash=sha256:{SUM}\n" in lock
    readme = (root / "README.md").read_text("utf-8")
    assert f'pipx install "{RELEASE}"\n' in readme
    assert ".whl" not in readme.replace(RELEASE, "")
    assert recipe_of(readme)[-1] == INSTALL
    for recipe in (GITHUB, GITLAB):
        assert INSTALL in (root / recipe).read_text("utf-8")
    # From one to the other and back.
    assert run("init", "--tools", cwd=root / "content")[0] == 0
    assert sorted(path.suffix for path in (root / "verktyg").iterdir()) == [".txt", ".whl"]
    assert run("init", "--tools", ".", "--release", RELEASE, cwd=root)[0] == 0
    assert (root / "verktyg/krav.txt").read_text("utf-8") == lock
    assert [path.name for path in (root / "verktyg").iterdir()] == ["krav.txt"]


@pytest.mark.parametrize(
    ("release", "told"),
    [
        (RELEASE.partition("#")[0], "vilken summa"),
        (RELEASE[:-1], "vilken summa"),
        (RELEASE.replace("https", "http"), "vilken summa"),
        (RELEASE.replace("git.", "anna:lösen@git."), "vilken summa"),
        (RELEASE.replace("/v/", "/$(id)/"), "vilken summa"),
        (RELEASE.replace("/v/", '/"/'), "vilken summa"),
        (RELEASE.replace(__version__, "0.0.1"), "något annat än det program som körs"),
        (RELEASE.replace("kinamedia_publisher", "annat"), "något annat än det program som körs"),
    ],
)
def test_a_release_that_cannot_be_trusted_is_refused(
    tmp_path: Path, release: str, told: str
) -> None:
    with pytest.raises(PublisherError, match=told):
        found(tmp_path / "x", Wishes(), NOW, release)
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_says_no_leaves_the_program_that_was_there(made: Path) -> None:
    before = tree(made)
    script = (
        "import resource, sys; from pathlib import Path\n"
        "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "from publisher.content.new.publication import retooled; from publisher.problems import PublisherError\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "try: retooled(Path(sys.argv[1]))\n"
        "except PublisherError as error: sys.exit(str(error))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, made],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=False,
        text=True,
    )
    assert done.returncode == 1
    assert "gick inte att skriva" in done.stderr
    assert tree(made) == before


def test_a_program_that_was_exchanged_on_the_way_is_not_installed(
    made: Path, tmp_path: Path
) -> None:
    (wheel,) = (made / "verktyg").glob("*.whl")
    wheel.write_bytes(wheel.read_bytes() + b"\0")
    with pytest.raises(AssertionError, match=r"(?i)hash"):
        follow(made, tmp_path, whole=False)


def test_the_program_of_a_publication_can_be_renewed(
    made: Path, tmp_path: Path, run: Callable[..., tuple[int, str, str]]
) -> None:
    before = tree(made)
    (wheel,) = (made / "verktyg").glob("*.whl")
    wheel.rename(wheel.with_name("kinamedia_publisher-0.0.1-py3-none-any.whl"))
    (made / "verktyg/krav.txt").write_text("gammalt", "utf-8")
    code, stdout, stderr = run("init", "--tools", ".", cwd=made)
    assert (code, stderr) == (0, "")
    assert INSTALL in stdout or "verktyg" in stdout
    assert tree(made) == before
    code, _, stderr = run("init", "--tools", "ingen", cwd=tmp_path)
    assert code == 1
    assert "ingen publikation" in stderr
