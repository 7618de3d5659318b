"""How the address of a site is written, and what was meant where it is not."""

from __future__ import annotations

import re

_SITE_URL = re.compile(r"https?://[A-Za-z0-9.-]+(?::[0-9]+)?(?:/[A-Za-z0-9/_.~-]*)?")


def site_address(value: str) -> str:
    """With its host in small letters (in capitals it is the same, and ids are named after it).

    ValueError, in Swedish with the way out, for what is no address of a front page.
    """
    if not _SITE_URL.fullmatch(value):
        meant = meant_site(value) or "https://tidning.se/"
        hint = f"Skriv bara adressen till startsidan, till exempel {meant}"
        if "xn--" in meant and "xn--" not in value:
            hint = f"Skriv domänen så som webbservrar skriver å, ä och ö: {meant}"
        raise ValueError("är ingen adress till en sajt", hint)
    scheme, _, host, *path = value.split("/", 3)
    return "/".join((scheme, "", host.lower(), *path)).rstrip("/") + "/"


def meant_site(value: str) -> str:
    """What was nearly written: without https, with å in its host, or as an address of a page."""
    host, _, path = value.rsplit("://", maxsplit=1)[-1].strip("/").partition("/")
    try:
        plain = host.encode("idna").decode()
    except UnicodeError:
        return ""
    scheme = "http" if value.startswith("http://") else "https"
    found = "/".join((f"{scheme}://{plain}", *filter(None, [path.partition("?")[0].strip("/")])))
    return f"{found}/" if "." in plain and _SITE_URL.fullmatch(found) else ""
