#!/usr/bin/env python3
"""Counts the tests in Meson's log: prints "passed failed". A program that died counts as one failure more."""
import json
import re
import sys

passed = failed = 0
for line in open(sys.argv[1]):
    run = json.loads(line)
    output = run.get("stdout", "")
    ok = len(re.findall(r"^ok ", output, re.M))
    bad = len(re.findall(r"^not ok ", output, re.M))
    good_end = run["result"] == "OK"
    if ok + bad == 0 and good_end:
        ok = 1  # a script that is one test
    passed += ok
    failed += bad + (0 if good_end or bad else 1)
print(passed, failed)
