"""The running program as a wheel, and the list that pins it and all it leans on by hash.

A publication keeps both in `verktyg/`, so that whoever builds it, today or in ten years, on a
laptop or in a recipe, runs the program that it was made with, and no name at any registry decides
what runs beside the keys.
"""

from __future__ import annotations

import re
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from functools import lru_cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, distribution
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from publisher import FOLDER as PROGRAM
from publisher import __version__
from publisher.engine import theme
from publisher.problems import Problem, PublisherError

FOLDER = "verktyg"
LOCK = f"{FOLDER}/krav.txt"
_NAME = "kinamedia-publisher"
_FILE = f"{_NAME.replace('-', '_')}-{__version__}-py3-none-any.whl"
_RELEASE = re.compile(
    r"(?P<address>https://[\w.:-]+/(?:[\w.~%+,=/-]*/)?(?P<file>[\w.~%+-]+\.whl))"
    r"#sha256=(?P<sum>[0-9A-Fa-f]{64})",
    re.ASCII,
)
"""Signs that no shell reads anything into, since the README has it in a command."""
_WHEEL = "Wheel-Version: 1.0\nGenerator: publisher\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
_ENTRY = (1980, 1, 1, 0, 0, 0)
"""The date of every file in the wheel: the same program gives the same bytes."""
_LOCK = "requirements.txt"
_BESIDE = {_LOCK: "requirements/base.txt", "handbok.md": "docs/handbok.md"}
"""What the wheel holds beside the modules and the theme, and where that lies in a checkout."""
_FOREWORD = """\
# Programmet, och allt det behöver, med de summor som filerna ska ha. Görs av publisher init;
# ändra inget för hand. pip install --require-hashes -r {lock}
"""


def tools(release: str = "") -> dict[str, bytes]:
    """What a publication keeps of the program: path below its root → content.

    With a `release`, as `https://…/NAME.whl#sha256=SUM`, that is where the program is fetched from,
    and only the list is kept. Raises PublisherError for one that is not written so, or that is not
    of the running version, whose needs the list has.
    """
    if not release:
        return dict(_carried())
    address, digest = _release(release)
    line = f"{_NAME} @ {address} \\\n    --hash=sha256:{digest}\n"
    return {LOCK: f"{_FOREWORD.format(lock=LOCK)}{line}{_locked()}".encode()}


def _release(given: str) -> tuple[str, str]:
    """The address and the sum."""
    found = _RELEASE.fullmatch(given)
    if found is None:
        text = f"”{given}” säger inte var programmet finns, och vilken summa det har"
        hint = f"Skriv --release https://…/{_FILE}#sha256= och summans 64 tecken."
        raise PublisherError(Problem(path="", text=text, hint=hint))
    if found["file"] != _FILE:
        text = f"”{found['file']}” är något annat än det program som körs, {_FILE}"
        hint = "Listan över det som behövs gäller den version som gör den. Installera den först."
        raise PublisherError(Problem(path="", text=text, hint=hint))
    return found["address"], found["sum"].lower()


@lru_cache(maxsize=1)
def _carried() -> dict[str, bytes]:
    """The running program as a file, and the list with that file in it."""
    data = _wheel()
    path = f"{FOLDER}/{_FILE}"
    line = f"./{path} \\\n    --hash=sha256:{sha256(data).hexdigest()}\n"
    # pip reads such a path from where it is run, which is the publication's folder.
    lock = f"{_FOREWORD.format(lock=LOCK)}{line}{_locked()}"
    return {path: data, LOCK: lock.encode()}


def _locked() -> str:
    """The program's own lock, without what tells why each thing is there."""
    inside, beside = PROGRAM / _LOCK, PROGRAM.parent / _BESIDE[_LOCK]
    text = (inside if inside.is_file() else beside).read_text("utf-8")
    return re.sub(r"(?m)^\s*#.*\n", "", text)


def _wheel() -> bytes:
    """As hatchling makes it of the checkout; an installed program gives its own files back."""
    out = BytesIO()
    info = f"{_NAME.replace('-', '_')}-{__version__}.dist-info"
    record: list[str] = []
    with ZipFile(out, "w") as archive:
        for path, data in sorted((*_program(), *_about(info))):
            digest = urlsafe_b64encode(sha256(data).digest()).rstrip(b"=").decode()
            record.append(f"{path},sha256={digest},{len(data)}\n")
            _put(archive, path, data)
        _put(archive, f"{info}/RECORD", "".join([*record, f"{info}/RECORD,,\n"]).encode())
    return out.getvalue()


def _put(archive: ZipFile, path: str, data: bytes) -> None:
    entry = ZipInfo(path, _ENTRY)
    entry.external_attr = 0o100644 << 16
    entry.compress_type = ZIP_DEFLATED
    archive.writestr(entry, data)


def _program() -> Iterator[tuple[str, bytes]]:
    for file in PROGRAM.rglob("*"):
        path = file.relative_to(PROGRAM)
        if file.is_file() and "__pycache__" not in path.parts and path.parts[0] != "theme":
            yield f"publisher/{path.as_posix()}", file.read_bytes()
    folder = theme.packaged()
    for file in folder.rglob("*"):
        if file.is_file():
            yield f"publisher/theme/{file.relative_to(folder).as_posix()}", file.read_bytes()
    for name, beside in _BESIDE.items():
        file = PROGRAM.parent / beside
        if not (PROGRAM / name).is_file() and file.is_file():
            yield f"publisher/{name}", file.read_bytes()


def _about(info: str) -> Iterator[tuple[str, bytes]]:
    try:
        known = distribution(_NAME)
    except PackageNotFoundError as error:
        text = "programmet är inte installerat, så det går inte att lägga i publikationen"
        hint = "Installera det först: pip install och namnet på dess .whl-fil."
        raise PublisherError(Problem(path="", text=text, hint=hint)) from error
    for name in ("METADATA", "entry_points.txt", "licenses/LICENSE"):
        if (said := known.read_text(name)) is not None:
            yield f"{info}/{name}", said.encode()
    yield f"{info}/WHEEL", _WHEEL.encode()
