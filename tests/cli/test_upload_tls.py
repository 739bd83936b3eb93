"""`testtracker upload` over TLS: whom it trusts, and how it shows who it is."""

import contextlib
import socket
import ssl
import subprocess
import threading
import urllib.parse

import pytest

from uploads import IMPATIENT, server, spool, write_session  # noqa: F401


def openssl(*arguments):
    subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)


def make_certificate(directory, name, issuer=None):
    """A key with its certificate in one PEM file, signed by `issuer` or by itself."""
    key, request, certificate, both = (directory / f"{name}.{end}"
                                       for end in ("key", "csr", "crt", "pem"))
    extension = directory / f"{name}.ext"
    extension.write_text("subjectAltName=IP:127.0.0.1\n" if issuer else
                         "basicConstraints=critical,CA:TRUE\n")
    openssl("req", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", request,
            "-subj", f"/CN={name}")
    signer = (["-CA", f"{issuer}.crt", "-CAkey", f"{issuer}.key", "-CAcreateserial"] if issuer
              else ["-signkey", key])
    openssl("x509", "-req", "-in", request, "-days", "2", "-extfile", extension, "-out",
            certificate, *signer)
    both.write_text(certificate.read_text() + key.read_text())
    return directory / name


def pump(source, target):
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
    with contextlib.suppress(OSError):
        target.shutdown(socket.SHUT_RDWR)


def serve(listener, context, address):
    """Takes TLS off each connection and hands the rest to the server at `address`."""
    while True:
        try:
            raw, _ = listener.accept()
        except OSError:
            return  # closed: the test is over
        try:
            near = context.wrap_socket(raw, server_side=True)
        except (ssl.SSLError, OSError):
            raw.close()
            continue
        far = socket.create_connection(address)
        for ends in ((near, far), (far, near)):
            threading.Thread(target=pump, args=ends, daemon=True).start()


@pytest.fixture
def certificates(tmp_path):
    authority = make_certificate(tmp_path, "authority")
    make_certificate(tmp_path, "server", authority)
    make_certificate(tmp_path, "client", authority)
    make_certificate(tmp_path, "stranger")
    return tmp_path


@pytest.fixture
def gate(certificates, server):
    """URL of the fake behind TLS that wants to see a certificate of the authority."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificates / "server.pem")
    context.load_verify_locations(certificates / "authority.crt")
    context.verify_mode = ssl.CERT_REQUIRED
    listener = socket.create_server(("127.0.0.1", 0))
    url = urllib.parse.urlsplit(server.url)
    threading.Thread(target=serve, args=(listener, context, (url.hostname, url.port)),
                     daemon=True).start()
    yield f"https://127.0.0.1:{listener.getsockname()[1]}"
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()


@pytest.fixture
def deliver(testtracker, gate, certificates, spool):
    def run(ca=None, client=None, **env):
        if ca:
            env["MLFLOW_TRACKING_SERVER_CERT_PATH"] = str(certificates / ca)
        if client:
            env["MLFLOW_TRACKING_CLIENT_CERT_PATH"] = str(certificates / client)
        session = write_session(spool)
        done = testtracker("upload", session.path,
                           env={"MLFLOW_TRACKING_URI": gate, **IMPATIENT, **env})
        assert session.is_delivered() == (done.returncode == 0)
        return done
    return run


def test_a_server_of_the_given_authority_is_trusted(deliver):
    done = deliver(ca="authority.crt", client="client.pem")
    assert done.returncode == 0, done.stderr


def test_a_server_of_an_unknown_authority_is_refused(deliver):
    done = deliver(client="client.pem")
    assert done.returncode == 3
    assert "certificate" in done.stderr


def test_a_server_of_another_authority_is_refused(deliver):
    assert deliver(ca="stranger.crt", client="client.pem").returncode == 3


def test_insecure_tls_trusts_everybody(deliver):
    done = deliver(client="client.pem", MLFLOW_TRACKING_INSECURE_TLS="true")
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("client", [None, "stranger.pem"])
def test_without_the_right_client_certificate_nothing_is_delivered(deliver, client):
    assert deliver(ca="authority.crt", client=client).returncode == 3


def test_insecure_and_an_authority_contradict_each_other(deliver):
    done = deliver(ca="authority.crt", MLFLOW_TRACKING_INSECURE_TLS="true")
    assert done.returncode == 2
    assert "MLFLOW_TRACKING_INSECURE_TLS" in done.stderr


def test_a_certificate_that_is_not_there_is_named(deliver):
    done = deliver(ca="absent.crt")
    assert done.returncode != 0
    assert "absent.crt" in done.stderr
