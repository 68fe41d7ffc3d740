"""Machines that speak SSH: each plays one candidate's host from a seed, and runs the real script with the real `sh`.

The script sees a root folder of its own and a PATH with stand-ins only, so nothing of the machine that
runs the sandbox can show. It takes our own script and nothing else.
"""

from sandbox.hosts.running import RunningHost, running
from sandbox.hosts.seed import HostSeed, SeedError, load, load_all

__all__ = ["HostSeed", "RunningHost", "SeedError", "load", "load_all", "running"]
