"""How work is looked at and judged. A plain library: it knows neither Django nor Celery.

Left of `facts` is everything that touches the world (probes, ssh, datadog, documents); right of it
everything is pure (checks, engine, subjects, scoring): no clock, settings, network or randomness.
"""

ENGINE_VERSION = "1"
