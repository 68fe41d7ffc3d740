"""Tests of the stand-in Agent, by its parts; `tests/solution` runs all of it."""
