/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Frames between the processes, as one that was taken over could write them: the first byte chooses which. What is accepted
 * is clean, and can be written anew.
 */
#include "base/limits.h"
#include "fuzz.h"
#include "reader/orders.h"
#include "reader/wire.h"

#define NOW INT64_C(1800000000)

static struct str payload_of(const struct buf *frame)
{
	return str_slice(buf_str(frame), FRAME_HEADER, frame->len);
}

static void try_job(struct str payload, struct arena *arena)
{
	struct reader_job job;
	struct reader_job again;
	struct buf out;

	if (wire_get_job(payload, -1, arena, &job) < 0) {
		return;
	}
	buf_init(&out, FRAME_BUFFER_MAX);
	wire_put_job(&out, &job);
	fuzz_must(!out.full && wire_get_job(payload_of(&out), -1, arena, &again) == 0,
		"a job that was read can be written", payload);
	fuzz_must(str_eq(again.url, job.url) && str_eq(again.body, job.body) &&
			  again.known_count == job.known_count,
		"a job arrives as it was sent", payload);
	buf_done(&out);
}

static void try_article(struct str payload, struct arena *arena)
{
	struct read_article article;
	struct read_article again;
	struct buf out;

	if (wire_get_article(payload, NOW, arena, &article) < 0) {
		return;
	}
	fuzz_must_be_line(article.article.title, LIMIT_TITLE_POINTS, "title");
	fuzz_must_be_line(article.article.guid, LIMIT_GUID, "guid");
	fuzz_must_be_line(article.article.link, LIMIT_URL, "link");
	for (size_t i = 0; i < article.hits.count; i++) {
		fuzz_must_be_line(article.hits.hits[i].output, LIMIT_RULE_TEXT_POINTS, "output");
		fuzz_must_be_text(article.hits.hits[i].excerpt, LIMIT_EXCERPT_POINTS, "excerpt");
	}
	/* It may be refused then: a name that is one space would be sent as none. */
	buf_init(&out, FRAME_BUFFER_MAX);
	wire_put_article(&out, arena, &article);
	fuzz_must(!out.full, "an article that was read fits into a frame", payload);
	if (wire_get_article(payload_of(&out), NOW, arena, &again) == 0) {
		fuzz_must_be_line(again.article.title, LIMIT_TITLE_POINTS, "title again");
	}
	buf_done(&out);
}

static void try_end(struct str payload, struct arena *arena)
{
	struct reader_result result;
	struct reader_result again;
	struct buf out;

	if (wire_get_end(payload, arena, &result) < 0) {
		return;
	}
	fuzz_must_be_line(result.error, LIMIT_FEED_ERROR, "error");
	fuzz_must_be_line(result.feed.title, LIMIT_NAME_POINTS, "title of the feed");
	buf_init(&out, FRAME_BUFFER_MAX);
	wire_put_end(&out, arena, &result);
	fuzz_must(!out.full && wire_get_end(payload_of(&out), arena, &again) == 0,
		"an end that was read can be written", payload);
	buf_done(&out);
}

static void try_orders(struct str payload, struct arena *arena)
{
	struct order_start start;
	struct notice_loaded loaded;
	struct order_number number;

	if (order_get_start(payload, arena, &start) == 0) {
		fuzz_must(start.path_count <= LIMIT_RULE_PATHS, "number of paths", payload);
	}
	if (order_get_loaded(payload, &loaded) == 0) {
		fuzz_must_be_inside(loaded.diagnostics, payload, "diagnostics");
	}
	if (order_get_number(payload, &number) == 0) {
		fuzz_must(payload.len >= 8, "a number has eight bytes", payload);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static void (*const tries[])(struct str, struct arena *) = {
		try_job, try_article, try_end, try_orders};
	struct str payload = str_make((const char *)data, size);
	uint8_t choice = fuzz_take_byte(&payload);

	tries[choice % (sizeof(tries) / sizeof(tries[0]))](payload, fuzz_arena());
	return 0;
}
