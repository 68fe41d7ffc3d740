"""One POSIX shell script that asks everything, and the reader of its one answer.

`asks` is what a probe may ask, `compose` writes the script, `frames` reads the answer as it arrives,
`masking` removes secrets on both sides. Nothing here connects anywhere or knows what an answer means.
"""

from verifier.script.asks import Ask, Command, File, Files, Snippet
from verifier.script.compose import DEFAULT_PATH, compose
from verifier.script.frames import Asked, Ended, Event, Frames, Section, nonce_of, sections, written
from verifier.script.masking import mask
from verifier.script.own_run import compose_own_run

__all__ = [
    "DEFAULT_PATH",
    "Ask",
    "Asked",
    "Command",
    "Ended",
    "Event",
    "File",
    "Files",
    "Frames",
    "Section",
    "Snippet",
    "compose",
    "compose_own_run",
    "mask",
    "nonce_of",
    "sections",
    "written",
]
