"""Pagefind's program: a folder of documents in, the files of an index out.

The program itself is called, never its Python API, which reads one answer in a tenth of a second.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from publisher.problems import Problem, PublisherError
from publisher.site.search.settled import ENTRY, settled
from publisher.system.platform import bound

SCRIPT = "pagefind.js"
_KEPT = ("*.pf_meta", "index/*", "fragment/*", "filter/*", ENTRY)
_EXPORT = b"\nexport{Pagefind};\n"
"""Pagefind asks all blocks at once and cannot tell which of them only guessed (see search.js); its
own class can, block by block. The last line lets our script have it."""


def indexed(documents: Mapping[str, str], language: str) -> dict[str, bytes]:
    """The files of an index over these documents, by path; the keys are site addresses.

    With them come the engine's own script and WebAssembly, for the block that is opened first.
    Raises PublisherError when Pagefind cannot be run or finds less than it was given.
    """
    with TemporaryDirectory(prefix="publisher-") as folder:
        source, target = Path(folder, "in"), Path(folder, "ut")
        for url, html in documents.items():
            file = source / PurePosixPath(url.strip("/")) / "index.html"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(html, "utf-8")
        _run(source, target, language)
        return _read(target, len(documents))


def _run(source: Path, target: Path, language: str) -> None:
    folders = ("--site", str(source), "--output-path", str(target))
    command = (str(_program()), *folders, "--force-language", language, "--silent")
    try:
        subprocess.run(  # noqa: S603 (a program of our own choice, on our own files)
            command, check=True, capture_output=True, stdin=subprocess.DEVNULL, **bound()
        )
    except OSError as error:
        raise _refused(f"pagefind går inte att köra ({error.strerror})") from error
    except subprocess.CalledProcessError as error:
        said = (error.stderr or error.stdout).decode(errors="replace").strip()
        why = said.splitlines()[-1] if said else f"slutade med kod {error.returncode}"
        raise _refused(f"pagefind kunde inte göra sökregistret ({why})") from error


def _program() -> Path:
    """Where the package `pagefind-bin` keeps it; importing the package would cost more."""
    from importlib.util import find_spec

    spec = find_spec("pagefind_bin")
    folders = spec.submodule_search_locations if spec else None
    for folder in folders or ():
        for name in ("pagefind", "pagefind.exe"):
            if (program := Path(folder, name)).is_file():
                return program
    raise _refused("programmet pagefind finns inte")


def _refused(text: str) -> PublisherError:
    hint = "Installera om publisher, eller bygg så länge med publisher build --no-search."
    return PublisherError(Problem(path="build/site/sok", text=text, hint=hint))


def _read(target: Path, expected: int) -> dict[str, bytes]:
    entry = json.loads((target / ENTRY).read_bytes())
    (about,) = entry["languages"].values()
    if about["page_count"] != expected:
        raise _refused(f"pagefind läste {about['page_count']} av {expected} texter")
    found = {
        file.relative_to(target).as_posix(): file.read_bytes()
        for pattern in _KEPT
        for file in sorted(target.glob(pattern))
    }
    wasm = f"wasm.{about['wasm'] or 'unknown'}.pagefind"
    found[wasm] = (target / wasm).read_bytes()
    found[SCRIPT] = (target / SCRIPT).read_bytes() + _EXPORT
    return settled(found)
