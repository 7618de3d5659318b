"""Pictures: measured, and made smaller (the only importer of Pillow)."""

from publisher.images.drawing import UnfitError
from publisher.images.mailed import LETTER, THUMB, mailed
from publisher.images.measure import measure
from publisher.images.scaled import MAKING, Variants, made, resized, shrunk, variants

__all__ = [
    "LETTER",
    "MAKING",
    "THUMB",
    "UnfitError",
    "Variants",
    "made",
    "mailed",
    "measure",
    "resized",
    "shrunk",
    "variants",
]
