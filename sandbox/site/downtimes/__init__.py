"""Downtimes: two versions of the API over the same silence, each with rules, a view and endpoints of its own."""
