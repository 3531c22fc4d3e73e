#!/usr/bin/env python3
"""Counts the tests in Meson's log. Usage: count.py TESTLOG.JSON

Prints "PASSED FAILED SKIPPED", then one line "NAME: REASON" for each skipped test. A program that
died counts as one more failure, and a log without a single test as a failure."""
import json
import re
import sys

SKIP = re.compile(r"# *skip\S*\s*(.*)", re.I)


def tap(name, output):
    """The passed and failed tests of one program's TAP, and the skipped ones as "NAME: REASON"."""
    passed, failed, skipped = 0, 0, []
    for line in output.splitlines():
        skip = SKIP.search(line)
        if skip and re.match(r"(not )?ok\b|1\.\.0\b", line):
            skipped.append(f"{name}: {skip.group(1) or 'no reason given'}")
        elif re.match(r"ok\b", line):
            passed += 1
        elif re.match(r"not ok\b", line):
            failed += 1
    return passed, failed, skipped


def count(run):
    passed, failed, skipped = tap(run["name"], run.get("stdout", ""))
    if run["result"] == "SKIP" and not skipped:
        skipped = [f"{run['name']}: no reason given"]
    if run["result"] not in ("OK", "SKIP") and not failed:
        failed = 1
    if not passed and not failed and not skipped:
        passed = 1  # a script that is one test
    return passed, failed, skipped


def main(path):
    passed, failed, skipped = 0, 0, []
    with open(path, encoding="utf-8") as log:
        for line in log:
            more_passed, more_failed, more_skipped = count(json.loads(line))
            passed += more_passed
            failed += more_failed
            skipped += more_skipped
    if passed + failed + len(skipped) == 0:
        failed = 1
    print(passed, failed, len(skipped))
    print(*skipped, sep="\n", end="\n" if skipped else "")


main(sys.argv[1])
