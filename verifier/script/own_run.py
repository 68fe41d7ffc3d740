"""The same script for a candidate who runs it himself: it shows what it would send, asks, and posts it once.

It is piped into `sh`, so it asks on the terminal and not on its input.
Without a network he needs none of this: the plain script of `compose` prints its answer, and the file is dropped on
the page. This one keeps the answer in one private temporary file, because GNU wget cannot post from a pipe, and
removes it at the end.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from shlex import quote

from verifier.script.compose import Asks, compose

_CALL = "main </dev/null; exit\n"

_OWN_RUN = r"""
own_run() {
  PATH=$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
  if ! { : >/dev/tty; } 2>/dev/null; then
    printf '%s\n' 'There is no terminal to ask on, so nothing is sent. Use the way that writes a file.' >&2
    return 1
  fi
  umask 077
  kept=$(mktemp "${TMPDIR:-/tmp}/look.XXXXXX") || return 1
  trap 'rm -f "$kept"' 0
  trap 'exit 130' 1 2 15
  printf '%s\n' "Looking at this machine; the answer is kept in $kept until the end." >/dev/tty
  (main </dev/null) >"$kept"
  {
    printf '\nMachine: %s\n' "$(told_of 'file/proc/sys/kernel/hostname')"
    printf 'Agent: %s\n' "$(told_of agent-version)"
    printf '%s\n' 'To be sent, passwords and keys masked:'
    sed -n 's/^[0-9A-Za-z]* begin [0-9]* [^ ]* \([^ ].*\)$/  \1/p' "$kept" | sort | uniq
    printf '%s bytes to %s. Read them first: less %s (in another window)\n' "$(wc -c <"$kept")" "$site" "$kept"
    printf 'Send? [y/N] '
  } >/dev/tty
  answer=''
  IFS= read -r answer </dev/tty
  case $answer in
    y | Y | yes | Yes) ;;
    *) printf '%s\n' 'Nothing was sent.' >/dev/tty; return 1 ;;
  esac
  if command -v curl >/dev/null 2>&1; then
    said=$(printf 'url = "%s"\n' "$url" |
      curl -sS --max-time 60 -w ' %{http_code}' -H 'Content-Type: text/plain' --data-binary "@$kept" -K -) || return 1
    printf '%s\n' "${said% *}" >/dev/tty
    case $said in *' 200') ;; *) return 1 ;; esac
  elif command -v wget >/dev/null 2>&1; then
    wget -q -T 60 -O - --header 'Content-Type: text/plain' --post-file "$kept" "$url" || {
      printf '%s\n' 'It was not taken. The line was used before or is too old, or the page is out of reach.' >/dev/tty
      return 1
    }
  else
    printf '%s\n' 'Neither curl nor wget is here. Use the way that writes a file.' >/dev/tty
    return 1
  fi
}
# The first line of a section's content.
told_of() { sed -n "/ begin [0-9]* $(printf '%s' "$1" | sed 's|/|[/]|g') /{n;p;q;}" "$kept"; }
own_run </dev/null; exit
"""
_PLAIN = re.compile(r"(https://[\w.:-]+|http://(?:127\.0\.0\.1|localhost)(?::\d+)?)(/[\w./~-]*)", re.ASCII)
_CONTAINER = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9_.-]{0,127}")


def can_post_to(address: str) -> bool:
    """Whether an answer may be sent there: https (or loopback), and nothing that a shell or a client would interpret."""
    return _PLAIN.fullmatch(address) is not None


def compose_own_run(nonce: str, probes: Iterable[Asks], *, post_to: str, sudo: bool = False) -> str:
    """The script to run on the machine itself. post_to: address with the single-use token, https (or loopback)."""
    found = _PLAIN.fullmatch(post_to)
    if found is None:
        raise ValueError("An answer is posted over https, to a plain address.")
    script = compose(nonce, probes, sudo=sudo).removesuffix(_CALL)
    return f"{script}url={quote(post_to)} site={quote(found.group(1))}\n{_OWN_RUN.lstrip()}"


def refusal(sentence: str) -> str:
    """What is given in place of the script when there is none to give: it says why, and does nothing."""
    return f"printf '%s\\n' {quote(sentence)} >&2; exit 1\n"


def pasted_line(script_at: str, *, container: str = "") -> str:
    """One line that fetches the script and runs it. It keeps the terminal, on which the script asks before it sends.

    Within single quotes, so that every login shell and PowerShell hand it to `sh` as it is. container: the line is for
    the machine that runs it, and `-it` gives the shell inside a terminal.
    """
    if not can_post_to(script_at):
        raise ValueError("The script is fetched over https, from a plain address.")
    if container and not is_container(container):
        raise ValueError("A container is named by letters, digits, dots, hyphens and underscores.")
    inside = f"docker exec -it {container} " if container else ""
    return f"{inside}sh -c 'u={script_at}; (curl -fsS $u || wget -qO- $u) | sh'"


def is_container(name: str) -> bool:
    """Whether Docker would take it as the name of a container."""
    return _CONTAINER.fullmatch(name) is not None
