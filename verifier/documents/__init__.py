"""Reads what a candidate handed in: Markdown and the files beside it become facts. Pure; the files are read elsewhere."""
