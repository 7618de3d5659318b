"""What a group of recipes is called in Swedish when an author is told of it."""

from __future__ import annotations

_WHOLE = {
    "site:front": "startsidan",
    "site:terms": "sidan med alla taggar, kategorier eller författare",
    "site:404": "sidan för adresser som inte finns",
    "site:search": "söksidan",
    "site:static": "temats filer",
    "site:media": "ljud och bilder",
    "site:originals": "bilder och filer som texterna leder till",
    "site:cards": "bilderna som visas när en sida delas",
    "site:icons": "sajtens ikoner",
    "site:queries": "gamla adresser med frågetecken",
    "site:redirects": "omdirigeringar från gamla adresser",
    "site:redirect-map": "listan över omdirigeringar",
    "site:headers": "det som värden ska säga om sidorna",
    "site:corrections": "listan över rättelser",
    "site:withdrawn": "sidan för en text som är tillbakadragen",
    "site:sitemap": "webbplatskartan",
    "site:robots": "robots.txt",
    "search:index": "sökregistret",
}
_KINDS = {
    "site:entry": "sidan för {}",
    "site:timeline": "avskriften till {}",
    "site:tag": "listan för taggen {}",
    "site:category": "listan för kategorin {}",
    "site:author": "listan för författaren {}",
    "site:year": "arkivet för {}",
    "site:show": "podden {}",
    "editions": "brevet {}",
    "feeds": "flödet {}",
}


def called(owner: str) -> str:
    r"""`site:front` and a recipe on it → `startsidan (index.html)`.

    >>> called("site:tag:kina:2\nsite/taggar/kina/sida/2/")
    'listan för taggen kina, sida 2 (site/taggar/kina/sida/2/)'
    """
    group, _, recipe = owner.partition("\n")
    words = _WHOLE.get(group) or _kind(group)
    return f"{words} ({recipe})" if "/" in recipe or "." in recipe else words


def _kind(group: str) -> str:
    for kind, words in _KINDS.items():
        if group.startswith(kind + ":"):
            name, *more = group.removeprefix(kind + ":").split(":")
            pages = [each for each in more if each.isdigit()]
            return words.format(name) + (f", sida {pages[-1]}" if pages else "")
    return _LISTS.get(group.split(":")[1], "en lista") if group.startswith("site:") else "en del"


_LISTS = {
    "archive": "arkivet",
    "letters": "listan över brev",
}
