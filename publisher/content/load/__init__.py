"""content/ → Site, with every Problem found, reading only files that changed."""

from publisher.content.load.loader import Loaded, LoadInputs, load
from publisher.content.load.upcoming import UpcomingTexts, later

__all__ = ["LoadInputs", "Loaded", "UpcomingTexts", "later", "load"]
