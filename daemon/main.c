/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * nunciod: reads its arguments and its configuration, then hands over. The rules process is this same program, and so is
 * `nuncio why`.
 */
#include <getopt.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>

#include "base/buf.h"
#include "base/diag.h"
#include "base/mem.h"
#include "conf/conf.h"
#include "control/systemd.h"
#include "ctl/why.h"
#include "daemon.h"
#include "reader/rules_process.h"

#define DIAGNOSTICS_MAX (1u << 20)

static const char usage[] =
	"usage: nunciod [--config FILE] [--set OPTION=VALUE]… [--check] [--version] [--help]\n"
	"\n"
	"  -c, --config FILE       the configuration; default " CONF_DEFAULT_FILE "\n"
	"  -s, --set OPTION=VALUE  one option, before file and environment\n"
	"      --check             only checks the configuration\n"
	"      --version           prints the version\n"
	"\n"
	"Runs in the foreground. See nunciod(8), nuncio.yaml(5).\n";

struct arguments {
	const char *file;
	const char **sets; /* owned array */
	size_t set_count;
	size_t set_cap;
	bool check;
};

enum { OPTION_CHECK = 256, OPTION_VERSION };

/* -1: go on; else the exit status. */
static int parse_arguments(int argc, char **argv, struct arguments *ret)
{
	static const struct option options[] = {
		{"config", required_argument, NULL, 'c'},
		{"set", required_argument, NULL, 's'},
		{"check", no_argument, NULL, OPTION_CHECK},
		{"version", no_argument, NULL, OPTION_VERSION},
		{"help", no_argument, NULL, 'h'},
		{NULL, 0, NULL, 0},
	};
	int option;

	while ((option = getopt_long(argc, argv, "c:s:h", options, NULL)) != -1) {
		switch (option) {
		case 'c':
			ret->file = optarg;
			break;
		case 's':
			ret->sets = mem_grow(
				ret->sets, &ret->set_cap, ret->set_count + 1, sizeof(char *));
			ret->sets[ret->set_count++] = optarg;
			break;
		case OPTION_CHECK:
			ret->check = true;
			break;
		case OPTION_VERSION:
			return puts("nunciod " NUNCIO_VERSION) < 0 ? EX_IOERR : EX_OK;
		case 'h':
			return fputs(usage, stdout) < 0 ? EX_IOERR : EX_OK;
		default:
			(void)fputs(usage, stderr);
			return EX_USAGE;
		}
	}
	if (optind < argc) {
		(void)fprintf(
			stderr, "nunciod: unexpected argument \"%s\"\n%s", argv[optind], usage);
		return EX_USAGE;
	}
	return -1;
}

static struct conf *load_conf(const struct arguments *arguments)
{
	struct diags diags;
	struct buf text;
	struct conf *conf;

	diags_init(&diags);
	buf_init(&text, DIAGNOSTICS_MAX);
	conf = conf_load(arguments->file, arguments->sets, arguments->set_count, &diags);
	diags_format(&diags, &text);
	(void)fputs(buf_cstr(&text), stderr);
	buf_done(&text);
	diags_done(&diags);
	return conf;
}

int main(int argc, char **argv)
{
	struct arguments arguments = {0};
	struct conf *conf;
	int status;

	if (rules_process_is_asked(argc, argv)) {
		return rules_process_main(argc, argv);
	}
	if (why_is_asked(argc, argv)) {
		return why_main(argc, argv);
	}
	/* All threads share one heap: what a thread has loaded stays for years, and a jailed child that a thread forks has no
	 * mprotect to grow a heap of its own. */
	(void)mallopt(M_ARENA_MAX, 1);
	systemd_log_to_journal();
	status = parse_arguments(argc, argv, &arguments);
	if (status < 0) {
		conf = load_conf(&arguments);
		if (!conf) {
			status = EX_CONFIG;
		} else if (arguments.check) {
			conf_free(conf);
			status = EX_OK;
		} else {
			status = daemon_run(
				conf, arguments.file, arguments.sets, arguments.set_count);
		}
	}
	free(arguments.sets);
	return status;
}
