#!/usr/bin/env python3
"""What the keeper of the keys costs: the CPU time that the server and its keeper take for one
request, with OSTIARY_KEY_PROCESS=on and off, in turns.

    keeper.py OSTIARY [ROUNDS]

The machine's load changes the time that a request takes, but hardly the CPU time. Each round
measures both; the figure is the median of the rounds' quotients."""
import concurrent.futures
import http.client
import pathlib
import statistics
import sys
import tempfile

import instructions

CONNECTIONS = 4
PATHS = {"token": 1600, "get-session": 2000}  # requests of one round


def cpu_nanoseconds(process):
    """Of the threads of a process and of its children."""
    total = 0
    for stat in pathlib.Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
            if process in (int(stat.parent.name), parent):
                total += sum(int(task.read_text().split()[0])
                             for task in stat.parent.glob("task/*/schedstat"))
        except OSError:
            continue  # it has ended
    return total


def ask_many(server, method, path, headers, requests):
    connection = http.client.HTTPConnection(server.connection.host, server.connection.port)
    for _ in range(requests):
        connection.request(method, path, headers=headers)
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            sys.exit(f"{path}: {answer.status}")
    connection.close()


def run(server, request, requests):
    with concurrent.futures.ThreadPoolExecutor(CONNECTIONS) as pool:
        each = [pool.submit(ask_many, server, *request, requests // CONNECTIONS)
                for _ in range(CONNECTIONS)]
        for one in each:
            one.result()


def micros(program, data, setting, path, request):
    instructions.ENVIRONMENT.update(OSTIARY_KEY_PROCESS=setting, OSTIARY_THREADS="2")
    instructions.ENVIRONMENT.pop("OPENSSL_ia32cap", None)
    server = instructions.Server(program, data)
    run(server, request, 100)
    before = cpu_nanoseconds(server.process.pid)
    run(server, request, PATHS[path])
    spent = cpu_nanoseconds(server.process.pid) - before
    server.stop()
    return spent / PATHS[path] / 1000


def main():
    program = pathlib.Path(sys.argv[1]).resolve()
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 9
    with tempfile.TemporaryDirectory() as name:
        data = pathlib.Path(name) / "data"
        requests = {path: request[:3] for path, _, request in
                    instructions.paths(*instructions.prepare(program, data))}
        for path in PATHS:
            pairs = [[micros(program, data, setting, path, requests[path])
                      for setting in ("off", "on")] for _ in range(rounds)]
            off, on = (statistics.median(pair[i] for pair in pairs) for i in (0, 1))
            cost = statistics.median(100 * pair[1] / pair[0] - 100 for pair in pairs)
            print(f"{path:12} {off:8.0f} us off, {on:8.0f} us on, {cost:+5.1f} %", flush=True)


if __name__ == "__main__":
    main()
