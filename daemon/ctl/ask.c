/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Asks the daemon and explains failures. Prints nothing else.
 */
#include "ctl/ask.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/log.h"
#include "control/client.h"

#define ANSWER_MAX (256u << 20)
#define QUIET_MS 2000

static int explain(const struct ctl *ctl, int error)
{
	const char *hint = "";

	if (error == -ENOENT || error == -ECONNREFUSED) {
		hint = " (is nunciod running? name its socket with --socket)";
	} else if (error == -EACCES) {
		hint = " (are you in the daemon's group?)";
	}
	(void)fprintf(stderr, "nuncio: %s: %s%s\n", ctl->socket, strerror(-error), hint);
	return CTL_NO_DAEMON;
}

/* The daemon's answer was an error: its text, made safe, goes to standard error. */
static int refuse(const struct ctl *ctl, struct str answer, const struct json_value *root)
{
	struct str text = str_trim(json_get_str(json_get(root, "error")));
	struct str line;

	if (ctl->json) {
		(void)fwrite(answer.ptr, 1, answer.len, stdout);
		(void)putchar('\n');
		return CTL_FAILED;
	}
	while (text.len && str_cut(&text, '\n', &line)) {
		char safe[4096];

		(void)log_escape(safe, sizeof(safe), line);
		(void)fprintf(stderr, "%s\n", safe);
	}
	return CTL_FAILED;
}

int ask_daemon(
	const struct ctl *ctl, struct str request, int64_t timeout_ms, struct json_doc **ret_doc)
{
	struct json_error error;
	struct json_doc *doc = NULL;
	struct buf answer;
	int result;
	int status = CTL_OK;

	buf_init(&answer, ANSWER_MAX);
	result = control_client_ask(ctl->socket, request, timeout_ms, &answer);
	if (result < 0) {
		status = explain(ctl, result);
	} else if (!(doc = json_parse(buf_str(&answer), &error))) {
		(void)fprintf(stderr, "nuncio: %s: the answer is not JSON: %s\n", ctl->socket,
			error.text);
		status = CTL_FAILED;
	} else if (!json_get_bool(json_get(json_root(doc), "ok"))) {
		status = refuse(ctl, buf_str(&answer), json_root(doc));
	} else if (ctl->json) {
		(void)fwrite(answer.ptr, 1, answer.len, stdout);
		(void)putchar('\n');
	}
	buf_done(&answer);
	if (status != CTL_OK) {
		json_doc_free(doc);
		return status;
	}
	*ret_doc = doc;
	return CTL_OK;
}

struct json_doc *ask_quietly(const struct ctl *ctl, struct str request)
{
	struct json_doc *doc = NULL;
	struct json_error error;
	struct buf answer;

	buf_init(&answer, ANSWER_MAX);
	if (control_client_ask(ctl->socket, request, QUIET_MS, &answer) == 0) {
		doc = json_parse(buf_str(&answer), &error);
	}
	buf_done(&answer);
	if (doc && !json_get_bool(json_get(json_root(doc), "ok"))) {
		json_doc_free(doc);
		doc = NULL;
	}
	return doc;
}

int ask_no_arguments(int argc, char **argv)
{
	if (argc > 1) {
		(void)fprintf(stderr, "nuncio %s: unexpected argument \"%s\"\n", argv[0], argv[1]);
		return CTL_USAGE;
	}
	return CTL_OK;
}
