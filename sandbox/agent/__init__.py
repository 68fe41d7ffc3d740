"""A stand-in for the Datadog Agent that really runs: it is not the Agent, and says so wherever a person may look.

The Agent itself is in no package registry, so this plays its part on a machine of the tests: it reads the files of
`/etc/datadog-agent`, runs custom checks with the real `datadog-checks-base`, asks the real database, lets a real trace
agent (`ddapm-test-agent`) take the traces, and sends all of it to the address of `dd_url`. What its commands print is
also printed for the sandbox hosts that are only seeds (`sandbox.hosts`): `printed` writes it and `collector` decides
which checks run, for both.

    python -m sandbox.agent run [--as-if-for SECONDS]     # in the foreground, until it is stopped
    python -m sandbox.agent status [-p] | configcheck | health | version | check NAME

`--as-if-for 3600` first makes up for the past hour: every check runs as often as it would have run, each run with the
time it would have had (`time.sleep` inside of a check lets that time pass). Only the clock is made up, the runs are not.
"""

VERSION = "7.60.1"
