"""Facts about podcasts from the Podcasting 2.0 namespace: what a feed can be, and who does what.

Sources: the tags podcast:medium and podcast:person (podcastindex.org/namespace/1.0), and the
taxonomy.json that the latter names. Roles and groups are case-insensitive there and in lower case
here. The list's "translater" is spelt as Podcast Index reads it: what it does not know is a host.
"""

from __future__ import annotations

from publisher.problems import did_you_mean

MEDIA = (
    "podcast",
    "music",
    "video",
    "film",
    "audiobook",
    "newsletter",
    "blog",
    "publisher",
    "course",
    "mixed",
)
"""Each but the last also has a list of its own kind, with an L after the name."""

_GROUPS: dict[str, tuple[str, ...]] = {
    "cast": (
        *("host", "co-host", "guest host", "guest", "voice actor", "narrator", "announcer"),
        "reporter",
    ),
    "creative direction": (
        *("director", "assistant director", "executive producer", "senior producer", "producer"),
        *("associate producer", "development producer", "creative director"),
    ),
    "writing": (
        *("author", "editorial director", "co-writer", "writer", "songwriter", "guest writer"),
        *("story editor", "managing editor", "script editor", "script coordinator", "researcher"),
        *("editor", "fact checker", "translator", "transcriber", "logger"),
    ),
    "audio production": (
        *("studio coordinator", "technical director", "technical manager", "audio engineer"),
        *("remote recording engineer", "post production engineer"),
    ),
    "audio post-production": (
        *("audio editor", "sound designer", "foley artist", "composer", "theme music"),
        *("music production", "music contributor"),
    ),
    "administration": (
        *("production coordinator", "booking coordinator", "production assistant"),
        *("content manager", "marketing manager", "sales representative", "sales manager"),
    ),
    "visuals": ("graphic designer", "cover art designer"),
    "community": ("social media manager",),
    "misc.": ("consultant", "intern"),
    "video production": (
        *("camera operator", "lighting designer", "camera grip", "assistant camera"),
    ),
    "video post-production": ("editor", "assistant editor"),
}
ROLES: dict[str, str] = {
    role: group for group, roles in reversed(_GROUPS.items()) for role in roles
}
"""Role → group. An editor is one of texts, though the list has one of films as well."""

_SWEDISH = {
    "berättare": "narrator",
    "faktagranskare": "fact checker",
    "gäst": "guest",
    "gästvärd": "guest host",
    "klippare": "audio editor",
    "kompositör": "composer",
    "ljudtekniker": "audio engineer",
    "manusförfattare": "writer",
    "medvärd": "co-host",
    "producent": "producer",
    "programledare": "host",
    "redaktör": "editor",
    "regissör": "director",
    "skådespelare": "voice actor",
    "tekniker": "audio engineer",
    "värd": "host",
    "värdinna": "host",
    "översättare": "translator",
}


def known_role(value: str) -> str:
    """The role in lower case. Raises ValueError(text, hint) for one that the taxonomy has not."""
    role = " ".join(value.split()).casefold()
    if role in ROLES:
        return role
    meant = _SWEDISH.get(role)
    near = f"Menade du ”{meant}”? " if meant else did_you_mean(role, ROLES)
    usual = ", ".join(_GROUPS["cast"])
    hint = f"{near}De har bland andra {usual}, producer, editor, audio editor."
    raise ValueError(f"kan inte vara ”{value}”: poddapparna har ingen sådan roll", hint)
