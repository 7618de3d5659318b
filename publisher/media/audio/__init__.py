"""Sound files: measured by what is in them, and copied for the world with the episode's own tags.

    facts       one file → Measured (kinds and faults in kinds.py)
    mpeg, mp4, ogg, flac, wav
                what each format needs to be measured (frames: those of MP3; boxes: those of MP4)
    tags        an episode's labels → the ID3v2 head of its copy
    copies      the published copy of each format, in pieces or by way of a kept file
    own         what a file's own tags say, for starting an episode (id3, mp4tags, oggcopy)
    loudness    how loud a file is, and a copy that is as loud as the rest (ffmpeg.py runs it)

Only this room knows mutagen and ffmpeg. Nothing here ever writes to the author's original.
"""

from typing import TYPE_CHECKING

from publisher.system.lazily import lazily

if TYPE_CHECKING:
    from publisher.media.audio.facts import absent, measure
    from publisher.media.audio.kinds import Measured, mime_of
    from publisher.media.audio.own import OwnTags, own_tags

__all__ = ["Measured", "OwnTags", "absent", "measure", "mime_of", "own_tags"]

__getattr__ = lazily(
    __name__,
    {
        "facts": (
            "absent",
            "measure",
        ),
        "kinds": (
            "Measured",
            "mime_of",
        ),
        "own": (
            "OwnTags",
            "own_tags",
        ),
    },
)
