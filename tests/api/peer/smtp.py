#!/usr/bin/python3
"""A real SMTP server (Debian's python3-aiosmtpd) that does as a test tells it.

  smtp.py '{"port": 0, "tls": "none|starttls|implicit", "cert": PATH, "key": PATH,
            "user": U, "password": P}'

Prints {"port": N}, then one line of JSON per event:
{"event": "mail", "from", "to", "data" (base64), ...},
{"event": "refused", ...}. What it does with a mail is said by its receiver's local part:

  temporary-N@   451 to the data, N times, then 250
  permanent@     550 to RCPT           rejected@   554 to the data
  drop-N@        closes the connection in place of the answer to the data, N times
  lost-N@        takes the mail over and closes before it says so, N times
  slow-S@        answers the data after S seconds
"""
import asyncio
import base64
import json
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult

config = json.loads(sys.argv[1])
tries = {}


def tell(**event):
    print(json.dumps(event), flush=True)


def count(address):
    tries[address] = tries.get(address, 0) + 1
    return tries[address]


class Handler:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("permanent@"):
            tell(event="refused", to=address)
            return "550 5.1.1 <" + address + "> is nobody here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        address = envelope.rcpt_tos[0]
        what, _, number = address.split("@")[0].partition("-")
        number = int(number) if number.isdigit() else 0
        seen = count(address)
        if what == "rejected":
            tell(event="refused", to=address)
            return "554 5.7.1 not liked"
        if what == "temporary" and seen <= number:
            tell(event="delayed", to=address)
            return "451 4.3.0 come back later"
        if what == "drop" and seen <= number:
            tell(event="dropped", to=address)
            server.transport.abort()
            return "451 gone"
        if what == "slow":
            tell(event="slow", to=address)
            await asyncio.sleep(number)
        tell(event="mail", to=address, **{"from": envelope.mail_from}, hello=session.host_name,
             tls=server.transport.get_extra_info("sslcontext") is not None,
             user=getattr(session.auth_data, "login", b"").decode(),
             options=list(envelope.mail_options),
             data=base64.b64encode(envelope.original_content).decode())
        if what == "lost" and seen <= number:
            server.transport.abort()
        return "250 2.0.0 taken over"


def authenticate(server, session, envelope, mechanism, data):
    good = data.login == config["user"].encode() and data.password == config["password"].encode()
    tell(event="auth", good=good, mechanism=mechanism)
    return AuthResult(success=good, handled=False, auth_data=data if good else None)


def context():
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(config["cert"], config["key"])
    return made


async def main():
    way = config.get("tls", "none")
    options = dict(enable_SMTPUTF8=config.get("utf8", True), hostname="mail.test")
    if way == "starttls":
        options.update(tls_context=context(), require_starttls=config.get("require", True))
    if config.get("user"):
        options.update(authenticator=authenticate, auth_required=True,
                       auth_require_tls=way == "starttls")
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(Handler(), loop=loop, **options), "127.0.0.1",
                                      config.get("port", 0),
                                      ssl=context() if way == "implicit" else None)
    tell(port=server.sockets[0].getsockname()[1])
    await server.serve_forever()


asyncio.run(main())
