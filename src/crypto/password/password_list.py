#!/usr/bin/python3
"""Writes the list of known passwords as C: password_list.py HEADER

The words are those of Debian's python3-zxcvbn (MIT licence), the 30,000 most used in public
breaches. The list has the first eight bytes of the SHA-256 of each, sorted, so that the program
contains no passwords and finds one by binary search.
"""
import hashlib
import sys
import unicodedata

try:
    from zxcvbn.frequency_lists import FREQUENCY_LISTS
except ImportError:
    sys.exit("the list of known passwords is missing: apt-get install python3-zxcvbn")

LEAST_WORDS = 10000  # of at least eight characters, as the documentation promises
PER_LINE = 5

words = {unicodedata.normalize("NFKC", word).casefold() for word in FREQUENCY_LISTS["passwords"]}
if sum(len(word) >= 8 for word in words) < LEAST_WORDS:
    sys.exit("the list of known passwords is too short")
marks = sorted({int.from_bytes(hashlib.sha256(word.encode()).digest()[:8], "big")
                for word in words})
lines = [", ".join(f"0x{mark:016x}" for mark in marks[i:i + PER_LINE])
         for i in range(0, len(marks), PER_LINE)]
with open(sys.argv[1], "w") as header:
    header.write("static const uint64_t password_list[] = {\n\t" + ",\n\t".join(lines) + ",\n};\n")
