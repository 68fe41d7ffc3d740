"""Asking over TLS: the certificate must be the host's own, and nothing of this machine's environment has a say."""

from __future__ import annotations

import datetime as dt
import ssl
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from verifier.intake.limits import RefusedError
from verifier.intake.web import Web, get

HOST = "pictures.example.com"


def certificate(path: Path, name: str) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    path.write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain) + made.public_bytes(pem))
    return path


class Answering(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = f"{self.headers['Host']} {self.path} {self.headers['Cookie']}".encode()
        self.send_response(200)
        self.send_header("Content-Type", "IMAGE/PNG; charset=x")
        self.send_header("Set-Cookie", "a=b")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def web(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Web]:
    """A server on loopback that is called HOST and whose certificate is trusted."""
    pem = certificate(tmp_path / "host.pem", HOST)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    for name in ("https_proxy", "HTTPS_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    port = server.server_address[1]
    yield Web(
        hosts=(HOST, "other.example.com"), allow=("127.0.0.0/8",), port=port, lookup=lambda _: ["127.0.0.1"], seconds=5
    )
    server.shutdown()
    server.server_close()


def test_the_host_is_asked_by_its_name_without_cookies_and_proxies(web: Web) -> None:
    for _ in range(2):
        got = get(f"https://{HOST}/a%20b/ü.png?x=1 2", web)
        assert got.body.decode() == f"{HOST} /a%20b/%C3%BC.png?x=1%202 None"
        assert got.content_type == "image/png"


def test_another_hosts_certificate_is_not_taken(web: Web) -> None:
    with pytest.raises(RefusedError, match="certificate that is not its own"):
        get("https://other.example.com/a.png", web)


def test_a_certificate_that_nobody_vouches_for_is_not_taken(
    web: Web, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate(tmp_path / "another.pem", HOST)))
    with pytest.raises(RefusedError, match="certificate that is not its own"):
        get(f"https://{HOST}/a.png", web)


def test_nobody_there_is_a_sentence(web: Web) -> None:
    from dataclasses import replace

    with pytest.raises(RefusedError, match="could not be reached"):
        get(f"https://{HOST}/a.png", replace(web, port=1))
