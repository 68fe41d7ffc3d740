"""One POSIX shell script that asks everything, and the reader of its one answer.

`asks` is what a probe may ask, `compose` writes the script, `frames` reads the answer as it arrives,
`masking` removes secrets on both sides. Nothing here connects anywhere or knows what an answer means.
"""

from verifier.script.asks import Ask, Command, File, Files, Snippet
from verifier.script.compose import DEFAULT_PATH, compose
from verifier.script.frames import Asked, Ended, Event, Frames, Section, nonce_of, sections, written
from verifier.script.masking import mask
from verifier.script.own_run import can_post_to, compose_own_run, is_container, pasted_line, refusal

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
    "can_post_to",
    "compose",
    "compose_own_run",
    "is_container",
    "mask",
    "nonce_of",
    "pasted_line",
    "refusal",
    "sections",
    "written",
]
