"""Swedish compounds and the words they are built of: `halvledarindustrin` is `halvledar|industrin`.

The words come from a list that `scripts/make_words.py` makes of a dictionary; see LICENSE-svenska.
"""

from publisher.swedish.compounds.splitter import Splitter

__all__ = ["Splitter"]
