/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * nuncio bench: how fast the daemon's own code is here, with what people give it. Finds the benchmark and gives it its
 * words; one file a benchmark does the rest.
 */
#include "ctl/bench.h"

#include <stdio.h>
#include <string.h>

static const struct bench *const benches[] = {
	&bench_match,
	&bench_parse,
};

static int run(const struct ctl *ctl, int argc, char **argv)
{
	if (argc < 2) {
		(void)fprintf(stderr, "nuncio bench: which one?\n");
		return CTL_USAGE;
	}
	for (size_t i = 0; i < sizeof(benches) / sizeof(benches[0]); i++) {
		if (strcmp(benches[i]->name, argv[1]) == 0) {
			return benches[i]->run(ctl, argc - 1, argv + 1);
		}
	}
	(void)fprintf(stderr, "nuncio bench: there is no benchmark \"%s\"\n", argv[1]);
	return CTL_USAGE;
}

const struct ctl_command ctl_bench = {
	"bench",
	"measure how fast the daemon's code is here",
	"usage: nuncio bench parse FILE\n"
	"       nuncio bench match --rules FILE|DIRECTORY [--rules ...] --articles FILE.jsonl [--repeat N]\n"
	"\n"
	"parse reads a feed document once, text of all articles included, and prints\n"
	"{mb_per_s, cpu_s, items, max_rss_kb}: megabytes a second of processor time, that time, the articles,\n"
	"and the most memory that the process had.\n"
	"\n"
	"match reads articles (JSON lines {id, title, text, ...}) once and matches them N times (5), and prints\n"
	"{rules, articles, hits, articles_per_cpu_s, mb_per_cpu_s, with_text_per_cpu_s, load_cpu_s,\n"
	"compile_cpu_s, index_bytes_per_rule, rss_kb}: the best of the N, up to the hits with their evidence as\n"
	"places of words, and with the text of their alerts made as well; load is with reading the rules,\n"
	"compile without.\n",
	run,
};
