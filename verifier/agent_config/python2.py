"""Reads Python of any age as a syntax tree: what only Python 2 understands is repaired first, line by line."""

from __future__ import annotations

import ast
import re
import warnings
from dataclasses import dataclass

LONGEST_LINE = 500  # the patterns take time by the square of it
_PRINT = re.compile(r"^(\s*(?:[^#'\"\n]*[:;]\s*)?)print(?:\s+(?!\()(?P<what>[^\n;]*)|\s*)$")
_PRINT_TO = re.compile(r"^(\s*)print\s*>>\s*(?P<what>[^\n]*)$")
_EXCEPT = re.compile(r"^(\s*except\s+[\w.()\s,]+?)\s*,\s*(\w+)\s*:")
_RAISE = re.compile(r"^(\s*raise\s+[\w.]+)\s*,\s*(.+)$")
_OLD_NUMBER = re.compile(r"\b(0[0-7]+|\d+)L\b")


@dataclass(frozen=True)
class Code:
    """tree None: it cannot be read, `problem` and `line` say why. repaired: only Python 2 would run it."""

    tree: ast.Module | None
    repaired: bool = False
    problem: str = ""
    line: int = 0


def read(text: str) -> Code:
    text = text.lstrip("\ufeff").replace("\r\n", "\n")
    first = _parse(text)
    if isinstance(first, ast.Module):
        return Code(first)
    repaired = "\n".join(_repaired(line) for line in text.expandtabs(8).split("\n"))
    again = _parse(repaired)
    if isinstance(again, ast.Module):
        return Code(again, repaired=True)
    message, line = first
    return Code(None, problem=f"not valid Python, line {line}: {message}" if line else message, line=line)


def _parse(text: str) -> ast.Module | tuple[str, int]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text)
    except SyntaxError as fault:
        return (fault.msg or "cannot be read").split("'")[0].strip(), fault.lineno or 0
    except (ValueError, MemoryError, RecursionError):
        return "the code cannot be read", 0


def _repaired(line: str) -> str:
    if len(line) > LONGEST_LINE:
        return line
    line = _PRINT_TO.sub(r"\1print((\g<what>))", line)
    line = _PRINT.sub(lambda found: f"{found.group(1)}print({(found.group('what') or '').rstrip(', ')})", line)
    line = _EXCEPT.sub(r"\1 as \2:", line)
    line = _RAISE.sub(r"\1(\2)", line)
    return _OLD_NUMBER.sub(r"\1", line)
