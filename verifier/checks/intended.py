"""Words that tell what somebody means to do, or what one does in general: "I am going to create a monitor", "tags can be added".

Many write their steps down that way and show each right after it; then it is done. Where nothing follows, nothing is told as done.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from verifier.facts import Fact
from verifier.facts.document import Passage, Pictures, Place, Snippets

_DO = (
    r"(?:put|set|add|edit|use|configure|create|install|do|make|build|schedule|start|run|change|write|send|take|define|apply|trace|"
    r"instrument|submit|choose|select|enable)(?!\w{3})"
)
_MEANS_TO = re.compile(
    rf"(?i)\b(?:i|we)(?: (?:am|are)|['’](?:m|re)) (?:now |next |just )?(?:going|about) to\b|"
    rf"\b(?:i|we)(?: will|['’]ll) (?:\w+ly )?(?:(?:now|next|then|also|first|just) )?(?:be )?{_DO}|"
    rf"\b(?:is|are) (?:still |yet )?to be {_DO}\w*|\blet(?:['’]s| us| me) (?:\w+ly )?(?:(?:now|next|then|also|first) )?{_DO}"
)
_ONE_DOES = re.compile(
    rf"(?i)\b(?:one|you) (?:can|could|may|must|should|need to|have to) (?:\w+ly )?(?:be )?{_DO}|"
    rf"\bcan (?:\w+ly )?be {_DO}\w*|\bthis is where\b"
)
_BY_ME = re.compile(r"\bI\b|(?i:\b(?:my|we|our|me)\b)")
_NEEDS_CODE = frozenset(
    {
        "document_shows_the_check", "document_creates_the_board_by_api", "document_includes_the_board_script",
        "document_instruments_the_app", "document_uses_one_tracing_method", "document_includes_the_app",
    }
)  # fmt: skip
"""A picture after such words may show anything that was made in another way."""
_ANYWHERE = frozenset({"document_describes_the_machine"})
"""A machine that is named at all is the one that was used."""
NEAR = 20
"""So many parts after it may show that it was done."""


def only_intended(check: str, passage: Passage, values: Mapping[type[Fact], object]) -> bool:
    """Does it only tell what will be done, or what one does, with nothing after it that shows it done?"""
    if check in _ANYWHERE:
        return False
    means = _MEANS_TO.search(passage.text)
    general = _ONE_DOES.search(passage.text) and not _BY_ME.search(passage.text)
    return bool(means or general) and not _followed(check, passage.place, values)


def _followed(check: str, place: Place, values: Mapping[type[Fact], object]) -> bool:
    pictures, snippets = values.get(Pictures), values.get(Snippets)
    places = [code.place for code in snippets.items if not code.file] if isinstance(snippets, Snippets) else []
    if check not in _NEEDS_CODE and isinstance(pictures, Pictures):
        places += [picture.place for picture in pictures.items]
    return any(one.section == place.section and 0 <= one.order - place.order <= NEAR for one in places)
