"""Links to a place within another text: kept where that place is there, else led to its top.

Which places there are is known only once all texts are made.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from publisher.content.markup.notes import Note
from publisher.importers.texts import ImportedText


def settled(texts: Iterable[ImportedText]) -> Iterator[ImportedText]:
    """The same texts, with no link to a place that is not there; those that were are told."""
    texts = list(texts)
    there = {text.id: text.anchors for text in texts}
    for text in texts:
        lost = [link for link in text.anchored if link.anchor not in there.get(link.target, ())]
        body, notes = text.text, text.notes
        for link in dict.fromkeys(lost):
            top = link.written.partition("#")[0]
            body = re.sub(re.escape(link.written) + r"(?![\w.:-])", top, body)
            told = f"länken till ”#{link.anchor}” leder till textens början: där finns inget sådant"
            notes = (*notes, Note("told", "ankare", told))
        yield replace(text, text=body, notes=notes) if lost else text
