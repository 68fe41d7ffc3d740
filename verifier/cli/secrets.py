"""Takes the secrets out of the environment, before anything that reads it by itself is imported.

Datadog's client fills missing keys and the site from `DD_*`; a child process would inherit the rest.
"""

from __future__ import annotations

from collections.abc import MutableMapping
from dataclasses import dataclass, field

API_KEY, APP_KEY, SSH_PASSWORD = "DD_API_KEY", "DD_APP_KEY", "PROOFBOARD_SSH_PASSWORD"


@dataclass(frozen=True)
class Secrets:
    api_key: str = field(default="", repr=False)
    app_key: str = field(default="", repr=False)
    ssh_password: str = field(default="", repr=False)


def take(environment: MutableMapping[str, str]) -> Secrets:
    """The secrets; afterwards the environment holds neither them nor any other DD_ variable."""
    secrets = Secrets(
        environment.pop(API_KEY, "").strip(),
        environment.pop(APP_KEY, "").strip(),
        environment.pop(SSH_PASSWORD, ""),
    )
    for name in [name for name in environment if name.startswith(("DD_", "DATADOG_"))]:
        del environment[name]
    return secrets
