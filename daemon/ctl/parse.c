/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * nuncio parse: a document as the daemon reads it, as one JSON object. The document is a stranger's: it is parsed in a jail
 * as in the daemon. Keys are left out when nothing is known, and only ever added.
 */
#include "ctl/ctl.h"

#include "base/limits.h"
#include "ctl/document_words.h"
#include "ctl/jailed.h"
#include "parse/document.h"
#include "text/date.h"
#include "text/json.h"

#define ITEMS_MAX ((size_t)1 << 29)

static void write_text(struct json_writer *w, const char *key, struct str text)
{
	if (text.len > 0) {
		json_key_str(w, key, text);
	}
}

static void write_time(struct json_writer *w, const char *key, int64_t seconds)
{
	char text[DATE_RFC3339_SIZE];

	if (seconds != DATE_NONE) {
		json_key_str(w, key, str_make(text, date_format(seconds, text)));
	}
}

static bool on_article(struct article *article, struct arena *arena, void *arg)
{
	struct json_writer *w = arg;

	parse_read_text(article, arena);
	json_open_object(w);
	write_text(w, "id", article->guid);
	write_text(w, "link", article->link);
	write_text(w, "title", article->title);
	write_time(w, "published", article->published);
	write_time(w, "updated", article->updated);
	write_text(w, "author", article->author);
	if (article->category_count > 0) {
		json_key(w, "categories");
		json_open_array(w);
		for (size_t i = 0; i < article->category_count; i++) {
			json_str(w, article->categories[i]);
		}
		json_close_array(w);
	}
	write_text(w, "lang", article->lang);
	write_text(w, "summary", article->summary);
	write_text(w, "text", article->text);
	json_close_object(w);
	return true;
}

static const char *outcome_name(enum parse_outcome outcome)
{
	static const char *const names[] = {
		[PARSE_OK] = "ok",
		[PARSE_PARTIAL] = "partial",
		[PARSE_LIMIT] = "limit",
		[PARSE_NOT_A_FEED] = "not a feed",
	};

	return names[outcome];
}

static void write_feed(struct json_writer *w, const struct feed_info *feed)
{
	json_key(w, "feed");
	json_open_object(w);
	write_text(w, "title", feed->title);
	write_text(w, "link", feed->link);
	write_text(w, "language", feed->language);
	write_text(w, "self", feed->self);
	write_text(w, "hub", feed->hub);
	write_text(w, "next", feed->next);
	write_text(w, "prev_archive", feed->prev_archive);
	json_close_object(w);
}

static void write_report(struct json_writer *w, const struct parse_report *report)
{
	json_key(w, "report");
	json_open_object(w);
	json_key_str(w, "outcome", str_from(outcome_name(report->outcome)));
	write_text(w, "format", str_from(report->format));
	write_text(w, "error", str_from(report->error));
	write_text(w, "repairs", str_from(report->repairs));
	if (report->repair_set != 0) {
		json_key(w, "mended");
		json_open_array(w);
		for (unsigned i = 0; i < REPAIR_COUNT; i++) {
			if ((report->repair_set >> i & 1) != 0) {
				json_str(w,
					str_from(parse_repair_words((enum parse_repair)(1u << i))));
			}
		}
		json_close_array(w);
	}
	if (report->proposal_count > 0) {
		json_key(w, "proposals");
		json_open_array(w);
		for (size_t i = 0; i < report->proposal_count; i++) {
			json_str(w, report->proposals[i]);
		}
		json_close_array(w);
	}
	json_close_object(w);
}

static void write_document(
	struct buf *out, const struct parse_report *report, const struct buf *items)
{
	struct json_writer w = json_writer_start(out);

	json_open_object(&w);
	write_feed(&w, &report->feed);
	json_key(&w, "items");
	json_raw(&w, buf_str(items));
	write_report(&w, report);
	json_close_object(&w);
	buf_add_byte(out, '\n');
}

static int parse(struct jailed *jailed, void *arg)
{
	const struct document_words *words = arg;
	struct arena *arena = arena_new(LIMIT_READER_ARENA);
	struct parse_report report;
	struct json_writer w;
	struct buf items;

	buf_init(&items, ITEMS_MAX);
	w = json_writer_start(&items);
	json_open_array(&w);
	jailed_begin_document(jailed);
	parse_document(arena, &words->document, on_article, &w, &report);
	json_close_array(&w);
	jailed->out.full |= items.full;
	write_document(&jailed->out, &report, &items);
	if (report.error[0]) {
		buf_printf(&jailed->err, "%s: %s\n", words->path, report.error);
	}
	if (report.repairs[0]) {
		buf_printf(&jailed->err, "%s: mended: %s\n", words->path, report.repairs);
	}
	buf_done(&items);
	arena_free(arena);
	return report.outcome == PARSE_NOT_A_FEED ? CTL_FAILED : CTL_OK;
}

static int run(const struct ctl *ctl, int argc, char **argv)
{
	struct document_words words;
	int status = document_words_take(argv, &words);

	(void)argc;
	if (status != CTL_OK) {
		return status;
	}
	const struct jailed_file file = {words.path, &words.document.bytes, false};
	return jailed_run_file(ctl, argv[0], &file, parse, &words);
}

const struct ctl_command ctl_parse = {
	"parse",
	"show a feed document as the daemon reads it",
	"usage: nuncio parse [--url URL] [--content-type TYPE] FILE|-\n"
	"\n"
	"Prints {\"feed\": {title, link, language}, \"items\": [{id, link, title, published, updated, author,\n"
	"categories, lang, text}], \"report\": {outcome, format, error, repairs, proposals}}. Times are RFC\n"
	"3339, UTC; what is not known is left out. What was wrong and what was mended goes to standard\n"
	"error, too; proposals are the feeds that a document names which is none itself.\n"
	"\n"
	"  --url URL             where the document comes from: the base of relative links\n"
	"  --content-type TYPE   as a server would say it: text/xml; charset=windows-1251\n"
	"\n"
	"The exit status is 1 when it is no feed.\n",
	run,
};
