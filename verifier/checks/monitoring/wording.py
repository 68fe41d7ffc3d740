"""What a monitor's message says in one state and not in others, for the checks of all sources."""

from __future__ import annotations

import re

from verifier.messages import Message, State, handles_in, visible_in

STATES: tuple[State, ...] = ("alert", "warning", "no data")


def own_texts(message: Message) -> dict[State, str]:
    """For each state the words that not all states show, without handles; "" where it has none of its own."""
    own: dict[State, str] = dict.fromkeys(STATES, "")
    for piece in message.pieces:
        alone = Message((piece,))
        shown = [state for state in STATES if visible_in(alone, state)]
        if len(shown) < len(STATES):
            for state in shown:
                own[state] += piece.text
    return {state: _words(text) for state, text in own.items()}


def without_comments(text: str) -> str:
    """Mails are HTML: nobody sees what stands in a comment of it."""
    return re.sub(r"<!--.*?(?:-->|\Z)", " ", text, flags=re.DOTALL)


def _words(text: str) -> str:
    for handle in handles_in(text):
        text = text.replace(handle, " ")
    text = without_comments(text)
    return " ".join(text.split()) if re.search(r"\w", text) else ""
