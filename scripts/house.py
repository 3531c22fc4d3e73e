#!/usr/bin/env python3
"""Checks rules that no compiler knows. Usage: house.py [--root DIR] [--build DIR] RULE...

  lines    no line is wider than 100 columns (a tab is 8): C, scripts, Meson, Make, comments, prose
  headers  each .c has a header of its own, or is a part that a header beside it names
  lists    the sources of a meson.build are sorted; more than three stand one a line
  sizes    no .c over 500 lines, no .h over 200, no folder of src over 25 files of any kind
  circles  no .c files use each other's symbols in a circle (reads the objects below --build)
"""
import argparse
import collections
import json
import pathlib
import re
import subprocess
import sys

COLUMNS, TAB = 100, 8
C_LINES, H_LINES, FOLDER_FILES = 500, 200, 25
SOURCES_IN_ONE_LINE = 3
FULL_WIDTH_NAMES = ("Makefile", "meson.build", "meson_options.txt")


def tracked(root):
    """The files of the tree that git tracks or would track, as paths relative to the root."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=root, capture_output=True, text=True, check=True).stdout
    return [pathlib.Path(name) for name in sorted(set(listed.split("\0")))
            if name and (root / name).is_file()]


def sources(root, suffixes=(".c",)):
    return [file for file in tracked(root)
            if file.parts[0] in ("src", "include") and file.suffix in suffixes]


# lines

def width(line):
    return len(line.expandtabs(TAB))


def is_script(root, file):
    if file.suffix in (".py", ".sh"):
        return True
    with open(root / file, "rb") as stream:
        return not file.suffix and stream.read(2) == b"#!"


def wide_lines(lines):
    return [number for number, line in enumerate(lines, 1) if width(line) > COLUMNS]


def wide_prose(lines):
    """In Markdown tables, code and words that no blank divides may be wide."""
    wide, code = [], False
    for number, line in enumerate(lines, 1):
        text = re.sub(r"^\s*([-*>#]+|\d+\.)?\s*", "", line)
        if text.startswith("```"):
            code = not code
        elif not code and not text.startswith("|") and " " in text and width(line) > COLUMNS:
            wide.append(number)
    return wide


def wide_comments(lines):
    """In JavaScript and TypeScript Biome has divided the code that can be divided."""
    return [number for number in wide_lines(lines)
            if re.match(r"\s*(//|/\*|\*|\{/\*)", lines[number - 1])]


def width_rule(root, file):
    if file.suffix in (".c", ".h") or file.name in FULL_WIDTH_NAMES:
        return wide_lines
    if file.suffix in (".js", ".mjs", ".ts", ".tsx"):
        return wide_comments
    if file.suffix == ".md":
        return wide_prose
    return wide_lines if is_script(root, file) else None


def check_lines(root, _):
    for file in tracked(root):
        rule = width_rule(root, file)
        lines = (root / file).read_text().splitlines() if rule else []
        for number in rule(lines) if rule else []:
            columns = width(lines[number - 1])
            yield f"{file}:{number}: {columns} columns, {COLUMNS} are allowed"


# headers

def head_comment(text):
    match = re.match(r"\s*(/\*.*?\*/)", text, re.DOTALL)
    return match[1] if match else ""


def names(comment, file_name):
    return re.search(rf"(?<![\w/]){re.escape(file_name)}\b", comment)


def first_include(text):
    match = re.search(r'^\s*#\s*include\s+["<]([^">]+)[">]', text, re.MULTILINE)
    return match[1] if match else None


def check_headers(root, _):
    for file in sources(root):
        text = (root / file).read_text()
        if re.search(r"^int main\(", text, re.MULTILINE):
            continue
        own = file.with_suffix(".h")
        public = pathlib.Path("include/ostiary") / own.name
        wanted = [str(header.relative_to(header.parts[0]))
                  for header in (own, public) if (root / header).is_file()]
        if not wanted:  # a part of the module of a header beside it
            wanted = [str(header.relative_to(root / "src"))
                      for header in sorted((root / file.parent).glob("*.h"))
                      if names(head_comment(header.read_text()), file.name)]
        if not wanted:
            yield f"{file}: has no header of its own, and no header beside it names it as a part"
        elif first_include(text) not in wanted:
            yield f"{file}: its first include is not {' or '.join(wanted)}"


# lists

TOKEN = re.compile(r"'(?:[^'\\]|\\.)*'|#[^\n]*|[\[\](){},\n]|[^\s'#\[\](){},]+|[ \t]+")


def source_lists(text):
    """Each list of a meson.build with the sources that stand directly in it: (line, name) pairs."""
    open_lists, line = [[]], 1
    for token in TOKEN.findall(text):
        if token == "\n":
            line += 1
        elif token in "([{":
            open_lists.append([])
        elif token in ")]}" and len(open_lists) > 1:
            yield open_lists.pop()
        elif token.startswith("'") and token.endswith(".c'") and len(token) > 4:
            open_lists[-1].append((line, token[1:-1]))


def check_lists(root, _):
    for file in tracked(root):
        if file.name != "meson.build":
            continue
        lines = (root / file).read_text().splitlines()
        for found in source_lists("\n".join(lines)):
            for number, name in found:
                alone = lines[number - 1].strip().rstrip(",") == f"'{name}'"
                if len(found) > SOURCES_IN_ONE_LINE and not alone:
                    yield f"{file}:{number}: {name} shares its line"
            for (_, before), (number, name) in zip(found, found[1:]):
                if name <= before:
                    yield f"{file}:{number}: {name} belongs before {before}"


# sizes

def check_sizes(root, _):
    folders = collections.Counter()
    for file in tracked(root):
        most = {".c": C_LINES, ".h": H_LINES}.get(file.suffix)
        lines = len((root / file).read_text().splitlines()) if most else 0
        if most and lines > most:
            yield f"{file}: {lines} lines, {most} are allowed"
        if file.parts[0] in ("src", "include"):
            folders[file.parent] += 1
    for folder, files in sorted(folders.items()):
        if files > FOLDER_FILES:
            yield f"{folder}: {files} files, {FOLDER_FILES} are allowed"


# circles

def objects(root, build):
    """One object for each source of the tree, as the build's compile commands name them."""
    found = {}
    for command in json.loads((build / "compile_commands.json").read_text()):
        directory = pathlib.Path(command["directory"])
        source = (directory / command["file"]).resolve()
        if source.is_relative_to(root / "src"):
            found.setdefault(source.relative_to(root), directory / command["output"])
    return found


def symbols(object_file):
    """What an object defines for others, and what it wants from them."""
    listed = subprocess.run(["nm", "--format=posix", "--extern-only", object_file],
                            capture_output=True, text=True, check=True).stdout
    defined, wanted = set(), set()
    for line in listed.splitlines():
        name, kind = line.split()[:2]
        (wanted if kind in "Uwv" else defined).add(name)
    return defined, wanted


def call_graph(found):
    """Who uses what of whom: graph[file][other] is one symbol of the other that the file uses."""
    tables = {file: symbols(path) for file, path in sorted(found.items())}
    home = {name: file for file, (defined, _) in tables.items() for name in defined}
    graph = {file: {} for file in tables}
    for file, (_, wanted) in tables.items():
        for name in sorted(wanted):
            if home.get(name, file) != file:
                graph[file].setdefault(home[name], name)
    return graph


def knots(graph):
    """Tarjan's algorithm: the strongly connected components of more than one node."""
    index, low, stack, found = {}, {}, [], []

    def visit(node):
        index[node] = low[node] = len(index)
        stack.append(node)
        for other in graph[node]:
            if other not in index:
                visit(other)
                low[node] = min(low[node], low[other])
            elif other in stack:
                low[node] = min(low[node], index[other])
        if low[node] == index[node]:
            cut = stack.index(node)
            found.append(sorted(stack[cut:]))
            del stack[cut:]

    for node in graph:
        if node not in index:
            visit(node)
    return [knot for knot in found if len(knot) > 1]


def shortest_circle(graph, knot):
    """The shortest way from the knot's first file back to itself, inside the knot."""
    start = knot[0]
    ways = collections.deque([[start]])
    seen = set()
    while ways:
        way = ways.popleft()
        for other in graph[way[-1]]:
            if other == start:
                return way + [start]
            if other in knot and other not in seen:
                seen.add(other)
                ways.append(way + [other])
    return []


def check_circles(root, build):
    found = objects(root, build)
    if not found:
        yield f"{build}: no object of a source below src, so no call was looked at"
    graph = call_graph(found)
    for knot in sorted(knots(graph)):
        way = shortest_circle(graph, knot)
        steps = [f"{a} uses {graph[a][b]} of {b}" for a, b in zip(way, way[1:])]
        yield f"call circle of {', '.join(map(str, knot))}:\n  " + "\n  ".join(steps)


CHECKS = {
    "lines": check_lines,
    "headers": check_headers,
    "lists": check_lists,
    "sizes": check_sizes,
    "circles": check_circles,
}


def main():
    here = pathlib.Path(__file__).resolve().parent.parent
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--root", type=pathlib.Path, default=here, help="the tree to check")
    parser.add_argument("--build", type=pathlib.Path, default=here / "build",
                        help="a folder that Meson has built")
    parser.add_argument("rules", nargs="+", choices=CHECKS, metavar="RULE")
    options = parser.parse_args()
    root, build = options.root.resolve(), options.build.resolve()
    problems = [problem for rule in options.rules for problem in CHECKS[rule](root, build)]
    print("\n".join(problems) or f"{', '.join(options.rules)}: nothing to complain of")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
