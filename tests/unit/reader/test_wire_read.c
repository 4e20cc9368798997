/* SPDX-License-Identifier: BSD-2-Clause */
/* What comes over the wire from a reader that is not to be trusted. */
#include "reader/wire_article.h"

/* Whatever an article holds, it goes through, cleaned and cut. */
static void test_hostile_article(void **state)
{
	static const char *const links[] = {"javascript:alert(1)", "https://a.example/\xe2\x80\xae",
		"https://a.example/\xff", "https://a.example/a b", "relative"};
	struct arena *arena = arena_new(0);
	struct hit hit = make_hit();
	struct read_article article = make_article(&hit, 1);
	struct read_article got;
	struct buf out;

	(void)state;
	article.article.title = repeat(arena, "x\n\x1b[2J\xe2\x80\xae\xff\xc2\x9b y ", 1000);
	article.article.summary = repeat(arena, "\xf0\x9f\x98\x80\r\n", 5000);
	article.article.guid = repeat(arena, "\xe6\x9d\xb1", 4000);
	article.article.author = repeat(arena, "a", 100000);
	article.article.lang = repeat(arena, "en", 1000);
	hit.output = repeat(arena, "\xe6\x9d\xb1\n", 10000);
	hit.mark_count = 0;
	some_evidence[1].snippet = article.article.title;
	buf_init(&out, FRAME_BUFFER_MAX);
	for (size_t i = 0; i < sizeof(links) / sizeof(links[0]); i++) {
		article.article.link = str_from(links[i]);
		buf_clear(&out);
		wire_put_article(&out, arena, &article);
		assert_int_equal(wire_get_article(payload_of(&out), 77, arena, &got), 0);
		assert_str(got.article.link, "");
	}
	some_evidence[1].snippet = STR("x");
	/* A space at the cut goes, too. */
	assert_in_range(utf8_length(got.article.title), LIMIT_TITLE_POINTS - 1, LIMIT_TITLE_POINTS);
	assert_true(str_starts(got.article.title, STR("x [2J\xef\xbf\xbd y x")));
	assert_int_equal(utf8_length(got.article.summary), LIMIT_SUMMARY_POINTS);
	assert_true(got.article.guid.len <= LIMIT_GUID);
	assert_true(got.article.guid.len > LIMIT_GUID - 4);
	assert_int_equal(got.article.author.len, LIMIT_NAME_POINTS);
	assert_in_range(utf8_length(got.hits.hits[0].output), LIMIT_RULE_TEXT_POINTS - 1,
		LIMIT_RULE_TEXT_POINTS);
	buf_done(&out);
	arena_free(arena);
}

/* An article whose hits fill more than a frame loses evidence, then hits, and says how many. */
static void test_too_many_hits(void **state)
{
	struct arena *arena = arena_new(0);
	struct hit *hits = mem_zalloc(2 * (size_t)LIMIT_HITS * sizeof(*hits));
	struct evidence *evidence = mem_zalloc(2 * (size_t)LIMIT_EVIDENCE * sizeof(*evidence));
	struct capture captures[LIMIT_CAPTURES];
	struct read_article article = make_article(hits, 2 * (size_t)LIMIT_HITS);
	struct read_article got;
	struct buf out;

	(void)state;
	for (size_t i = 0; i < 2 * (size_t)LIMIT_EVIDENCE; i++) {
		evidence[i] = some_evidence[0];
		evidence[i].snippet = repeat(arena, "\xe6\x9d\xb1", 1000);
	}
	for (size_t i = 0; i < 2 * (size_t)LIMIT_HITS; i++) {
		hits[i] = make_hit();
		hits[i].evidence = evidence;
		hits[i].evidence_count = 2 * (size_t)LIMIT_EVIDENCE;
	}
	buf_init(&out, FRAME_BUFFER_MAX);
	wire_put_article(&out, arena, &article);
	assert_int_equal(wire_get_article(payload_of(&out), 77, arena, &got), 0);
	assert_int_equal(got.hits.count, LIMIT_HITS);
	assert_int_equal(got.hits.left_out, LIMIT_HITS + 3);
	assert_int_equal(got.hits.hits[0].evidence_count, 4);

	for (size_t j = 0; j < LIMIT_CAPTURES; j++) {
		struct str wide = repeat(arena, "\xe6\x9d\xb1", 1000);

		captures[j] = (struct capture){wide, wide, wide, wide};
	}
	for (size_t i = 0; i < 2 * (size_t)LIMIT_HITS; i++) {
		hits[i].desc = repeat(arena, "\xe6\x9d\xb1", 1000);
		hits[i].output = hits[i].desc;
		hits[i].tags = &hits[i].desc;
		hits[i].capture_count = LIMIT_CAPTURES;
		hits[i].captures = captures;
		hits[i].tag_count = 1;
	}
	buf_clear(&out);
	wire_put_article(&out, arena, &article);
	assert_int_equal(wire_get_article(payload_of(&out), 77, arena, &got), 0);
	assert_int_equal(got.hits.count, 32);
	assert_int_equal(got.hits.left_out, 2 * LIMIT_HITS - 32 + 3);
	buf_done(&out);
	free(hits);
	free(evidence);
	arena_free(arena);
}

static void assert_clean(struct str s, size_t max_points)
{
	size_t at = 0;

	assert_true(utf8_is_valid(s));
	assert_true(utf8_length(s) <= max_points);
	while (at < s.len) {
		uint32_t point = utf8_next(s, &at);

		assert_true(point == '\n' || !utf8_is_unsafe(point));
	}
}

static void assert_sane_hit(const struct hit *hit)
{
	assert_clean(hit->rule, LIMIT_RULE_NAME_POINTS);
	assert_clean(hit->channel, LIMIT_CHANNEL);
	assert_clean(hit->output, LIMIT_RULE_TEXT_POINTS);
	assert_clean(hit->excerpt, LIMIT_EXCERPT_POINTS);
	assert_true(hit->priority <= PRIORITY_CRITICAL && hit->assertion <= ASSERTION_BACKGROUND);
	for (size_t i = 0; i < hit->tag_count; i++) {
		assert_clean(hit->tags[i], LIMIT_RULE_NAME_POINTS);
	}
	for (size_t i = 0; i < hit->evidence_count; i++) {
		assert_clean(hit->evidence[i].snippet, LIMIT_EVIDENCE_POINTS);
		assert_true(hit->evidence[i].field < FIELD_COUNT);
		assert_true(hit->evidence[i].start <= hit->evidence[i].end);
	}
	for (size_t i = 0; i < hit->mark_count; i++) {
		assert_true(hit->marks[i].start <= hit->marks[i].end);
		assert_true(hit->marks[i].end <= utf8_length(hit->excerpt));
	}
}

static void assert_sane(const struct read_article *article)
{
	assert_true(article->status <= IDENTITY_MOVED);
	assert_clean(article->article.title, LIMIT_TITLE_POINTS);
	assert_clean(article->article.summary, LIMIT_SUMMARY_POINTS);
	assert_clean(article->article.guid, LIMIT_GUID);
	assert_clean(article->article.author, LIMIT_NAME_POINTS);
	assert_true(article->article.link.len == 0 || url_is_web(article->article.link));
	assert_true(article->hits.count <= LIMIT_HITS);
	for (size_t i = 0; i < article->hits.count; i++) {
		assert_sane_hit(&article->hits.hits[i]);
	}
}

/* Every byte of a good payload, changed in several ways: it is refused, or what comes out keeps every rule. */
static void test_changed_bytes(void **state)
{
	static const unsigned char changes[] = {0x01, 0x80, 0xff, 0x0a};
	struct hit hit = make_hit();
	struct read_article article = make_article(&hit, 1);
	struct arena *arena = arena_new(0);
	struct read_article got;
	struct buf out;
	struct str payload;
	size_t refused = 0;

	(void)state;
	buf_init(&out, FRAME_BUFFER_MAX);
	wire_put_article(&out, arena, &article);
	payload = payload_of(&out);
	for (size_t len = 0; len < payload.len; len++) {
		arena_clear(arena);
		assert_int_equal(
			wire_get_article(str_slice(payload, 0, len), 77, arena, &got), -EPROTO);
	}
	for (size_t i = FRAME_HEADER; i < out.len; i++) {
		char kept = out.ptr[i];

		for (size_t j = 0; j < sizeof(changes); j++) {
			arena_clear(arena);
			out.ptr[i] = (char)((unsigned char)kept ^ changes[j]);
			if (wire_get_article(payload, 77, arena, &got) == 0) {
				assert_sane(&got);
			} else {
				refused++;
			}
		}
		out.ptr[i] = kept;
	}
	assert_true(refused > payload.len / 2);
	buf_done(&out);
	arena_free(arena);
}

/* One thing wrong in an otherwise good article. */
static void test_refused(void **state)
{
	enum { STATUS = 0, FLAGS = 33 };
	static const struct {
		size_t at;
		unsigned char value;
	} cases[] = {
		{STATUS, IDENTITY_MOVED + 1}, {STATUS, IDENTITY_KNOWN}, /* with hits */
		{STATUS, IDENTITY_MOVED}, {FLAGS, 16},
		{FLAGS, 5},             /* backlog and details, but no alert */
		{FLAGS, 4}, {FLAGS, 2}, /* no details, but they follow */
	};
	struct hit hit = make_hit();
	struct read_article article = make_article(&hit, 1);
	struct arena *arena = arena_new(0);
	struct read_article got;
	struct buf out;

	(void)state;
	buf_init(&out, FRAME_BUFFER_MAX);
	wire_put_article(&out, arena, &article);
	assert_int_equal(out.ptr[FRAME_HEADER + FLAGS], 7);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char *at = out.ptr + FRAME_HEADER + cases[i].at;
		char kept = *at;

		*at = (char)cases[i].value;
		assert_int_equal(wire_get_article(payload_of(&out), 77, arena, &got), -EPROTO);
		*at = kept;
	}
	assert_int_equal(wire_get_article(payload_of(&out), 77, arena, &got), 0);
	buf_done(&out);
	arena_free(arena);
}

static void test_refused_hits(void **state)
{
	struct arena *arena = arena_new(0);
	struct read_article got;
	struct buf out;

	(void)state;
	buf_init(&out, FRAME_BUFFER_MAX);
	for (int i = 0; i < 7; i++) {
		struct evidence evidence = some_evidence[0];
		struct mark mark = {0, 7};
		struct hit hit = make_hit();
		struct read_article article = make_article(&hit, 1);

		hit.evidence = &evidence;
		hit.evidence_count = 1;
		hit.marks = &mark;
		hit.mark_count = 1;
		switch (i) {
		case 0:
			mark.end = 8; /* behind the excerpt */
			break;
		case 1:
			mark.start = 8;
			break;
		case 2:
			evidence.end = 12; /* behind the title */
			break;
		case 3:
			evidence.start = 6;
			break;
		case 4:
			hit.channel = STR("a}{b"); /* would change a Redis key */
			break;
		case 5:
			hit.rule = STR("");
			break;
		default:
			article.article.published = INT64_MAX;
			break;
		}
		buf_clear(&out);
		wire_put_article(&out, arena, &article);
		assert_int_equal(wire_get_article(payload_of(&out), 77, arena, &got), -EPROTO);
	}
	buf_done(&out);
	arena_free(arena);
}

static void test_full_arena(void **state)
{
	struct hit hit = make_hit();
	struct read_article article = make_article(&hit, 1);
	struct arena *large = arena_new(0);
	struct read_article got;
	struct buf out;
	int rc = -ENOMEM;

	(void)state;
	buf_init(&out, FRAME_BUFFER_MAX);
	wire_put_article(&out, large, &article);
	for (size_t size = 16; rc != 0; size += 16) {
		struct arena *small = arena_new(size);

		rc = wire_get_article(payload_of(&out), 77, small, &got);
		assert_true(rc == 0 || rc == -ENOMEM);
		assert_true(size < 100000);
		arena_free(small);
	}
	buf_done(&out);
	arena_free(large);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_hostile_article),
		cmocka_unit_test(test_too_many_hits),
		cmocka_unit_test(test_changed_bytes),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_refused_hits),
		cmocka_unit_test(test_full_arena),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
