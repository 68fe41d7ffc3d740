"""The exercise done as asked, on a machine: real files, users and processes, and an Agent that says what it would say.

The Agent is a shell script: `version` for everybody, all else only for who may read its auth_token (0600 dd-agent).
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence

from sandbox.agent import printed
from sandbox.agent.collector import collect
from sandbox.hosts.seed import HostSeed
from tests.hosts import seed
from tests.lab.machine import Machine
from verifier.definition import load
from verifier.definition.load import SOLUTIONS_ENGINEER
from verifier.engine import judge
from verifier.facts import SourceFacts
from verifier.verdicts import Outcome, Source

HOME = "/opt/datadog-agent"
_AGENT = f"""#!/bin/sh
if [ "$1" != version ] && [ ! -r /etc/datadog-agent/auth_token ]; then
  printf '%s\\n' 'Error: unable to read authentication token file: open /etc/datadog-agent/auth_token: permission denied' >&2
  exit 1
fi
cat "{HOME}/says/$(printf '%s' "$*" | tr ' ' _)"
"""
FLASK = "import time\n\n\nclass Flask:\n    def __init__(self, name):\n        time.sleep(3600)\n"


def files(of: HostSeed | None = None) -> dict[str, str]:
    """The files of a seed (the usual one: an Agent 7, a check, MySQL, a Flask app), and those of the Agent itself."""
    of = of or seed()
    assert of.agent is not None
    found = collect(of.agent, of.files)
    says = {
        "version": printed.version(of.agent),
        "health": printed.health(of.agent),
        "configcheck": printed.configcheck(found),
        "status": printed.status_text(of.agent, found),
        "status_-p": printed.status_json(of.agent, found, int(time.time())),
    }
    return {
        **of.files,
        **{f"{HOME}/says/{name}": text for name, text in says.items()},
        f"{HOME}/bin/agent/agent": _AGENT,
        "/etc/datadog-agent/auth_token": "0" * 64,
        f"/home/{of.user}/flask.py": FLASK,
    }


def begin(on: Machine, *, app: Sequence[str] = ("python3", "my_app.py")) -> None:
    """Rights as the package leaves them, the command on the PATH, and what runs: a database and the app."""
    on.run("chmod", "600", "/etc/datadog-agent/auth_token")
    on.run("chmod", "755", f"{HOME}/bin/agent/agent")
    on.run("ln", "-s", f"{HOME}/bin/agent/agent", "/usr/bin/datadog-agent")
    on.write("/usr/local/bin/mysqld", "#!/bin/sh\nsleep 3600\n:\n", mode=0o755)
    on.start("/usr/local/bin/mysqld", "3600", user="mysql")
    on.start(*app, user=on.user, env=APP_ENVIRONMENT, cwd=on.home)


APP_ENVIRONMENT: Mapping[str, str] = {
    "PYTHONPATH": "/usr/lib/python3/dist-packages/ddtrace/bootstrap",
    "DD_SERVICE": "my-app",
    "DD_API_KEY": "1" * 32,
    "HISTFILE": "/home/vagrant/.bash_history",
}


def outcomes(facts: SourceFacts) -> dict[str, Outcome]:
    """What the machine alone says of each criterion that it may judge."""
    steps = judge(load(SOLUTIONS_ENGINEER), {Source.HOST: facts}).steps
    return {one.criterion: one.outcome for step in steps for one in step.findings if one.source is Source.HOST}
