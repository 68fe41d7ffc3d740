"""Submits a random number between 0 and 1000."""

import random

from datadog_checks.base import AgentCheck

__version__ = "1.0.0"


class MyMetricCheck(AgentCheck):
    def check(self, instance):
        self.gauge("my_metric", random.randint(0, 1000))
