"""Where a row stands: what is asked, what was seen, what people decided, and what counts."""
