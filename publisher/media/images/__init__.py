"""Pictures: measured, made smaller, and cleaned (the only importer of Pillow)."""

from typing import TYPE_CHECKING

from publisher.system.lazily import lazily

if TYPE_CHECKING:
    from publisher.media.images.cleaning import HEAD, cleaned, is_cleaned, is_telling
    from publisher.media.images.converted import as_jpeg
    from publisher.media.images.decoded import is_clear, is_pale, whole
    from publisher.media.images.for_letters import LETTER, THUMB, mailed
    from publisher.media.images.heif import is_heif
    from publisher.media.images.making import CLEANING, MAKING
    from publisher.media.images.measuring import measure
    from publisher.media.images.scaled import (
        Variant,
        Variants,
        made,
        resized,
        shrunk,
        variants,
    )
    from publisher.media.images.squares import squared
    from publisher.media.images.unfit import UnfitPictureError

__all__ = [
    "CLEANING",
    "HEAD",
    "LETTER",
    "MAKING",
    "THUMB",
    "UnfitPictureError",
    "Variant",
    "Variants",
    "as_jpeg",
    "cleaned",
    "is_cleaned",
    "is_clear",
    "is_heif",
    "is_pale",
    "is_telling",
    "made",
    "mailed",
    "measure",
    "resized",
    "shrunk",
    "squared",
    "variants",
    "whole",
]

__getattr__ = lazily(
    __name__,
    {
        "cleaning": (
            "HEAD",
            "cleaned",
            "is_cleaned",
            "is_telling",
        ),
        "decoded": (
            "is_clear",
            "is_pale",
            "whole",
        ),
        "converted": ("as_jpeg",),
        "heif": ("is_heif",),
        "unfit": ("UnfitPictureError",),
        "making": ("CLEANING", "MAKING"),
        "squares": ("squared",),
        "for_letters": (
            "LETTER",
            "THUMB",
            "mailed",
        ),
        "measuring": ("measure",),
        "scaled": (
            "Variant",
            "Variants",
            "made",
            "resized",
            "shrunk",
            "variants",
        ),
    },
)
