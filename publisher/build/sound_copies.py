"""The enclosures of a build: a copy of each episode's recording, with the episode's own labels.

What a copy weighs is known before it is made, since feeds, pages and the ledger all tell it. An
unchanged episode costs one lookup; the author's original is only ever read.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import msgspec

from publisher.config import Config
from publisher.engine.recipes import SoundCopy, key
from publisher.engine.scan import Hashes, MovedError
from publisher.engine.state import State, StateDamagedError
from publisher.model import Enclosure, Episode, Image, Recording, Show, Site
from publisher.model.addresses import media_url
from publisher.problems import Problem, PublisherError
from publisher.swedish import number
from publisher.system.disk import on_disk

if TYPE_CHECKING:
    from publisher.media.audio.tags import Labels

TABLE = "sound"
COVERS = "cover"
FOLDER = ".publisher/sound"
_SIDE = 1400
"""Pixels: as small as directories take a cover, and a twentieth of a large one's bytes."""
_PICTURES = (".jpg", ".jpeg", ".png", ".webp")


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptCopy:
    """What is remembered of a copy; `plain` when it could only be had without labels."""

    key: str
    bytes: int
    plain: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedCopies:
    """The site with every recording's enclosure, and the copies by their recordings' paths."""

    site: Site
    sounds: Mapping[str, SoundCopy]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedCopies:
    """What the copies that are out were made with, so that they can stay as they are.

    `covers` has the sha256 of an episode's cover by the episode's id, `pictures` the files that
    covers may be found in by theirs.
    """

    covers: Mapping[str, str] = field(default_factory=dict)
    pictures: Mapping[str, str] = field(default_factory=dict)


def prepare(  # noqa: PLR0913, PLR0917 (what copies are made of, and where they lie)
    site: Site,
    config: Config,
    hashes: Hashes,
    state: State,
    published: PublishedCopies | None = None,
    home: Path | None = None,
) -> PreparedCopies:
    """Settle what the copy of every episode's sound file will be, without making it.

    What is out keeps the cover it has, as long as that picture is there: a new cover would else be
    a new file at the old address for every episode there ever was. Files that several episodes
    share get the labels of the newest. M4A, Opus, Ogg and FLAC are made here, and kept in `home`.
    """
    folder, out = (home or config.root) / FOLDER, published or PublishedCopies()
    copier = _SoundCopier(config, hashes, state, folder, _public(site), out)
    copies_: dict[str, _Copy] = {}
    heard = [(each, each.recording) for each in site.episodes if each.recording]
    for episode, recording in heard:
        if recording.path not in copies_ and (copy := copier.copy(episode, recording)):
            copies_[recording.path] = copy
    copier.clear(copies_)
    enclosures = {
        episode.id: copies_[recording.path].enclosure(config)
        for episode, recording in heard
        if recording.path in copies_
    }
    plain = (copy for copy in copies_.values() if copy.unlabelled)
    return PreparedCopies(
        site=replace(site, enclosures=enclosures),
        sounds={path: copy.sound for path, copy in copies_.items()},
        problems=(
            *copier.faults,
            *(_unlabelled(copy.episode, copy.recording) for copy in plain),
            *_made_anew(copier.anew, config),
        ),
    )


def expected(site: Site, config: Config, hashes: Hashes) -> dict[str, Enclosure]:
    """What would be published of each recording if nothing were written into its copy, by id.

    For looking at what is coming: a copy with labels weighs somewhat more, and is not made yet.
    """
    public = _public(site)
    copied = partial(_enclosure, config=config)
    return {
        episode.id: copied(recording, _address(recording, public, hashes), recording.bytes)
        for episode in site.episodes
        if (recording := episode.recording)
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class _Copy:
    episode: Episode
    recording: Recording
    kept: KeptCopy
    sound: SoundCopy

    @property
    def unlabelled(self) -> bool:
        from publisher.media.audio import copies

        return self.kept.plain and copies.takes_labels(self.recording.mime)

    def enclosure(self, config: Config) -> Enclosure:
        return _enclosure(self.recording, self.sound.url, self.kept.bytes, config)


@dataclass(slots=True)
class _SoundCopier:
    """Looks up, once a build, what labels are made of."""

    config: Config
    hashes: Hashes
    state: State
    folder: Path
    public: frozenset[str]
    """Paths of the files that everybody may hear."""
    published: PublishedCopies
    anew: list[Episode] = field(default_factory=list)
    """Episodes that are out with a cover that is nowhere to be found."""
    _kept: dict[str, bytes] = field(init=False)
    _covers: set[str] = field(default_factory=set)
    faults: tuple[Problem, ...] = ()

    def __post_init__(self) -> None:
        self._kept = dict(self.state.items(TABLE))

    def copy(self, episode: Episode, recording: Recording) -> _Copy | None:
        """The copy of an episode's file: as it was, when all it is made of is.

        None when it cannot be made, which is told in `faults`.
        """
        show = self.config.show(episode.show)
        path = recording.path
        source = on_disk(self.config.root, path)
        made = _Making(episode, recording, self._cover(episode, show), self)
        self._covers.add(made.cover)
        kept = self._known(path)
        if kept is None or kept.key != made.key:
            try:
                kept = made.measured(source)
                self.state.put(TABLE, path, msgspec.json.encode(kept))
            except PublisherError as error:
                self.faults += error.problems
                return None
        stream = _whole(source) if kept.plain else made.stream(source)
        url = _address(recording, self.public, self.hashes)
        sound = SoundCopy(url=url, key=key(kept.key, kept.plain), write=stream, cover=made.cover)
        return _Copy(episode=episode, recording=recording, kept=kept, sound=sound)

    def _cover(self, episode: Episode, show: Show) -> Image:
        """The one that the copy was published with; that of today for what is new."""
        today = _cover(episode, show)
        known = self.published.covers.get(episode.id, "")
        if known in {"", self.hashes(today.source)}:
            return today
        if path := self.published.pictures.get(known):
            return replace(today, source=path)
        self.anew.append(episode)
        return today

    def _known(self, path: str) -> KeptCopy | None:
        data = self._kept.get(path)
        try:
            return msgspec.json.decode(data, type=KeptCopy) if data else None
        except msgspec.MsgspecError as error:
            raise StateDamagedError(path) from error

    def clear(self, copies_: Mapping[str, _Copy]) -> None:
        """Forget what no episode has any more, and the files kept for it."""
        for path in self._kept.keys() - copies_.keys():
            self.state.delete(TABLE, path)
        for cover in self.state.keys(COVERS):
            if cover not in self._covers:
                self.state.delete(COVERS, cover)
        if self.folder.is_dir():
            wanted = {copy.kept.key for copy in copies_.values()}
            for file in self.folder.iterdir():
                if file.is_dir():  # a copy that a killed build was about to make
                    shutil.rmtree(file)
                elif file.stem not in wanted:
                    file.unlink()


class _Making:
    """One episode's labels, put together only when a copy is measured or made."""

    def __init__(
        self, episode: Episode, recording: Recording, cover: Image, copier: _SoundCopier
    ) -> None:
        """Nothing is read yet."""
        self._episode, self._recording, self._root = episode, recording, copier.config.root
        self._show = copier.config.show(episode.show)
        self._hashes, self._state = copier.hashes, copier.state
        self._cover, self._folder = cover, copier.folder

    @property
    def cover(self) -> str:
        """The hash of the picture that the copy's cover is made from."""
        return self._hashes(self._cover.source)

    @cached_property
    def key(self) -> str:
        """A hash over all that the copy's bytes depend on."""
        from publisher.media.audio import copies, ffmpeg

        recording = self._recording
        facts = (self._hashes(recording.path), recording.mime, self.cover)
        encoder = "" if copies.is_streamed(recording.mime) else ffmpeg.stamp()
        return key(facts, encoder, self._labels(b""))

    def measured(self, source: Path) -> KeptCopy:
        """How large the copy is."""
        from publisher.media.audio import copies

        jpeg = self._jpeg()
        # Once for all the show's episodes; not in `stream`, which may run in a forked process.
        self._state.put(COVERS, self.cover, jpeg)
        if copies.is_streamed(self._recording.mime):
            return KeptCopy(key=self.key, bytes=copies.size(source, self._labels(jpeg)))
        goal = self._goal(source)
        if self._made(source, self._labels(jpeg), goal):
            return KeptCopy(key=self.key, bytes=goal.stat().st_size)
        return KeptCopy(key=self.key, bytes=self._recording.bytes, plain=True)

    def stream(self, source: Path) -> Callable[[], Iterator[bytes]]:
        """What makes the copy's bytes."""
        from publisher.media.audio import copies

        mime = self._recording.mime

        def pieces() -> Iterator[bytes]:
            labels = self._labels(self._jpeg())
            if copies.is_streamed(mime):
                return copies.pieces(source, labels)
            goal = self._goal(source)
            if not goal.exists():
                self._made(source, labels, goal)
            return copies.whole(goal)

        return pieces

    def _made(self, source: Path, labels: Labels, goal: Path) -> bool:
        """Make the copy that is kept under this key, of the very file that the key tells of."""
        from publisher.media.audio import copies

        made = copies.make(source, self._recording.mime, labels, goal)
        if not self._hashes.still(self._recording.path):
            goal.unlink(missing_ok=True)
            raise MovedError(self._recording.path)
        return made

    def _goal(self, source: Path) -> Path:
        return self._folder / (self.key + source.suffix.lower())

    def _labels(self, cover: bytes) -> Labels:
        from publisher.media.audio.tags import Labels

        episode, show = self._episode, self._show
        return Labels(
            title=episode.title,
            artist=show.author,
            album=show.title,
            date=episode.date.date(),
            number=episode.number,
            comment=episode.description,
            language=show.language,
            chapters=episode.chapters,
            seconds=self._recording.seconds,
            cover=cover,
        )

    def _jpeg(self) -> bytes:
        """The cover as the copy has it."""
        data = self._state.get(COVERS, self.cover)
        if data is None:
            from publisher.media.images import UnfitPictureError, shrunk

            try:
                data = shrunk(on_disk(self._root, self._cover.source), _SIDE)
            except UnfitPictureError as unfit:
                raise PublisherError(unfit.problem(self._cover.source)) from unfit
        return data


def _cover(episode: Episode, show: Show) -> Image:
    """The episode's picture when it is square, as covers are; else the show's."""
    own = episode.image
    if own is None or own.width is None or own.width != own.height:
        return show.image
    return own if PurePosixPath(own.source).suffix.lower() in _PICTURES else show.image


def _public(site: Site) -> frozenset[str]:
    """Paths of the recordings that everybody may hear."""
    heard = (each.recording for each in site.episodes if not each.closed)
    return frozenset(recording.path for recording in heard if recording)


def _enclosure(recording: Recording, url: str, size: int, config: Config) -> Enclosure:
    """A copy at a site address, or in its place on the host that has the sound."""
    if config.media_url:
        url = config.media_url + url.removeprefix("/media/")
    return Enclosure(url=url, bytes=size, mime=recording.mime, seconds=recording.seconds)


def _address(recording: Recording, public: frozenset[str], hashes: Hashes) -> str:
    """Where the copy lies. Only the letter leads to subscribers' sound, and nobody can guess it.

    Whoever has not the author's file cannot work out its hash.
    """
    url = media_url(recording.path)
    if recording.path in public:
        return url
    name = url.rpartition("/")[2]
    return f"/media/prenumeranter/{key('prenumeranter', hashes(recording.path))[:32]}/{name}"


def _made_anew(episodes: list[Episode], config: Config) -> Iterator[Problem]:
    """Advice, with the cost, on a cover that was put in the place of the one before."""
    for show in config.shows:
        theirs = [each for each in episodes if each.show == show.id]
        yield from (_redrawn(each) for each in theirs if _cover(each, show) is not show.image)
        theirs = [each for each in theirs if _cover(each, show) is show.image]
        if not theirs:
            continue
        count = f"{len(theirs)} avsnitt" if len(theirs) > 1 else "ett avsnitt"
        yield Problem(
            path=show.source,
            text="omslaget är nytt, och det förra finns inte kvar i feeds/: ljudfilerna till "
            f"{count} som redan är ute skrivs om på sina gamla adresser ({_again(theirs)})",
            hint="Lägg det förra omslaget i feeds/ igen (ur git), under ett annat namn än det nya. "
            "Då rörs de inte, och nya avsnitt får det nya.",
            fatal=False,
        )


def _redrawn(episode: Episode) -> Problem:
    return Problem(
        path=episode.source,
        text="avsnittets bild är en annan än när det lades ut, och den förra finns inte i feeds/: "
        f"ljudfilen skrivs om på sin gamla adress ({_again([episode])})",
        hint="Lägg den förra bilden (ur git) i feeds/, under vilket namn som helst. Då rörs inte "
        "ljudfilen; sidan och flödet visar den nya ändå.",
        fatal=False,
    )


def _again(episodes: list[Episode]) -> str:
    total = max(1, sum(each.sound.bytes for each in episodes) // 1_000_000)
    return f"{number(total)}\N{NO-BREAK SPACE}MB läggs ut igen"


def _whole(source: Path) -> Callable[[], Iterator[bytes]]:
    from publisher.media.audio import copies

    return lambda: copies.whole(source)


def _unlabelled(episode: Episode, recording: Recording) -> Problem:
    from publisher.media.audio import ffmpeg

    if ffmpeg.program():
        command = f'publisher audio level "{recording.path}"'
        hint = f"Ljudet publiceras som det är. Vill du ha kapitlen i filen, gör en MP3: {command}"
    else:
        hint = f"Ljudet publiceras som det är. {ffmpeg.INSTALL}"
    text = f"kapitel och titel kunde inte skrivas in i kopian av ”{recording.path}”"
    return Problem(path=episode.source, text=text, hint=hint, fatal=False)
