"""The theme's own stylesheets, joined into one file: one request, and one name to refresh."""

from __future__ import annotations

from dataclasses import dataclass

from publisher.work import ThemeFile, Work, key

_FOLDER = "web/assets/stylesheets/"
NAME = "assets/stylesheets/site.css"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stylesheet:
    """`href` ends with a mark of the contents, so that no cache can serve an old file as the new.

    A query, not a hashed name: during a deploy the page may arrive before the file, or after it.
    """

    files: tuple[ThemeFile, ...]
    hash: str
    href: str

    def read(self) -> bytes:
        """The bytes of the joined file."""
        return b"\n".join(file.path.read_bytes() for file in self.files)


def stylesheet(work: Work) -> Stylesheet:
    """Every `.css` in the theme's folder for stylesheets, in order of name."""
    names = sorted(n for n in work.theme if n.startswith(_FOLDER) and n.endswith(".css"))
    files = tuple(work.theme[name] for name in names)
    mark = key(*(file.hash for file in files))
    return Stylesheet(files=files, hash=mark, href=f"{NAME}?v={mark[:10]}")
