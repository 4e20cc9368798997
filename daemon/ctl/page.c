/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * nuncio page: the article of a web page as the daemon would read it for a feed with `fulltext`. The page is a stranger's: it is
 * read in a jail as in the daemon. Text for people, or with --json one object whose keys are only ever added.
 */
#include "ctl/ctl.h"

#include "base/limits.h"
#include "ctl/document_words.h"
#include "ctl/jailed.h"
#include "parse/page.h"
#include "text/date.h"
#include "text/json.h"

struct job {
	struct document_words words;
	bool json;
};

static struct str date_text(int64_t seconds, char room[DATE_RFC3339_SIZE])
{
	return seconds == DATE_NONE ? str_make(NULL, 0)
				    : str_make(room, date_format(seconds, room));
}

static void write_key(struct json_writer *w, const char *key, struct str text)
{
	if (text.len > 0) {
		json_key_str(w, key, text);
	}
}

static void write_json(struct buf *out, const struct page *page)
{
	struct json_writer w = json_writer_start(out);
	char room[DATE_RFC3339_SIZE];

	json_open_object(&w);
	json_key_bool(&w, "is_article", page->is_article);
	write_key(&w, "error", str_from(page->error));
	write_key(&w, "title", page->title);
	write_key(&w, "author", page->author);
	write_key(&w, "published", date_text(page->published, room));
	write_key(&w, "updated", date_text(page->updated, room));
	write_key(&w, "site", page->site);
	write_key(&w, "canonical", page->canonical);
	write_key(&w, "lang", page->lang);
	json_key_bool(&w, "is_cut", page->is_cut);
	json_key_str(&w, "text", page->text);
	json_close_object(&w);
	buf_add_byte(out, '\n');
}

static void write_line(struct buf *out, const char *key, struct str text)
{
	if (text.len > 0) {
		buf_printf(out, "%s: %.*s\n", key, STR_ARG(text));
	}
}

static void write_plain(struct buf *out, const struct page *page)
{
	char room[DATE_RFC3339_SIZE];

	write_line(out, "no article", str_from(page->error));
	write_line(out, "title", page->title);
	write_line(out, "author", page->author);
	write_line(out, "published", date_text(page->published, room));
	write_line(out, "updated", date_text(page->updated, room));
	write_line(out, "site", page->site);
	write_line(out, "canonical", page->canonical);
	write_line(out, "lang", page->lang);
	buf_printf(out, "\n%.*s\n", STR_ARG(page->text));
}

static int read_page(struct jailed *jailed, void *arg)
{
	const struct job *job = arg;
	struct arena *arena = arena_new(LIMIT_READER_ARENA);
	struct page page;

	jailed_begin_document(jailed);
	parse_page(arena, &job->words.document, &page);
	if (job->json) {
		write_json(&jailed->out, &page);
	} else {
		write_plain(&jailed->out, &page);
	}
	arena_free(arena);
	return page.is_article ? CTL_OK : CTL_FAILED;
}

static int run(const struct ctl *ctl, int argc, char **argv)
{
	struct job job = {.json = ctl->json};
	int status = document_words_take(argv, &job.words);

	(void)argc;
	if (status != CTL_OK) {
		return status;
	}
	const struct jailed_file file = {job.words.path, &job.words.document.bytes, !ctl->json};
	return jailed_run_file(ctl, argv[0], &file, read_page, &job);
}

const struct ctl_command ctl_page = {
	"page",
	"show the article in a web page as the daemon reads it",
	"usage: nuncio page [--url URL] [--content-type TYPE] [--json] FILE|-\n"
	"\n"
	"Prints what a page says of its article and the article's text, without what the site puts around it.\n"
	"With --json: {is_article, error, title, author, published, updated, site, canonical, lang, is_cut, text};\n"
	"times are RFC 3339, UTC, and what is not known is left out.\n"
	"\n"
	"  --url URL             where the page comes from: the base of relative links\n"
	"  --content-type TYPE   as a server would say it: text/html; charset=windows-1251\n"
	"\n"
	"The exit status is 1 when the page is no article: a list, an error page, a paywall.\n",
	run,
};
