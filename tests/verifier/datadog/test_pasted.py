from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from verifier.datadog import SITES, CouldNotLook, Pasted, app_url, pasted


@pytest.mark.parametrize(
    ("written", "found"),
    [
        pytest.param(
            "https://app.datadoghq.eu/dashboard/abc-def-ghi/my-timeboard?from_ts=1&to_ts=2&live=true",
            Pasted("datadoghq.eu", board="abc-def-ghi"),
            id="a board in Europe",
        ),
        pytest.param("us5.datadoghq.com/monitors/123", Pasted("us5.datadoghq.com", monitor="123"), id="no scheme"),
        pytest.param(
            "https://app.datadoghq.com/monitors#1234/edit?group=all",
            Pasted("datadoghq.com", monitor="1234"),
            id="a monitor as old pages show it",
        ),
        pytest.param("https://us3.datadoghq.com/monitors/77/edit", Pasted("us3.datadoghq.com", monitor="77"), id="US3"),
        pytest.param("https://app.datadoghq.com/dash/2410077/x", Pasted("datadoghq.com", board="2410077"), id="old id"),
        pytest.param("https://app.datadoghq.com/screen/9", Pasted("datadoghq.com", board="9"), id="a screenboard"),
        pytest.param("https://acme.datadoghq.com/dashboard/lists", Pasted("datadoghq.com"), id="a name of one's own"),
        pytest.param("https://acme.us5.datadoghq.com/logs", Pasted("us5.datadoghq.com"), id="the same on US5"),
        pytest.param("https://app.ddog-gov.com/infrastructure", Pasted("ddog-gov.com"), id="government"),
        pytest.param("https://app.us2.ddog-gov.com/", Pasted("us2.ddog-gov.com"), id="government, the second"),
        pytest.param("https://ap1.datadoghq.com", Pasted("ap1.datadoghq.com"), id="Japan"),
        pytest.param(" <https://app.datadoghq.eu/> ", Pasted("datadoghq.eu"), id="in angle brackets"),
        pytest.param("HTTPS://APP.DATADOGHQ.EU./Monitors/1", Pasted("datadoghq.eu"), id="shouted"),
        pytest.param("api.datadoghq.eu", Pasted("datadoghq.eu"), id="the API's own"),
        pytest.param("eu1", Pasted("datadoghq.eu"), id="by its name"),
        pytest.param("https://app.datadoghq.com/monitors/manage?q=x", Pasted("datadoghq.com"), id="a list"),
        pytest.param("https://app.datadoghq.com/account/login?next=%2Fdash", Pasted("datadoghq.com"), id="the door"),
        pytest.param("https://app.datadoghq.com/x?y=/monitors/5", Pasted("datadoghq.com"), id="a number elsewhere"),
        pytest.param("https://app.datadoghq.com/monitors/12x", Pasted("datadoghq.com"), id="no number"),
    ],
)
def test_an_address_tells_the_site_and_what_it_shows(written: str, found: Pasted) -> None:
    assert pasted(written) == found


@pytest.mark.parametrize(
    ("written", "site", "says"),
    [
        ("https://p.datadoghq.eu/sb/abc123-def?theme=dark", "datadoghq.eu", "a public link"),
        ("https://p.us5.datadoghq.com/sb/x", "us5.datadoghq.com", "a public link"),
        ("https://p.datadoghq.com/snapshot/view/dd-snapshots-prod/org_1/x.png", "datadoghq.com", "a snapshot"),
        ("https://app.datadoghq.com/notebook/123/my-notes", "datadoghq.com", "a notebook"),
        ("https://app.datadoghq.com/dash/integration/mysql", "datadoghq.com", "Datadog’s own"),
    ],
)
def test_what_an_address_does_not_tell_is_said(written: str, site: str, says: str) -> None:
    found = pasted(written)
    assert (found.site, found.board, found.monitor) == (site, "", "")
    assert says in found.note


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("", "Paste an address"),
        ("https://datadoghq.com.evil.example/dashboard/abc-def-ghi", "not an address of Datadog"),
        ("https://evil-datadoghq.com/", "not an address of Datadog"),
        ("https://app.datadoghq.com@evil.example/", "not an address of Datadog"),
        ("https://evil.example/app.datadoghq.com/", "not an address of Datadog"),
        ("http://127.0.0.1:8126", "not an address of Datadog"),
        ("https://docs.datadoghq.com/api/", "says nothing of your account"),
        ("https://dtdg.co/fe", "short link"),
        ("https://[::1]/", "cannot be read"),
        ("https://app.datadoghq.com\\@evil.example", "cannot be read"),
        ("https:\\\\app.datadoghq.com\\@evil.example/", "cannot be read"),
        ("https://аpp.datadoghq.com/", "cannot be read"),
        ("my dashboard", "cannot be read"),
        ("javascript:alert(1)", "cannot be read|not an address"),
        ("https://app.datadoghq.com/" + "a" * 5_000, "cannot be read"),
    ],
)
def test_anything_else_is_refused_with_what_to_do(written: str, says: str) -> None:
    with pytest.raises(CouldNotLook, match=says):
        pasted(written)


PARTS = st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=3, max_size=3)


@given(st.sampled_from(list(SITES.values())), st.tuples(PARTS, PARTS, PARTS), st.text(max_size=30))
@example("datadoghq.com", ("abc", "def", "ghi"), "\\")
def test_whatever_follows_a_board_it_is_found_on_its_site(site: str, parts: tuple[str, str, str], tail: str) -> None:
    board = "-".join(parts)
    assert pasted(f"{app_url(site)}/dashboard/{board}?x={tail}".strip()) == Pasted(site, board=board)


@given(st.text(max_size=300))
def test_no_text_breaks_it(written: str) -> None:
    try:
        assert pasted(written).site in SITES.values()
    except CouldNotLook as fault:
        assert fault.reason.endswith(".")


@given(st.from_regex(r"[a-z0-9.@:/\\#?-]{0,40}", fullmatch=True), st.sampled_from(list(SITES.values())))
def test_only_a_host_that_ends_in_a_site_is_one(before: str, site: str) -> None:
    from urllib.parse import urlsplit

    try:
        found = pasted(f"https://{before}{site}")
    except CouldNotLook:
        return
    host = urlsplit(f"https://{before}{site}").hostname or ""
    assert host.rstrip(".") == found.site or host.rstrip(".").endswith(f".{found.site}")
