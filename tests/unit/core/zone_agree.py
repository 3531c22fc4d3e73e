#!/usr/bin/python3
"""Every zone of the database has the offsets that Python's zoneinfo finds, near its changes and far
from them. Usage: zone_agree.py ZONE_LINES"""
import datetime
import random
import subprocess
import sys
import zoneinfo

EPOCH = datetime.datetime(1970, 1, 1)
UTC = datetime.timezone.utc


def offset(zone, s):
    aware = EPOCH.replace(tzinfo=UTC) + datetime.timedelta(seconds=s)
    return int(aware.astimezone(zone).utcoffset().total_seconds())


def to_utc(zone, s):
    local = (EPOCH + datetime.timedelta(seconds=s)).replace(tzinfo=zone)
    return s - int(local.utcoffset().total_seconds())


def changes(zone, first, last):
    """Where the offset changes, found from one week to the next."""
    found, week = [], 7 * 86400
    for low in range(first, last, week):
        high = low + week
        if offset(zone, low) == offset(zone, high):
            continue
        while high - low > 1:
            middle = (low + high) // 2
            if offset(zone, middle) == offset(zone, low):
                low = middle
            else:
                high = middle
        found.append(high)
    return found


def times(zone, source):
    """Around some changes, and at any time from 1900 to 2200."""
    year = 31556952
    first = source.randint(0, 60) * year
    for change in changes(zone, first, first + 2 * year):
        for near in (-7201, -3600, -1, 0, 1, 3599, 7200):
            yield change + near
            yield change + near + offset(zone, change)
            yield change + near + offset(zone, change - 1)
    for _ in range(10):
        yield source.randint(-70 * year, 230 * year)


def main():
    source = random.Random(9636)
    names = sorted(name for name in zoneinfo.available_timezones() if name != "localtime")
    cases = [(name, kind, s) for name in names for s in times(zoneinfo.ZoneInfo(name), source)
             for kind in ("utc", "local")]
    lines = "".join(f"{name}\t{kind}\t{s}\n" for name, kind, s in cases)
    answers = subprocess.run([sys.argv[1]], input=lines, text=True, check=True,
                             stdout=subprocess.PIPE).stdout.splitlines()
    wrong = 0
    for (name, kind, s), answer in zip(cases, answers, strict=True):
        right = (offset if kind == "utc" else to_utc)(zoneinfo.ZoneInfo(name), s)
        if answer != str(right):
            wrong += 1
            print(f"# {name} {kind} {s}: {answer}, zoneinfo: {right}")
    print("1..1")
    print(f"{'not ok' if wrong else 'ok'} 1 - {len(cases)} times of {len(names)} zones agree")


if __name__ == "__main__":
    main()
