"""The judges: one package a section of the challenge, one module a source in it."""

from verifier.checks.registry import Check, all_checks, check

__all__ = ["Check", "all_checks", "check"]
