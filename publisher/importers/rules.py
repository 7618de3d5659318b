"""Old addresses with `?` in them, as rules for the web servers that can lead them on.

`/?p=123` is the site's own front page to every host that only hands out files. Sources:
https://nginx.org/en/docs/http/ngx_http_map_module.html and
https://caddyserver.com/docs/caddyfile/directives/map. Netlify's stand in what a build makes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_QUERY = re.compile(r"/\?([a-z_]{1,40})=([A-Za-z0-9_-]{1,100})")
Queries = Iterable[tuple[str, str]]
"""Old addresses, and where each leads."""


def rules(queries: Queries, feeds: Queries = ()) -> dict[str, str]:
    """Files with the rules, by name; none where there is nothing to lead on.

    `feeds` are old addresses of feeds at which no host hands out a feed's file: apps that poll read
    no page that leads on.
    """
    found: dict[str, dict[str, str]] = {}
    for old, new in queries:
        if match := _QUERY.fullmatch(old):
            found.setdefault(match[1], {})[match[2]] = new
    feeds = tuple(feeds)
    if not found and not feeds:
        return {}
    answers = "".join(f'location = "{old}" {{\n    return 301 {new};\n}}\n' for old, new in feeds)
    leads = "".join(f'redir "{old}" {new} 301\n' for old, new in feeds)
    return {
        "nginx-http.conf": "".join(_nginx_map(key, rows) for key, rows in found.items()),
        "nginx-server.conf": "".join(map(_nginx_answer, found)) + answers,
        "Caddyfile": "".join(_caddy(key, rows) for key, rows in found.items()) + leads,
    }


def _nginx_map(key: str, rows: dict[str, str]) -> str:
    """Stands in `http { … }`."""
    lines = "".join(f'    "{number}" "{new}";\n' for number, new in rows.items())
    return f'map $arg_{key} $gammal_{key} {{\n    default "";\n{lines}}}\n'


def _nginx_answer(key: str) -> str:
    """Stands in `server { … }`."""
    return f"if ($gammal_{key}) {{\n    return 301 $gammal_{key};\n}}\n"


def _caddy(key: str, rows: dict[str, str]) -> str:
    """Stands in the site's block."""
    lines = "".join(f"\t{number} {new}\n" for number, new in rows.items())
    there = f'@gammal_{key} expression `{{gammal_{key}}} != ""`'
    return (
        f'map {{query.{key}}} {{gammal_{key}}} {{\n{lines}\tdefault ""\n}}\n'
        f"{there}\nredir @gammal_{key} {{gammal_{key}}} 301\n"
    )
