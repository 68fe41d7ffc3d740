"""How Django is set up here: sessions, cache, sign-in, zones, logs, signs of life."""
