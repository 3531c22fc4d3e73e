#!/usr/bin/env python3
"""Reads from the built program and libraries what the hardening flags of meson.build have made.

    hardening.py CPU-FAMILY FILE...   FILE is the program, a shared library or a static one

A static library stands for the objects of which the program is made."""
import re
import subprocess
import sys

CFI_NOTES = {"x86_64": {"program": ["SHSTK"], "objects": ["IBT", "SHSTK"]},
             "aarch64": {"program": [], "objects": ["BTI", "PAC"]}}
number = 0
failed = 0


def readelf(*arguments):
    done = subprocess.run(["readelf", "--wide", *arguments], capture_output=True, text=True)
    return done.stdout


def check(holds, sentence):
    global number, failed
    number += 1
    failed += not holds
    print("ok" if holds else "not ok", number, "-", sentence, flush=True)


def check_linked(file, cpu):
    name = file.rsplit("/", 1)[-1]
    segments = readelf("--segments", file)
    dynamic = readelf("--dynamic", file)
    symbols = readelf("--dyn-syms", file)
    notes = readelf("--notes", file)
    stack = re.search(r"GNU_STACK.*", segments)
    check(re.search(r"\bDYN\b", readelf("--file-header", file)), f"{name} loads at any address")
    check("GNU_RELRO" in segments and "NOW" in dynamic, f"{name} binds at once, then read-only")
    check(stack and "RWE" not in stack[0], f"{name} has a stack that does not execute")
    check(not re.search(r"LOAD.* RWE ", segments), f"{name} has no segment to write and execute")
    check("TEXTREL" not in dynamic, f"{name} relocates no code")
    check("__stack_chk_fail" in symbols, f"{name} guards its stack")
    check(re.search(r" __\w+_chk@", symbols), f"{name} calls the checked functions of libc")
    for word in CFI_NOTES.get(cpu, {"program": []})["program"]:
        check(word in notes, f"{name} is marked {word}")


def check_objects(file, cpu):
    """Every object of an archive has the marks of -fcf-protection or -mbranch-protection."""
    name = file.rsplit("/", 1)[-1]
    members = re.split(r"^File: ", readelf("--notes", file), flags=re.MULTILINE)[1:]
    check(members, f"{name} has objects")
    for word in CFI_NOTES.get(cpu, {"objects": []})["objects"]:
        bare = [m.split("\n", 1)[0] for m in members if not re.search(rf"\b{word}\b", m)]
        for member in bare:
            print("#", member, "is not marked", word)
        check(not bare, f"each object of {name} is marked {word}")


def main():
    cpu, files = sys.argv[1], sys.argv[2:]
    for file in files:
        (check_objects if file.endswith(".a") else check_linked)(file, cpu)
    print(f"1..{number}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
