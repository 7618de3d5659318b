"""Readers: who they are, what they have agreed to, and which lists they are on.

`place` says where the store lies, `store` opens it: a database with its keys beside it. `people`
is what may be done with it; `importing` and `exporting` bring people in and out; `backup` keeps
copies and notices when one was laid back. No address goes into a log, a report or a fault's text,
except where somebody asked for it by name.
"""

from publisher.subscribers.place import StorePlace, place_of
from publisher.subscribers.store import PeopleStore, open_store

__all__ = ["PeopleStore", "StorePlace", "open_store", "place_of"]
