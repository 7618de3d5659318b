"""Articles, episodes and newsletters as linked data."""

from __future__ import annotations

from publisher.model import Article, Edition, Enclosure, Episode, Piece
from publisher.site import dates
from publisher.site.cards import ListCard
from publisher.site.head import PageHead, SharedPicture
from publisher.site.json_ld_base import Node, PageNodes

HEADLINE = 110
"""Characters in a headline: what Google's guide to articles long gave as the most it reads."""


class EntryNodes(PageNodes):
    """The nodes of what authors write."""

    def article(self, piece: Piece, kind: str) -> Node:
        """https://developers.google.com/search/docs/appearance/structured-data/article."""
        image = (piece.image, *_pictures(self.head))
        return {
            **self._written(kind, piece),
            "image": [self.absolute(one.url) for one in image if one],
            "dateModified": dates.machine(piece.updated or piece.date),
            "author": self.authors(),
            "articleSection": self.head.section,
            "keywords": list(piece.tags),
            "correction": [
                {
                    "@type": "CorrectionComment",
                    "text": one.text,
                    "datePublished": dates.machine(one.date),
                }
                for one in piece.corrections
            ],
            **self._access(piece),
            **self._translations(piece, kind),
        }

    def edition(self, edition: Edition, cards: tuple[ListCard, ...]) -> Node:
        """A newsletter, with what it gathers."""
        return {
            **self._written("Article", edition),
            "image": [self.absolute(one.url) for one in _pictures(self.head)],
            "author": {"@id": self.id("organisation")},
            "articleSection": "Nyhetsbrev",
            "citation": [
                {"@type": "CreativeWork", "name": card.title, "url": self.absolute(card.url)}
                for card in cards
            ],
        }

    def _written(self, kind: str, entry: Article | Episode | Edition | Piece) -> Node:
        return {
            "@type": kind,
            "@id": f"{self.url}#text",
            "url": self.url,
            "mainEntityOfPage": self.url,
            "headline": _cut(entry.title, HEADLINE),
            "description": self.head.description,
            "inLanguage": self.language,
            "datePublished": dates.machine(entry.date),
            "publisher": self.organisation(),
        }

    def _access(self, piece: Piece) -> Node:
        """https://developers.google.com/search/docs/appearance/structured-data/paywalled-content."""
        if not piece.closed:
            return {"isAccessibleForFree": True}
        part = {
            "@type": "WebPageElement",
            "isAccessibleForFree": False,
            "cssSelector": ".box--closed",
        }
        return {"isAccessibleForFree": False, "hasPart": part}

    def _translations(self, piece: Piece, kind: str) -> Node:
        others = [
            {"@type": kind, "@id": f"{self.absolute(one.url)}#text"}
            for one in self.head.versions
            if one.url != self.head.url
        ]
        if not others:
            return {}
        if piece.translation_of:
            return {"translationOfWork": others[0]}
        return {"workTranslation": others}

    def episode(self, episode: Episode, sound: Enclosure) -> Node:
        """https://schema.org/PodcastEpisode."""
        season = episode.season
        picture = (episode.image, *_pictures(self.head))
        return {
            "@type": "PodcastEpisode",
            "@id": f"{self.url}#avsnitt",
            "url": self.url,
            "mainEntityOfPage": self.url,
            "name": episode.title,
            "description": self.head.description,
            "inLanguage": self.language,
            "datePublished": dates.machine(episode.date),
            "dateModified": dates.machine(episode.updated or episode.date),
            "image": [self.absolute(one.url) for one in picture if one],
            "duration": dates.period(episode.sound.seconds),
            "episodeNumber": episode.number,
            "partOfSeason": season and {"@type": "PodcastSeason", "seasonNumber": season},
            "partOfSeries": self.series(self.config.show(episode.show)),
            "associatedMedia": None if episode.closed else self._sound(episode, sound),
            "author": self.authors(),
            "contributor": [
                {"@type": "Person", "name": one.name, "url": self.absolute(one.url)}
                for one in episode.people
            ],
            "publisher": self.organisation(),
            "keywords": list(episode.tags),
            **self._access(episode),
        }

    def _sound(self, episode: Episode, sound: Enclosure) -> Node:
        script = episode.transcript
        return {
            "@type": "AudioObject",
            "contentUrl": self.absolute(sound.url),
            "encodingFormat": sound.mime,
            "duration": dates.period(sound.seconds),
            "contentSize": str(sound.bytes),
            "caption": script
            and {
                "@type": "MediaObject",
                "contentUrl": self.absolute(script.url),
                "encodingFormat": script.mime,
            },
        }


def _pictures(head: PageHead) -> tuple[SharedPicture, ...]:
    """The page's own card, if it has one."""
    return (head.picture,) if head.picture else ()


def _cut(text: str, most: int) -> str:
    """Whole words, and an ellipsis for the rest."""
    if len(text) <= most:
        return text
    return text[: most - 1].rpartition(" ")[0].rstrip(" ,;:–") + "…"
