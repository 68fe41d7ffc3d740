"""A stand-in for Datadog's HTTP API: as strict as the real one, with state of its own, and always named a sandbox."""

from sandbox.site.app import create_app
from sandbox.site.loading import BadSeed, load_seed, load_seeds
from sandbox.site.seed import OrganisationSeed
from sandbox.site.serving import running

__all__ = ["BadSeed", "OrganisationSeed", "create_app", "load_seed", "load_seeds", "running"]
