"""Machines with few fonts: Debian's packages, one at a time, as all that a browser may show."""

from __future__ import annotations

from pathlib import Path

FONTS = Path(__file__).parent / "tools" / "fonts"
CONFIGURATION = """\
<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>{fonts}</dir>
  <cachedir>{cache}</cachedir>
  <include ignore_missing="yes">/etc/fonts/conf.d</include>
</fontconfig>
"""


def font_set(fonts: Path, folder: Path) -> dict[str, str]:
    """The environment of a program that is to know no fonts but those in the folder `fonts`."""
    conf = folder / "fonts.conf"
    conf.write_text(CONFIGURATION.format(fonts=fonts, cache=folder / "fontconfig"), "utf-8")
    return {"FONTCONFIG_FILE": str(conf)}
