"""content/ → Site, with every Problem found, reading only files that changed."""

from publisher.load.loader import Loaded, World, load
from publisher.load.paths import CONTENT

__all__ = ["CONTENT", "Loaded", "World", "load"]
