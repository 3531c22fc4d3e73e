"""Notes behind access tokens: each person reaches their own, below /api/users/{user_id}/notes.

Settings: JWKS_URL, JWT_ISSUER, JWT_AUDIENCE and JWKS_COOLDOWN, the least seconds between two
fetches."""
import contextlib
import json
import os
import threading
import time
import urllib.request

import jwt
from fastapi import Depends, FastAPI, Header, HTTPException

ISSUER = os.environ.get("JWT_ISSUER", "http://127.0.0.1:8080")
AUDIENCE = os.environ.get("JWT_AUDIENCE", ISSUER)
JWKS_URL = os.environ.get("JWKS_URL", ISSUER + "/api/auth/jwks")
# Never HS256: the published key would be its secret.
ALGORITHMS = {"RS256", "PS256", "ES256", "ES512", "EdDSA"}
COOLDOWN_S = float(os.environ.get("JWKS_COOLDOWN", "30"))
FRESH_S, OUTAGE_S, TIMEOUT_S, MAX_BYTES = 300, 86400, 3, 256 << 10


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


class Keys:
    """The issuer's keys. A fetch that fails leaves the present ones in place, for a day at most."""

    def __init__(self):
        self.keys, self.fetched, self.tried, self.lock = {}, -OUTAGE_S, -OUTAGE_S, threading.Lock()
        self.opener = urllib.request.build_opener(NoRedirect)

    def find(self, kid):
        if kid not in self.keys or time.monotonic() - self.fetched > FRESH_S:
            self.fetch()
        if not self.keys or time.monotonic() - self.fetched > OUTAGE_S:
            raise HTTPException(503, "The issuer is away", {"Retry-After": "5"})
        return self.keys.get(kid)

    def fetch(self):
        with self.lock:  # who waits here finds the keys, or the cooldown
            if time.monotonic() - self.tried < COOLDOWN_S:
                return
            self.tried = time.monotonic()
            with contextlib.suppress(OSError, ValueError, LookupError, TypeError, jwt.PyJWTError):
                with self.opener.open(JWKS_URL, timeout=TIMEOUT_S) as answer:
                    jwks = json.loads(answer.read(MAX_BYTES))["keys"]
                usable = [k for k in jwks if k["alg"] in ALGORITHMS]
                self.keys = {k["kid"]: (jwt.PyJWK(k).key, k["alg"]) for k in usable}
                self.fetched = time.monotonic()


keys, notes, app = Keys(), {}, FastAPI()


def owner(user_id: str, authorization: str = Header("")):
    """The path's user, who must be the token's; others are refused before anything is read."""
    try:
        scheme, _, token = authorization.partition(" ")
        head = jwt.get_unverified_header(token if scheme.lower() == "bearer" else "")
        key, algorithm = keys.find(head.get("kid")) or (None, None)
        if key is None or head.get("alg") != algorithm or "crit" in head:
            raise jwt.InvalidTokenError("no key of ours")
        claims = jwt.decode(token, key, [algorithm], issuer=ISSUER, audience=AUDIENCE, leeway=30,
                            options={"require": ["exp", "sub", "iss", "aud"]})
    except jwt.PyJWTError:
        raise HTTPException(401, "Not authenticated", {"WWW-Authenticate": "Bearer"}) from None
    if claims["sub"] != user_id:
        raise HTTPException(403, "Access denied")
    return user_id


@app.get("/api/users/{user_id}/notes")
def read(user: str = Depends(owner)):
    return notes.get(user, [])


@app.post("/api/users/{user_id}/notes", status_code=201)
def write(note: dict, user: str = Depends(owner)):
    notes.setdefault(user, []).append(note)
    return note
