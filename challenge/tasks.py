"""What the worker is rung for. A message carries row ids only; the row says what is to be done."""

from __future__ import annotations
