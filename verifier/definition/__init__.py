"""What a challenge asks, read from one YAML file."""

from verifier.definition.load import DefinitionError, load, load_text
from verifier.definition.model import Criterion, Definition, HouseRule, Section, Step

__all__ = ["Criterion", "Definition", "DefinitionError", "HouseRule", "Section", "Step", "load", "load_text"]
