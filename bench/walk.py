#!/usr/bin/env python3
"""Lists the source files and functions of our own that one request runs through, as callgrind sees
them: the code on the HTTP thread, on the lane of the handler, and on the thread of the writer.

    walk.py OSTIARY PATH      PATH is one of the paths of instructions.py: list, sign-in, ..."""
import pathlib
import re
import sys
import tempfile

import instructions

# Where collecting starts and stops on each of the three threads. A request that runs inline has its
# handler on the HTTP thread; a second toggle would switch collecting off there.
THREADS = {"list": ["connection_ready"], "get-session": ["connection_ready"]}
ALL_THREADS = ["connection_ready", "app_handle", "run_batch"]


def profile(program, path, folder):
    data = folder / "data"
    requests = {name: request for name, _, request in
                instructions.paths(*instructions.prepare(program, data))}
    instructions.ENVIRONMENT["OSTIARY_KEY_PROCESS"] = "off"  # one process, one profile
    toggles = [f"--toggle-collect={name}" for name in THREADS.get(path, ALL_THREADS)]
    server = instructions.Server(program, data, [
        "valgrind", "--tool=callgrind", "--collect-atstart=no", "--dump-line=yes", *toggles,
        f"--callgrind-out-file={folder / 'profile'}"])
    server.ask(*requests[path])
    server.stop()
    return (folder / "profile").read_text().splitlines()


def walk(lines):
    """The files with lines that ran, and the functions, both from below src/. In callgrind's format
    `fl=(ID) NAME` names a function's file, `fi=` and `fe=` the file of inlined lines."""
    names, files, functions, file = {}, set(), set(), ""
    for line in lines:
        found = re.match(r"(c?f[a-z])=\((\d+)\)(?: (.*))?", line)
        if not found:
            continue
        kind = "fn" if found[1].endswith("n") else "file"
        if found[3]:
            names[kind, found[2]] = found[3]
        name = names.get((kind, found[2]), "")
        if found[1] in ("fl", "fi", "fe"):
            files.add(name)
        if found[1] == "fl":
            file = name
        if found[1] == "fn" and "/src/" in file:
            functions.add((file, re.sub(r"'\d+$", "", name)))
    own = {"src/" + name.split("/src/")[-1] for name in files if re.search(r"/src/\w", name)}
    return sorted(own), functions


def main():
    with tempfile.TemporaryDirectory() as folder:
        program = pathlib.Path(sys.argv[1]).resolve()
        files, functions = walk(profile(program, sys.argv[2], pathlib.Path(folder)))
    print(*files, sep="\n")
    sources = [name for name in files if name.endswith(".c")]
    headers = len(files) - len(sources)
    print(f"{len(sources)} .c files, {headers} headers, {len(functions)} functions")


main()
