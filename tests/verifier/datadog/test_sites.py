from __future__ import annotations

import pytest

from verifier.datadog import SITES, CouldNotLook, api_base, app_url, site_named


@pytest.mark.parametrize("site", SITES.values())
def test_every_site_has_its_own_api(site: str) -> None:
    assert api_base(site) == f"https://api.{site}"


@pytest.mark.parametrize(
    ("written", "site"),
    [
        ("datadoghq.eu", "datadoghq.eu"),
        (" Datadoghq.EU ", "datadoghq.eu"),
        ("eu1", "datadoghq.eu"),
        ("https://app.datadoghq.com/dashboard/lists", "datadoghq.com"),
        ("https://us5.datadoghq.com/", "us5.datadoghq.com"),
        ("api.ap1.datadoghq.com", "ap1.datadoghq.com"),
    ],
)
def test_a_site_may_be_written_as_people_do(written: str, site: str) -> None:
    assert site_named(written) == site


@pytest.mark.parametrize("written", ["", "datadog.example", "datadoghq.com.evil.example", "datadoghq.com@evil.example"])
def test_an_unknown_site_is_refused_with_the_list(written: str) -> None:
    with pytest.raises(CouldNotLook, match=r"the sites are datadoghq\.com, us3"):
        api_base(written)


@pytest.mark.parametrize("url", ["http://127.0.0.1:8080", "http://localhost:1/", "http://[::1]:9", "http://127.8.8.8"])
def test_the_api_may_be_on_loopback(url: str) -> None:
    assert api_base("datadoghq.com", url) == url.rstrip("/")


@pytest.mark.parametrize(
    "url",
    [
        "https://api.datadoghq.com.evil.example",
        "http://10.0.0.1",
        "http://127.0.0.1@evil.example",
        "http://user@127.0.0.1",
        "ftp://127.0.0.1",
        "127.0.0.1",
        "http://0.0.0.0",
        "http://localhost.evil.example",
        "http://2130706433",
    ],
)
def test_the_api_may_be_nowhere_else(url: str) -> None:
    with pytest.raises(CouldNotLook, match="loopback"):
        api_base("datadoghq.com", url)


def test_people_look_at_the_app_of_the_site() -> None:
    assert app_url("datadoghq.eu") == "https://app.datadoghq.eu"
    assert app_url("us3.datadoghq.com") == "https://us3.datadoghq.com"
