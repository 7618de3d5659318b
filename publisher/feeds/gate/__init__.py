"""The gate: rules over finished feeds, those of the strictest who will read them.

    verify      a feed's bytes → Problems, each with the file to mend and what to write instead
    document    bytes → Feed and Items (well-formed, in UTF-8, without forbidden characters)
    finding     what is found, told in the words of whoever must mend it
    rss         RSS 2.0 and what the W3C's validator minds      values   dates, addresses, numbers
    apple       Apple, PSP-1 and Spotify                        namespace   Podcasting 2.0, Podlove
    atom, jsonfeed   the other formats
    files       what a feed points at: sizes, pictures          sound    playing time by ffprobe

The gate knows nothing of how feeds are made, and trusts nobody: it reads only what would be read.
"""

from typing import TYPE_CHECKING

from publisher.system.lazily import lazily

if TYPE_CHECKING:
    from publisher.feeds.gate.dispatch import verify
    from publisher.feeds.gate.files import Sizes
    from publisher.feeds.gate.sound import verify_sounds

__all__ = ["Sizes", "verify", "verify_sounds"]

__getattr__ = lazily(
    __name__,
    {
        "dispatch": ("verify",),
        "files": ("Sizes",),
        "sound": ("verify_sounds",),
    },
)
