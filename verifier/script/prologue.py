"""The fixed part of the script: framing, caps, reading of files, and running of commands with a limit.

Tried on dash, busybox and bash. It writes no file, changes nothing, and says of each section the
content, the status and the errors apart:

    NONCE begin CAP KEY ARGUMENT
    …content, one byte more than CAP when there is more of it…
    NONCE err TEXT
    NONCE status NUMBER
    NONCE end

Statuses of its own: 44 nothing there, 45 not allowed, 46 a link that leads out of the root, 127 no such command.
"""

MISSING, FORBIDDEN, OUTSIDE, NO_COMMAND = 44, 45, 46, 127
LISTED = "listed"

FUNCTIONS = r"""
scrub() { sed "$secrets"; }
# "…/auth_token: permission denied" and "Password: su: …" would be scrubbed for their values: turn them round.
refusals() { sed -e 's/^\(.*\): \([Pp]ermission denied\)\.\{0,1\}$/\2: \1/' -e 's/^Password: *\(su: .*\)/\1/'; }

# say CAP KEY ARGUMENT COMMAND…: one section. Its status is left in $last.
say() {
  cap=$1
  printf '%s begin %s %s %s\n' "$n" "$cap" "$2" "$3"
  shift 3
  told=$(
    {
      {
        { "$@" </dev/null 3>&- 5>&-; printf '%s status %s\n' "$n" "$?" >&5; } | head -c "$((cap + 1))" | scrub >&3
      } 2>&1 |
        { head -c 2000; echo; } | refusals | scrub | sed -e '/^$/d' -e "s/^/$n err /"
    } 5>&1
  )
  printf '\n%s\n%s end\n' "$told" "$n"
  last=${told##*"$n status "}
  last=${last%%[!0-9]*}
}

# inside PATH: whether it stays below the root when its links are followed. Without a root, links lead where they lead.
inside() {
  if [ -z "$root" ]; then return 0; fi
  way=$1 hops=0
  while [ -L "$way" ]; do
    hops=$((hops + 1))
    if [ "$hops" -gt 20 ]; then return 1; fi
    to=$(readlink "$way") || return 1
    case $to in /*) way=$to ;; *) way=${way%/*}/$to ;; esac
  done
  near=${way%/*}
  while [ -n "$near" ] && [ ! -e "$near" ] && [ ! -L "$near" ]; do near=${near%/*}; done
  at_last=$(cd -P "$near/" 2>/dev/null && pwd -P)
  case $at_last/ in
    "$real_root"/*) return 0 ;;
    /) if [ -z "$as_root" ] && [ ! -e "$way" ]; then return 0; fi ;; # there is nothing to be read
  esac
  return 1
}

# reach TEST PATH: sets $by to nothing or to sudo, or returns why not.
reach() {
  by=''
  inside "$2" || return 46
  if [ "$1" = -d ] && [ -d "$2" ] && [ -r "$2" ] && [ -x "$2" ]; then return 0; fi
  if [ "$1" = -f ] && [ -f "$2" ] && [ -r "$2" ]; then return 0; fi
  if [ -n "$as_root" ] && sudo -n test "$1" "$2"; then by='sudo -n'; return 0; fi
  if [ -e "$2" ]; then return 45; fi
  near=${2%/*}
  while [ -n "$near" ] && [ ! -e "$near" ]; do near=${near%/*}; done
  if [ -n "$near" ] && [ ! -x "$near" ]; then return 45; fi
  return 44
}

# peek PATH: the file as it is. settings PATH: numbered lines, without comments and blank ones.
peek() {
  reach -f "$1" || return
  $by cat "$1"
}
settings() {
  reach -f "$1" || return
  $by cat "$1" | grep -n -v -e '^[[:space:]]*#' -e '^[[:space:]]*$' || :
}

# names FOLDER FIND-WORDS…: the paths of the files below it, without $root.
names() {
  reach -d "$1" || return
  $by find -H "$@" 2>&1 | grep '^/' | sed "s|^$root||" | sort
}

# each CAP MOST KEY READER FOLDER FIND-WORDS…: the list of the files, then each of them.
each() {
  each_cap=$1 most=$2 key=$3 reader=$4 folder=$5
  shift 5
  say 20000 "$key" "$folder/" names "$root$folder" "$@"
  if [ "$last" != 0 ]; then return; fi
  names "$root$folder" "$@" 2>/dev/null | head -n "$most" | while IFS= read -r path; do
    say "$each_cap" "$key" "$path" "$reader" "$root$path"
  done
}

# plain SECONDS COMMAND…; may SECONDS COMMAND…: the same through sudo, where the candidate asked for it.
plain() {
  seconds=$1
  shift
  if ! command -v "$1" >/dev/null 2>&1; then return 127; fi
  $limit ${limit:+"$seconds"} "$@"
}
may() {
  if [ -z "$as_root" ]; then plain "$@"; return; fi
  seconds=$1
  shift
  found=$(command -v "$1" 2>/dev/null) || return 127
  shift
  sudo -n $limit ${limit:+"$seconds"} "$found" "$@" # its whole path, for sudo may look in fewer folders
}
"""

START = r"""
exec 3>&1
if [ "$(id -u)" = 0 ]; then as_root=''; fi
real_root=$(cd -P "$root/" 2>/dev/null && pwd -P)
limit=''
if timeout 5 true 2>/dev/null; then limit=timeout; fi
agent=datadog-agent
if ! command -v datadog-agent >/dev/null 2>&1; then
  for found in "$root/opt/datadog-agent/bin/agent/agent" "$root/usr/bin/datadog-agent"; do
    if [ -x "$found" ] && inside "$found"; then agent=$found; fi
  done
fi
no_proc=''
if [ ! -e "$root/proc/1" ] && [ ! -e "$root/proc/sys" ] && [ ! -e "$root/proc/version" ]; then no_proc=yes; fi
"""
