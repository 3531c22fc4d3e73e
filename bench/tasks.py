#!/usr/bin/env python3
"""What it costs to read the tasks of one user: lists, filtered lists, search, counts and changes,
with 100 and with 10,000 tasks, and with 10,000 among a million of others; on SQLite, and on
PostgreSQL inside `tests/postgres.sh run`. Also the bytes that a task takes on the disk.

    tasks.py OSTIARY [REQUESTS [ROWS]]

One client asks one request after the other (REQUESTS of each kind, 300 unless it says otherwise;
of ROWS, a million, in the table in the end), so the times are those of an idle server with one
HTTP thread. CPU is the server's, without the processes of PostgreSQL. The server keeps answers to
unchanged lists, so each request spells its query in another way; the last row shows what an
answer costs that was kept."""
import concurrent.futures
import http.client
import json
import os
import pathlib
import random
import re
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.parse

TASKS = (100, 10_000)
WARM_UP = 20
WORDS = ("milk bread rent report letter garden bicycle dentist Straße Łódź invoice birthday "
         "meeting call write paint clean repair order collect").split()
TAGS = ["home", "work", "phone", "errand", "later"]
PERSON = {"name": "Bench", "email": "bench@example.com", "password": "correct horse battery"}

# The name and the query of each request; the path is that of the tasks unless it names another.
KINDS = [
    ("list: newest 20", "tasks?before=9007199254740991&limit=20"),
    ("list: 50 by due time", "tasks?sort=due&limit=50"),
    ("list: 50 by title", "tasks?sort=title&limit=50"),
    ("list: 50 of the inbox by position", "tasks?list=inbox&sort=position&limit=50"),
    ("list: 50 of all lists by position", "tasks?sort=position&limit=50"),
    ("filtered: 50 open, tagged, by priority",
     "tasks?completed=false&tag=phone&sort=-priority&limit=50"),
    ("filtered: overdue", "tasks?overdue=true&time_zone=Europe/Berlin&sort=due&limit=50"),
    ("filtered: nothing has this tag", "tasks?tag=nothing&limit=50"),
    ("search: two words, 50 by due time", "tasks?q=strasse+milk&sort=due&limit=50"),
    ("search: a word that is nowhere", "tasks?q=nowhere&limit=50"),
    ("summary", "summary?time_zone=Europe/Berlin"),
    ("changes: none", "changes?since=SINCE"),
    ("changes: the last 20", "changes?since=BEFORE"),
    ("export: all, as JSON", "export?format=json"),
]
KEPT = ("unchanged: 50 by due time", "tasks?sort=due&limit=50")


class Server:
    def __init__(self, program, database, folder):
        environment = {
            "PATH": os.environ["PATH"], "OSTIARY_THREADS": "1", "OSTIARY_RATE_LIMIT": "off",
            "JWT_ISSUER": "bench", "JWT_AUDIENCE": "bench", "LOG_FORMAT": "json",
            **({"DATABASE_URL": database} if database else {}),
        }
        self.log = open(folder / "log", "ab")
        self.process = subprocess.Popen(
            [program, "serve", "--data", folder / "data", "--listen", "127.0.0.1:0", "--no-web"],
            env=environment, stdout=subprocess.PIPE, stderr=self.log)
        ready = json.loads(self.process.stdout.readline())
        self.address = urllib.parse.urlsplit(ready["url"]).netloc

    def connect(self):
        return http.client.HTTPConnection(self.address, timeout=60)

    def cpu_s(self):
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2]
        user, system = fields.split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")

    def stop(self):
        self.process.terminate()
        self.process.wait(20)
        self.log.close()


def ask(connection, method, path, headers, body=None):
    if body is not None:
        headers, body = {**headers, "content-type": "application/json"}, json.dumps(body)
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    text = answer.read()
    if answer.status >= 300:
        sys.exit(f"{method} {path}: {answer.status} {text[:200]}")
    return answer, text


def sign_up(server):
    answer, text = ask(server.connect(), "POST", "/api/auth/sign-up/email", {}, PERSON)
    user = json.loads(text)["user"]["id"]
    return f"/api/users/{user}/", {"authorization": f"Bearer {answer.headers['set-auth-jwt']}"}


def a_task(i):
    choice = random.Random(i)
    day = time.strftime("%Y-%m-%d", time.gmtime(time.time() + 86400 * choice.randint(-30, 90)))
    return {
        "title": " ".join(choice.sample(WORDS, 4)),
        "description": " ".join(choice.choices(WORDS, k=30)) if i % 3 == 0 else None,
        "completed": i % 4 == 0,
        "due_date": day if i % 2 else None,
        "priority": choice.choice(["none", "low", "medium", "high"]),
        "tags": choice.sample(TAGS, i % 3),
    }


def fill(server, base, headers, begin, end):
    def some(part):
        connection = server.connect()
        for i in range(begin + part, end, 16):
            ask(connection, "POST", base + "tasks", headers, a_task(i))
    with concurrent.futures.ThreadPoolExecutor(16) as threads:
        list(threads.map(some, range(16)))


def spelled(target, i):
    """The same query, with those of its first ten letters escaped whose bits are set in i."""
    path, _, query = target.partition("?")
    letters = [at for at, letter in enumerate(query) if letter.isalpha()][:10]
    for bit, at in reversed(list(enumerate(letters))):
        if i >> bit & 1:
            query = f"{query[:at]}%{ord(query[at]):02x}{query[at + 1:]}"
    return f"{path}?{query}"


def measure(server, base, headers, targets):
    """Milliseconds of each request, sorted, the server's CPU per request in microseconds, and the
    bytes of an answer."""
    connection, times = server.connect(), []
    for target in targets[:WARM_UP]:
        text = ask(connection, "GET", base + target, headers)[1]
    cpu = server.cpu_s()
    for target in targets[WARM_UP:]:
        start = time.perf_counter()
        ask(connection, "GET", base + target, headers)
        times.append((time.perf_counter() - start) * 1000)
    return sorted(times), (server.cpu_s() - cpu) * 1e6 / len(times), len(text)


def psql(command, url):
    done = subprocess.run(["psql", "--no-psqlrc", "--quiet", "--tuples-only", "--no-align",
                           "--command", command, url], check=True, capture_output=True, text=True)
    return done.stdout.strip()


class Database:
    """The database beside the server: more rows, and their bytes."""

    COPY = """insert into "user" (id, name, email, "emailVerified", "createdAt", "updatedAt")
        select 'bench-%(n)s', name, 'bench-%(n)s@example.com', "emailVerified", "createdAt",
        "updatedAt" from "user" where email = 'bench@example.com';
        insert into ostiary_task (user_id, %(columns)s) select 'bench-%(n)s', %(columns)s
        from ostiary_task where user_id = (select id from "user" where email = 'bench@example.com')
        limit %(limit)s"""

    def __init__(self, url, folder):
        self.url, self.file = url, folder / "data" / "ostiary.db"

    def ask(self, command):
        if self.url:
            return psql(command, self.url)
        with sqlite3.connect(self.file, timeout=60) as connection:
            rows = [connection.execute(part).fetchone() for part in command.split(";")]
        connection.close()
        return rows[-1][0] if rows[-1] else ""

    def rows(self):
        return int(self.ask("select count(*) from ostiary_task"))

    def columns(self):
        if self.url:
            return self.ask("select string_agg(column_name, ',') from information_schema.columns"
                            " where table_name = 'ostiary_task' and column_name <> 'user_id'")
        return self.ask("select group_concat(name) from pragma_table_info('ostiary_task')"
                        " where name <> 'user_id'")

    def grow(self, rows):
        """Other users have as many tasks, until there are so many rows."""
        have, columns, n = self.rows(), self.columns(), 0
        while have < rows:
            limit = min(TASKS[-1], rows - have)
            self.ask(self.COPY % {"n": n, "columns": columns, "limit": limit})
            have, n = have + limit, n + 1
        self.settle()

    def settle(self):
        self.ask("analyze" if self.url else "select 1")  # as autovacuum does within a minute

    def bytes(self):
        """Of the tasks, with their indexes."""
        if self.url:
            return int(self.ask("select pg_total_relation_size('ostiary_task')"))
        return int(self.ask("pragma wal_checkpoint(truncate); select page_count * page_size"
                            " from pragma_page_count, pragma_page_size"))


def since(server, base, headers):
    """The present cursor, and one from which twenty changes are told."""
    _, text = ask(server.connect(), "GET", base + "changes", headers)
    cursor = int(json.loads(text)["cursor"])
    return {"SINCE": cursor, "BEFORE": max(cursor - 20, 0)}


def report(server, base, headers, requests, first=0):
    """first: of the spellings, so that no answer is one that was kept."""
    cursors = since(server, base, headers)
    print(f"{'':42}{'p50 ms':>9}{'p99 ms':>9}{'CPU us':>9}{'KiB':>7}")
    for kind, target in [*KINDS, KEPT]:
        for name, cursor in cursors.items():
            target = target.replace(name, str(cursor))
        exact = kind == KEPT[0] or not target.startswith("tasks?")
        n = WARM_UP + (requests // 10 if kind.startswith("export") else requests)
        targets = [target if exact else spelled(target, first + i) for i in range(n)]
        times, cpu_us, size = measure(server, base, headers, targets)
        print(f"{kind:42}{times[len(times) // 2]:9.2f}{times[len(times) * 99 // 100]:9.2f}"
              f"{cpu_us:9.0f}{size / 1024:7.1f}", flush=True)


def load():
    return f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"


def bench(program, engine, url, requests, rows):
    with tempfile.TemporaryDirectory() as name:
        server = Server(program, url, pathlib.Path(name))
        database = Database(url, pathlib.Path(name))
        base, headers = sign_up(server)
        there, empty = 0, database.bytes()
        for tasks in TASKS:
            fill(server, base, headers, there, tasks)
            there = tasks
            database.settle()
            print(f"\n== {engine}, {tasks} tasks; {load()}")
            report(server, base, headers, requests)
        print(f"{(database.bytes() - empty) / there:.0f} bytes per task on the disk")
        database.grow(rows)
        print(f"\n== {engine}, {there} tasks among {database.rows()}; {load()}")
        report(server, base, headers, requests, WARM_UP + requests)
        print(f"{(database.bytes() - empty) / database.rows():.0f} bytes per task on the disk")
        server.stop()


def main():
    program = pathlib.Path(sys.argv[1]).resolve()
    requests = int(sys.argv[2]) if len(sys.argv) > 2 else 300
    rows = int(sys.argv[3]) if len(sys.argv) > 3 else 1_000_000
    bench(program, "SQLite", None, requests, rows)
    cluster = os.environ.get("OSTIARY_TEST_PG")
    if not cluster:
        return
    psql("create database bench_tasks", cluster)
    database = re.sub(r"/postgres\?", "/bench_tasks?", cluster)
    bench(program, "PostgreSQL", database, requests, rows)
    psql("drop database bench_tasks", cluster)


if __name__ == "__main__":
    main()
