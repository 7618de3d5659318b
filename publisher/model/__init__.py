"""The publication as values: frozen, keyword-only, with no behaviour beyond small properties.

Times are aware datetimes (a bare date means midnight, Europe/Stockholm). Paths are relative to the
publication's root, with forward slashes. A *url* here is a site address: it begins with `/`, is
ASCII, and knows neither host nor sub-path; `model/addresses.py` puts those in front.
"""

from publisher.model.entries import (
    PORTRAITS,
    Article,
    Audience,
    Correction,
    Edition,
    Entry,
    Episode,
    EpisodeKind,
    Kind,
    Layout,
    MailOptions,
    Page,
    Person,
    Piece,
    Site,
    Withdrawal,
    WithdrawnEntry,
    published_at,
    written_as,
)
from publisher.model.media import (
    Chapter,
    Enclosure,
    Image,
    Media,
    Recording,
    Transcript,
    moment,
)
from publisher.model.output import (
    Artifact,
    Change,
    Receipt,
    Stream,
)
from publisher.model.podcast import (
    Category,
    Credit,
    Owner,
    Show,
    ShowLink,
)
from publisher.model.text import (
    Digest,
    Heading,
    Link,
    Rendered,
    TextName,
)

__all__ = [
    "PORTRAITS",
    "Article",
    "Artifact",
    "Audience",
    "Category",
    "Change",
    "Chapter",
    "Correction",
    "Credit",
    "Digest",
    "Edition",
    "Enclosure",
    "Entry",
    "Episode",
    "EpisodeKind",
    "Heading",
    "Image",
    "Kind",
    "Layout",
    "Link",
    "MailOptions",
    "Media",
    "Owner",
    "Page",
    "Person",
    "Piece",
    "Receipt",
    "Recording",
    "Rendered",
    "Show",
    "ShowLink",
    "Site",
    "Stream",
    "TextName",
    "Transcript",
    "Withdrawal",
    "WithdrawnEntry",
    "moment",
    "published_at",
    "written_as",
]
