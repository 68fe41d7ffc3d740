"""A laboratory: whole machines in namespaces of this one, for tests that need the real thing."""
