#!/usr/bin/env python3
"""Checks every include of the tree against the table LAYERS, and that headers form no cycle."""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
INCLUDE = re.compile(r'^\s*#\s*include\s+(["<])([^">]+)[">]')


def read_table():
    tables = {"room": {}, "only": {}, "made": {}}
    for number, line in enumerate((ROOT / "LAYERS").read_text().splitlines(), 1):
        words = line.split("#")[0].replace(":", " : ").split()
        if not words:
            continue
        if words[0] not in tables or words[2] != ":":
            sys.exit(f"LAYERS:{number}: not understood: {line}")
        tables[words[0]][words[1]] = set(words[3:])
    return tables["room"], tables["only"], tables["made"]


def locate(included, file):
    """The file in the tree that a quoted or angled include names, or None for a system header."""
    for base in (ROOT / "src", ROOT / "include", file.parent):
        if (base / included).is_file():
            return (base / included).resolve()
    return None


def room_of(file):
    folder = file.relative_to(ROOT).parts
    return "/".join(folder[:2])


def main():
    rooms, only, made = read_table()
    problems, graph = [], {}
    files = [f for top in ("src", "include") for f in sorted((ROOT / top).rglob("*.[ch]"))]
    for file in files:
        room, where = room_of(file), file.relative_to(ROOT)
        if room not in rooms:
            problems.append(f"{where}: its folder {room} is not in LAYERS")
            continue
        for number, line in enumerate(file.read_text().splitlines(), 1):
            match = INCLUDE.match(line)
            if not match:
                continue
            target = locate(match[2], file)
            if target is None:
                allowed = only.get(match[2])
                if match[1] == '"' and room not in made.get(match[2], ()):
                    problems.append(f"{where}:{number}: no such file: {match[2]}")
                elif allowed is not None and room not in allowed:
                    problems.append(f"{where}:{number}: only {', '.join(sorted(allowed))} may name {match[2]}")
                continue
            graph.setdefault(file, set()).add(target)
            other = room_of(target)
            if other != room and other not in rooms[room]:
                problems.append(f"{where}:{number}: {room} may not include {other}")
    problems += cycles(graph)
    print("\n".join(problems) or f"{len(files)} files keep to {len(rooms)} rooms")
    return 1 if problems else 0


def cycles(graph):
    found, done, path = [], set(), []

    def visit(file):
        if file in path:
            names = [str(f.relative_to(ROOT)) for f in path[path.index(file):] + [file]]
            found.append("header cycle: " + " -> ".join(names))
            return
        if file in done:
            return
        path.append(file)
        for target in sorted(graph.get(file, ())):
            visit(target)
        path.pop()
        done.add(file)

    for file in sorted(graph):
        visit(file)
    return found


sys.exit(main())
