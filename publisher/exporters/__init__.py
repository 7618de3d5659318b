"""Moving out: what is written here → files that other programs read.

`selection` says which texts are meant, `texts` what each becomes outside, and there is a module for
each format: `markdown`, `wordpress`, `ghost`, `epub`. `story` is all of it in its order. What a
format cannot carry is never dropped in silence: it stands in the `ExportReport`. Of readers, the
people store and the ledger nothing is ever looked at.
"""
