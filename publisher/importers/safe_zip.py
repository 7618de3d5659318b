"""Archives of others: nothing is unpacked to disk, nothing is read that swells or leads out."""

from __future__ import annotations

import zipfile
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import Self

from publisher.problems import Problem, PublisherError, reason, remedy
from publisher.system.disk import ordinary

MOST_FILES = 100_000
LARGEST = 50_000_000
"""One file, unpacked."""
LARGEST_ALL = 2_000_000_000
MOST_TIMES = 200
"""So many times its packed size may a large file have: text is packed to a tenth."""
_SMALL = 1_000_000


class SafeZip:
    """A ZIP archive, or the folder that one was unpacked to."""

    def __init__(self, path: Path) -> None:
        """Raises PublisherError for what is no archive, or one that nobody should open."""
        self._path = path
        self._zip: zipfile.ZipFile | None = None
        if path.is_dir():
            found = (file for file in path.rglob("*") if file.is_file() and not file.is_symlink())
            self.names = sorted(file.relative_to(path).as_posix() for file in found)
            return
        try:
            self._zip = zipfile.ZipFile(ordinary(path))
        except OSError as error:
            text = f"filen går inte att läsa: {reason(error)}"
            raise PublisherError(Problem(path=str(path), text=text, hint=remedy(error))) from None
        except zipfile.BadZipFile:
            raise self._fault(
                "filen är inget helt zip-arkiv", "Ladda ner det en gång till."
            ) from None
        self._look()
        self.names = [info.filename for info in self._zip.infolist() if not info.is_dir()]

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close it."""
        if self._zip is not None:
            self._zip.close()

    def _fault(self, text: str, hint: str) -> PublisherError:
        return PublisherError(Problem(path=str(self._path), text=text, hint=hint))

    def _look(self) -> None:
        infos = self._zip.infolist() if self._zip is not None else []
        hint = "Ladda ner arkivet en gång till från tjänsten själv."
        if len(infos) > MOST_FILES or sum(info.file_size for info in infos) > LARGEST_ALL:
            raise self._fault("arkivet är större än något arkiv av texter", hint)
        for info in infos:
            path = PurePosixPath(info.filename.replace("\\", "/"))
            if path.is_absolute() or ".." in path.parts or ":" in info.filename:
                raise self._fault(f"arkivet har en fil som leder ut ur det: {info.filename}", hint)
            swells = info.file_size > _SMALL and info.file_size > MOST_TIMES * max(
                1, info.compress_size
            )
            if swells or info.file_size > LARGEST:
                raise self._fault(f"filen {info.filename} i arkivet sväller orimligt", hint)
            if info.flag_bits & 1:
                raise self._fault("arkivet kräver lösenord", "Packa upp det och peka ut mappen.")

    def named(self, name: str) -> str | None:
        """The path of a file of that name, the one that lies highest."""
        found = [each for each in self.names if PurePosixPath(each).name == name]
        return min(found, key=lambda each: each.count("/"), default=None)

    def text(self, name: str) -> str:
        """A file's text; bytes that are no UTF-8 are read as Windows-1252."""
        try:
            if self._zip is None:
                data = (self._path / name).read_bytes()[: LARGEST + 1]
            else:
                with self._zip.open(name) as file:
                    data = file.read(LARGEST + 1)
        except (OSError, zipfile.BadZipFile, EOFError, NotImplementedError) as error:
            told = f"filen {name} i arkivet går inte att läsa"
            raise self._fault(told, "Ladda ner det en gång till.") from error
        if len(data) > LARGEST:
            raise self._fault(f"filen {name} är för stor", "Inga texter är så långa.")
        return data.decode("utf-8", "publisher-cp1252")
