/* SPDX-License-Identifier: BSD-2-Clause */
/* Article text against rules of every kind: title, lead-in fields and body separated by U+0001. */
#include "base/diag.h"
#include "base/limits.h"
#include "fuzz.h"
#include "hit_promises.h"
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
	"- {entity: deputy, type: person, of: north, from: 1995-01, to: 2020, names: [deputy, {name: Deputé, lang: fr}]}\n"
	"- {list: many, items: ['@state', '@things', 'gulf~', 'dune~1', ideograph-free, {item: bank, context: ['money*', '@north']}],"
	" unless: [bank holiday*]}\n"
	"- {cue: may, lang: en, assertion: prospective, items: [may, plan* ... to, to], words: 5}\n"
	"- {cue: not, lang: en, assertion: negated, within: sentence, event: either, items: [never, not yet]}\n"
	"- {cue: past, lang: en, assertion: background, event: before, items: [in <past-year>]}\n"
	"- {cue: so, lang: en, assertion: none, items: [may well, not only]}\n"
	"- {cue: ends, lang: en, ends: clause, items: [but, ',', ';']}\n"
	"- {cue: rests, lang: en, ends: phrase, items: [which]}\n"
	"- {cue: common, lang: en, known_by: [the, of, alpha]}\n"
	"- {rule: stems, condition: 'gulf~ OR посольство~ OR \"held talk~\"'}\n"
	"- {rule: fuzzy, condition: 'gamma~1 OR alphabeta~2 OR \"head mision~1\" OR посольство~2'}\n"
	"- {rule: hyphens, condition: 'alpha-beta OR US-North OR \"a-b-c d\"'}\n"
	"- {rule: scripts, condition: '東京 OR 東京都 OR ไท OR посол* OR πρέσβης OR سفير OR 한국'}\n"
	"- {rule: regex, condition: 'x=title:/[A-Z]{2}-\\d+/ OR y=body:/gam+a/i OR url,author:/^h\\w+/'}\n"
	"- {rule: captures, condition: 'SENT(who=@state ONEAR/8 event=@many AND where=@state) OR who=@deputy NEAR/2 where=@state'}\n"
	"- {rule: event, condition: event=(alpha OR beta) AND who=@many, assert: [negated, background]}\n"
	"- {rule: read, condition: alpha NEAR/3 (beta OR gamma), assert: [affirmed, prospective, negated, background]}\n"
	"- {rule: pages, condition: 'title:alpha AND NOT tag:beta AND (gamma OR lang:en)', fulltext: true}\n"
	"- {rule: tongues, condition: alpha OR beta, languages: [de, fr], fields: [lead, author]}\n"
	"- {rule: lead, condition: 'title,lead:(alpha ONEAR/2 beta) OR FIRST/5(lead:gamma) OR feed_country:fr'}\n"
	"- {rule: counts, condition: 'ATLEAST/2(alpha NEAR/2 beta) OR 2 OF (ATLEAST/2(@many), title:delta, PARA(echo AND gamma))'}\n"
	"- {rule: long, condition: one OR two OR three OR four OR five OR six OR \"seven eight\" OR nin* OR ten OR *even OR"
	" twelve~ OR thirten~1 OR fourteen OR fifteen}\n"
	"- {rule: long-too, condition: 'SENT((one OR two OR three OR four OR five OR six OR seven OR eight OR nine OR ten OR eleven"
	" OR twelve OR thirteen) NOT NEAR/2 alpha)'}\n"
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

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str rest = str_make((const char *)data, size);
	struct arena *arena = fuzz_arena();
	static const enum field order[] = {
		FIELD_TITLE, FIELD_AUTHOR, FIELD_TAG, FIELD_URL, FIELD_LANG, FIELD_FEED_COUNTRY};
	struct match_input input = {.fields = {[FIELD_SOURCE] = STR("Feed")}};
	struct hits hits;
	struct str rule;

	input.date = size % 3 == 0 ? 0 : (int64_t)(size % 3) * 800000000;
	for (size_t i = 0; i < sizeof(order) / sizeof(order[0]) && str_find_byte(rest, 1) >= 0;
		i++) {
		input.fields[order[i]] =
			utf8_clean(arena, fuzz_take_until(&rest, 1), UTF8_LINE, 1000);
	}
	input.fields[FIELD_BODY] = utf8_clean(arena, rest, UTF8_TEXT, LIMIT_ARTICLE_TEXT);
	fuzz_must(matcher_run(matcher(), &input, arena, &hits) == 0, "an article is matched",
		STR(""));
	fuzz_must(hits.count > 0, "a rule matches: alpha is in the article, or it is not", rest);
	hit_promises_check(&hits, &input);
	rule = hits.count > 0 ? hits.hits[hits.count - 1].rule : STR("sent");
	hit_promises_explain(matcher(), rule, &input);
	hit_promises_explain(matcher(), STR("captures"), &input);
	return 0;
}
