"""One SSH connection, one command (`sh -s`), one script in, one stream out.

Every wait has a deadline of its own and a watchdog closes the connection at the total one. Faults of the world
become `CouldNotLookError` with a sentence for the candidate. No agent, no known_hosts, no shell text on any command
line; what the output means is not known here.
"""

import logging

from verifier.ssh.connection import Host, connected
from verifier.ssh.keys import fingerprint
from verifier.ssh.login import CouldNotLookError, Deadlines, Login
from verifier.ssh.sentences import not_run

logging.getLogger("paramiko").addHandler(logging.NullHandler())  # or its threads print tracebacks to stderr

__all__ = ["CouldNotLookError", "Deadlines", "Host", "Login", "connected", "fingerprint", "not_run"]
