"""Pictures: measured, made smaller, and cleaned (the only importer of Pillow)."""

from publisher.media.images.cleaning import CLEANING, HEAD, cleaned, is_cleaned, is_telling
from publisher.media.images.decoded import is_clear, whole
from publisher.media.images.drawing import UnfitPictureError
from publisher.media.images.mailed import LETTER, THUMB, mailed
from publisher.media.images.measure import measure
from publisher.media.images.scaled import MAKING, Variant, Variants, made, resized, shrunk, variants

__all__ = [
    "CLEANING",
    "HEAD",
    "LETTER",
    "MAKING",
    "THUMB",
    "UnfitPictureError",
    "Variant",
    "Variants",
    "cleaned",
    "is_cleaned",
    "is_clear",
    "is_telling",
    "made",
    "mailed",
    "measure",
    "resized",
    "shrunk",
    "variants",
    "whole",
]
