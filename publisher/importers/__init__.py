"""Moving in: another service's archive → texts of ours, each tried against its source.

`records` says what every source is read to, `story` what is done with it: read, settle (`planning`,
`media`), convert (`markup`), try (`judge`), and only then write (`keeping`). Nothing is dropped
silently: what did not come along as it was is a `Note` or a `Difference`, and stands in `report`.
"""
