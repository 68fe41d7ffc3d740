"""Every template loads what its filters and tags come from, also in branches that no test draws."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.template.loader import get_template

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
NAMES = sorted(str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*") if path.is_file())


@pytest.mark.parametrize("name", NAMES)
def test_it_is_a_template(name: str) -> None:
    assert get_template(name)
