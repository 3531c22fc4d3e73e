#!/usr/bin/env python3
"""Checks every include of the tree against the table LAYERS, and that headers form no cycle; the
same for the imports of the web UI and web/LAYERS. Usage: layers.py [ROOT]"""
import pathlib
import re
import sys

ROOT = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else __file__ + "/../..").resolve()
IMPORT = re.compile(
    r"""\b(?:(import|export)\s+(type\b)?[^'";]*?\bfrom|(import)\s*\(?)\s*['"](\.[^'"]+)['"]""")
INCLUDE = re.compile(r'^\s*#\s*include\s+(["<])([^">]+)[">]')


def read_table(where="LAYERS"):
    tables = {"room": {}, "only": {}, "made": {}, "apart": {}}
    for number, line in enumerate((ROOT / where).read_text().splitlines(), 1):
        words = line.split("#")[0].replace(":", " : ").split()
        if not words:
            continue
        if words[0] not in tables or words[2] != ":":
            sys.exit(f"{where}:{number}: not understood: {line}")
        tables[words[0]][words[1]] = set(words[3:])
    rooms = tables["room"]
    for table in tables.values():
        for name, others in table.items():
            table[name] = {room for other in others for room in expand(other, rooms)}
            unknown = sorted(table[name] - rooms.keys())
            if unknown:
                sys.exit(f"{where}: {name} names what is no room: {', '.join(unknown)}")
    return rooms, tables["only"], tables["made"], tables["apart"]


def expand(name, rooms):
    """`src/store/*` is src/store and all of its sub-rooms; any other name is itself."""
    if not name.endswith("/*"):
        return [name]
    top = name[:-2]
    return [room for room in rooms if room == top or room.startswith(top + "/")]


def locate(included, file):
    """The file in the tree that a quoted or angled include names, or None for a system header."""
    for base in (ROOT / "src", ROOT / "include", file.parent):
        if (base / included).is_file():
            return (base / included).resolve()
    return None


def room_of(file, rooms, top=ROOT):
    """The room with the longest folder around the file; the file's own folder if there is none."""
    folder = file.relative_to(top).parent
    for candidate in (folder, *folder.parents):
        if candidate.as_posix() in rooms:
            return candidate.as_posix()
    return folder.as_posix()


def main():
    rooms, only, made, apart = read_table()
    problems, graph = [], {}
    files = [f for top in ("src", "include") for f in sorted((ROOT / top).rglob("*.[ch]"))]
    for file in files:
        room, where = room_of(file, rooms), file.relative_to(ROOT)
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
                    who = ", ".join(sorted(allowed))
                    problems.append(f"{where}:{number}: only {who} may name {match[2]}")
                continue
            graph.setdefault(file, set()).add(target)
            other = room_of(target, rooms)
            if room in apart and other == room and target.stem != file.stem:
                problems.append(f"{where}:{number}: the files of {room} may not include each other")
            if other != room and other not in rooms[room]:
                problems.append(f"{where}:{number}: {room} may not include {other}")
    problems += cycles(graph) + pages()
    print("\n".join(problems) or f"{len(files)} files keep to {len(rooms)} rooms")
    return 1 if problems else 0


def pages():
    """The same for the web UI. A type is no reason for an order, nor is what is loaded later."""
    src = ROOT / "web/src"
    if not (ROOT / "web/LAYERS").is_file():
        return []
    rooms, problems, graph = read_table("web/LAYERS")[0], [], {}
    for file in sorted([*src.rglob("*.ts"), *src.rglob("*.tsx")]):
        room, text = room_of(file, rooms, src), file.read_text()
        if room not in rooms:
            problems.append(f"{file.relative_to(ROOT)}: its folder {room} is not in web/LAYERS")
            continue
        for match in IMPORT.finditer(text):
            base = (file.parent / match[4]).resolve()
            target = next((found for end in (".ts", ".tsx", "/index.ts", "/index.tsx")
                           if (found := pathlib.Path(f"{base}{end}")).is_file()), None)
            if target is None:
                continue
            other = room_of(target, rooms, src)
            if other != room and other not in rooms[room]:
                line = text.count("\n", 0, match.start()) + 1
                problems.append(
                    f"{file.relative_to(ROOT)}:{line}: {room} may not import from {other}")
            if match[1] and not match[2]:
                graph.setdefault(file, set()).add(target)
    return problems + cycles(graph, "import cycle")


def cycles(graph, kind="header cycle"):
    found, done, path = [], set(), []

    def visit(file):
        if file in path:
            names = [str(f.relative_to(ROOT)) for f in path[path.index(file):] + [file]]
            found.append(f"{kind}: " + " -> ".join(names))
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
