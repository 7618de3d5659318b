"""content/ → Site, with every Problem found, reading only files that changed."""

from typing import TYPE_CHECKING

from publisher.system.lazily import lazily

if TYPE_CHECKING:
    from publisher.content.load.loader import Loaded, LoadInputs, load
    from publisher.content.load.upcoming import UpcomingTexts, later

__all__ = ["LoadInputs", "Loaded", "UpcomingTexts", "later", "load"]

__getattr__ = lazily(
    __name__,
    {
        "loader": (
            "Loaded",
            "LoadInputs",
            "load",
        ),
        "upcoming": (
            "UpcomingTexts",
            "later",
        ),
    },
)
