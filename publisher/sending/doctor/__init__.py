"""What is wanting with the sender: asked of DNS and of the server, told with what to paste.

`asking` is DNS, `spf`, `dkim`, `dmarc` and `server` look at one thing each, `examining` at all of
them. Only here is dnspython known.
"""
