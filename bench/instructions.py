#!/usr/bin/env python3
"""Counts the instructions that the server runs for one request, and compares them with the figures
that are kept in bench/instructions.txt.

    instructions.py OSTIARY [--record]

callgrind runs the server twice for each path, with N requests and with 2 N; the difference, divided
by N, is one request without start, warm-up and stop. A run starts from a copy of the same data. The
time that the machine takes plays no part. A figure that has grown by more than 5 % (of a sign-in,
25 %) fails, unless a second or third measurement shows less; --record writes the figures instead.
Other versions of the libraries or the compiler give other figures, so the file names those that it
was recorded with.

Hashing a password and signing a token cost what their parameters say, which is a hundred times what
our own code costs. What OpenSSL, libargon2 and libsodium do for them is counted by itself and not
compared. Counted is what a request makes run, on the threads that read and answer it and on the one
that writes for it, and not what other threads do by the clock."""
import http.client
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import urllib.parse

RECORD = pathlib.Path(__file__).with_suffix(".txt")
PATHS = ("list", "create", "token", "get-session", "sign-in")
GROWTH = 1.05
GROWTH_OF = {"sign-in": 1.25}  # so few tell that one move of the log changes the mean
REPEATS = 2
WARM_UP = 8
CRYPTOGRAPHY = {"EVP_DigestSign", "EVP_PBE_scrypt", "argon2_ctx", "crypto_pwhash_argon2id",
                "crypto_pwhash_argon2id_str", "crypto_pwhash_argon2id_str_verify",
                "crypto_pwhash_str", "crypto_pwhash_str_verify"}
OF_A_REQUEST = {"connection_ready", "run_in_lane", "run_batch", "channel_serve"}
TASKS_IN_LIST = 20
PERSON = {"name": "Bench", "email": "bench@example.com", "password": "correct horse battery"}
JSON_TYPE = {"content-type": "application/json"}

ENVIRONMENT = {
    "PATH": os.environ["PATH"],
    "OSTIARY_THREADS": "1",
    "OSTIARY_RATE_LIMIT": "off",
    "JWT_ISSUER": "bench",
    "JWT_AUDIENCE": "bench",
    "LOG_FORMAT": "json",
    # The same code on every processor of a kind: no hand-written code for newer ones.
    "OPENSSL_ia32cap": "0:0",
    # callgrind writes its file at the end of the process.
    "OSTIARY_LANDLOCK": "off",
    "OSTIARY_SECCOMP": "off",
}


class Server:
    """The program on a port of its own, and one connection that stays open."""

    def __init__(self, program, data, under=()):
        self.process = subprocess.Popen(
            [*under, program, "serve", "--data", data, "--listen", "127.0.0.1:0", "--no-web"],
            env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        ready = json.loads(self.process.stdout.readline())
        self.connection = http.client.HTTPConnection(urllib.parse.urlsplit(ready["url"]).netloc)

    def ask(self, method, path, headers=None, body=None, status=200):
        text = None if body is None else json.dumps(body)
        type_header = JSON_TYPE if text else {}
        self.connection.request(method, path, text, {**(headers or {}), **type_header})
        answer = self.connection.getresponse()
        content = answer.read()
        if answer.status != status:
            sys.exit(f"{method} {path}: {answer.status} instead of {status}: {content.decode()}")
        return answer, content

    def stop(self):
        self.connection.close()
        self.process.send_signal(signal.SIGTERM)
        if self.process.wait(60) != 0:
            sys.exit("the server did not stop in good order")


def prepare(program, data):
    """A user with tasks; what their requests carry."""
    server = Server(program, data)
    answer, content = server.ask("POST", "/api/auth/sign-up/email", body=PERSON)
    bearer = {"authorization": "Bearer " + answer.getheader("set-auth-jwt")}
    cookie = {"cookie": re.search(r"[^ ,]*session_token=[^;]*", answer.getheader("set-cookie"))[0]}
    tasks = f"/api/users/{json.loads(content)['user']['id']}/tasks"
    for number in range(TASKS_IN_LIST):
        server.ask("POST", tasks, bearer, {"title": f"Task {number}"}, 201)
    server.stop()
    return bearer, cookie, tasks


def paths(bearer, cookie, tasks):
    """Each path: its name, how many requests tell, and the request."""
    sign_in = {"email": PERSON["email"], "password": PERSON["password"]}
    return [
        ("list", 200, ("GET", tasks, bearer)),
        ("create", 200, ("POST", tasks, bearer, {"title": "One more", "priority": "high"}, 201)),
        ("token", 96, ("GET", "/api/auth/token", cookie)),
        ("get-session", 200, ("GET", "/api/auth/get-session", cookie)),
        ("sign-in", 12, ("POST", "/api/auth/sign-in/email", {}, sign_in)),
    ]


def count(program, data, folder, request, requests):
    """The instructions of a run: (those of requests, those of cryptography)."""
    shutil.rmtree(folder / "data", ignore_errors=True)
    shutil.copytree(data, folder / "data")
    profile = folder / "profile"
    for file in folder.glob("profile.*"):
        file.unlink()
    server = Server(program, folder / "data",
                    ["valgrind", "--tool=callgrind", f"--callgrind-out-file={profile}.%p"])
    for _ in range(WARM_UP + requests):
        server.ask(*request)
    server.stop()
    each = [read_profile(file) for file in folder.glob("profile.*")]  # the server and its keeper
    return tuple(map(sum, zip(*each)))


def read_profile(file):
    """In callgrind's format `cfn=(ID) NAME` is the callee, with its name where the ID is new;
    the line behind `calls=` has the inclusive cost of the call."""
    names, caller, callee = {}, None, None
    total, cryptography, is_cost = 0, 0, False
    for line in file.read_text().splitlines():
        found = re.match(r"c?fn=\((\d+)\)(?: (.*))?", line)
        if found and found[2]:
            names[found[1]] = found[2]
        if line.startswith("fn="):
            caller = names[found[1]]
        elif line.startswith("cfn="):
            callee = names[found[1]]
        elif line.startswith("calls="):
            is_cost = True
        elif is_cost:
            is_cost = False
            if callee in CRYPTOGRAPHY and caller not in CRYPTOGRAPHY:
                cryptography += int(line.split()[1])
            elif callee in OF_A_REQUEST and caller not in OF_A_REQUEST:
                total += int(line.split()[1])
    return total, cryptography


def measure(program, wanted):
    """The instructions of one request on each of the wanted paths, without cryptography."""
    figures = {}
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        data = folder / "prepared"
        for path, requests, request in paths(*prepare(program, data)):
            if path not in wanted:
                continue
            once, twice = (count(program, data, folder, request, n * requests) for n in (1, 2))
            total, cryptography = ((b - a) // requests for a, b in zip(once, twice))
            figures[path] = total - cryptography
            print(f"{path:12} {figures[path]:>10,}, and {cryptography:>12,} of cryptography",
                  flush=True)
    return figures


def versions():
    packages = ["gcc", "libc6", "libssl3", "libssl3t64", "libsqlite3-0",
                "libjansson4", "valgrind"]
    done = subprocess.run(["dpkg-query", "-W", "-f", "${Package} ${Version}\n", *packages],
                          capture_output=True, text=True)
    return [line for line in done.stdout.splitlines() if len(line.split()) == 2]


def write_record(figures):
    lines = ["# Instructions for one request, by make bench-check RECORD=1. Recorded with:"]
    lines += [f"#   {line}" for line in versions()]
    lines += [f"{path:12} {figure:>10}" for path, figure in figures.items()]
    RECORD.write_text("\n".join(lines) + "\n")


def read_record():
    lines = RECORD.read_text().splitlines()
    figures = dict(line.split() for line in lines if not line.startswith("#"))
    return {path: int(figure) for path, figure in figures.items()}, \
        [line[1:].strip() for line in lines[1:] if line.startswith("#")]


def compare(program):
    kept, recorded_with = read_record()
    limits = {path: GROWTH_OF.get(path, GROWTH) * figure for path, figure in kept.items()}
    figures = measure(program, PATHS)
    for _ in range(REPEATS):  # a thread that woke up more often than usual is no growth
        grown = [path for path in figures if figures[path] > limits[path]]
        again = measure(program, grown) if grown else {}
        figures.update({path: min(figures[path], again[path]) for path in grown})
    for path, figure in figures.items():
        change = 100 * figure / kept[path] - 100
        verdict = "ok" if figure <= limits[path] else "GROWN"
        print(f"{path:12} {kept[path]:>10,} -> {figure:>10,} {change:+6.1f} % {verdict}")
    changed = set(recorded_with) ^ set(versions())
    if changed:
        print("The figures were recorded with other versions:", ", ".join(sorted(changed)))
    return 0 if all(figures[path] <= limits[path] for path in figures) else 1


def main():
    program = pathlib.Path(sys.argv[1]).resolve()
    if "--record" not in sys.argv[2:]:
        return compare(program)
    write_record(measure(program, PATHS))
    return 0


if __name__ == "__main__":
    sys.exit(main())
