"""Markdown extensions: those that see only the text may stay, others are named with their files."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sample.publication import MKDOCS_YML

from publisher.build import BuildOptions, build
from publisher.config.extensions import _PURE
from publisher.problems import PublisherError

PAGE = "build/site/2025/forsta/index.html"
SNIPPETS = "  - pymdownx.snippets:\n      base_path: [content]\n"
WITH_SNIPPETS = MKDOCS_YML.replace("plugins:", SNIPPETS + "\nplugins:")
NAMED = '      extension_files: {"pymdownx.snippets": ["content/inlagg/*.txt"]}\n      subscribers:'

READS = """
import sys, markdown
text = open(sys.argv[2], encoding="utf-8").read()
md = markdown.Markdown(extensions=[sys.argv[1]])
opened = []
sys.addaudithook(lambda event, args: opened.append((event, args)) if event in {
    "open", "os.listdir", "os.scandir", "socket.connect", "subprocess.Popen"} else None)
md.convert(text)
for event, args in opened:
    if not str(args[0]).endswith((".py", ".pyc")) and "__pycache__" not in str(args[0]):
        print(event, args[0])
"""
TEXT = """\
# Rubrik { #x }

Text med *betoning*, ==mark==, ^upp^, ~ned~, `#!python kod`, :smile:, ++ctrl+c++, (c), "citat",
https://exempel.se/, @namn, --8<-- "/etc/hostname", ![bild](/etc/hostname), [[länk]], $x^2$.

--8<-- "/etc/hostname"

```python
print(1)
```

??? note "Mer"
    Inuti.

=== "En flik"
    Text

- [x] gjort

[=50% "hälften"]

/// details | Mer
Inuti
///

Fotnot[^1].

[^1]: Den.
"""


@pytest.mark.parametrize("name", sorted(_PURE))
def test_what_may_stay_opens_nothing(tmp_path: Path, name: str) -> None:
    (tmp_path / "text.md").write_text(TEXT, "utf-8")
    ran = subprocess.run(
        [sys.executable, "-c", READS, name, tmp_path / "text.md"],
        capture_output=True,
        check=True,
        text=True,
    )
    assert ran.stdout == ""


def faults(root: Path) -> list[tuple[int | None, str]]:
    with pytest.raises(PublisherError) as caught:
        build(BuildOptions(root=root, jobs=1))
    return [(problem.line, problem.text) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("  - pymdownx.snippets\n", "kan läsa annat än texten"),
        ("  - pymdownx.b64\n", "kan läsa annat än texten"),
        ("  - pymdownx.pathconverter\n", "kan läsa annat än texten"),
        ("  - mkdocs.utils\n", "kan läsa annat än texten"),
        ("  - pymdownx.emoji:\n      options:\n        custom_icons: [a]\n", "läser filer"),
        (
            "  - pymdownx.superfences:\n      custom_fences:\n        - name: a\n"
            "          class: a\n          format: !!python/name:json.dumps\n",
            "kör annan programkod",
        ),
    ],
)
def test_what_may_look_at_more_is_told_of(
    publication: Callable[..., Path], lines: str, said: str
) -> None:
    root = publication({"mkdocs.yml": MKDOCS_YML.replace("plugins:", lines + "\nplugins:")})
    ((line, text),) = faults(root)
    assert said in text
    assert line == 1 + MKDOCS_YML[: MKDOCS_YML.index("\nplugins:")].count("\n") + 1


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("site_name: Provbladet", "site_name: !ENV NAMN"),
        ("copyright: © Provbladet", "copyright: !ENV [A, B]"),
        ("copyright: © Provbladet", "extra:\n  djupt:\n    - !ENV NAMN"),
        ("contact: red@prov.example", "contact: !ENV KONTAKT"),
    ],
)
def test_a_setting_from_the_environment_is_told_of(
    publication: Callable[..., Path], old: str, new: str
) -> None:
    root = publication({"mkdocs.yml": MKDOCS_YML.replace(old, new)})
    assert any("!ENV" in text for _, text in faults(root))


def test_a_text_follows_the_files_that_an_extension_reads(
    publication: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = WITH_SNIPPETS.replace("      subscribers:", NAMED)
    text = '---\ntitle: Ett\ndate: 2025-02-02\n---\n\n--8<-- "inlagg/a.txt"\n'
    root = publication(
        {
            "mkdocs.yml": settings,
            "content/artiklar/2025/forsta.md": text,
            "content/inlagg/a.txt": "Ett ord.",
        }
    )
    monkeypatch.chdir(root)
    build(BuildOptions(root=root, jobs=1))
    assert "Ett ord." in (root / PAGE).read_text("utf-8")
    (root / "content/inlagg/a.txt").write_text("Annat ord.", "utf-8")
    assert f"{PAGE.removeprefix('build/')}" in build(BuildOptions(root=root, jobs=1)).changed
    assert "Annat ord." in (root / PAGE).read_text("utf-8")


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ('{"pymdownx.snippets": [annat/a.txt]}', "ligger inte i content/"),
        ('{"pymdownx.snippets": [content/../../a.txt]}', "ligger inte i content/"),
        ('{"pymdownx.snippets": [], "pymdownx.snipets": []}', "inget av Markdown-tilläggen"),
    ],
)
def test_files_for_extensions_lie_where_changes_are_seen(
    publication: Callable[..., Path], named: str, said: str
) -> None:
    line = f"      extension_files: {named}\n      subscribers:"
    root = publication({"mkdocs.yml": WITH_SNIPPETS.replace("      subscribers:", line)})
    assert any(said in text for _, text in faults(root))
