/* SPDX-License-Identifier: BSD-2-Clause */
/* Article text against rules of every kind: title, lead-in fields and body separated by U+0001. */
#include "base/diag.h"
#include "base/limits.h"
#include "fuzz.h"
#include "match/matcher.h"
#include "text/utf8.h"

static const char rules[] =
	"- list: things\n"
	"  items: [envoy, 'talk*', 'head of mission', '@north', '東京']\n"
	"  unless: [brand envoy]\n"
	"- {entity: north, type: state, label: the North, names: [north, North Land, {name: NL, case: exact}],"
	" unless: [true north]}\n"
	"- {entity: south, type: [state, side], names: [south, 'طالبان', {name: S.L., context: [south]}]}\n"
	"- {entity: chief, type: person, of: south, names: [Chief One, 'Chief*']}\n"
	"- {macro: met, condition: met OR \"held talks\"}\n"
	"- {rule: word, condition: alpha OR été OR Straße OR İstanbul OR 東 OR ไทย, output: '{title} {author}'}\n"
	"- {rule: wild, condition: 'alp* OR *pha OR al*a OR wo?d'}\n"
	"- {rule: exact, condition: '=NATO OR =\"North Land\"'}\n"
	"- {rule: phrase, condition: '\"alpha beta\" OR \"a-b c\" OR \"U.S. envoy\"'}\n"
	"- {rule: and, condition: 'alpha AND beta AND NOT gamma'}\n"
	"- {rule: near, condition: who=@state NEAR/5 event=@things}\n"
	"- {rule: onear, condition: who=@state ONEAR/2 @things ONEAR/3 where=@state}\n"
	"- {rule: notnear, condition: alpha NOT NEAR/3 beta OR beta NOT ONEAR/1 alpha}\n"
	"- {rule: sent, condition: SENT(who=@state AND where=@side AND $met)}\n"
	"- {rule: para, condition: PARA(alpha AND NOT beta AND SENT(delta))}\n"
	"- {rule: first, condition: FIRST/10(alpha OR beta)}\n"
	"- {rule: atleast, condition: ATLEAST/3(alpha OR beta)}\n"
	"- {rule: nof, condition: '2 OF (alpha, beta NEAR/1 gamma, SENT(delta AND echo))'}\n"
	"- {rule: fields, condition: 'title:alpha OR lead:beta OR author:gamma OR tag:delta OR url:echo'}\n"
	"- {rule: no, condition: NOT alpha}\n"
	"- {rule: all, condition: '\"@state @things\" OR alpha* OR \"beta talk*\"'}\n";

static struct arena *set_arena;

static struct matcher *matcher(void)
{
	static struct matcher *made;
	struct book_source source = {.file = "rules.yaml", .text = str_from(rules)};
	struct rule_set *set = NULL;
	struct rule_book *book;
	struct diags diags;
	struct buf text;

	if (made) {
		return made;
	}
	set_arena = arena_new(0);
	diags_init(&diags);
	book = rule_book_parse(set_arena, &source, 1, &diags);
	if (book) {
		set = rule_set_compile(set_arena, book, &diags);
	}
	buf_init(&text, (size_t)1 << 20);
	diags_format(&diags, &text);
	fuzz_must(set != NULL, "the rules of this target compile", buf_str(&text));
	buf_done(&text);
	diags_done(&diags);
	made = matcher_new(set);
	return made;
}

static void check_evidence(const struct evidence *evidence, const struct match_input *input)
{
	struct str field =
		input->fields[evidence->field == FIELD_LEAD ? FIELD_BODY : evidence->field];
	size_t from = utf8_offset(field, evidence->start);
	size_t to = utf8_offset(field, evidence->end);

	fuzz_must(evidence->start <= evidence->end && evidence->end <= utf8_length(field),
		"evidence lies in its field", field);
	fuzz_must(evidence->text.len == 0 || str_starts(str_slice(field, from, to - from),
						     str_slice(evidence->text, 0, 1)),
		"evidence begins where it says", evidence->text);
	fuzz_must_be_text(evidence->snippet, LIMIT_EVIDENCE_POINTS, "snippet");
	fuzz_must_be_text(evidence->clause, LIMIT_CONDITION, "clause");
}

static void check_hit(const struct hit *hit, const struct match_input *input)
{
	size_t length = utf8_length(hit->excerpt);
	size_t end = 0;

	fuzz_must_be_text(hit->excerpt, LIMIT_EXCERPT_POINTS, "excerpt");
	fuzz_must_be_line(hit->output, 100000, "output");
	for (size_t i = 0; i < hit->mark_count; i++) {
		fuzz_must(hit->marks[i].start >= end && hit->marks[i].start < hit->marks[i].end &&
				  hit->marks[i].end <= length,
			"marks lie in the excerpt, one behind the other", hit->excerpt);
		end = hit->marks[i].end;
	}
	fuzz_must(hit->capture_count <= LIMIT_CAPTURES, "number of captures", STR(""));
	for (size_t i = 0; i < hit->capture_count; i++) {
		fuzz_must_be_line(hit->captures[i].label, 100000, "capture");
	}
	fuzz_must(hit->evidence_count <= LIMIT_EVIDENCE, "pieces of evidence", STR(""));
	for (size_t i = 0; i < hit->evidence_count; i++) {
		check_evidence(&hit->evidence[i], input);
	}
}

static void explain(const struct hits *hits, const struct match_input *input)
{
	struct str rule = hits->count > 0 ? hits->hits[hits->count - 1].rule : STR("sent");
	struct buf text;

	buf_init(&text, (size_t)16 << 20);
	fuzz_must(matcher_explain(matcher(), rule, input, &text) == 0, "a rule is explained", rule);
	fuzz_must_be_utf8(buf_str(&text), "an explanation");
	buf_done(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str rest = str_make((const char *)data, size);
	struct arena *arena = fuzz_arena();
	static const enum field order[] = {
		FIELD_TITLE, FIELD_AUTHOR, FIELD_TAG, FIELD_URL, FIELD_LANG};
	struct match_input input = {.fields = {[FIELD_SOURCE] = STR("Feed")}};
	struct hits hits;

	for (size_t i = 0; i < sizeof(order) / sizeof(order[0]) && str_find_byte(rest, 1) >= 0;
		i++) {
		input.fields[order[i]] =
			utf8_clean(arena, fuzz_take_until(&rest, 1), UTF8_LINE, 1000);
	}
	input.fields[FIELD_BODY] = utf8_clean(arena, rest, UTF8_TEXT, LIMIT_ARTICLE_TEXT);
	fuzz_must(matcher_run(matcher(), &input, arena, &hits) == 0, "an article is matched",
		STR(""));
	fuzz_must(hits.count > 0, "a rule matches: alpha is in the article, or it is not", rest);
	for (size_t i = 0; i < hits.count; i++) {
		check_hit(&hits.hits[i], &input);
	}
	explain(&hits, &input);
	return 0;
}
