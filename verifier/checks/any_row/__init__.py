"""Checks that serve a row of any challenge: what they look for is told by the definition alone."""
