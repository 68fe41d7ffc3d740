"""The demo's contest: an account that five entries and a rehearsal share, and a script by which it changes while somebody watches.

Nothing here tells a verdict or a point: it is what teams would do, over the sandbox's API and by its seed. `script.txt` says
who does what when, `entries.yaml` who they are, `account.yaml` whose account it is. It knows nothing of `challenge`.
"""
