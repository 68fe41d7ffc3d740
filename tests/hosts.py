"""A sandbox host that does everything as asked, and ways to change one thing of it."""

from __future__ import annotations

from typing import Any

from sandbox.hosts import HostSeed, RunningHost, running
from sandbox.hosts.seed import from_dict
from verifier.facts import SourceFacts
from verifier.gather.host import HostTarget, look

LOOPBACK = ("127.0.0.0/8",)

OS_RELEASE = 'NAME="Ubuntu"\nID=ubuntu\nVERSION_ID="18.04"\nPRETTY_NAME="Ubuntu 18.04.6 LTS"\n'
CHECK = """import random
from datadog_checks.base import AgentCheck


class MyMetric(AgentCheck):
    def check(self, instance):
        self.gauge('my_metric', random.randint(0, 1000))
"""
APP = "from flask import Flask\n\napp = Flask(__name__)\n"


def seed(name: str = "good", **changes: Any) -> HostSeed:
    """changes: fields of the seed; `files` are merged, None takes a file away."""
    files: dict[str, str | None] = {
        "/etc/os-release": OS_RELEASE,
        "/etc/datadog-agent/datadog.yaml": f"api_key: {'0' * 32}\ntags:\n  - role:exercise\n  - env:trial\n",
        "/etc/datadog-agent/conf.d/my_metric.yaml": "init_config:\n\ninstances:\n  - min_collection_interval: 45\n",
        "/etc/datadog-agent/checks.d/my_metric.py": CHECK,
        "/etc/datadog-agent/conf.d/mysql.d/conf.yaml": (
            "init_config:\ninstances:\n  - host: 127.0.0.1\n    username: datadog\n    password: invented-pw\n"
        ),
        "/home/vagrant/my_app.py": APP,
    }
    files |= changes.pop("files", {})
    usual: dict[str, Any] = {
        "name": name,
        "user": "vagrant",
        "password": "invented-login",
        "hostname": "bionic-box",
        "virtualisation": "oracle",
        "processes": [
            {"pid": 812, "name": "mysqld"},
            {
                "pid": 1300,
                "name": "python",
                "command": ["python", "my_app.py"],
                "cwd": "/home/vagrant",
                "environment": {
                    "PYTHONPATH": "/usr/lib/python3/dist-packages/ddtrace/bootstrap",
                    "DD_SERVICE": "my-app",
                    "DD_API_KEY": "1" * 32,
                    "HISTFILE": "/home/vagrant/.bash_history",
                },
            },
        ],
        "listening": [3306, 5050, 8126],
        "agent": {
            "version": "7.52.0",
            "hostname": "bionic-box",
            "clients": [{"version": "3.8.10", "tracer": "2.1.0", "traces": 6}],
        },
    }
    return from_dict({**usual, **changes, "files": {path: text for path, text in files.items() if text is not None}})


def target(host: RunningHost, **changes: Any) -> HostTarget:
    """How to look at a running sandbox host."""
    usual: dict[str, Any] = {
        "user": host.user,
        "address": host.address,
        "port": host.port,
        "key": host.key,
        "host_key": host.fingerprint,
        "allow": LOOPBACK,
        "deadline": 30.0,
    }
    return HostTarget(**{**usual, **changes})


def facts_of(*, sudo: bool = False, **changes: object) -> SourceFacts:
    """What a look at such a host tells."""
    with running([seed(**changes)]) as hosts:
        return look(target(hosts["good"], sudo=sudo)).facts
