"""`check NAME`: one run of a check in front of the user, in the shape of the real command's JSON."""

from __future__ import annotations

import json
import sys
import time

from sandbox.agent import VERSION, checks, settings
from sandbox.agent.collector import collect
from sandbox.agent.seed import AgentSeed
from sandbox.agent.settings import HOME


def check(name: str) -> int:
    read, files = settings.load(), settings.files()
    found = collect(AgentSeed(version=VERSION), files)
    loaded = next((one for one in found.loaded if one.name == name), None)
    if loaded is None:
        problem = found.config_errors.get(name) or found.loader_errors.get(name) or "no valid configuration"
        print(f"Error: no valid check found: {name}: {problem}", file=sys.stderr)
        return 1
    code = str(HOME / "checks.d" / f"{name}.py")
    ran = checks.runner(name, code if code in files else None, {}, loaded.instances[0]).run()
    metrics = [
        {"host": read.hostname, "interval": 0, "metric": one.metric, "points": [[int(time.time()), one.value]],
         "source_type_name": "System", "tags": list(one.tags), "type": one.kind}
        for one in ran.samples
    ]  # fmt: skip
    print(
        json.dumps(
            [{"aggregator": {"metrics": metrics}, "runner": {"CheckName": name, "LastError": ran.error}}], indent=2
        )
    )
    return 1 if ran.error else 0
