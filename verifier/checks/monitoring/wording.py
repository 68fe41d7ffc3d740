"""What a monitor's message says in one state and not in others, for the checks of all sources."""

from __future__ import annotations

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


def _words(text: str) -> str:
    for handle in handles_in(text):
        text = text.replace(handle, " ")
    return " ".join(text.split())
