"""The worked example of `examples/solution`, done for real on a machine of the laboratory, and every mistake in it."""
