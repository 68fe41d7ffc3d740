"""Which addresses we connect to on a candidate's word."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence

import pytest

from verifier.addresses import RefusedError, judged


def names(*found: str):
    def lookup(_name: str) -> Sequence[str]:
        return found

    return lookup


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "93.184.215.14", "2606:4700:4700::1111", "[2606:4700:4700::1111]", " 8.8.8.8 "]
)
def test_a_public_address_is_fine(address):
    assert judged(address) == (address.strip().strip("[]"),)


@pytest.mark.parametrize(
    ("address", "word"),
    [
        ("127.0.0.1", "loopback"),
        ("127.8.8.8", "loopback"),
        ("::1", "loopback"),
        ("::ffff:127.0.0.1", "loopback"),
        ("::ffff:10.0.0.1", "private"),
        ("64:ff9b::7f00:1", "loopback"),
        ("64:ff9b::a9fe:a9fe", "metadata"),
        ("2002:7f00:1::", "loopback"),
        ("10.0.0.1", "private"),
        ("172.16.0.1", "private"),
        ("192.168.1.1", "private"),
        ("100.64.0.1", "reserved"),
        ("169.254.169.254", "metadata"),
        ("fe80::1", "link-local"),
        ("fe80::1%eth0", "link-local"),
        ("fd00:ec2::254", "private"),
        ("224.0.0.1", "multicast"),
        ("ff02::1", "multicast"),
        ("0.0.0.0", "no address"),
        ("::", "no address"),
        ("255.255.255.255", "private"),
        ("240.0.0.1", "private"),
        ("192.0.2.1", "private"),
        ("168.63.129.16", "reserved"),
        ("192.88.99.1", "reserved"),
        ("fec0::1", "reserved"),
        ("3fff::1", "reserved"),
        ("2606:4700:4700::1111%lo", "network card"),
    ],
)
def test_addresses_that_are_none_of_our_business(address, word):
    with pytest.raises(RefusedError, match=word):
        judged(address)


ODD = (
    "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "0x7f.1", "1.2.3.4.5", "256.1.1.1", "", "a b", "-x", "a..b",
    "x" * 300, "ex\nample", "a/b", "ü.example", "user@host",
)  # fmt: skip


@pytest.mark.parametrize("name", ODD)
def test_odd_ways_to_write_an_address(name):
    with pytest.raises(RefusedError):
        judged(name, lookup=names("8.8.8.8"))


def test_a_name_gives_the_addresses_that_were_judged():
    assert judged("vm.example.com", lookup=names("8.8.8.8", "2606:4700:4700::1111", "8.8.8.8")) == (
        "8.8.8.8",
        "2606:4700:4700::1111",
    )


@pytest.mark.parametrize("hidden", ["127.0.0.1", "169.254.169.254", "::ffff:192.168.0.1", "not an address"])
def test_one_bad_address_of_a_name_is_enough(hidden):
    with pytest.raises(RefusedError):
        judged("rebinding.example.com", lookup=names("8.8.8.8", hidden))


def test_a_name_that_nobody_knows():
    with pytest.raises(RefusedError, match="not known"):
        judged("nowhere.invalid", lookup=names())


def test_a_name_is_asked_for_once():
    asked: list[str] = []

    def lookup(name: str) -> Sequence[str]:
        asked.append(name)
        return ("8.8.8.8",)

    judged("vm.example.com", lookup=lookup)
    assert asked == ["vm.example.com"]


@pytest.mark.parametrize(
    ("address", "allow"),
    [
        ("127.0.0.1", ("127.0.0.1/32",)),
        ("10.1.2.3", ("10.0.0.0/8",)),
        ("10.1.2.3", ("10.1.2.3",)),
        ("::ffff:10.1.2.3", ("10.0.0.0/8",)),
        ("fd00::1", ("fd00::/8",)),
    ],
)
def test_an_allowed_network_is_allowed(address, allow):
    (found,) = judged(address, allow=allow)
    assert ipaddress.ip_address(found) == ipaddress.ip_address(address)


def test_an_allowed_network_allows_no_other():
    with pytest.raises(RefusedError):
        judged("10.0.0.1", allow=("127.0.0.0/8", "fd00::/8"))


def test_the_sentence_tells_the_way_out():
    with pytest.raises(RefusedError, match="run the script on the machine yourself"):
        judged("192.168.33.10")
