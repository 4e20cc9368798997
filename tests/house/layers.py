#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Proves the ranks of docs/layers.md from the includes of daemon/.

usage: layers.py [ROOT]

A file may include headers of its own folder and of the folders that the table allows, all of a lower rank. A header of
another project may be included in one .c file only. The table names every folder, every file of daemon/ itself, and no module
that is not there (where it lists them without commas). Prints what breaks this and exits 1.
"""
import os
import re
import sys

# Folders of the same rank that may look at each other, each for the reason in docs/layers.md.
ALLOWED = {("ctl", "conf")}
# libevent hands out evbuffers in two of its parts, and both are wrapped.
SHARED_HEADERS = {"event2/buffer.h"}
# What the language and the kernel bring is not another project's.
SYSTEM = re.compile(
    r"^(sys|linux|net|netinet|arpa)/|^(assert|ctype|dirent|endian|errno|fcntl|fnmatch|getopt|glob|grp|inttypes|limits|malloc|math|netdb|"
    r"poll|pthread|pwd|sched|signal|spawn|stdalign|stdarg|stdatomic|stdbool|stddef|stdint|stdio|stdlib|string|strings|"
    r"termios|time|unistd)\.h$")


class Table:
    """The table of docs/layers.md: rank | folder: modules · folder: modules | may include"""

    def __init__(self, root):
        self.rank, self.allowed, self.modules = {}, {}, []
        with open(os.path.join(root, "docs", "layers.md"), encoding="utf-8") as lines:
            for line in lines:
                row = re.match(r"\| (\d) \| (.*) \| (.*) \|$", line)
                if row:
                    self.add_row(int(row[1]), row[2].split(" · "), row[3])

    def add_row(self, rank, cells, may):
        for cell in cells:
            name, _, modules = cell.partition(": ")
            if not modules and name.endswith(".c"):
                self.modules += name.split()
                continue
            self.rank[name], self.allowed[name] = rank, may
            if "," not in modules:  # else it is prose
                self.modules += [f"{name}/{module}" for module in modules.split()]

    def room(self, path):
        head = path.split("/")[0]
        return head if "/" in path or head in self.rank else None

    def may_include(self, mine, theirs):
        if mine == theirs or mine is None or (mine, theirs) in ALLOWED:
            return True
        may = self.allowed.get(mine, "")
        all_below = re.match(r"ranks 0–(\d)", may)
        if all_below:
            return self.rank.get(theirs, 9) <= int(all_below[1])
        return theirs in may.split() and self.rank[theirs] < self.rank[mine]


def includes(file):
    with open(file, encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            found = re.match(r'\s*#\s*include\s*([<"])([^">]+)[">]', line)
            if found:
                yield number, found[1] == "<", found[2]


def check_table(table, root):
    """The table against the folders and files that there are."""
    folders = {name for name in os.listdir(root) if os.path.isdir(os.path.join(root, name))}
    spine = {name for name in os.listdir(root) if name.endswith(".c")}
    listed = {name for name in table.modules if name.endswith(".c")}
    yield from (f"docs/layers.md has no {name}" for name in sorted(folders - set(table.rank)) + sorted(spine - listed))
    yield from (f"docs/layers.md names {name}, which is not there" for name in sorted(listed - spine))
    yield from (f"docs/layers.md names {name}, which is not there" for name in sorted(set(table.modules) - listed)
                if not any(os.path.exists(os.path.join(root, name + end)) for end in (".c", ".h")))


def main():
    top = sys.argv[1] if len(sys.argv) > 1 else "."
    root, table = os.path.join(top, "daemon"), Table(top)
    faults, owners, files = list(check_table(table, root)), {}, 0
    for folder, _, names in sorted(os.walk(root)):
        for name in sorted(names):
            if not name.endswith((".c", ".h")):
                continue
            files += 1
            path = os.path.relpath(os.path.join(folder, name), root)
            for number, angle, target in includes(os.path.join(root, path)):
                if not angle:
                    if not table.may_include(table.room(path), table.room(target)):
                        faults.append(f"daemon/{path}:{number}: {target} is not for it, says docs/layers.md")
                elif not SYSTEM.match(target):
                    owners.setdefault(target, []).append(path)
    for target, users in sorted(owners.items()):
        if (len(users) > 1 and target not in SHARED_HEADERS) or users[0].endswith(".h"):
            faults.append(f"<{target}> is included in {', '.join(users)}: one .c file may")
    print("\n".join(faults) or f"layers: {files} files, all includes point down")
    sys.exit(1 if faults else 0)


main()
