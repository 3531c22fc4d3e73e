#!/usr/bin/python3
"""10,000 random rules and dates, of which python3-dateutil and the program name the same next
dates. Usage: agree.py RECUR_LINES [SEED [RULES]]"""
import datetime
import multiprocessing
import random
import subprocess
import sys

from dateutil.rrule import rrulestr

DATES = 1
YEARS = 40  # LIMIT_RECURRENCE_YEARS
DAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]


def some(choices, most, source):
    return source.sample(choices, source.randint(1, min(most, len(choices))))


def numbered(day, weeks, source):
    number = source.choice([*range(1, weeks + 1), *range(-weeks, 0)])
    return f"{number}{day}"


def random_rule(source):
    """The text of a rule, its parts in any order."""
    freq = source.choice(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"])
    parts, month_days = [f"FREQ={freq}"], False
    months = source.random() < 0.3
    if source.random() < 0.5:
        # Years that are far apart are tried below.
        parts.append(f"INTERVAL={source.choice([1, 2, 2, 3, 4, 5, 6, 7, 10, 12, 14, 28])}")
    if months:
        parts.append("BYMONTH=" + ",".join(map(str, some(range(1, 13), 4, source))))
    if freq != "WEEKLY" and source.random() < 0.4:
        month_days = True
        days = [*range(1, 32), *range(-31, 0), 29, 30, 31, -1]
        parts.append("BYMONTHDAY=" + ",".join(map(str, some(days, 4, source))))
    if source.random() < 0.5:
        days = some(DAYS, 4, source)
        if freq in ("MONTHLY", "YEARLY") and not month_days and source.random() < 0.6:
            weeks = 53 if freq == "YEARLY" and not months else 5
            days = [numbered(day, weeks, source) for day in days]
        parts.append("BYDAY=" + ",".join(days))
    if source.random() < 0.3:
        parts.append(f"WKST={source.choice(DAYS)}")
    source.shuffle(parts)
    return ";".join(parts)


def random_date(source):
    """Often the end of a month or a leap day."""
    year = source.choice([source.randint(1990, 2060), source.randint(2000, 2400), 2024, 2096])
    if source.random() < 0.2:
        return datetime.date(year, source.randint(1, 11) + 1, 1) - datetime.timedelta(days=1)
    if source.random() < 0.1:
        return datetime.date(source.choice([2000, 2024, 2072, 2092, 2096, 2104, 2396]), 2, 29)
    return datetime.date(year, 1, 1) + datetime.timedelta(days=source.randint(0, 364))


def expected(rule, start):
    """Each date begins the rule again, as a task does that was moved to it."""
    dates = []
    for _ in range(DATES):
        last = datetime.datetime(start.year + YEARS, 12, 31)
        text = f"{rule};UNTIL={last:%Y%m%d}"
        found = rrulestr(text, dtstart=datetime.datetime(start.year, start.month, start.day))
        date = found.after(datetime.datetime(start.year, start.month, start.day))
        if date is None:
            return [*dates, "none"]
        dates.append(f"{date:%Y-%m-%d}")
        start = date.date()
    return dates


def main():
    source = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 5545)
    rules = int(sys.argv[3]) if len(sys.argv) > 3 else 10000
    cases = [(random_rule(source), random_date(source)) for _ in range(rules)]
    lines = "".join(f"{rule}\t{date}\t{DATES}\n" for rule, date in cases)
    answers = subprocess.run([sys.argv[1]], input=lines, text=True, check=True,
                             stdout=subprocess.PIPE).stdout.splitlines()
    with multiprocessing.Pool() as pool:
        rights = pool.starmap(expected, cases, chunksize=50)
    wrong = 0
    for (rule, date), answer, dates in zip(cases, answers, rights, strict=True):
        right = " ".join(dates)
        if answer.strip() != right:
            wrong += 1
            print(f"# {rule} from {date}: {answer}, dateutil: {right}")
    print("1..1")
    print(f"{'not ok' if wrong else 'ok'} 1 - {rules} rules agree with dateutil, {wrong} do not")


if __name__ == "__main__":
    main()
