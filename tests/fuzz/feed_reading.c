/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The same calls as reader/reader.c makes, without its process. Checks every field that leaves the parser, and that the main
 * process accepts every frame that a reader writes.
 */
#include "feed_reading.h"

#include "base/diag.h"
#include "base/limits.h"
#include "fuzz.h"
#include "match/rule_set.h"
#include "parse/document.h"
#include "reader/read.h"
#include "reader/wire.h"
#include "text/date.h"
#include "text/url.h"

#define NOW INT64_C(1800000000)

static const char rules[] =
	"- {entity: france, type: state, names: [France, Paris, one]}\n"
	"- {rule: all, channel: a, condition: NOT zzzz, output: '{title} {url}'}\n"
	"- {rule: near, channel: a, condition: who=@state NEAR/5 talk*}\n";

static struct read_context *reader(void)
{
	static struct read_context *context;
	static struct arena *arena;
	struct book_source source = {.file = "rules.yaml", .text = str_from(rules)};
	struct rule_set *set = NULL;
	struct rule_book *book;
	struct diags diags;

	if (context) {
		return context;
	}
	parse_warm_up();
	arena = arena_new(0);
	diags_init(&diags);
	book = rule_book_parse(arena, &source, 1, &diags);
	if (book) {
		set = rule_set_compile(arena, book, &diags);
	}
	fuzz_must(set != NULL, "the rules of this target compile", str_from(rules));
	diags_done(&diags);
	context = read_context_new(matcher_new(set), LIMIT_READER_ARENA);
	return context;
}

static void check_time(int64_t seconds)
{
	fuzz_must(seconds == DATE_NONE ||
			  (seconds >= INT64_C(-62135596800) && seconds <= INT64_C(253402300799)),
		"a date lies in the years 1 to 9999", STR(""));
}

static void check_article(const struct article *article)
{
	fuzz_must_be_line(article->guid, LIMIT_GUID, "guid");
	fuzz_must_be_line(article->link, LIMIT_URL, "link");
	fuzz_must_be_line(article->author, LIMIT_NAME_POINTS, "author");
	fuzz_must_be_line(article->lang, LIMIT_LANG_POINTS, "lang");
	fuzz_must_be_line(article->title, LIMIT_TITLE_POINTS, "title");
	fuzz_must_be_text(article->summary, LIMIT_SUMMARY_POINTS, "summary");
	fuzz_must_be_text(article->text, LIMIT_ARTICLE_TEXT, "text");
	fuzz_must_be_utf8(article->raw_title.bytes, "raw title");
	fuzz_must_be_utf8(article->raw_summary.bytes, "raw summary");
	fuzz_must_be_utf8(article->raw_content.bytes, "raw content");
	fuzz_must(article->category_count <= LIMIT_CATEGORIES, "number of categories", STR(""));
	for (size_t i = 0; i < article->category_count; i++) {
		fuzz_must_be_line(article->categories[i], LIMIT_NAME_POINTS, "category");
	}
	check_time(article->published);
	check_time(article->updated);
}

static void check_hits(const struct hits *hits)
{
	fuzz_must(hits->count <= LIMIT_HITS, "number of hits", STR(""));
	for (size_t i = 0; i < hits->count; i++) {
		const struct hit *hit = &hits->hits[i];

		fuzz_must_be_line(hit->output, LIMIT_RULE_TEXT_POINTS, "output");
		fuzz_must_be_text(hit->excerpt, LIMIT_EXCERPT_POINTS, "excerpt");
		for (size_t j = 0; j < hit->capture_count; j++) {
			fuzz_must_be_line(hit->captures[j].text, LIMIT_EVIDENCE_POINTS, "capture");
		}
		for (size_t j = 0; j < hit->evidence_count; j++) {
			fuzz_must_be_text(
				hit->evidence[j].snippet, LIMIT_EVIDENCE_POINTS, "snippet");
		}
	}
}

static bool on_article(const struct read_article *article, struct arena *scratch, void *arg)
{
	struct read_article got;
	struct buf out;

	(void)arg;
	check_article(&article->article);
	buf_init(&out, FRAME_BUFFER_MAX);
	wire_put_article(&out, scratch, article);
	fuzz_must(!out.full && out.len > FRAME_HEADER, "an article fits into its frame", STR(""));
	fuzz_must(wire_get_article(str_slice(buf_str(&out), FRAME_HEADER, out.len), NOW,
			  fuzz_arena(), &got) == 0,
		"the main process accepts what a reader writes", article->article.title);
	fuzz_must(got.alerts == article->alerts && got.has_detail == article->has_detail,
		"an article arrives as it was sent", article->article.title);
	check_article(&got.article);
	fuzz_must(got.article.link.len == 0 || url_is_web(got.article.link),
		"a link that arrives is of the web", got.article.link);
	check_hits(&got.hits);
	buf_done(&out);
	return true;
}

static void check_end(const struct reader_result *result)
{
	struct arena *arena = fuzz_arena();
	struct reader_result got;
	struct buf out;

	buf_init(&out, FRAME_BUFFER_MAX);
	wire_put_end(&out, arena, result);
	fuzz_must(!out.full, "the end fits into its frame", STR(""));
	fuzz_must(wire_get_end(str_slice(buf_str(&out), FRAME_HEADER, out.len), arena, &got) == 0,
		"the main process accepts the end of a document", result->error);
	fuzz_must_be_line(got.error, LIMIT_FEED_ERROR, "error");
	fuzz_must_be_line(got.repairs, LIMIT_FEED_ERROR, "repairs");
	fuzz_must_be_line(got.format, 64, "format");
	fuzz_must_be_line(got.feed.title, LIMIT_NAME_POINTS, "title of the feed");
	fuzz_must_be_line(got.feed.link, LIMIT_URL, "link of the feed");
	fuzz_must_be_line(got.feed.language, LIMIT_LANG_POINTS, "language of the feed");
	buf_done(&out);
}

void feed_reading_run(struct str document, struct str content_type)
{
	struct reader_job job = {
		.feed_id = 1,
		.feed_name = STR("Feed"),
		.url = STR("https://served.example/dir/feed.xml"),
		.content_type = content_type,
		.now = NOW,
		.body = document,
		.body_fd = -1,
	};
	struct reader_result result;

	read_document(reader(), &job, on_article, NULL, &result);
	fuzz_must_be_line(result.format, 64, "format");
	fuzz_must_be_line(result.error, LIMIT_FEED_ERROR, "error");
	fuzz_must_be_line(result.repairs, LIMIT_FEED_ERROR, "repairs");
	fuzz_must(result.outcome != READER_DIED, "a document has an outcome", STR(""));
	fuzz_must(result.outcome == READER_OK || result.error.len > 0,
		"a document that is not read says why", result.format);
	check_end(&result);
}
