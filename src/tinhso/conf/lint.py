"""Generated files before the programs that will read them:
``systemd-analyze`` and ``nginx`` where the machine has them.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tinhso.conf.production import nginx_faults, unit_faults


def faults(path: Path, at: datetime) -> list[str]:
    """Everything wrong with one generated file; empty when it is sound."""
    text = path.read_text()
    if path.suffix == ".service":
        return [*unit_faults(text), *_by_systemd(path)]
    return [*nginx_faults(text), *_by_nginx(text, at)]


def _by_systemd(path: Path) -> Iterator[str]:
    if shutil.which("systemd-analyze") is None:
        return
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(path)], check=False, capture_output=True, text=True
    )
    said = [line for line in done.stderr.splitlines() if path.name in line]
    if done.returncode and said:
        yield from said


def _by_nginx(text: str, at: datetime) -> Iterator[str]:
    nginx = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/sbin")
    if nginx is None:
        return
    with tempfile.TemporaryDirectory(prefix="tinhso-nginx-") as scratch:
        folder = Path(scratch)
        certificate, key = _throw_away_certificate(folder, at)
        lines = []
        for number, line in enumerate(text.splitlines()):
            word, _space, rest = line.strip().partition(" ")
            replaced = {
                "ssl_certificate": f"ssl_certificate {certificate};",
                "ssl_certificate_key": f"ssl_certificate_key {key};",
                # A check opens what it would listen on, and only root may take the usual ports.
                "listen": f"listen unix:{folder}/{number}.sock{rest[len(rest.rstrip(';').split(' ')[0]) :]}",
            }
            lines.append(replaced.get(word, line))
        (folder / "site.conf").write_text("\n".join(lines))
        # nginx makes these folders even for a check, and only root may make the usual ones.
        kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        temporary = " ".join(f"{kind}_temp_path {folder}/{kind};" for kind in kinds)
        (folder / "nginx.conf").write_text(
            f"pid {folder}/nginx.pid;\nerror_log stderr;\nevents {{}}\n"
            f"http {{ access_log off; {temporary} include {folder}/site.conf; }}\n"
        )
        done = subprocess.run(
            [nginx, "-t", "-c", str(folder / "nginx.conf")], check=False, capture_output=True, text=True
        )
        if done.returncode:
            yield from (line for line in done.stderr.splitlines() if "[emerg]" in line)


def _throw_away_certificate(folder: Path, at: datetime) -> tuple[Path, Path]:
    """A certificate and its key for the check only: nginx refuses to look at a file whose certificate is not there."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at)
        .not_valid_after(at + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    paths = folder / "certificate.pem", folder / "key.pem"
    paths[0].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    paths[1].write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain))
    return paths
