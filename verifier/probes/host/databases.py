"""Reads which databases the machine has, and the Agent's integrations for them."""

from __future__ import annotations

import re

from verifier.agent_config import check_files
from verifier.facts import NotLooked, NotThere
from verifier.facts.host import Database, Databases, Integration, Integrations
from verifier.probes.host.agent_status import NOT_LOADED, OK
from verifier.probes.host.agents import TheAgent, no_containers, the_agent
from verifier.probes.host.answers import Answers, why_unread
from verifier.probes.host.asks import CONTAINERS, PORTS, PROCESSES
from verifier.script import Ask, Snippet

_PACKAGES = Snippet(
    "packages",
    """
packages() {
  if reach -f "$root/var/lib/dpkg/status"; then
    $by sed -n -e '/^Package: mysql-server/b p' -e '/^Package: mariadb-server/b p' -e '/^Package: postgresql/b p' \\
      -e '/^Package: mongodb/b p' -e b -e ':p' -e p -e n -e p "$root/var/lib/dpkg/status"
  fi
  for found in "$root"/usr/sbin/mysqld "$root"/usr/sbin/mariadbd "$root"/usr/libexec/mysqld "$root"/usr/bin/mongod \\
    "$root"/usr/local/bin/mongod "$root"/usr/lib/postgresql/*/bin/postgres "$root"/usr/pgsql-*/bin/postgres \\
    "$root"/usr/local/opt/*/bin/mysqld "$root"/usr/local/opt/*/bin/mariadbd "$root"/usr/local/opt/*/bin/postgres \\
    "$root"/usr/local/opt/*/bin/mongod "$root"/opt/homebrew/opt/*/bin/mysqld "$root"/opt/homebrew/opt/*/bin/mariadbd \\
    "$root"/opt/homebrew/opt/*/bin/postgres "$root"/opt/homebrew/opt/*/bin/mongod "$root"/usr/local/mysql/bin/mysqld \\
    "$root"/Library/PostgreSQL/*/bin/postgres "$root"/Applications/Postgres.app/Contents/Versions/*/bin/postgres; do
    if [ -x "$found" ] && inside "$found"; then printf 'Program: %s\\n' "${found#"$root"}"; fi
  done
}
say 8000 packages '' packages
""",
    ("which packages and programs of MySQL, MariaDB, PostgreSQL and MongoDB are installed",),
)
DATABASE_ASKS: tuple[Ask, ...] = (PROCESSES, PORTS, _PACKAGES, CONTAINERS)

_PROGRAMS = (("mysqld", "mysql"), ("mariadbd", "mysql"), ("postgres", "postgresql"), ("postmaster", "postgresql"),
             ("mongod", "mongodb"))  # fmt: skip
# Whole names: mongo-express, mysql-backup and postgrest are no databases.
_IMAGES = (
    (r"mysql(-(server|community-server|cluster))?|mysql-\d+|mariadb(-(server|galera))?|percona(-server)?", "mysql"),
    (r"postgres(ql)?|postgresql-\d+|postgis|timescaledb|pgvector", "postgresql"),
    (r"mongo(db)?|mongodb-(community|enterprise|atlas-local|community-server|enterprise-server)", "mongodb"),
)
_SERVER_PACKAGE = re.compile(
    r"(mysql|mysql-community|mariadb|percona)-server(-core)?(-[\d.]+)?"
    r"|postgresql(-\d[\d.]*)?|mongodb(-org)?(-server)?(-core)?|mongodb-server-core"
)
_PORTS = {3306: "mysql", 5432: "postgresql", 27017: "mongodb"}
_NAMES = ("mysql", "postgres", "mongo")


def read(answers: Answers) -> Databases | NotLooked | NotThere:
    """What runs before what is only installed; each kind once for each way it was found."""
    found = [*_running(answers), *_contained(answers), *_listening(answers), *_installed(answers)]
    items = tuple(dict.fromkeys(found))
    if items:
        return Databases(items)
    processes = answers.one(PROCESSES.key)
    if processes is None or processes.status != 0 or processes.truncated:
        return NotLooked(why_unread(processes, "The list of processes"))
    containers = answers.one(CONTAINERS.key, "list")
    if containers is not None and containers.status != 0 and not no_containers(containers):
        return NotLooked(why_unread(containers, "The list of containers"))
    return NotThere("No MySQL, PostgreSQL or MongoDB runs, listens or is installed here.")


def _running(answers: Answers) -> list[Database]:
    programs = dict(_PROGRAMS)
    names = {line.strip().rpartition("/")[2] for line in answers.text(PROCESSES.key).split("\n")}
    return [Database(programs[name], "process", name) for name in sorted(names) if name in programs]


def _contained(answers: Answers) -> list[Database]:
    found = []
    listed = answers.one(CONTAINERS.key, "list")
    for line in (listed.text if listed and listed.status == 0 else "").split("\n"):
        name, image, *_ = [*line.split("|"), "", ""]
        base = re.split("[:@]", image.rpartition("/")[2])[0].lower()
        kind = next((kind for names, kind in _IMAGES if re.fullmatch(names, base)), "")
        if kind:
            found.append(Database(kind, "container", f"{name} ({image})"))
    return found


def _listening(answers: Answers) -> list[Database]:
    ports = listening_ports(answers)
    return [Database(kind, "port", str(port)) for port, kind in _PORTS.items() if port in ports]


def listening_ports(answers: Answers) -> set[int]:
    """The kernel writes them in hexadecimal; those of netstat have a colon in front."""
    words = answers.text(PORTS.key).split()
    told = {int(word[1:]) for word in words if re.fullmatch(r":[0-9]{1,5}", word)}
    return told | {int(word, 16) for word in words if re.fullmatch("[0-9A-F]{4}", word)}


def _installed(answers: Answers) -> list[Database]:
    found, package = [], ""
    for line in answers.text(_PACKAGES.key).split("\n"):
        word, _, value = line.partition(": ")
        if word == "Package":
            package = value
        elif word == "Status" and value.endswith(" installed") and _SERVER_PACKAGE.fullmatch(package):
            found.append(Database(_kind_of(package), "package", package))
        elif word == "Program":
            program = value.rpartition("/")[2]
            found.append(Database(dict(_PROGRAMS).get(program, program), "package", value))
    return found


def _kind_of(package: str) -> str:
    return (
        "mysql"
        if package.startswith(("mysql", "maria"))
        else "mongodb"
        if package.startswith("mongo")
        else "postgresql"
    )


def read_integrations(answers: Answers) -> Integrations | NotLooked | NotThere:
    agent = the_agent(answers)
    if not isinstance(agent, TheAgent):
        return agent
    items = tuple(item for name in _NAMES if (item := _integration(name, agent)) is not None)
    if items:
        return Integrations(items)
    if agent.unlisted:
        return NotLooked(agent.unlisted[0])
    return NotThere(f"No configuration of mysql, postgres or mongo was found in {agent.home}/conf.d.")


def _integration(name: str, agent: TheAgent) -> Integration | None:
    configs = [one for one in agent.configs if check_files.name_of_config(one.path) == name]
    status, error, runs = agent.status.of(name) if agent.status else ("", "", ())
    if not configs and not runs:
        return None
    config = configs[0] if configs else None
    unread = config.problem if config else ""
    settings = check_files.settings(config.text, major=agent.major or 7) if config and not unread else None
    samples = [run.samples for run in runs if run.samples is not None]
    if any(check_files.name_of_code(one.path) == name for one in agent.code):
        # the Agent prefers what lies in checks.d to the check it came with, so its [OK] says nothing of the database
        status, unread = "", f"A file {name}.py in checks.d stands in for the Agent's own check."
    return Integration(
        name=name,
        config=config.path if config else next((run.source for run in runs if run.source), ""),
        config_problem=settings.problem if settings else "",
        instances=settings.instances if settings else len(runs),
        status=status if agent.status else "",
        last_error=error,
        metrics_last_run=sum(samples) if samples and status not in ("", NOT_LOADED) else None,
        unread=unread,
        status_unread=agent.status_problem if status != OK else "",
    )
