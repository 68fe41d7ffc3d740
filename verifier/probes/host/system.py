"""Reads what the machine is: system, kernel, virtualisation, name and time zone."""

from __future__ import annotations

import re
import shlex

from verifier.facts import NotLooked, NotThere
from verifier.facts.host import OperatingSystem
from verifier.probes.host.answers import Answers
from verifier.script import Ask, Command, File, Snippet

_OS_RELEASE, _OS_RELEASE_2 = File("/etc/os-release", cap=8_000), File("/usr/lib/os-release", cap=8_000)
_KERNEL, _NAME = File("/proc/sys/kernel/osrelease", cap=300), File("/proc/sys/kernel/hostname", cap=300)
_ETC_NAME, _ZONE = File("/etc/hostname", cap=300), File("/etc/timezone", cap=300)
_VENDOR, _PRODUCT = File("/sys/class/dmi/id/sys_vendor", cap=300), File("/sys/class/dmi/id/product_name", cap=300)
_DOCKERENV = File("/.dockerenv", cap=300)
_VIRT = Command("virtualisation", "systemd-detect-virt", ("systemd-detect-virt",), cap=300)
_ZONE_LINK = Command("timezone-link", 'readlink "$root/etc/localtime"', ("where /etc/localtime points",), cap=300)
_OTHER = Snippet(
    "other-system",
    """
if [ ! -r "$root/proc/sys/kernel/osrelease" ]; then
  say 300 other-system uname plain 5 uname -srn
  say 300 other-system version plain 5 sw_vers
fi
""",
    ("where there is no /proc: uname -srn, sw_vers",),
)

ASKS: tuple[Ask, ...] = (
    _OS_RELEASE, _OS_RELEASE_2, _KERNEL, _NAME, _ETC_NAME, _ZONE, _ZONE_LINK, _VENDOR, _PRODUCT, _DOCKERENV, _VIRT,
    _OTHER,
)  # fmt: skip

_BY_DMI = (("virtualbox", "oracle"), ("innotek", "oracle"), ("vmware", "vmware"), ("qemu", "qemu"), ("kvm", "kvm"),
           ("amazon", "amazon"), ("google", "google"), ("microsoft corporation virtual", "microsoft"),
           ("parallels", "parallels"), ("xen", "xen"))  # fmt: skip


def read(answers: Answers) -> OperatingSystem | NotLooked | NotThere:
    release = _release(answers.text(_OS_RELEASE.key) or answers.text(_OS_RELEASE_2.key))
    other = answers.one(_OTHER.key, "uname")
    if not release and other is not None and other.status == 0:
        return _without_proc(answers, other.text.split())
    if not release:
        return NotLooked("The machine does not say which system it runs (/etc/os-release cannot be read).")
    return OperatingSystem(
        id=release.get("ID", "").lower(),
        version=release.get("VERSION_ID", ""),
        name=release.get("PRETTY_NAME", "") or release.get("NAME", ""),
        kernel=answers.text(_KERNEL.key).strip(),
        hostname=answers.text(_NAME.key).strip() or answers.text(_ETC_NAME.key).strip(),
        virtualisation=_virtualisation(answers),
        timezone=_timezone(answers),
    )


def _release(text: str) -> dict[str, str]:
    found = {}
    for line in text.split("\n"):
        name, sign, value = line.strip().partition("=")
        if sign and name.isidentifier():
            try:
                found[name] = " ".join(shlex.split(value))
            except ValueError:
                found[name] = value.strip("\"'")
    return found


def _without_proc(answers: Answers, uname: list[str]) -> OperatingSystem:
    system, host, kernel = [*uname, "", "", ""][:3]
    told = answers.one(_OTHER.key, "version")
    version = re.search(r"ProductVersion:\s*(\S+)", told.text if told else "")
    identity = "macos" if system == "Darwin" else system.lower()
    number = version.group(1) if version else ""
    name = f"macOS {number}".strip() if identity == "macos" else system
    return OperatingSystem(identity, number, name, f"{system} {kernel}".strip(), host, "", _timezone(answers))


def _virtualisation(answers: Answers) -> str:
    told = answers.one(_VIRT.key)
    if told is not None and told.text.strip():  # it says "none" with status 1
        return told.text.strip().split("\n")[0]
    dockerenv = answers.one(_DOCKERENV.key)
    if dockerenv is not None and dockerenv.status == 0:
        return "docker"
    hardware = f"{answers.text(_VENDOR.key)} {answers.text(_PRODUCT.key)}".replace("\n", " ").lower()
    return next((kind for word, kind in _BY_DMI if word in " ".join(hardware.split())), "")


def _timezone(answers: Answers) -> str:
    zone = answers.text(_ZONE.key).strip()
    return zone or answers.text(_ZONE_LINK.key).strip().partition("zoneinfo/")[2]
