#!/usr/bin/env python3
"""Writes the pages of the documentation that are made from the rows of the program.
Usage: pages.py OSTIARY [--write]

docs/host/commands.md is the output of `ostiary help --format commands`. In docs/host/settings.md
the table of each group of settings, between "<!-- table -->" and "<!-- end -->" below the heading
of the group, is that of `ostiary help --format settings`; the text around the tables is written by
hand. Without --write, a page that is not current is a fault."""
import pathlib
import re
import subprocess
import sys

HOST = pathlib.Path(__file__).resolve().parent.parent / "docs/host"
BLOCK = re.compile(r"(^## ([^\n]+)\n(?:(?!^## ).)*?^<!-- table -->\n)(.*?)(^<!-- end -->$)",
                   re.M | re.S)


def printed(ostiary, form):
    return subprocess.run([ostiary, "help", "--format", form], check=True, capture_output=True,
                          text=True).stdout


def tables(text):
    """The table of each group, by the group's title."""
    return {title: table.strip() + "\n"
            for title, table in re.findall(r"^## ([^\n]+)\n\n(.*?)(?=^## |\Z)", text, re.M | re.S)}


def settings_page(text, by_title):
    for title in by_title.keys() ^ {title for _, title, _, _ in BLOCK.findall(text)}:
        sys.exit(f"docs/host/settings.md: no group and table go with the heading \"{title}\"")
    return BLOCK.sub(lambda found: found[1] + "\n" + by_title[found[2]] + "\n" + found[4], text)


def main(ostiary, write=None):
    settings, commands = HOST / "settings.md", HOST / "commands.md"
    wanted = {
        settings: settings_page(settings.read_text(), tables(printed(ostiary, "settings"))),
        commands: printed(ostiary, "commands"),
    }
    stale = [page for page, text in wanted.items() if not page.exists() or page.read_text() != text]
    print(f"1..{len(wanted)}")
    for number, (page, text) in enumerate(wanted.items(), 1):
        if page in stale and write == "--write":
            page.write_text(text)
            stale.remove(page)
        print(f"{'not ok' if page in stale else 'ok'} {number} - docs/host/{page.name} is current")
        if page in stale:
            print(f"# run: scripts/pages.py {ostiary} --write")
    return 1 if stale else 0


sys.exit(main(*sys.argv[1:]))
