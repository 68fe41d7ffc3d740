"""A stand-in for GitHub on loopback: the candidates' documents as public repositories, files and pictures by their address,
and some addresses that misbehave in the ways that real ones do.
"""
