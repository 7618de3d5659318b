"""Files that are published with the texts: pictures, sound, and what belongs to a timeline."""

from __future__ import annotations

from dataclasses import dataclass

from msgspec import Struct


def moment(seconds: float) -> int | float:
    """Seconds to the thousandth; whole ones are an int, and so written without decimals."""
    exact = round(seconds, 3)
    return int(exact) if exact == int(exact) else exact


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """A file from `content/` or `feeds/` that is published as it is, at an address of its own."""

    source: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Image(Media):
    """A published picture: pixels (None where unknown) and alt text (empty: decoration).

    `caption` is what stands under it, `credit` whose it is; both may be empty. `focus` is the point
    that is still to be seen where only a part of it is shown, in per cent from the left and from
    the top; None: nobody has said.
    """

    width: int | None
    height: int | None
    alt: str = ""
    caption: str = ""
    credit: str = ""
    focus: tuple[int, int] | None = None


class Recording(Struct, frozen=True, kw_only=True, tag="recording"):
    """The author's own sound file, as measured: `bytes` is the size of that very file.

    It is never published itself; what is has an Enclosure. `seconds` is the playing time, `bitrate`
    is in bit/s, `sample_rate` in Hz.
    """

    path: str
    bytes: int
    mime: str
    seconds: float
    bitrate: int
    channels: int
    sample_rate: int


class Enclosure(Struct, frozen=True, kw_only=True, tag="enclosure"):
    """The published sound: where apps fetch it, and the exact size of what they get.

    `url` is a site address, or absolute where sound lies on a host of its own.
    """

    url: str
    bytes: int
    mime: str
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """A mark on an episode's timeline, `start` in seconds from the beginning, to the thousandth.

    Whole seconds are an int, which stays one in JSON: a float of 90 would be written 90.0.
    """

    start: int | float
    title: str
    url: str = ""
    image: Image | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcript:
    """A transcript beside the episode: its file, and where it is published as WebVTT.

    `transcripts.addresses` gives the other forms that are published with it.
    """

    path: str
    url: str
    mime: str
