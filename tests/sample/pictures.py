"""Pictures made by hand, the same in every run."""

from __future__ import annotations

from hashlib import shake_256
from io import BytesIO

from PIL import Image as Pillow


def picture(kind: str, width: int = 600, height: int = 360, *, share: float = 1) -> bytes:
    """A picture that looks like a photograph, or the first `share` of its file."""
    pixels, out = shake_256().digest(width * height * 3), BytesIO()
    Pillow.frombytes("RGB", (width, height), pixels).save(out, kind)
    return out.getvalue()[: int(len(out.getvalue()) * share)]


def cover(mode: str = "RGB", pixels: int = 1400) -> bytes:
    file = BytesIO()
    Pillow.new(mode, (pixels, pixels), 1).save(file, "JPEG")
    return file.getvalue()
