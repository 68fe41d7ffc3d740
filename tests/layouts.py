"""The exercise done as asked in every layout that an Agent comes in, as seeds of sandbox hosts."""

from __future__ import annotations

from typing import Any

from sandbox.hosts import HostSeed
from sandbox.hosts.seed import from_dict
from tests.hosts import APP, CHECK, OS_RELEASE, seed

KEY = "0" * 32
CONF = (
    f"[Main]\ndd_url: https://app.datadoghq.com\napi_key: {KEY}\n# tags: not, these\ntags: role:exercise, env:trial\n"
)
YAML = f"api_key: {KEY}\ntags:\n  - role:exercise\n  - env:trial\n"
MYSQL = "init_config:\ninstances:\n  - server: 127.0.0.1\n    user: datadog\n    pass: invented-pw\n"
INTERVAL = "init_config:\n\ninstances:\n  - min_collection_interval: 45\n"
INTERVAL_5 = "init_config:\n  min_collection_interval: 45\n\ninstances:\n  - {}\n"
CHECK_5 = CHECK.replace("datadog_checks.base", "checks")
FIVE = {"version": "5.32.2", "clients": [{"version": "2.7.12", "tracer": "0.12.0", "traces": 6}]}
SEVEN = {"version": "7.52.0", "clients": [{"version": "3.11.4", "tracer": "2.1.0", "traces": 6}]}


def linux_7() -> HostSeed:
    return seed("linux-7")


def linux_5() -> HostSeed:
    return _seed("linux-5", "/etc/dd-agent", agent=FIVE, files={"/etc/os-release": OS_RELEASE, "/home/ada/my_app.py": APP},
                 processes=_processes("/home/ada", "mysqld", "python"))  # fmt: skip


def linux_5_own_place() -> HostSeed:
    """The check lies among those that Agent 5 came with; mysql is one of those."""
    home, agents = "/etc/dd-agent", "/opt/datadog-agent/agent/checks.d"
    files = {
        "/etc/os-release": OS_RELEASE,
        f"{home}/checks.d/my_metric.py": None,
        f"{home}/conf.d/mysql.yaml.example": MYSQL,
        f"{agents}/my_metric.py": CHECK_5,
        f"{agents}/mysql.py": "class MySql(AgentCheck):\n    pass\n",
        f"{agents}/disk.py": "class Disk(AgentCheck):\n    pass\n",
    }
    return _seed("linux-5-own-place", home, agent=FIVE, files=files)


def upgraded() -> HostSeed:
    """Agent 7, and what Agent 5 left behind when it was upgraded."""
    left = {
        "/etc/dd-agent/datadog.conf": "[Main]\ntags: left:behind\n",
        "/etc/dd-agent/conf.d/my_metric.yaml": "init_config:\ninstances:\n  - min_collection_interval: 300\n",
        "/etc/dd-agent/checks.d/my_metric.py": CHECK_5.replace("my_metric", "left.behind"),
        "/etc/dd-agent/checks.d/left_behind.py": CHECK_5,
    }
    return seed("upgraded", files=left)


def macos_7() -> HostSeed:
    return _mac("macos-7", agent=SEVEN)


def macos_5() -> HostSeed:
    links = {f"/Users/ada/.datadog-agent/{name}": f"/opt/datadog-agent/etc/{name}"
             for name in ("conf.d", "checks.d", "datadog.conf")}  # fmt: skip
    return _mac("macos-5", agent=FIVE, links=links)


def macos_source() -> HostSeed:
    """Agent 5 from its source, which a user runs in his home; nothing of it is on the PATH."""
    return _seed("macos-source", "/Users/ada/.datadog-agent/agent", agent=None, five=True, macos="10.13.6",
                 kernel="17.7.0", processes=_processes("/Users/ada", "/usr/local/opt/mysql/bin/mysqld", "Python"),
                 files={"/Users/ada/my_app.py": APP})  # fmt: skip


ALL = {
    one.__name__.replace("_", "-"): one
    for one in (linux_7, linux_5, linux_5_own_place, upgraded, macos_7, macos_5, macos_source)
}


def _mac(name: str, **changes: Any) -> HostSeed:
    python = "/usr/local/Cellar/python@3.11/3.11.4/Frameworks/Python.framework/Versions/3.11/Resources/Python.app/Contents/MacOS/Python"
    usual = {
        "macos": "13.4",
        "kernel": "22.5.0",
        "processes": _processes("/Users/ada", "/usr/local/opt/mysql/bin/mysqld", python),
        "files": {"/Users/ada/my_app.py": APP, "/usr/local/opt/mysql/bin/mysqld": ""},
    }
    return _seed(name, "/opt/datadog-agent/etc", **{**usual, **changes})


def _processes(folder: str, database: str, python: str) -> list[dict[str, Any]]:
    told = {"DD_SERVICE": "my-app", "DD_API_KEY": "1" * 32, "PYTHONPATH": "/lib/ddtrace/bootstrap"}
    return [
        {"pid": 812, "name": database.rpartition("/")[2], "command": [database]},
        {"pid": 1300, "name": python.rpartition("/")[2], "command": [python, "my_app.py", "--token", "invented-value"],
         "cwd": folder, "environment": told},
    ]  # fmt: skip


def _seed(name: str, home: str, *, agent: dict[str, Any] | None, files: dict[str, str | None], five: bool = False,
          **changes: Any) -> HostSeed:  # fmt: skip
    five = five or (agent is not None and agent["version"].startswith("5"))
    own: dict[str, str | None] = {
        f"{home}/datadog.{'conf' if five else 'yaml'}": CONF if five else YAML,
        f"{home}/conf.d/my_metric.yaml": INTERVAL_5 if five else INTERVAL,
        f"{home}/conf.d/{'mysql.yaml' if five else 'mysql.d/conf.yaml'}": MYSQL,
        f"{home}/checks.d/my_metric.py": CHECK_5 if five else CHECK,
    }
    usual: dict[str, Any] = {
        "name": name,
        "user": "ada",
        "password": "invented-login",
        "hostname": "adas-box",
        "timezone": "Europe/Berlin",
        "listening": [3306, 5050, 8126],
        "agent": agent and {"hostname": "adas-box", **agent},
    }
    kept = {path: text for path, text in (own | files).items() if text is not None}
    return from_dict({**usual, **changes, "files": kept})
