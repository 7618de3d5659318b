"""What comes back after a letter has left: bounces, complaints, automatic answers.

`reading.read` makes values of a message, `verdicts` decides what a refusal is about (the address,
the mailbox, ourselves), `applying.apply` has the store act on it. `fetching` brings messages from
where they lie, `webhooks` reads what mail services tell. Only here are imaplib and flufl.bounce
known.
"""
