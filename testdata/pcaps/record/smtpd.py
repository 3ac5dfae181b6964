#!/usr/bin/python3
"""smtpd.py CERT KEY: takes mail on port 25 from alice, who has to say STARTTLS and her password."""
import ssl
import sys
import time

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult


class Taker:
    async def handle_DATA(self, server, session, envelope):
        return "250 2.0.0 Ok: taken"


def authenticate(server, session, envelope, mechanism, data):
    return AuthResult(success=(data.login, data.password) == (b"alice", b"wonderland"))


context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(sys.argv[1], sys.argv[2])
Controller(Taker(), hostname="192.0.2.21", port=25, server_hostname="mail.example.com", ident="ESMTP", tls_context=context, require_starttls=True,
           authenticator=authenticate, auth_required=True).start()
time.sleep(600)
