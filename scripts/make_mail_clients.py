#!/usr/bin/env python3
"""Make publisher/config/standards/mail_clients/data.json out of the npm package caniemail (MIT).

    python scripts/make_mail_clients.py tests/tools/node_modules/caniemail

What mail programs can show is tested by hand by the people behind caniemail.com. Of a megabyte we
keep each feature's title and its newest result in each program, a letter each: `y` yes, `a` in
part, `n` no, `u` unknown, `-` never tested.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

GOAL = Path(__file__).parents[1] / "publisher" / "config" / "standards" / "mail_clients"
KINDS = ("html", "css", "image")


def compact(source: dict[str, Any]) -> dict[str, Any]:
    """The table as it is shipped."""
    features = [each for each in source["data"] if each["category"] in KINDS]
    clients = sorted(
        {
            f"{family}.{system}"
            for each in features
            for family in each["stats"]
            for system in each["stats"][family]
        }
    )
    return {
        "date": source["last_update_date"][:10],
        "clients": clients,
        "features": {
            each["slug"]: [each["title"], "".join(newest(each["stats"], one) for one in clients)]
            for each in sorted(features, key=lambda each: str(each["slug"]))
        },
    }


def newest(stats: dict[str, Any], client: str) -> str:
    """The letter of the latest version tested; what is said of it in notes is left out."""
    family, system = client.split(".", 1)
    results = stats.get(family, {}).get(system, {})
    return str(list(results.values())[-1])[0] if results else "-"


def main() -> None:
    """Read the package, write the table and its licence."""
    package = Path(sys.argv[1])
    source = json.loads((package / "data" / "caniemail.json").read_text("utf-8"))
    table = compact(source)
    rows = ",\n".join(
        f"{json.dumps(slug)}: {json.dumps(row, ensure_ascii=False)}"
        for slug, row in table["features"].items()
    )
    head = f'"date": {json.dumps(table["date"])},\n"clients": {json.dumps(table["clients"])}'
    (GOAL / "data.json").write_text(f'{{\n{head},\n"features": {{\n{rows}\n}}\n}}\n', "utf-8")
    (GOAL / "LICENSE.caniemail").write_bytes((package / "LICENSE").read_bytes())
    print(f"{len(table['features'])} features, {len(table['clients'])} programs, {table['date']}")


if __name__ == "__main__":
    main()
