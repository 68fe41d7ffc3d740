"""Questions to what is looked at, and the pure readers of the answers: one package a source."""
