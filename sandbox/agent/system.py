"""What the Agent's core checks say of the machine, from /proc; a few metrics of each."""

from __future__ import annotations

import os
from pathlib import Path

from sandbox.agent.checks import Sample


def samples() -> tuple[Sample, ...]:
    load = Path("/proc/loadavg").read_text().split()
    memory = dict(line.split(":", 1) for line in Path("/proc/meminfo").read_text().splitlines())
    total, free = (int(memory[name].split()[0]) * 1024 for name in ("MemTotal", "MemAvailable"))
    user, nice, system, idle, *_ = (int(word) for word in Path("/proc/stat").read_text().split("\n")[0].split()[1:])
    ticks = user + nice + system + idle or 1
    disk = os.statvfs("/")
    used = 1 - disk.f_bavail / disk.f_blocks if disk.f_blocks else 0.0
    values = {
        "datadog.agent.running": 1.0,
        "system.load.1": float(load[0]),
        "system.mem.total": float(total),
        "system.mem.used": float(total - free),
        "system.cpu.user": 100 * user / ticks,
        "system.cpu.idle": 100 * idle / ticks,
        "system.disk.in_use": used,
    }
    return tuple(Sample(metric, value) for metric, value in values.items())
