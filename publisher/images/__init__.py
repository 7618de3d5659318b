"""Pictures: measured, made smaller, and cleaned (the only importer of Pillow)."""

from publisher.images.cleaning import CLEANING, HEAD, cleaned, is_cleaned, is_telling
from publisher.images.decoded import is_clear, whole
from publisher.images.drawing import UnfitError
from publisher.images.mailed import LETTER, THUMB, mailed
from publisher.images.measure import measure
from publisher.images.scaled import MAKING, Variant, Variants, made, resized, shrunk, variants

__all__ = [
    "CLEANING",
    "HEAD",
    "LETTER",
    "MAKING",
    "THUMB",
    "UnfitError",
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
