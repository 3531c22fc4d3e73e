#!/usr/bin/env python3
"""Breaks each rule of scripts/layers.py, house.py and links.py once, beside a twin that keeps it.

    house_test.py CC [FLAG...]

A small tree keeps every rule; each case writes one file into it, and takes it away again."""
import json
import pathlib
import subprocess
import sys
import tempfile

SCRIPTS = pathlib.Path(__file__).resolve().parents[2] / "scripts"
COMPILER = sys.argv[1:]

X100 = "x" * 100
PROSE_100, PROSE_101 = "word " * 19 + "words", "word " * 20 + "x"

TREE = {
    "LAYERS": """\
room include/ostiary:
room src/base:
room src/store:        src/base src/store/*
room src/store/tables: src/base
room src/store/sqlite: src/base
only sqlite3.h:   src/store/sqlite
only libpq-fe.h:  src/store/tables
made version.h:   src/store
apart src/store/tables:
""",
    "web/LAYERS": "room ui:\nroom tasks: ui\nroom app: tasks ui\n",
    "web/src/ui/button.tsx": "export const Button = 1;\n",
    "web/src/tasks/row.tsx": "import { Button } from '../ui/button';\nexport const Row = Button;\n",
    "src/meson.build": "library('a', 'base/str.c', 'store/store.c')\n",
    "src/base/str.h": "int str_length(void);\n",
    "src/base/str.c": '#include "base/str.h"\nint str_length(void) { return 1; }\n',
    "src/store/store.h": "/* The store.\n * open.c  opens it */\nint store_open(void);\n",
    "src/store/store.c": '#include "store/store.h"\n#include "base/str.h"\n'
                         "int store_rows(void);\nint store_rows(void) { return str_length(); }\n",
    "src/store/open.c": '#include "store/store.h"\n'
                        "int store_rows(void);\nint store_open(void) { return store_rows(); }\n",
    "src/store/tables/users.h": "int users(void);\n",
    "src/store/tables/users.c": '#include "store/tables/users.h"\nint users(void) { return 2; }\n',
    "src/store/sqlite/driver.h": "int driver(void);\n",
    "src/store/sqlite/driver.c":
        '#include "store/sqlite/driver.h"\nint driver(void) { return 3; }\n',
}


def include(*names):
    return "".join(f'#include "{name}"\n' for name in names)


def sources(*names):
    return "library('a',\n" + "".join(f"  {name},\n" for name in names) + ")\n"


# The name of the rule, the file to write, its text that is accepted, its text that is refused, and
# what the refusal says.
CASES = [
    ("layers: each folder is a room or lies in one", "LAYERS",
     TREE["LAYERS"], TREE["LAYERS"].replace("room src/store/sqlite: src/base\n", ""),
     "LAYERS: sqlite3.h names what is no room: src/store/sqlite"),
    ("layers: a folder without a row lies in the room above", "src/store/tables/more/a.h",
     include("base/str.h"), include("store/store.h"), "src/store/tables may not include src/store"),
    ("layers: a room includes what its row allows", "src/store/tables/users.c",
     include("store/tables/users.h", "base/str.h"),
     include("store/tables/users.h", "store/sqlite/driver.h"),
     "src/store/tables may not include src/store/sqlite"),
    ("layers: a sub-room does not include the room above", "src/store/sqlite/driver.h",
     include("base/str.h"), include("store/store.h"),
     "src/store/sqlite may not include src/store"),
    ("layers: one room names a library", "src/store/sqlite/driver.h",
     "#include <sqlite3.h>\n", "#include <libpq-fe.h>\n",
     "only src/store/tables may name libpq-fe.h"),
    ("layers: a generated header belongs to its room", "src/store/store.h",
     TREE["src/store/store.h"] + include("version.h"), include("versions.h"),
     "no such file: versions.h"),
    ("layers: files of a room that is apart do not include each other", "src/store/tables/tasks.h",
     include("base/str.h"), include("store/tables/users.h"),
     "the files of src/store/tables may not include each other"),
    ("layers: headers form no circle", "src/store/tables/users.h",
     include("base/str.h"), include("store/tables/users.h"),
     "header cycle: src/store/tables/users.h"),
    ("layers: a folder of the web UI imports from what its row allows", "web/src/ui/chip.tsx",
     "import { Button } from './button';\n", "import { Row } from '../tasks/row';\n",
     "ui may not import from tasks"),
    ("layers: what is loaded later keeps to them as well", "web/src/ui/chip.tsx",
     "const chip = () => import('./button');\n", "const row = () => import('../tasks/row');\n",
     "ui may not import from tasks"),
    ("layers: files of the web UI import each other in no circle, types aside",
     "web/src/ui/button.tsx",
     "import type { Row } from './chip';\nimport type { Chip } from './chip';\n",
     "import { Button } from './button';\n", "import cycle: web/src/ui/button.tsx"),

    ("lines: C", "src/base/str.h", f"// {X100[:97]}\n", f"// {X100[:98]}\n",
     "str.h:1: 101 columns"),
    ("lines: a tab is eight columns", "src/base/str.h",
     f"\t// {X100[:89]}\n", f"\t// {X100[:90]}\n", "str.h:1: 101 columns"),
    ("lines: Meson", "src/meson.build", f"# {X100[:98]}\n", f"# {X100[:99]}\n", "meson.build:1"),
    ("lines: Make", "Makefile", f"# {X100[:98]}\n", f"# {X100[:99]}\n", "Makefile:1"),
    ("lines: a script by its name", "a.sh", f"# {X100[:98]}\n", f"# {X100[:99]}\n", "a.sh:1"),
    ("lines: a script by its first line", "run", f"#!/bin/sh\n# {X100[:98]}\n",
     f"#!/bin/sh\n# {X100[:99]}\n", "run:2"),
    ("lines: comments of JavaScript", "a.mjs", f"const a = '{X100}';\n", f"  // {X100[:96]}\n",
     "a.mjs:1"),
    ("lines: prose", "docs/a.md", PROSE_100 + "\n", PROSE_101 + "\n", "a.md:1: 101 columns"),
    ("lines: a word that no blank divides", "docs/a.md", f"* {X100}\n", f"* two {X100}\n",
     "a.md:1"),
    ("lines: tables are no prose", "docs/a.md", f"| a | {X100} |\n", f"a | {X100} |\n", "a.md:1"),
    ("lines: code is no prose", "docs/a.md", f"```\na {X100}\n```\n",
     f"```\na\n```\na {X100}\n", "a.md:4"),

    ("headers: a .c has its own", "src/base/buf.c", "int main(void) { return 0; }\n",
     "int buf(void);\n", "buf.c: has no header of its own"),
    ("headers: or is a named part", "src/store/store.h", TREE["src/store/store.h"],
     "/* The store. */\nint store_open(void); /* in open.c */\n",
     "open.c: has no header of its own"),
    ("headers: the own header comes first", "src/store/store.c", include("store/store.h"),
     include("base/str.h", "store/store.h"), "its first include is not store/store.h"),

    ("lists: sorted", "src/meson.build", sources("'a.c'", "'b.c'", "'b/a.c'", "'c.c'"),
     sources("'a.c'", "'c.c'", "'b.c'", "'d.c'"), "meson.build:4: b.c belongs before c.c"),
    ("lists: no name twice", "src/meson.build", sources("'a.c'", "'b.c'"),
     sources("'a.c'", "'a.c'"), "a.c belongs before a.c"),
    ("lists: more than three stand one a line", "src/meson.build", sources("'a.c', 'b.c', 'c.c'"),
     sources("'a.c', 'b.c', 'c.c'", "'d.c'"), "meson.build:2: a.c shares its line"),

    ("sizes: a .c has up to 500 lines", "src/base/str.c", "\n" * 500, "\n" * 501,
     "src/base/str.c: 501 lines"),
    ("sizes: a .h has up to 200 lines", "src/base/str.h", "\n" * 200, "\n" * 201,
     "src/base/str.h: 201 lines"),
    ("sizes: so has one of the tests", "tests/unit/str_test.c", "\n" * 500, "\n" * 501,
     "tests/unit/str_test.c: 501 lines"),

    ("links: a file", "docs/a.md", "# A\n[a](a.md)\n", "# A\n[b](b.md)\n",
     "docs/a.md: there is no b.md"),
    ("links: a folder above", "docs/a.md", "[a](../src/base/)\n", "[a](../src/bass/)\n",
     "docs/a.md: there is no ../src/bass/"),
    ("links: a heading", "docs/a.md", "# The `b`, c\n[a](#the-b-c)\n", "# The b\n[a](#the-c)\n",
     "docs/a.md: #the-c has no such heading"),
    ("links: code holds none", "docs/a.md", "```\n[b](b.md)\n```\n", "[b](b.md)\n",
     "docs/a.md: there is no b.md"),
    ("links: a page that code names", "docs/a.md", "/* not-docs/b.md, a/docs/b.md */\n",
     "/* See docs/b.md. */\n", "docs/a.md: there is no docs/b.md"),
    ("links: a source that a page names", "docs/a.md", "`src/base/str.c`, `src/base/`, src/*.c\n",
     "`src/base/string.c`\n", "docs/a.md: there is no src/base/string.c"),

    ("circles: calls lead one way", "src/base/str.c",
     '#include "base/str.h"\nint str_length(void) { return 4; }\n',
     '#include "base/str.h"\nint store_open(void);\n'
     "int str_length(void) { return store_open(); }\n",
     "src/base/str.c uses store_open of src/store/open.c"),
    ("circles: data is used one way, too", "src/base/str.c",
     '#include "base/str.h"\nint str_data = 1;\nint str_length(void) { return str_data; }\n',
     '#include "base/str.h"\nextern int (*store_hook)(void);\nint store_rows(void);\n'
     "int (*str_hook)(void) = store_rows;\nint str_length(void) { return 1; }\n",
     "call circle of src/base/str.c, src/store/store.c"),
]


def write(root, name, text):
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text(text)


def build(root):
    """Compiles the sources and writes the compile commands, as Meson does."""
    commands = []
    for source in sorted((root / "src").rglob("*.c")):
        target = str(source.relative_to(root)).replace("/", "_") + ".o"
        command = [*COMPILER, "-I", root / "src", "-c", source, "-o", root / target]
        subprocess.run(command, check=True)
        commands.append({"directory": str(root), "file": str(source), "output": target})
    write(root, "build/compile_commands.json", json.dumps(commands))


def run(root, rule):
    """The end and the output of the rule's script on the tree."""
    command = [SCRIPTS / "layers.py", root]
    if rule != "layers":
        command = [SCRIPTS / "house.py", "--root", root, "--build", root / "build", rule]
    if rule == "links":
        command = [SCRIPTS / "links.py", "--root", root]
    done = subprocess.run([sys.executable, *command], capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


def judge(root, rule, changes):
    """The end and the output of the rule's script on the tree with the changes, which it undoes."""
    for name, text in changes.items():
        write(root, name, text)
    if rule == "circles":
        build(root)
    judged = run(root, rule)
    for name in changes:
        (root / name).unlink()
        if name in TREE:
            write(root, name, TREE[name])
    return judged


def verdicts(root):
    """For each case whether the rule's script says what it should: (name, is so, output)."""
    for name, file, accepted, refused, message in CASES:
        rule = name.split(":")[0]
        code, output = judge(root, rule, {file: accepted})
        yield f"{name}: kept", code == 0, output
        code, output = judge(root, rule, {file: refused})
        yield f"{name}: broken", code == 1 and message in output, output
    write(root, "build/compile_commands.json", "[]")
    code, output = run(root, "circles")
    yield "circles: a build without sources", code == 1 and "no object" in output, output
    for files, allowed in ((25, True), (26, False)):
        more = {"src/base/meson.build": "", **{f"src/base/n{n}.h": "" for n in range(files - 3)}}
        code, output = judge(root, "sizes", more)
        said = code == 0 if allowed else code == 1 and "src/base: 26 files" in output
        yield f"sizes: a folder of {files} files", said, output


def main():
    failed, number = 0, 0
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder).resolve()
        subprocess.run(["git", "init", "--quiet", root], check=True)
        for name, text in TREE.items():
            write(root, name, text)
        for name, good, output in verdicts(root):
            number += 1
            failed += not good
            print(f"{'ok' if good else 'not ok'} {number} - {name}")
            if not good:
                print("\n".join(f"# {line}" for line in output.splitlines()))
    print(f"1..{number}")
    return 1 if failed else 0


sys.exit(main())
