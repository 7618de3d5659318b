"""The recipes of letters: the files of each, and the key that says when to make them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property, partial
from typing import TYPE_CHECKING

from publisher.config import PLAIN, PRESETS
from publisher.engine.recipes import BuildContext, Recipe, key
from publisher.model import Artifact, Edition, Entry, Piece

if TYPE_CHECKING:
    from publisher.mail.clients import Clients
    from publisher.mail.letter import Letter
    from publisher.mail.personal import ListHead
    from publisher.mail.presets import MergeTags
    from publisher.mail.preview import LetterPreview
    from publisher.mail.templates import LetterTemplates


class LetterMaker:
    """What all editions of one build share. Costs nothing until the first recipe is asked for."""

    def __init__(self, context: BuildContext) -> None:
        """`context` is the build whose editions are set; nothing is read yet."""
        self._context = context

    def recipe(self, entry: Piece | Edition) -> Recipe:
        """How the edition of this entry is made, and on what it depends."""
        return Recipe(
            name=f"editions:{entry.id}", key=self._key(entry), make=partial(self._make, entry)
        )

    def _make(self, entry: Piece | Edition) -> Iterator[Artifact]:
        """The finished message at the top of the folder, and a folder for each mail service.

        The HTML is one and the same but for their tags, cut where the heaviest would be too heavy;
        the text is the whole letter's.
        """
        from publisher.mail import advice, pictures
        from publisher.mail.message import message

        config = self._context.config
        letter, sent, pattern, words, (plain, *services) = self._set(entry)
        html, text = plain.html(pattern), plain.text(words)
        folder = f"editions/{entry.id}"
        eml = message(letter, html, text, config)
        found = self._clients.traced(entry, letter, self._clients.findings(html))
        remarks = advice.problems(self._context, entry, letter, sent)
        yield Artifact(
            path=f"{folder}/index.html",
            data=html.encode(),
            problems=(*self._clients.problems(found), *remarks),
            shows=pictures.shown_in(html, self._context, self._entries(entry)),
        )
        yield Artifact(path=f"{folder}/text.txt", data=text.encode())
        yield Artifact(path=f"{folder}/message.eml", data=eml)
        page = self._preview.page(entry, letter, (html, text, eml), found)
        yield Artifact(path=f"{folder}/preview.html", data=page.encode())
        for each in services:
            files = each.files(letter, pattern, words, config)
            files |= {"message.eml": eml} if each.preset.name == PLAIN else {}
            for name, data in files.items():
                yield Artifact(path=f"{folder}/{each.preset.name}/{name}", data=data)

    def personal(self, entry: Piece | Edition, head: ListHead) -> tuple[Letter, bytes]:
        """The letter, and its message with a place for each part that is a reader's own.

        The words are those of the build: made of the same, in the same way, cut at the same place.
        """
        from publisher.mail.personal import pattern as personal_pattern

        letter, _, pattern, words, _ = self._set(entry)
        return letter, personal_pattern(letter, pattern, words, self._context.config, head)

    def _set(
        self, entry: Piece | Edition
    ) -> tuple[Letter, Letter, str, str, tuple[MergeTags, ...]]:
        """A letter, what is shown of it, both parts with our signs, and all services' tags."""
        from publisher.mail import clipping, newsletter
        from publisher.mail.personal import PERSONAL
        from publisher.mail.presets import tags

        config = self._context.config
        letter = newsletter.compose(self._context, entry)
        presets = (PRESETS[PLAIN], *config.mail.presets)
        services = tuple(tags(preset, letter, config) for preset in presets)
        own = PERSONAL if config.mail.smtp else 0

        def weigh(html: str) -> int:
            return max(clipping.most(each.html(html)) for each in services) + own

        sent, pattern = clipping.within(letter, self._frame.html, weigh)
        return letter, sent, pattern, self._frame.text(letter), services

    def _key(self, entry: Piece | Edition) -> str:
        from publisher.mail.pictures import marks

        hashes, digest = self._context.hashes, self._context.texts.digest
        sounds = self._context.site.enclosures
        # The files themselves too: advice names their lines.
        read = [
            (
                one,
                sounds.get(one.id),
                digest(one).hash,
                hashes(one.source),
                marks(self._context, one),
            )
            for one in self._entries(entry)
        ]
        signed = {id_ for one, *_ in read if isinstance(one, Piece) for id_ in one.authors}
        people = [person for person in self._context.site.people if person.id in signed]
        return key(self._salt, read, people)

    def _entries(self, entry: Piece | Edition) -> tuple[Entry, ...]:
        """All that the letter may show something of."""
        from publisher.mail.newsletter import shown

        return (entry, *(shown(self._context, entry) if isinstance(entry, Edition) else ()))

    @cached_property
    def _salt(self) -> str:
        """What every edition depends on, besides its own words."""
        from importlib.metadata import version

        context = self._context
        engines = [version(name) for name in ("css-inline", "jinja2", "selectolax", "tinycss2")]
        return key(context.config.salt, context.config.shows, context.theme_salt("mail"), engines)

    @cached_property
    def _clients(self) -> Clients:
        """Made in the process that first needs it, and kept there."""
        from publisher.mail.clients import Clients

        return Clients(self._context)

    @cached_property
    def _preview(self) -> LetterPreview:
        """Made in the process that first needs it, and kept there."""
        from publisher.mail.preview import LetterPreview

        return LetterPreview(self._context)

    @cached_property
    def _frame(self) -> LetterTemplates:
        """Made in the process that first needs it, and kept there."""
        from publisher.mail.templates import LetterTemplates

        return LetterTemplates(self._context)
