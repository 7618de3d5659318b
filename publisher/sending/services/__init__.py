"""A letter handed over to somebody else's service, as a draft that the editor sends there.

`draft` is what they have in common, and the only way in; each other module speaks one service's
own protocol, as its documentation had it in November 2026.
"""
