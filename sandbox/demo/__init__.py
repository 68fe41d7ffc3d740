"""Starts the whole of Proofboard with the sandbox beside it, and stops it again.

It knows the web application only as commands to run; it imports nothing of it.
"""
