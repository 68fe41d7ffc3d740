"""How each version of the Datadog Agent reads its own files: pure functions from text to facts' parts.

Versions 6 and 7 read YAML, version 5 an INI file; where they differ the major version is an argument
(0 = not known, read as 7). Python code of candidates is read as a syntax tree, never run.
"""
