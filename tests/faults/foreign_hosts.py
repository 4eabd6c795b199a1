"""Hosts that nothing may be sent to. What they heard is the judge."""

import asyncio
import ssl
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

LOOPBACK = "127.0.0.1"
NOTHING = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"


@dataclass
class Foreign:
    """A host of somebody else; `heard` is each request that reached it, without whatever secured the line."""

    url: str = ""
    heard: list[bytes] = field(default_factory=list)

    async def connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            self.heard.append(await reader.readuntil(b"\r\n\r\n"))
            writer.write(NOTHING)
            await writer.drain()
        writer.close()


@asynccontextmanager
async def foreign() -> AsyncIterator[Foreign]:
    """Plain HTTP."""
    host = Foreign()
    server = await asyncio.start_server(host.connected, LOOPBACK, 0)
    async with server:
        host.url = f"http://{LOOPBACK}:{server.sockets[0].getsockname()[1]}"
        yield host


@dataclass
class Secured(Foreign):
    """HTTPS, with certificates that it signs itself."""

    context: ssl.SSLContext = field(default_factory=lambda: ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER))

    async def shows(self, *, name: str = "localhost", valid_days: int = 30) -> None:
        """Takes another certificate. The host is seen to work for whoever does not look at that."""
        with tempfile.TemporaryDirectory(prefix="oq-tls-") as folder:
            file = Path(folder) / "both.pem"
            file.write_bytes(_certificate(name, valid_days))
            self.context.load_cert_chain(file)
        self.heard.clear()
        async with httpx2.AsyncClient(verify=False) as careless:
            assert (await careless.get(self.url)).status_code == httpx2.codes.OK
        assert len(self.heard) == 1
        self.heard.clear()


#: What is wrong with a certificate, beside that nobody trusted has signed it.
CERTIFICATES: tuple[dict[str, Any], ...] = ({}, {"valid_days": -1}, {"name": "api.mypurecloud.example"})


@asynccontextmanager
async def secured() -> AsyncIterator[Secured]:
    host = Secured()
    server = await asyncio.start_server(host.connected, LOOPBACK, 0, ssl=host.context)
    async with server:
        host.url = f"https://localhost:{server.sockets[0].getsockname()[1]}"
        yield host


def _certificate(name: str, valid_days: int) -> bytes:
    """Key and certificate, as a server loads them."""
    key = ec.generate_private_key(ec.SECP256R1())
    called = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    ends = datetime.now(UTC) + timedelta(days=valid_days)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(called)
        .issuer_name(called)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(ends - timedelta(days=60))
        .not_valid_after(ends)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return secret + certificate.public_bytes(pem)
