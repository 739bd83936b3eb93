#!/usr/bin/env python3
"""A server behind TLS that answers everything with "secret", for curl_tls_test.cpp.

    tls_server.py DIRECTORY [client]

Makes certificates in DIRECTORY (authority.crt, client.pem and stranger.pem with their keys), prints
the port, and ends when its standard input ends. With `client`, clients must show a certificate of
the authority.
"""

import contextlib
import pathlib
import socket
import ssl
import subprocess
import sys
import threading

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\nConnection: close\r\n\r\nsecret"


def make_certificate(directory, name, issuer=None):
    """One PEM file with certificate and key, signed by `issuer` or by itself."""
    key, request, certificate = (directory / f"{name}.{end}" for end in ("key", "csr", "crt"))
    extensions = directory / f"{name}.ext"
    extensions.write_text("subjectAltName=IP:127.0.0.1\n" if issuer else
                          "basicConstraints=critical,CA:TRUE\n")
    signer = (["-CA", directory / f"{issuer}.crt", "-CAkey", directory / f"{issuer}.key",
               "-CAcreateserial"] if issuer else ["-signkey", key])
    for command in (
            ["req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
             "-keyout", key, "-out", request, "-subj", f"/CN={name}"],
            ["x509", "-req", "-in", request, "-days", "2", "-extfile", extensions,
             "-out", certificate, *signer]):
        subprocess.run(["openssl", *map(str, command)], check=True, capture_output=True,
                       stdin=subprocess.DEVNULL)
    (directory / f"{name}.pem").write_text(certificate.read_text() + key.read_text())


def answer(context, raw):
    """Waits for the client's end after a refusal: closing at once could overtake the alert."""
    with raw.dup() as waiting, contextlib.suppress(OSError):
        try:
            with context.wrap_socket(raw, server_side=True) as connection:
                while b"\r\n\r\n" not in connection.recv(65536):
                    pass
                connection.sendall(ANSWER)
        except ssl.SSLError:
            while waiting.recv(65536):
                pass


def serve(context, listener):
    while True:
        raw, _ = listener.accept()
        threading.Thread(target=answer, args=(context, raw), daemon=True).start()


def main():
    directory = pathlib.Path(sys.argv[1])
    make_certificate(directory, "authority")
    for name in ("server", "client"):
        make_certificate(directory, name, "authority")
    make_certificate(directory, "stranger")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(directory / "server.pem")
    if "client" in sys.argv[2:]:
        context.load_verify_locations(directory / "authority.crt")
        context.verify_mode = ssl.CERT_REQUIRED
    listener = socket.create_server(("127.0.0.1", 0))
    threading.Thread(target=serve, args=(context, listener), daemon=True).start()
    print(listener.getsockname()[1], flush=True)
    sys.stdin.buffer.read()


if __name__ == "__main__":
    main()
