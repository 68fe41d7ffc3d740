"""A port that answers from a dict: path -> what is answered, or a function of the parameters, or a fault."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from verifier.datadog import CouldNotLook, Params
from verifier.probes.account import Ask

NOW = 1_700_000_000


@dataclass
class Played:
    answers: Mapping[str, Any]
    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def get(self, path: str, params: Params = ()) -> object:
        return self._answer(path, dict(params))

    def search(self, path: str, body: object) -> object:
        return self._answer(path, {"body": body})

    def _answer(self, path: str, params: dict[str, Any]) -> object:
        self.asked.append((path, params))
        answer = self.answers.get(path, CouldNotLook("Not found.", status=404))
        if isinstance(answer, Callable):
            answer = answer(params)
        if isinstance(answer, CouldNotLook):
            raise answer
        return answer


def ask(answers: Mapping[str, Any], **more: Any) -> Ask:
    return Ask(Played(answers), NOW, "datadoghq.com", **more)


def forbidden(scope: str = "x_read") -> CouldNotLook:
    return CouldNotLook(f"The application key lacks {scope}.", status=403)
