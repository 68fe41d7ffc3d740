"""Server-sent events: a page hears that something changed and fetches the changed part itself.

`tickets` lets a page in, `poller` reads new events from the database (the only part that does),
`hub` hands them to the streams, `stream` is the ASGI app that speaks to browsers.
"""
