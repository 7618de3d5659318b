"""Every reader gets every letter once, whatever happens.

A letter is frozen (its bytes by hash), its recipients are counted and written down, and then each
is carried by itself: that it is being handed over stands on disk before its first byte goes, so
that whatever is cut off, it is known of everybody whether they have it, have it not, or whether
nobody can know. Those last are shown, and never sent to again by the machine.
"""
