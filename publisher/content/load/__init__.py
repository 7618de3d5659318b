"""content/ → Site, with every Problem found, reading only files that changed."""

from publisher.content.load.loader import Loaded, World, load
from publisher.content.load.upcoming import Later, later

__all__ = ["Later", "Loaded", "World", "later", "load"]
