"""Whether no files have changed since the last build but those of a few articles."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath

from publisher.build.freshness import LastBuild
from publisher.build.inputs import BuildRequest
from publisher.build.words import SiteWords, kept
from publisher.content.load.paths import kind_of, translated
from publisher.engine.scan import Scan
from publisher.model.structure import SiteStructure
from publisher.system.parallel import WORTH_FORKING

_TEXT = ".md"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedFiles:
    """The paths of files that are others than they were, are new, and are gone."""

    edited: tuple[str, ...]
    come: tuple[str, ...]
    gone: tuple[str, ...]


def changed_articles(
    request: BuildRequest, last: LastBuild | None
) -> tuple[SiteStructure, SiteWords, ChangedFiles] | None:
    """What is known of all, and the files to be read again; None when others have changed."""
    found = request.found
    if last is None or last.file != request.file or found.problems or last.overdue(request.now):
        return None
    known = kept(request.state)
    if known is None or known[1].folders != found.folders:
        return None
    site, words = known
    files = _changed(words, found)
    paths = (*files.edited, *files.come, *files.gone)
    if not 0 < len(paths) < WORTH_FORKING or not _are_alone(files, site):
        return None
    return site, words, files


def _changed(words: SiteWords, found: Scan) -> ChangedFiles:
    before, now = words.stamps, found.stamps
    if before.keys() == now.keys():
        come = gone = tuple[str, ...]()
    else:
        come, gone = tuple(now.keys() - before.keys()), tuple(before.keys() - now.keys())
    edited = (path for path, stamp in now.items() if before.get(path, stamp) != stamp)
    return ChangedFiles(edited=tuple(edited), come=come, gone=gone)


def _are_alone(files: ChangedFiles, site: SiteStructure) -> bool:
    """Whether each is an article of which there is no translation, published or about to be."""
    *_, translations = site.kinds()
    sources = dict(zip(site.ids, site.sources, strict=True))
    families = (translated(sources[id_]) for id_ in translations)
    originals = {family[0] for family in families if family}
    return all(path in site.id_of for path in (*files.edited, *files.gone)) and all(
        path.endswith(_TEXT)
        and kind_of(path) == "article"
        and PurePosixPath(path).stem.lower() != "index"
        and path not in originals
        and translated(path) is None
        for path in (*files.edited, *files.come, *files.gone)
    )
