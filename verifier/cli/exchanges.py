"""`facts --exchanges FILE`: what the account readers make of recorded API exchanges."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, is_dataclass
from pathlib import Path
from typing import Any

MAX_BYTES = 50_000_000


def print_facts(path: Path) -> int:
    """0 and the facts as JSON; 2 and one sentence why not."""
    from verifier.datadog import CouldNotLook
    from verifier.gather.account import from_exchanges

    try:
        if path.stat().st_size > MAX_BYTES:
            raise CouldNotLook(f"{path.name} has more than {MAX_BYTES:,} bytes.")
        facts = from_exchanges(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError):
        return _refuse(f"{path.name} cannot be read as text.")
    except CouldNotLook as fault:
        return _refuse(str(fault))
    print(json.dumps([_entry(fact) for fact in facts], indent=1, ensure_ascii=False))
    return 0


def _entry(fact: object) -> dict[str, Any]:
    values = asdict(fact) if is_dataclass(fact) and not isinstance(fact, type) else {"value": str(fact)}
    return {"fact": type(fact).__name__, **values}


def _refuse(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 2
