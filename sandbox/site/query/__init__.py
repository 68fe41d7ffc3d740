"""Metric queries as the stand-in reads them: parsed, then computed over the points of an organisation.

The judge has a parser of its own. Two readings that were written apart are worth more than one shared mistake.
"""
