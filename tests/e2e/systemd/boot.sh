#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# Boots a Debian tree with its own systemd as process 1, in namespaces of its own: the machine that runs it is not touched.
#
# usage (root): boot.sh TREE CHANGES OUT
#   TREE     a debootstrap tree with systemd; it is only read
#   CHANGES  what lies over it: the installed programs and a unit that runs the tests and then powers off
#   OUT      a folder of this machine, inside at /out
#
# Ends when the unit powers off; 77 and a reason when this machine does not allow it. Without network but its own loopback.
set -eu
[ $# -eq 3 ] || { sed -n 3,12p "$0"; exit 2; }
tree=$(realpath "$1") changes=$(realpath "$2") out=$(realpath "$3")
export tree changes out
cgroup=nuncio-boot-$$
export cgroup

impossible() {
	echo "$*"
	exit 77
}
[ "$(id -u)" -eq 0 ] || impossible "needs root"
mountpoint -q /sys/fs/cgroup || impossible "needs cgroups"
# For PrivateUsers=. The kernel refuses them in a chroot, from which pivot_root does not lead out either.
unshare --user true 2>/dev/null || impossible "needs user namespaces, which this machine or chroot does not allow"

# The hierarchies that systemd is to manage, one folder each: all of version 1, or the one of version 2.
hierarchies() {
	if [ -e /sys/fs/cgroup/cgroup.controllers ]; then
		echo /sys/fs/cgroup
		return
	fi
	for dir in /sys/fs/cgroup/*; do
		[ ! -e "$dir/cgroup.procs" ] || [ -L "$dir" ] || echo "$dir"
	done
}

# The boot lives in a child of each, which then is the root of its cgroup namespace.
enter() {
	local dir file
	for dir in $(hierarchies); do
		mkdir "$dir/$cgroup" || return 1
		for file in cpuset.cpus cpuset.mems; do
			if [ "${dir##*/}" = cpuset ]; then
				cat "$dir/$file" >"$dir/$cgroup/$file" || return 1
			fi
		done
		echo "$BASHPID" >"$dir/$cgroup/cgroup.procs" || return 1
	done
}

leave() {
	local dir
	for dir in $(hierarchies); do
		[ ! -d "$dir/$cgroup" ] || find "$dir/$cgroup" -depth -type d -exec rmdir {} + 2>/dev/null || true
	done
}

# Runs inside the new namespaces; everything that is mounted here ends with them.
prepare() {
	local name major minor dir
	mount --make-rprivate /
	mount -t tmpfs -o mode=755 tmpfs /mnt
	mkdir /mnt/upper /mnt/work /mnt/root
	mount -t overlay -o "lowerdir=$changes:$tree,upperdir=/mnt/upper,workdir=/mnt/work" overlay /mnt/root
	cd /mnt/root
	mkdir -p out
	mount --bind "$out" out
	mount -t proc proc proc
	mount -t sysfs -o ro sysfs sys
	mount -t tmpfs -o mode=755 tmpfs dev
	while read -r name major minor; do
		mknod -m 666 "dev/$name" c "$major" "$minor"
	done <<-END
		null 1 3
		zero 1 5
		full 1 7
		random 1 8
		urandom 1 9
		tty 5 0
	END
	mkdir dev/pts dev/shm
	mount -t devpts -o newinstance,ptmxmode=0666,mode=620,gid=5 devpts dev/pts
	ln -s pts/ptmx dev/ptmx
	ln -s /proc/self/fd dev/fd
	mount -t tmpfs -o mode=1777 tmpfs dev/shm
	mount -t tmpfs -o mode=755 tmpfs run
	mount -t tmpfs -o mode=1777 tmpfs tmp
	if [ -e /sys/fs/cgroup/cgroup.controllers ]; then
		mount -t cgroup2 cgroup2 sys/fs/cgroup
	else
		mount -t tmpfs -o mode=755 tmpfs sys/fs/cgroup
		for dir in $(hierarchies); do
			name=${dir##*/}
			mkdir "sys/fs/cgroup/$name"
			case $name in
			unified) mount -t cgroup2 cgroup2 sys/fs/cgroup/unified ;;
			systemd) mount -t cgroup -o none,name=systemd cgroup sys/fs/cgroup/systemd ;;
			*) mount -t cgroup -o "$name" cgroup "sys/fs/cgroup/$name" ;;
			esac
		done
	fi
	mkdir .old
	pivot_root . .old
	umount -l /.old
	# In a container systemd leaves this to who starts it; credentials reach their services through it.
	mount --make-rshared /
}

inside() {
	# Not in an "if": errexit must hold within.
	trap 'echo "this machine does not allow it: a step of the preparation failed"; exit 77' EXIT
	set -e
	prepare
	trap - EXIT
	exec env -i container=other PATH=/usr/sbin:/usr/bin:/sbin:/bin TERM=dumb \
		/lib/systemd/systemd --show-status=no --log-target=console
}
export -f hierarchies prepare inside

trap leave EXIT
status=0
(
	enter || impossible "this machine does not allow cgroups of one's own"
	exec unshare --fork --pid --mount --uts --ipc --net --cgroup --kill-child bash -c inside </dev/null
) || status=$?
# How the kernel tells that process 1 of a pid namespace powered off.
[ "$status" -ne 130 ] || status=0
exit "$status"
