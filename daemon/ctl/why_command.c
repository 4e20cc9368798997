/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What nuncio says of its subcommand why, and how it hands it over to the daemon's program (see why.h). Looks at none of its
 * words.
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "conf/conf.h"
#include "ctl/ctl.h"
#include "ctl/why.h"

#define PROGRAM "nunciod"

/* The program of that name in the directory of this one; false when that is not known. */
static bool find_program(char ret[PATH_MAX])
{
	ssize_t len = readlink("/proc/self/exe", ret, PATH_MAX - sizeof(PROGRAM));
	char *end;

	if (len < 0) {
		return false;
	}
	ret[len] = '\0';
	end = strrchr(ret, '/');
	memcpy(end ? end + 1 : ret, PROGRAM, sizeof(PROGRAM));
	return true;
}

static int hand_over(const struct ctl *ctl, int argc, char **argv)
{
	char program[PATH_MAX] = PROGRAM;
	const char **words = mem_alloc(((size_t)argc + WHY_WORDS + 1) * sizeof(*words));

	words[0] = "nuncio why";
	words[1] = WHY_ARGUMENT;
	words[2] = ctl->socket;
	words[3] = ctl->json ? WHY_YES : "no";
	words[4] = ctl->colour ? WHY_YES : "no";
	memcpy(words + WHY_WORDS, argv, ((size_t)argc + 1) * sizeof(*words));
	if (find_program(program)) {
		(void)execv(program, (char *const *)words);
	}
	(void)fprintf(stderr, "nuncio why: it needs %s: %s\n", program, strerror(errno));
	free(words);
	return CTL_FAILED;
}

const struct ctl_command ctl_why = {
	"why",
	"explain why a rule hits an article, or not",
	"usage: nuncio why [--json] [--rules PATH]... [--conf FILE] [--feed] RULE FILE|-|URL\n"
	"       nuncio why [--json] [--rules PATH]... [--conf FILE] [--fetch] [--redis ADDRESS] [--user NAME]\n"
	"                  [--password-file FILE] RULE ALERT-ID\n"
	"\n"
	"Prints the clauses of the rule (its name or id) as a tree for each article: what each clause found, and\n"
	"which one is nearest to being true when the rule does not hit. The articles are those of a FILE, which may\n"
	"be what `nuncio match` takes, of the page or feed at a URL, or the one of an alert (its `id`). With --json,\n"
	"{item, rule, source, note, hit, explanation} a line.\n"
	"\n"
	"A URL is fetched as the daemon does, by the configuration: with its guard, robots.txt and limits. Of an\n"
	"alert made of a page that page is fetched again; of any other, what the alert keeps is explained, which is\n"
	"title and summary. What was explained is said.\n"
	"\n"
	"  --rules PATH   a file or directory of rules; may be repeated. Default: those at work in the daemon, else\n"
	"                 those of the configuration\n"
	"  --conf FILE    the configuration, when it is not that of the daemon or " CONF_DEFAULT_FILE
	"\n"
	"  --feed         the URL is a feed: asked for as feeds are, without a look at robots.txt\n"
	"  --fetch        fetch the page of the alert's article, whatever the alert was made of\n"
	"  --redis ADDRESS, --user NAME, --password-file FILE\n"
	"                 where the alerts are, as for nuncio tail; default: what the daemon says\n",
	hand_over,
};
