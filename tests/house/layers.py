#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Proves the ranks of docs/layers.md from the includes of daemon/.

usage: layers.py [ROOT]

A file may include headers of its own folder and of folders of a lower rank. A header of another project may be included
in one .c file only. Prints each include that breaks this and exits 1.
"""
import os
import re
import sys

RANKS = {
    "base": 0,
    "text": 1, "net": 1, "article.h": 1,
    "parse": 2, "match": 2, "dedup": 2, "feed": 2,
    "reader": 3, "fetch": 3, "store": 3, "journal": 3,
    "alert": 4, "http": 4, "control": 4,
    "conf": 5, "ctl": 5,
}
TOP = 6
# Folders of the same rank that may look at each other, each for the reason in docs/layers.md.
ALLOWED = {("ctl", "conf")}
# libevent hands out evbuffers in two of its parts, and both are wrapped.
SHARED_HEADERS = {"event2/buffer.h"}
# What the language and the kernel bring is not another project's.
SYSTEM = re.compile(
    r"^(sys|linux|net|netinet|arpa)/|^(assert|ctype|dirent|errno|fcntl|fnmatch|getopt|glob|grp|inttypes|limits|malloc|math|netdb|"
    r"poll|pthread|pwd|sched|signal|spawn|stdalign|stdarg|stdatomic|stdbool|stddef|stdint|stdio|stdlib|string|strings|"
    r"termios|time|unistd)\.h$")


def room(path):
    head = path.split("/")[0]
    return head if "/" in path or head in RANKS else None


def includes(file):
    with open(file, encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            found = re.match(r'\s*#\s*include\s*([<"])([^">]+)[">]', line)
            if found:
                yield number, found[1] == "<", found[2]


def main():
    root = os.path.join(sys.argv[1] if len(sys.argv) > 1 else ".", "daemon")
    faults, owners, files = [], {}, 0
    for folder, _, names in sorted(os.walk(root)):
        for name in sorted(names):
            if not name.endswith((".c", ".h")):
                continue
            files += 1
            path = os.path.relpath(os.path.join(folder, name), root)
            mine = room(path)
            rank = RANKS.get(mine, TOP)
            for number, angle, target in includes(os.path.join(root, path)):
                if angle:
                    if not SYSTEM.match(target):
                        owners.setdefault(target, []).append(path)
                    continue
                theirs = room(target)
                allowed = theirs == mine or (mine, theirs) in ALLOWED or RANKS.get(theirs, TOP) < rank
                if not allowed:
                    faults.append(f"daemon/{path}:{number}: {target} is not of a lower rank")
    for target, users in sorted(owners.items()):
        if (len(users) > 1 and target not in SHARED_HEADERS) or users[0].endswith(".h"):
            faults.append(f"<{target}> is included in {', '.join(users)}: one .c file may")
    print("\n".join(faults) or f"layers: {files} files, all includes point down")
    sys.exit(1 if faults else 0)


main()
