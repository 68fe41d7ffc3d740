"""A pair of virtual network devices between the test and a machine, in a block of addresses that nobody else has."""

from __future__ import annotations

import random
import subprocess
from dataclasses import dataclass

BLOCKS = 16_384
"""of four addresses in 10.231.0.0/16"""


@dataclass(frozen=True)
class Cable:
    """device: its end here. gateway: the test's address on it. address: the machine's, on its `eth0`."""

    device: str
    gateway: str
    address: str


def plug(pid: int) -> Cable:
    """A cable from here into the network namespace of a process. The device's name is the lock on its block."""
    problem = ""
    for block in random.sample(range(BLOCKS), 20):
        cable = Cable(f"lab{block}", _address(block, 1), _address(block, 2))
        made = _ip("link", "add", cable.device, "type", "veth", "peer", "name", "eth0", "netns", str(pid))
        if made.returncode == 0:
            for words in (["address", "add", f"{cable.gateway}/30", "dev", cable.device],
                          ["link", "set", cable.device, "up"]):  # fmt: skip
                _ip(*words).check_returncode()
            return cable
        problem = made.stderr
    raise RuntimeError(f"no cable could be made: {problem}")


def unplug(cable: Cable) -> None:
    """The device may be gone already, with the machine's namespace."""
    _ip("link", "delete", cable.device)


def _address(block: int, number: int) -> str:
    return f"10.231.{block // 64}.{block % 64 * 4 + number}"


def _ip(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["ip", *words], capture_output=True, text=True, check=False)
