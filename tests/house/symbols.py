#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Proves that no two files of daemon/ define the same global symbol, and that each global symbol has a user elsewhere.

usage: symbols.py BUILD

Out of two libraries the linker takes the definition that it meets first and says nothing. What no other file uses, tests
included, is dead or should be static. Reads the object files of a build; exits 1 with each fault.
"""
import collections
import os
import re
import subprocess
import sys

# Each program has one.
PROGRAMS = {"main"}
# Of the sanitizers and the compiler, not ours.
FOREIGN = re.compile(r"^(__|_GLOBAL_|\.)")


def objects(build):
    for folder, _, names in os.walk(os.path.join(build, "CMakeFiles")):
        yield from (os.path.join(folder, name) for name in names if name.endswith(".c.o"))


def source_of(path):
    """CMakeFiles/nuncio_text.dir/daemon/text/url.c.o is daemon/text/url.c; tests and benchmarks likewise."""
    return path.split(".dir/", 1)[1][:-2]


def main():
    build = sys.argv[1]
    defined, used = collections.defaultdict(set), collections.defaultdict(set)
    files = sorted(path for path in objects(build) if os.path.exists(source_of(path)))
    if not any(source_of(path).startswith("daemon/") for path in files):
        sys.exit(f"symbols: {build} holds no object files")
    names = subprocess.run(["nm", "-g", "-A", "-P", *files], check=True, capture_output=True, text=True).stdout
    for line in names.splitlines():
        path, rest = line.split(": ", 1)
        symbol, kind = rest.split()[:2]
        if not FOREIGN.match(symbol):
            (used if kind in "Uw" else defined)[symbol].add(source_of(path))
    ours = {symbol: {file for file in files if file.startswith("daemon/")} for symbol, files in defined.items()}
    faults = [f"{symbol} is defined in {' and in '.join(sorted(files))}"
              for symbol, files in sorted(ours.items()) if len(files) > 1 and symbol not in PROGRAMS]
    faults += [f"{symbol} of {min(files)} is used in no other file"
               for symbol, files in sorted(ours.items()) if files and not used[symbol] and symbol not in PROGRAMS]
    print("\n".join(faults) or f"symbols: {sum(map(bool, ours.values()))} global symbols, each defined once and used")
    sys.exit(1 if faults else 0)


main()
