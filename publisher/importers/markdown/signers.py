"""Those who sign, from where Jekyll and Hugo have them beside the texts."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path

from publisher.importers.markdown.heads import said


def signers(folder: Path) -> dict[str, str]:
    """Names of those who sign, by what heads call them."""
    import yaml

    for name in ("_data/authors", "data/authors"):
        for ending in (".yml", ".yaml", ".toml", ".json"):
            file = folder / f"{name}{ending}"
            try:
                text = file.read_text("utf-8-sig")
                given = (
                    tomllib.loads(text)
                    if ending == ".toml"
                    else json.loads(text)
                    if ending == ".json"
                    else yaml.safe_load(text)
                )
            except (OSError, ValueError, yaml.YAMLError):
                continue
            if isinstance(given, Mapping):
                return {
                    str(id_): said(each, "name") or str(id_)
                    for id_, each in given.items()
                    if isinstance(each, Mapping)
                }
    return {}
