# SPDX-License-Identifier: BSD-2-Clause
"""Starts programs for tests that measure them: a child's peak memory counts from its parent's, so the parent must be small.

Reads lines "OUT<tab>ERR<tab>PROGRAM<tab>ARGUMENT…" and answers each with "STATUS CPU_SECONDS PEAK_KB".
"""
import os
import sys

CREATE = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
for line in sys.stdin:
    out, err, *words = line.rstrip("\n").split("\t")
    pid = os.posix_spawn(words[0], words, os.environ, file_actions=[
        (os.POSIX_SPAWN_OPEN, 0, "/dev/null", os.O_RDONLY, 0), (os.POSIX_SPAWN_OPEN, 1, out, CREATE, 0o600),
        (os.POSIX_SPAWN_OPEN, 2, err, CREATE, 0o600)])
    _, status, usage = os.wait4(pid, 0)
    print(os.waitstatus_to_exitcode(status), usage.ru_utime + usage.ru_stime, usage.ru_maxrss, flush=True)
