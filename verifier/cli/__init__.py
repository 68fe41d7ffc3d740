"""The terminal checker: arguments in, one report and an exit status out."""
