"""The folders that an Agent's configuration may lie in: on Linux and macOS, of Agent 6 and 7, and of Agent 5.

On macOS `~/.datadog-agent` holds links to /opt/datadog-agent/etc; only a source install has files of its own there.
Agent 5 also ran checks that lay among those it came with; such a one has no example beside its configuration.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from verifier.probes.host.answers import Answers, is_missing, lines_kept, why_unread
from verifier.script import Ask, File, Files, Section, Snippet

_YAML = ("*.yaml", "*.yml")


@dataclass(frozen=True)
class Place:
    """five: of an Agent 5, whose main file is INI."""

    folder: str
    five: bool = False

    @property
    def main(self) -> File:
        return File(f"{self.folder}/datadog.{'conf' if self.five else 'yaml'}", settings=True)

    @property
    def configs(self) -> Files:
        return Files(f"{self.folder}/conf.d", _YAML, depth=2, without=("auto_conf.yaml",), settings=True)

    @property
    def code(self) -> Files:
        return Files(f"{self.folder}/checks.d", ("*.py",))


PLACES = (
    Place("/etc/datadog-agent"),
    Place("/opt/datadog-agent/etc"),
    Place("/etc/dd-agent", five=True),
    Place("/opt/datadog-agent/etc", five=True),
)

_AMONG_THE_AGENTS_OWN = Snippet(
    "code-of-5",
    """
for conf in "$root/etc/dd-agent/conf.d" "$root/opt/datadog-agent/etc/conf.d"; do
  inside "$conf" || continue
  for config in "$conf"/*.yaml; do
    name=${config##*/} name=${name%.yaml}
    code=/opt/datadog-agent/agent/checks.d/$name.py
    if [ -e "$config.example" ] || [ -e "$config.default" ] || [ ! -e "$root$code" ]; then continue; fi
    say 65536 code-of-5 "$code" peek "$root$code"
  done
done
""",
    ("/opt/datadog-agent/agent/checks.d/*.py of Agent 5, those that it did not come with",),
)

_IN_A_HOME = Snippet(
    "home-agent",
    r"""
for hidden in "$root"/Users/*/.datadog-agent "$root"/home/*/.datadog-agent "$root/root/.datadog-agent"; do
  if [ -L "$hidden" ]; then continue; fi
  for home in "$hidden" "$hidden/agent"; do
    for main in datadog.yaml datadog.conf; do
      if [ ! -f "$home/$main" ] || [ -L "$home/$main" ]; then continue; fi
      say 65536 home-agent "${home#"$root"}/$main" settings "$home/$main"
      each 65536 40 home-agent settings "${home#"$root"}/conf.d" -maxdepth 2 ! -type d \
        '(' -name '*.yaml' -o -name '*.yml' ')' ! -name auto_conf.yaml
      each 65536 40 home-agent peek "${home#"$root"}/checks.d" -maxdepth 1 ! -type d -name '*.py'
    done
  done
done
""",
    (
        "~/.datadog-agent (an Agent run from its source): datadog.yaml or datadog.conf, conf.d/*.yaml, checks.d/*.py, "
        "where they are no links",
    ),
)

MAIN_FILES: tuple[Ask, ...] = (*(place.main for place in PLACES), _IN_A_HOME)
FILES: tuple[Ask, ...] = (
    *dict.fromkeys(place.configs for place in PLACES),
    *dict.fromkeys(place.code for place in PLACES),
    _AMONG_THE_AGENTS_OWN,
)


@dataclass(frozen=True)
class TextFile:
    """A file of the Agent. problem: why it could not be read (then text is "")."""

    path: str
    text: str
    problem: str = ""


@dataclass(frozen=True)
class Home:
    """A folder with an Agent's configuration. main None: it has no main file. unlisted: what cannot be looked into."""

    folder: str
    five: bool
    main: TextFile | None
    configs: tuple[TextFile, ...]
    code: tuple[TextFile, ...]
    unlisted: tuple[str, ...]


def home_of(answers: Answers, version: str) -> Home | None:
    """The one that an Agent of this version ("" = not known) reads, as upgrades leave older ones behind."""
    found = list(_homes(answers))
    fitting = [one for one in found if not version or one.five == version.startswith("5")]
    return next(iter(fitting or found), None)


def without_main(answers: Answers) -> Home:
    """Where an Agent is installed without a main file: the first folder that has any other."""
    homes = [_home(answers, place, None) for place in PLACES if not place.five]
    return next((home for home in homes if home.configs or home.code), homes[0])


def _homes(answers: Answers) -> Iterable[Home]:
    for place in PLACES:
        main = answers.one(place.main.key)
        if main is not None and not is_missing(main):
            yield _home(answers, place, main)
    sections = answers.all(_IN_A_HOME.key)
    for main in sections:
        folder, _, name = main.argument.rpartition("/")
        if name in ("datadog.yaml", "datadog.conf"):
            yield _made(folder, name == "datadog.conf", main, sections, sections, ())


def _home(answers: Answers, place: Place, main: Section | None) -> Home:
    own = answers.all(_AMONG_THE_AGENTS_OWN.key) if place.five else ()
    return _made(place.folder, place.five, main, answers.all(place.configs.key), answers.all(place.code.key), own)


def _made(folder: str, five: bool, main: Section | None, configs: Iterable[Section], code: Iterable[Section],
          own: Iterable[Section]) -> Home:  # fmt: skip
    confs, codes = f"{folder}/conf.d/", f"{folder}/checks.d/"
    listed = [s for s in (*configs, *code) if s.argument in (confs, codes)]
    return Home(
        folder=folder,
        five=five,
        main=_settings(main) if main else None,
        configs=tuple(
            _settings(s)
            for s in configs
            if _is_below(s, confs) and (not five or _agent_5_reads(s.argument[len(confs) :]))
        ),
        code=(*(plain(s) for s in code if _is_below(s, codes)), *(plain(s) for s in own)),
        unlisted=tuple(why_unread(s, s.argument) for s in listed if s.status != 0 and not is_missing(s)),
    )


def _is_below(section: Section, folder: str) -> bool:
    return section.argument.startswith(folder) and section.argument != folder


def _agent_5_reads(name: str) -> bool:
    """It knows no folders of configuration, and no other ending."""
    return "/" not in name and name.endswith(".yaml")


def _settings(section: Section) -> TextFile:
    problem = why_unread(section, section.argument)
    return TextFile(section.argument, "" if problem else lines_kept(section.text), problem)


def plain(section: Section, path: str = "") -> TextFile:
    path = path or section.argument
    problem = why_unread(section, path)
    return TextFile(path, "" if problem else section.text, problem)
