"""Reads an organisation's seed from a mapping or a YAML or JSON file, and says plainly what is wrong with a bad one."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args, get_origin

import cattrs
import yaml
from cattrs.cols import homogenous_tuple_structure_factory

from sandbox.site.moments import Moment, seconds_of
from sandbox.site.seed import Document, OrganisationSeed


class BadSeed(Exception):
    """The seed cannot be read; the message has one line for each fault."""


def load_seed(source: Path | Mapping[str, Any]) -> OrganisationSeed:
    """The seed in the file, or in the mapping; BadSeed names the place and what was wanted there."""
    name, content = _read(source) if isinstance(source, Path) else ("seed", source)
    try:
        seed = _CONVERTER.structure(content, OrganisationSeed)
    except Exception as error:
        raise BadSeed("\n".join(f"{name}: {line}" for line in _lines(error))) from None
    if faults := list(_inconsistencies(seed)):
        raise BadSeed("\n".join(f"{name}: {line}" for line in faults))
    return seed


def load_seeds(folder: Path) -> tuple[OrganisationSeed, ...]:
    """Every `.yaml`, `.yml` and `.json` file of the folder by name, then every `NAME/account.yaml` by folder."""
    files = sorted(path for path in folder.iterdir() if path.suffix in (".yaml", ".yml", ".json"))
    files += sorted(folder.glob("*/account.yaml"))
    if not files:
        raise BadSeed(f"{folder}: no seed here (wanted *.yaml, *.json or */account.yaml)")
    return tuple(load_seed(path) for path in files)


def _read(path: Path) -> tuple[str, Any]:
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise BadSeed(f"{path.name}: cannot be read: {error}") from None
    if not isinstance(content, Mapping):
        raise BadSeed(f"{path.name}: wanted a mapping of an organisation's fields")
    return path.name, content


def _inconsistencies(seed: OrganisationSeed) -> list[str]:
    emails = {user.email for user in seed.users}
    hosts = {host.name for host in seed.hosts}
    said = []
    if not seed.users:
        said.append("users: at least one is wanted, the first is the author of what has none")
    for key in seed.application_keys:
        if key.owner not in emails:
            said.append(f"application_keys: the owner {key.owner!r} is none of the users")
    for series in seed.series:
        if series.every <= 0:
            said.append(f"series {series.metric}: `every` must be above zero")
        if series.host is not None and series.host not in hosts:
            said.append(f"series {series.metric}: the host {series.host!r} is none of the hosts")
    for number, span in enumerate(seed.spans):
        if "start_timestamp" not in span:
            said.append(f"spans[{number}]: has no start_timestamp")
    return said


def _lines(error: Exception) -> list[str]:
    return [_place_first(line) for line in cattrs.transform_error(error, "seed", _what)]


def _what(error: BaseException, wanted: type | None) -> str:
    if isinstance(error, cattrs.ForbiddenExtraKeysError):
        return "unknown key " + ", ".join(sorted(error.extra_fields))
    if isinstance(error, KeyError):
        return f"the key {error.args[0]} is missing"
    if isinstance(error, AttributeError | TypeError):
        return f"wanted {getattr(wanted, '__name__', wanted)}"
    return str(error)


def _place_first(line: str) -> str:
    what, _, where = line.rpartition(" @ ")
    return f"{where}: {what}" if what else line


def _strict(wanted: type) -> Any:
    def structure(value: Any, _: object) -> Any:
        number_for_float = wanted is float and isinstance(value, int)
        if not isinstance(value, wanted) and not number_for_float:
            raise ValueError(f"wanted {wanted.__name__}, got {value!r}")
        if isinstance(value, bool) and wanted is not bool:
            raise ValueError(f"wanted {wanted.__name__}, got {value!r}")
        return value

    return structure


def _lists_only(wanted: Any, converter: cattrs.Converter) -> Any:
    """A string is iterable too, and `tags: a:b` would become a list of letters."""
    structure = homogenous_tuple_structure_factory(wanted, converter)

    def of_a_list(value: Any, _: object) -> Any:
        if not isinstance(value, list | tuple):
            raise ValueError(f"wanted a list, got {value!r}")
        return structure(value, wanted)

    return of_a_list


def _is_list(wanted: Any) -> bool:
    return get_origin(wanted) is tuple and get_args(wanted)[-1] is Ellipsis


def _moment(value: Any, _: object) -> Moment:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        # YAML turns an unquoted ISO time into a datetime of its own
        if hasattr(value, "isoformat"):
            return str(value.isoformat())
        raise ValueError(f"wanted a time, got {value!r}")
    seconds_of(value, now=0)
    return value


def _document(value: Any, _: object) -> Document:
    if not isinstance(value, Mapping):
        raise ValueError(f"wanted a mapping, got {value!r}")
    return dict(value)


def _converter() -> cattrs.Converter:
    converter = cattrs.Converter(forbid_extra_keys=True)
    for wanted in (str, int, float, bool):
        converter.register_structure_hook(wanted, _strict(wanted))
    converter.register_structure_hook_func(lambda wanted: wanted == Moment, _moment)
    converter.register_structure_hook_func(lambda wanted: wanted == (Moment | None), _optional_moment)
    converter.register_structure_hook_func(lambda wanted: wanted == Document, _document)
    converter.register_structure_hook_factory(_is_list, _lists_only)
    return converter


def _optional_moment(value: Any, wanted: object) -> Moment | None:
    return None if value is None else _moment(value, wanted)


_CONVERTER = _converter()
