import random

try:
    from datadog_checks.base import AgentCheck
except ImportError:
    from checks import AgentCheck


class OrchardCheck(AgentCheck):
    def check(self, instance):
        self.gauge("my_metric", random.randint(0, 1000))
