"""Server-sent events: a page hears that something changed and fetches the changed part itself; a board is sent whole.

`tickets` lets a page in, `poller` reads new events from the database and has `boards` draw what moved, once for all who
watch, and `shown` keeps what was drawn, for pages and files too (the only parts that ask the database). `hub` hands them to
the streams, `stream` is the ASGI app that speaks to browsers.
"""
