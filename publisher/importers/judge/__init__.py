"""Did all of it come along? The source's HTML beside what our own renderer makes of the Markdown.

Another parser than the converter's reads both, so that what one of them overlooks the other sees.
"""

from __future__ import annotations

from publisher.importers.judge.comparing import Difference, compared
from publisher.importers.judge.facts import Facts, address_of, facts_of
from publisher.importers.judge.trial import Trial, tried

__all__ = ["Difference", "Facts", "Trial", "address_of", "compared", "facts_of", "tried"]
