"""The parts of the demo: what is run, on which ports, with which environment."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from sandbox.contest.clock import SEEDS
from sandbox.demo.ports import LOOPBACK, free, free_block

ROOT = Path(__file__).resolve().parents[2]
CANDIDATES = ROOT / "sandbox" / "candidates"
WORKS = ROOT / "sandbox" / "works"
PYTHON = sys.executable
INHERITED = ("PATH", "HOME", "LANG", "TZ", "TMPDIR", "REDIS_URL", "DATABASE_URL")
"""What children may know of our environment: above all no DD_ variable of whoever starts the demo."""


@dataclass(frozen=True)
class Plan:
    """Where everything of one demo runs and writes."""

    var: Path
    web: int
    site: int
    hosts: int
    forge: int
    candidates: Path = CANDIDATES
    contest: bool = False
    """A contest beside the five."""

    @property
    def contest_folder(self) -> Path:
        return self.var / "sandbox" / "contest"

    @property
    def web_url(self) -> str:
        return f"http://{LOOPBACK}:{self.web}"

    @property
    def api_url(self) -> str:
        return f"http://{LOOPBACK}:{self.site}"

    @property
    def forge_url(self) -> str:
        return f"http://{LOOPBACK}:{self.forge}"

    def environment(self) -> dict[str, str]:
        own = {
            "PROOFBOARD_DEMO": "yes",
            "PROOFBOARD_VAR": str(self.var),
            "PROOFBOARD_URL": self.web_url,
            "ALLOWED_TARGETS": f"{LOOPBACK}/32",
            "PROOFBOARD_FORGES": f"github.com={self.forge_url}",
            "PROOFBOARD_DATADOG_INSTEAD": self.api_url,
            "PYTHONUNBUFFERED": "1",
            "PYTHONPATH": str(ROOT),
        }
        return {name: os.environ[name] for name in INHERITED if name in os.environ} | own

    def manage(self, *words: str) -> list[str]:
        return [PYTHON, str(ROOT / "manage.py"), *words]

    def serve_site(self) -> list[str]:
        contest = ["--seeds", str(self.contest_folder / SEEDS)] if self.contest else []
        return [
            *(PYTHON, "-m", "sandbox", "site", "--seeds", str(self.candidates), *contest),
            *("--state", str(self.var / "sandbox" / "site"), "--port", str(self.site)),
        ]

    def serve_hosts(self) -> list[str]:
        return [
            *(PYTHON, "-m", "sandbox", "hosts", "--seeds", str(self.candidates)),
            *("--port-base", str(self.hosts)),
        ]

    def serve_forge(self) -> list[str]:
        return [
            *(PYTHON, "-m", "sandbox", "forge", "--candidates", str(self.candidates)),
            *("--state", str(self.var / "sandbox" / "forge"), "--port", str(self.forge)),
        ]

    def fill(self) -> list[str]:
        return self.manage(
            *("fill_demo", "--candidates", str(self.candidates)),
            *("--api-url", self.api_url, "--ssh-port-base", str(self.hosts)),
        )

    def make_contest(self) -> list[str]:
        return self.manage("contest_demo", "--api-url", self.api_url)

    def play_contest(self) -> list[str]:
        return [
            *(PYTHON, "-m", "sandbox", "contest"),
            *("--folder", str(self.contest_folder), "--site", self.api_url),
        ]

    def hand_in(self) -> list[str]:
        return self.manage("hand_in_demo", "--works", str(WORKS))

    def work(self) -> list[str]:
        return [
            *(PYTHON, "-m", "celery", "-A", "config", "worker"),
            *(
                "-Q",
                "host,host-silent,account,document",
                "--loglevel",
                "warning",
                "--without-gossip",
                "--without-mingle",
            ),
        ]

    def schedule(self) -> list[str]:
        return self.manage("scheduler")

    def serve_web(self) -> list[str]:
        return [
            *(PYTHON, "-m", "uvicorn", "config.asgi:application", "--host", LOOPBACK, "--port", str(self.web)),
            *("--log-level", "warning", "--timeout-graceful-shutdown", "3"),
        ]


def plan(
    var: Path,
    web: int = 8000,
    site: int = 8126,
    hosts: int = 2201,
    forge: int = 8127,
    candidates: Path = CANDIDATES,
    contest: bool = False,
) -> Plan:
    """A plan on free ports: those given if nobody has them, and the first block for the hosts from there on."""
    number = len([folder for folder in candidates.iterdir() if folder.is_dir()])
    block = free_block(number, hosts)
    return Plan(
        var=var,
        web=free(web),
        site=free(site),
        hosts=block,
        forge=free(forge),
        candidates=candidates,
        contest=contest,
    )
