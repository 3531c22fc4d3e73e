#!/usr/bin/env python3
"""Runs the unit tests of what changed, and the API tests of the tasks as a smoke test.

    quick.py BUILD

What changed is what this branch has and main has not, with what is not committed yet; on main it is
what is not committed yet, or else the last commit. The tests of a changed file are those of its
folder: those of its callers are left to `make unit`. It names the changed files of src/, include/
and tests/ that it runs no test of."""
import json
import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
SMOKE = "tasks.test.mjs"
USERS_MOST = 30  # tests that a change in tests/support may start
UNIT = (("tests", "data"), ("tests", "support"), ("tests", "unit"))
HOUSE = ("scripts/house.py", "scripts/layers.py", "scripts/links.py")


def git(*command):
    done = subprocess.run(["git", *command], cwd=ROOT, capture_output=True, text=True)
    return done.stdout.split() if done.returncode == 0 else []


def changed():
    """The changed files, and the commit that they are compared with."""
    fork = git("merge-base", "HEAD", "main")
    base = fork[0] if fork and fork != git("rev-parse", "HEAD") else "HEAD"
    files = git("diff", "--name-only", base) + git("ls-files", "--others", "--exclude-standard")
    if not files:
        base = "HEAD~1"
        files = git("diff", "--name-only", base)
    return files, base


def tests_of(file, names):
    """The tests that Meson has for one changed file."""
    path = pathlib.PurePath(file)
    top = path.parts[0]
    if path.parts[:2] in (("tests", "unit"), ("tests", "attack")):
        relative = path.relative_to("tests/unit" if path.parts[1] == "unit" else "tests")
        name = str(relative.with_suffix("")).removesuffix("_test")
        if name in names:
            return {name}
        return below(relative.parent, names)
    if top == "src":
        return below(path.relative_to("src").parent, names)
    if top == "include":
        return below("jose", names) | below("remote", names)
    if path.parts[:2] == ("tests", "house") or file in HOUSE:
        return {"house"}
    if path.parts[:2] == ("tests", "library"):
        return below("library", names)
    if path.parts[:2] == ("tests", "support"):
        found = set().union(*(tests_of(user, names) for user in users(path.stem)))
        return found if len(found) <= USERS_MOST else set()
    return set()


def users(module):
    """The test files that include tests/support/MODULE.h, directly or through another of them."""
    texts = {str(file.relative_to(ROOT)): file.read_text()
             for file in (ROOT / "tests").glob("**/*.[ch]")}
    modules, found = {module}, set()
    while True:
        names = "|".join(map(re.escape, sorted(modules)))
        include = re.compile(rf'^#include "support/({names})\.h"', re.M)
        found = {file for file, text in texts.items() if include.search(text)}
        more = {pathlib.PurePath(file).stem for file in found
                if file.startswith("tests/support/")}
        if more <= modules:
            return {file for file in found if file.endswith("_test.c")}
        modules |= more


def below(folder, names):
    """The tests of a folder, or of the nearest folder above it that has any."""
    for candidate in (pathlib.PurePath(folder), *pathlib.PurePath(folder).parents):
        found = {name for name in names if str(candidate) != "." and
                 pathlib.PurePath(name).is_relative_to(candidate)}
        if found:
            return found | ({name for name in names if name.startswith("attack/")}
                            if candidate.parts[0] == "jose" else set())
    return set()


def unit_tests(build, files):
    """The names of the tests by changed file."""
    listed = subprocess.run(["meson", "introspect", "--tests", build], cwd=ROOT,
                            capture_output=True, text=True, check=True).stdout
    names = {test["name"] for test in json.loads(listed) if "postgres" not in test["suite"]}
    return {file: tests_of(file, names) for file in files}


def left_out(tests):
    """What runs the tests of the changed files of which none are run here."""
    for file, names in sorted(tests.items()):
        path = pathlib.PurePath(file)
        if names or path.name == SMOKE or not (ROOT / file).is_file():
            continue
        if path.match("tests/api/*.test.mjs"):
            yield f"make api T={path.name.removesuffix('.test.mjs')} runs {file}"
        elif path.parts[:2] == ("tests", "api"):
            yield f"make api runs what uses {file}"
        elif path.parts[0] in ("src", "include") or path.parts[:2] in UNIT:
            yield f"make unit runs what uses {file}"
        elif path.parts[0] == "tests":
            yield f"make test runs what uses {file}"


def run(*command, **more):
    return subprocess.run(command, cwd=ROOT, **more).returncode == 0


def main(build):
    files, base = changed()
    tests = unit_tests(build, files)
    units = sorted(set().union(*tests.values()))
    print(f"{len(files)} files differ from {base[:12]}: {len(units)} unit tests, {SMOKE}")
    print(*left_out(tests), sep="\n", end="\n" if any(left_out(tests)) else "", flush=True)
    good = not units or run("meson", "test", "-C", build, "--print-errorlogs", *units)
    environment = dict(os.environ, OSTIARY_BIN=str((ROOT / build / "ostiary").resolve()))
    good &= run("node", "tests/api/run.mjs", os.devnull, SMOKE, env=environment)
    return 0 if good else 1


sys.exit(main(sys.argv[1]))
