"""A stand-in for the outside world of Proofboard, so that everything runs with no account and no network.

`site` plays Datadog's HTTP API. It knows nothing of `verifier` or `challenge`: what plays the witness must not
share code with the judge. Everything it answers says that it is a sandbox.
"""
