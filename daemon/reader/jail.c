/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The jail of a reader: seccomp with an allow-list, rlimits, one descriptor. Never lets a call through that opens, names
 * or signals anything. Keeps true: what is reachable from here is the memory of this process and one socket.
 */
#include "reader/jail.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <seccomp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <unistd.h>

#include "base/mem.h"

/* The socket, and the descriptors of documents on their way. */
#define JAIL_FDS 8
/* Less than this left of the memory limit means that abort() was called for want of memory. */
#define JAIL_MEMORY_LOW (16u << 20)

struct jail {
	struct sock_filter *filter; /* owned */
	size_t count;
};

#ifndef NUNCIO_SANITIZE

struct allowed {
	int call;
	const char *why;
};

/* Everything else kills the process. */
static const struct allowed allowed[] = {
	{SCMP_SYS(recvmsg), "documents come in, some as descriptors"},
	{SCMP_SYS(sendmsg), "articles go out"},
	{SCMP_SYS(close), "the descriptor of a document"},
	{SCMP_SYS(brk), "malloc"},
	{SCMP_SYS(munmap), "malloc of large pieces, the end of a mapped document"},
	{SCMP_SYS(mremap), "realloc of large pieces"},
	{SCMP_SYS(madvise), "free of large pieces"},
	{SCMP_SYS(futex), "locks inside libraries"},
	{SCMP_SYS(clock_gettime), "the CPU time of a document; not in the vDSO"},
	{SCMP_SYS(setitimer), "the CPU limit of a document"},
	{SCMP_SYS(rt_sigprocmask), "abort"},
	{SCMP_SYS(gettid), "abort"},
	{SCMP_SYS(getpid), "abort"},
	{SCMP_SYS(rt_sigreturn), "return from a handler"},
	{SCMP_SYS(exit), "end"},
	{SCMP_SYS(exit_group), "end"},
};

static int add_rules(scmp_filter_ctx context)
{
	static const struct scmp_arg_cmp no_code = {
		.arg = 2, .op = SCMP_CMP_MASKED_EQ, .datum_a = PROT_EXEC, .datum_b = 0};
	static const struct scmp_arg_cmp to_stderr = {
		.arg = 0, .op = SCMP_CMP_EQ, .datum_a = STDERR_FILENO, .datum_b = 0};
	/* A fault in another architecture's numbering must not be a way out. */
	int rc = seccomp_attr_set(context, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);

	for (size_t i = 0; rc == 0 && i < sizeof(allowed) / sizeof(allowed[0]); i++) {
		rc = seccomp_rule_add(context, SCMP_ACT_ALLOW, allowed[i].call, 0);
	}
	/* Memory that cannot be executed: malloc, and the document's descriptor. */
	if (rc == 0) {
		rc = seccomp_rule_add_array(context, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1, &no_code);
	}
	/* Last words of the C library and of base/mem.c; the descriptor is closed, so that they go nowhere, but what
	 * follows them is an abort that we can name. */
	if (rc == 0) {
		rc = seccomp_rule_add_array(
			context, SCMP_ACT_ALLOW, SCMP_SYS(write), 1, &to_stderr);
	}
	if (rc == 0) {
		rc = seccomp_rule_add_array(
			context, SCMP_ACT_ALLOW, SCMP_SYS(writev), 1, &to_stderr);
	}
	/* How abort() raises its signal. Sent nowhere: on_trap ends the process instead. */
	if (rc == 0) {
		rc = seccomp_rule_add(context, SCMP_ACT_TRAP, SCMP_SYS(tgkill), 0);
	}
	return rc;
}

/* The compiled filter, as the kernel takes it. */
static int export_filter(scmp_filter_ctx context, struct jail *jail)
{
	int fd = memfd_create("filter", MFD_CLOEXEC);
	int rc = fd < 0 ? -errno : seccomp_export_bpf(context, fd);
	off_t size = rc == 0 ? lseek(fd, 0, SEEK_END) : 0;

	if (rc == 0 && size > 0) {
		jail->count = (size_t)size / sizeof(*jail->filter);
		jail->filter = mem_alloc((size_t)size);
		if (pread(fd, jail->filter, (size_t)size, 0) != size) {
			rc = -EIO;
		}
	} else if (rc == 0) {
		rc = -EIO;
	}
	if (fd >= 0) {
		(void)close(fd);
	}
	return rc;
}

static int build(struct jail *jail)
{
	scmp_filter_ctx context = seccomp_init(SCMP_ACT_KILL_PROCESS);
	int rc;

	if (!context) {
		return -ENOMEM;
	}
	rc = add_rules(context);
	if (rc == 0) {
		rc = export_filter(context, jail);
	}
	seccomp_release(context);
	return rc;
}

static void on_trap(int number)
{
	void *probe = mmap(
		NULL, JAIL_MEMORY_LOW, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	(void)number;
	_exit(probe == MAP_FAILED ? JAIL_EXIT_MEMORY : JAIL_EXIT_ABORT);
}

/* Bytes of private memory that are mapped now: the sixth number of statm counts pages of data and stack. */
static int mapped_bytes(size_t *ret)
{
	char text[256];
	char *at = text;
	int fd = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
	ssize_t got;

	if (fd < 0) {
		return -errno;
	}
	got = read(fd, text, sizeof(text) - 1);
	(void)close(fd);
	if (got <= 0) {
		return -EIO;
	}
	text[got] = '\0';
	for (int i = 0; i < 5; i++) {
		at = strchr(at, ' ');
		if (!at) {
			return -EIO;
		}
		at++;
	}
	*ret = strtoull(at, NULL, 10) * (size_t)sysconf(_SC_PAGESIZE);
	return 0;
}

static int limit(__rlimit_resource_t resource, size_t value)
{
	struct rlimit both = {.rlim_cur = value, .rlim_max = value};

	return setrlimit(resource, &both) < 0 ? -errno : 0;
}

static int set_limits(size_t data_bytes)
{
	size_t mapped = 0;
	int rc = mapped_bytes(&mapped);

	rc = rc ? rc : limit(RLIMIT_DATA, mapped + data_bytes);
	rc = rc ? rc : limit(RLIMIT_CORE, 0);
	rc = rc ? rc : limit(RLIMIT_FSIZE, 0);
	rc = rc ? rc : limit(RLIMIT_NOFILE, JAIL_FDS);
	return rc;
}

static int lock(const struct jail *jail)
{
	struct sigaction trap = {.sa_handler = on_trap};
	struct sock_fprog program = {.len = (unsigned short)jail->count, .filter = jail->filter};

	if (sigaction(SIGSYS, &trap, NULL) < 0 || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0 ||
		prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ||
		prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) < 0) {
		return -errno;
	}
	return 0;
}

#endif

struct jail *jail_new(void)
{
	struct jail *jail = mem_zalloc(sizeof(*jail));
#ifndef NUNCIO_SANITIZE
	int rc = build(jail);

	if (rc < 0) {
		jail_free(jail);
		errno = -rc;
		return NULL;
	}
#endif
	return jail;
}

void jail_free(struct jail *jail)
{
	if (!jail) {
		return;
	}
	free(jail->filter);
	free(jail);
}

bool jail_is_built(void)
{
#ifdef NUNCIO_SANITIZE
	return false;
#else
	return true;
#endif
}

static int compare_numbers(const void *a, const void *b)
{
	const int *x = a;
	const int *y = b;

	return (*x > *y) - (*x < *y);
}

/* A large qsort asks the system how much memory there is, once: inside that would be the end. */
static void warm_up_sort(void)
{
	int numbers[1000];

	for (int i = 0; i < 1000; i++) {
		numbers[i] = 1000 - i;
	}
	qsort(numbers, 1000, sizeof(numbers[0]), compare_numbers);
}

int jail_enter(const struct jail *jail, int socket, size_t data_bytes)
{
	warm_up_sort();
	if (socket != JAIL_SOCKET && dup3(socket, JAIL_SOCKET, O_CLOEXEC) < 0) {
		return -errno;
	}
	if (close_range(JAIL_SOCKET + 1, ~0U, 0) < 0) {
		return -errno;
	}
#ifdef NUNCIO_SANITIZE
	/* Standard error stays open for the sanitizer's report. */
	(void)jail;
	(void)data_bytes;
	return close_range(0, STDERR_FILENO - 1, 0) < 0 ? -errno : 0;
#else
	int rc = set_limits(data_bytes);

	if (rc < 0) {
		return rc;
	}
	if (close_range(0, STDERR_FILENO, 0) < 0) {
		return -errno;
	}
	return lock(jail);
#endif
}

int jail_set_cpu_limit(int64_t limit_ms)
{
	struct itimerval timer = {.it_value = {.tv_sec = (time_t)(limit_ms / 1000),
					  .tv_usec = (suseconds_t)(limit_ms % 1000) * 1000}};

	return setitimer(ITIMER_PROF, &timer, NULL) < 0 ? -errno : 0;
}
