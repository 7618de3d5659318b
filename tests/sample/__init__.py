"""The one sample that tests share: a publication, as each room of the program meets it.

In files: `publication` (the small one that most tests write), `episodes`, `letters`, `everything`
(all that a text can have), `faults` (what authors get wrong), `payloads` (what attackers write),
`pictures`, `sounds`. As values, without files: `site`, `feeds`, `mail`, `recordings`, `fragments`,
`transcripts`, `release`; what those have in common is in `values`. Tests borrow from here, never from each other.
"""
