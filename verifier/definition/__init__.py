"""What a challenge asks, read from one YAML file."""

from verifier.definition.draws import draw, drawn
from verifier.definition.faults import DefinitionError
from verifier.definition.load import load, load_text
from verifier.definition.model import Criterion, Definition, Draw, HouseRule, Section, Step

__all__ = [
    "Criterion",
    "Definition",
    "DefinitionError",
    "Draw",
    "HouseRule",
    "Section",
    "Step",
    "draw",
    "drawn",
    "load",
    "load_text",
]
