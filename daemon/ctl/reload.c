/* SPDX-License-Identifier: BSD-2-Clause */
/* nuncio reload: takes over edited files and waits for the outcome; what systemctl reload runs. */
#include "ctl/ctl.h"

#include "ctl/ask.h"
#include "ctl/show.h"

#define RELOAD_TIMEOUT_MS 600000 /* compiling a million rules takes seconds */

static int run(const struct ctl *ctl, int argc, char **argv)
{
	struct json_doc *doc = NULL;
	int status = ask_no_arguments(argc, argv);

	if (status == CTL_OK) {
		status = ask_daemon(ctl, STR("{\"command\":\"reload\"}"), RELOAD_TIMEOUT_MS, &doc);
	}
	if (status == CTL_OK && !ctl->json) {
		show_lines(ctl, json_get_str(json_get(json_root(doc), "diagnostics")));
	}
	json_doc_free(doc);
	return status;
}

const struct ctl_command ctl_reload = {
	"reload",
	"take over edited configuration, feed lists and rules",
	"usage: nuncio reload [--json]\n"
	"\n"
	"Makes the daemon read its configuration, feed lists and rules again and waits until they are at\n"
	"work or refused. What is refused is printed with its place, and the old one stays at work; the\n"
	"exit status is then 1.\n",
	run,
};
