"""What an organisation holds now: its seed, and a journal of what clients wrote since. No HTTP in here.

A resource is a kind (`monitors`), an id and a JSON document. Every write is one line of the journal, so a restart
finds the same state and forgetting is deleting a file.
"""

from __future__ import annotations

import json
from collections import Counter, deque
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sandbox.site import names
from sandbox.site.seed import OrganisationSeed, User

Document = dict[str, Any]
_REMEMBERED = 1000


class Organisation:
    def __init__(self, seed: OrganisationSeed, *, journal: Path, opened_at: float) -> None:
        self.seed = seed
        self.opened_at = opened_at
        self.id = seed.id or names.number(seed.identity, "organisation", digits=6)
        self.uuid = seed.uuid or names.uuid_of(seed.identity, "organisation")
        self.public_id = seed.public_id or names.uuid_of(seed.identity, "public")[:8]
        self.asked: deque[Document] = deque(maxlen=_REMEMBERED)
        """The last requests, the newest last; in memory only."""
        self._journal = journal
        self._documents: dict[str, dict[str, Document]] = {}
        self._made: Counter[str] = Counter()

    def begin_with(self, kind: str, documents: Iterable[tuple[object, Document]]) -> None:
        """Take in what the seed gives, before the journal is played."""
        self._documents.setdefault(kind, {}).update({str(key): document for key, document in documents})

    def play(self) -> None:
        """Take in the journal; a last line that was cut off by a crash counts as not written."""
        if not self._journal.exists():
            return
        for line in self._journal.read_text(encoding="utf-8").splitlines():
            try:
                entry = json.loads(line)
            except json.JSONDecodeError:
                continue
            self._apply(entry["kind"], entry["id"], entry["document"])

    def all(self, kind: str) -> list[Document]:
        return list(self._documents.get(kind, {}).values())

    def keys(self, kind: str) -> list[str]:
        return list(self._documents.get(kind, {}))

    def get(self, kind: str, key: object) -> Document | None:
        return self._documents.get(kind, {}).get(str(key))

    def put(self, kind: str, key: object, document: Document) -> Document:
        self._write(kind, str(key), document)
        return document

    def remove(self, kind: str, key: object) -> None:
        self._write(kind, str(key), None)

    def made(self, kind: str) -> int:
        """How many of the kind were ever written: an ingredient of new ids."""
        return self._made[kind]

    def user(self, email: str) -> User:
        """The user with that address, or the first one, who is the author of what has none."""
        users = self.seed.users
        return next((user for user in users if email and email in (user.email, user.handle)), users[0])

    def _write(self, kind: str, key: str, document: Document | None) -> None:
        line = json.dumps({"kind": kind, "id": key, "document": document})
        self._journal.parent.mkdir(parents=True, exist_ok=True)
        with self._journal.open("a", encoding="utf-8") as journal:
            journal.write(line + "\n")
        self._apply(kind, key, json.loads(line)["document"])

    def _apply(self, kind: str, key: str, document: Document | None) -> None:
        held = self._documents.setdefault(kind, {})
        if document is None:
            held.pop(key, None)
        else:
            self._made[kind] += 1
            held[key] = document
