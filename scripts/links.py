#!/usr/bin/env python3
"""Every link leads somewhere. Usage: links.py [--root DIR]

Checks all relative links of the tracked Markdown files (the file or folder exists, and so does the
heading behind a "#"), every path below docs/ that any tracked file names, and every path of code
that a Markdown file names, from the root or from its own folder."""
import argparse
import pathlib
import re
import subprocess
import sys

LINK = re.compile(r"\]\(([^)\s]+)\)")
NAMED = re.compile(r"(?<![\w./-])(docs/[\w./-]*\w)")
# In a Markdown file, paths of code as well; "src/a/" is a folder, and "src/a/{b,c}.c" is not read.
CODE = re.compile(r"(?<![\w./-])((?:src|include|tests|scripts|bench|examples|web)/"
                  r"[\w./-]*[\w/])(?![\w{*<])")
FOREIGN = re.compile(r"[a-z][a-z0-9+.-]*:|/")
# Kept as published, or, in the test of this script, made up.
EXEMPT = ("tests/data/better-auth/transcripts.txt", "tests/data/vectors/", "tests/house/")


def tracked(root):
    listed = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
                            cwd=root, capture_output=True, text=True, check=True).stdout
    names = sorted(set(filter(None, listed.split("\0"))))
    return [name for name in names if (root / name).is_file() and
            not (root / name).is_symlink() and not name.startswith(EXEMPT)]


def without_blocks(text):
    """The text without its blocks of code."""
    return re.sub(r"^```.*?^```", "", text, flags=re.M | re.S)


def prose(text):
    """The text without its blocks and spans of code."""
    return re.sub(r"`[^`\n]*`", "", without_blocks(text))


def anchors(text):
    """The anchors that a forge gives to the headings."""
    for heading in re.findall(r"^#+ (.*)$", without_blocks(text), re.M):
        yield re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def link_fault(root, page, link):
    if FOREIGN.match(link):
        return None
    file, _, anchor = link.partition("#")
    target = (root / page).parent / file if file else root / page
    if not target.exists():
        return f"{page}: there is no {link}"
    if anchor and target.suffix == ".md" and anchor not in anchors(target.read_text("utf-8")):
        return f"{page}: {link} has no such heading"
    return None


def faults(root):
    for name in tracked(root):
        try:
            text = (root / name).read_text("utf-8")
        except UnicodeDecodeError:
            continue
        if name.endswith(".md"):
            links = LINK.findall(prose(text))
            yield from filter(None, (link_fault(root, name, link) for link in links))
        named = set(NAMED.findall(text))
        if name.endswith(".md"):
            named |= set(CODE.findall(text))
        for path in sorted(named):
            if not any((top / path).exists() for top in (root, (root / name).parent)):
                yield f"{name}: there is no {path}"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--root", type=pathlib.Path, default=pathlib.Path(__file__).parent.parent)
    found = list(faults(parser.parse_args().root.resolve()))
    print(*found or ["every link leads somewhere"], sep="\n")
    return 1 if found else 0


sys.exit(main())
