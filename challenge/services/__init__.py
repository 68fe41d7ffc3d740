"""Writes. Each module changes one noun, and each change that matters appends events."""
