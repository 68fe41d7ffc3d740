"""Pages: each asks one selector or service and renders once. Access is asked there, never decided here."""
