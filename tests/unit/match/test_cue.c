/* SPDX-License-Identifier: BSD-2-Clause */
/* How sentences assert the event in [ ], with the cues that are shipped; cues of a site. */
#include "match/cues.h"

struct sentence {
	enum assertion assertion;
	const char *text;
};

static const struct sentence affirmed[] = {
	{A, "Oslo [names] a new envoy to Lima."},
	{A, "The ministers [met] in Quito on Tuesday."},
	{A, "A Kenyan [delegation] has arrived in Juba."},
	{A, "France [expels] two diplomats."},
	{A, "The embassy was [closed] after the raid."},
	{A, "Delegates [welcomed] the accord at dawn."},
	{A, "Peru and Chile hold border [talks]."},
	{A, "The king is [visiting] the north of the island."},
	{A, "Her [visit] drew thousands into the streets."},
	{A, "Suspect in attack on the [consulate] is identified."},
	{A, "Laos becomes the third country to [recognise] the new republic."},
	{A, "Nauru is the latest to [recognise] the breakaway region."},
	{A, "It was the first government to [recognise] them."},
	{A, "The ambassador to Panama [resigns]."},
	{A, "Envoy to Rome [recalled] over a remark."},
	{A, "The king not only [visited] the harbour but also the mine."},
	{A, "There is no doubt the [visit] pleased both sides."},
	{A, "No longer alone, Malta [recognises] the council."},
	{A, "No breakthrough in the peace [talks]."},
	{A, "Xi ends three-day [visit] to Hungary."},
	{A, "The premier wraps up his [tour] of the islands."},
	{A, "The [summit] was the first since 2019."},
	{A, "First [visit] since the coup in 2021."},
	{A, "It was the longest [visit] since taking power in 1999."},
	{A, "Ties have warmed since 2015 and the envoy [visited] twice."},
	{A, "In 2031 the bridge will be closed; today the king [opened] it."},
	{A, "The [delegation] said that rain will come."},
	{A, "Britain warned of delays over its [recognition] of the state."},
	{A, "The minister, who may resign, [met] farmers."},
	{A, "Polls may be close, but the envoy [returned] on Monday."},
	{A, "He would like to rest after the [talks]."},
	{A, "Crowds plan a march following the [visit]."},
	{A, "It will raise prices because the [embassy] closed."},
	{A, "Rome denies a rift as ministers [meet]."},
	{A, "Hopes fade: Chad [severs] ties."},
	{A, "They rejected the offer while the envoy [met] the queen."},
	{A, "The firm [opened] a plant in Graz."},
	{A, "The union [ended] its strike on Friday."},
	{A, "Thanks to the [visit] the border is open."},
	{A, "In reaction to the [expulsion] Minsk sent a note."},
	{A, "Fires [spread] across the valley."},
	{A, "Bolivia [cuts] ties with the kingdom."},
	{A, "The rebels will rest - the envoy [left] for Tunis."},
	/* A cue looks away from the event's last word, or back from its first. */
	{A, "Niger gives the envoy [48 hours to] leave."},
	{A, "Spain [agreed to] a new consul."},
	{A, "Chad [proposed] a truce."},
};

static const struct sentence prospective[] = {
	{P, "Ghana to [recognise] the council."},
	{P, "The firm [will open] a plant."},
	{P, "Talks on a plant that Ghana [is to open]."},
	{P, "The [talks to resume] in Doha are the third."},
	{P, "Pope to [visit] Malta in spring."},
	{P, "Envoy to be [named] this year."},
	{P, "Riga to formally [recognise] the exiles."},
	{P, "Mali to send a [delegation] to Rabat."},
	{P, "The emir is to host a regional [summit]."},
	{P, "The queen will [visit] Tonga."},
	{P, "She'll [visit] the front line."},
	{P, "Sweden would [recognise] the state in time."},
	{P, "Lawyers say the court could [recognise] the claim."},
	{P, "The two may [meet] on the margins."},
	{P, "They might [meet] in Geneva."},
	{P, "Both sides should [meet] at once."},
	{P, "The board must [recognise] the union."},
	{P, "Kyiv is ready to [meet] them anywhere."},
	{P, "Rubio is set to [arrive] on Friday."},
	{P, "The talks are due to [begin] soon."},
	{P, "The minister is about to [leave] for Tunis."},
	{P, "The chancellor is scheduled to [visit] the port."},
	{P, "They are likely to [open] an embassy."},
	{P, "Possible [visit] of the pope stirs the town."},
	{P, "The potential [transfer] of the embassy was raised."},
	{P, "It is not known whether the envoy [returns]."},
	{P, "If the two leaders [meet], markets would cheer."},
	{P, "Madrid plans to [open] a consulate."},
	{P, "Nepal planned the [visit] with care."},
	{P, "The party intends to [recognise] the treaty."},
	{P, "Togo aims to [send] observers."},
	{P, "Kabul hopes for [recognition]."},
	{P, "Defence chief eyes [trip] to Manila."},
	{P, "Oslo mulls [recognition] of the island."},
	{P, "The senate weighs [recognition]."},
	{P, "The cabinet is considering the [closure] of the embassy."},
	{P, "Macron vows [recognition] by autumn."},
	{P, "Lula pledged to [visit] the drought zone."},
	{P, "Ankara threatens to [expel] ten ambassadors."},
	{P, "The town prepares for the [visit]."},
	{P, "He wants to [meet] the rebels."},
	{P, "The two agreed to [meet] again."},
	{P, "The group seeks [recognition] abroad."},
	{P, "Rebels sought [talks] with the junta."},
	{P, "MPs urge the premier to [recognise] the exiles."},
	{P, "The bishop calls for [talks]."},
	{P, "Farmers demand [talks] with the ministry."},
	{P, "Tbilisi asked Ankara to [send] an envoy."},
	{P, "Fiji requests a [meeting] with Canberra."},
	{P, "The mayor proposes a [summit] on water."},
	{P, "Hanoi invites the king for a state [visit]."},
	{P, "Berlin offers direct [talks]."},
	{P, "The bid for [recognition] gathers support."},
	{P, "Lawmakers vote in favour of [recognition]."},
	{P, "Oil falls ahead of [talks] in Vienna."},
	{P, "Shots were fired on the eve of [talks]."},
	{P, "Security is tight before the [visit]."},
	{P, "The upcoming [summit] worries traders."},
	{P, "The leaders hold [talks] next week."},
	{P, "Egypt's president [visits] Sofia next month."},
	{P, "Border [talks] to resume in Amman."},
	{P, "[Talks] to kick off on Sunday."},
	{P, "The [summit] is expected in June."},
	{P, "[Talks] hinge on a truce."},
	{P, "The next [visit] is not yet fixed; a second is near."},
	{P, "[Summit] in doubt as fighting spreads."},
	{P, "The palace announces a [visit] by the sultan."},
	{P, "Delhi has not ruled out [talks]."},
	{P, "Lima does not rule out [recognition]."},
	{P, "The firm plans to [open] a plant in Graz."},
	{P, "Nurses threaten to [strike]."},
	{P, "Leaders plan a long-awaited [summit]."},
};

static const struct sentence negated[] = {
	{N, "Rome: [visit cancelled] by rain."},
	{N, "Japan has yet to [recognise] the new rulers."},
	{N, "Most states have yet to formally [recognise] it."},
	{N, "The king will not [visit] the capital."},
	{N, "They won't [meet] this year."},
	{N, "The two did not [meet]."},
	{N, "The envoy has never [visited] the camp."},
	{N, "Rome doesn't [recognise] the vote."},
	{N, "He can't [visit] his family."},
	{N, "They cannot [recognise] a regime born of a coup."},
	{N, "The UN hasn't [recognised] the poll."},
	{N, "It isn't [planning] a summit."},
	{N, "No country has [recognised] the region."},
	{N, "No one [met] the delegates."},
	{N, "There were no [talks] at all."},
	{N, "Nobody [recognised] the result."},
	{N, "None of the states [recognised] it."},
	{N, "The junta refuses [talks]."},
	{N, "Delhi rejects [talks] with the rebels."},
	{N, "The duke declined to [meet] the press."},
	{N, "Seoul denied that it had [met] the envoy."},
	{N, "The ministry denies having [expelled] anyone."},
	{N, "The premier ruled out [recognition]."},
	{N, "Israel opposes [recognition]."},
	{N, "Deputies voted against [recognition]."},
	{N, "Russia vetoed the [recognition] of the state."},
	{N, "Opposition boycotts [talks]."},
	{N, "The sultan skips the [summit]."},
	{N, "Hungary blocks the [recognition] of the court."},
	{N, "They failed to [meet] in Doha."},
	{N, "The statement stops short of [recognition]."},
	{N, "Kigali cancels [visit] of the envoy."},
	{N, "Turkey calls off [talks]."},
	{N, "The crown prince has called off his [trip]."},
	{N, "Canada suspends trade [talks]."},
	{N, "Trump is ending [talks] with the neighbours."},
	{N, "London scraps [summit] with Athens."},
	{N, "Pakistan postpones [visit] to Kabul."},
	{N, "The delegation pulled out of [talks]."},
	{N, "The [visit] was cancelled at the last minute."},
	{N, "The [summit] has been called off."},
	{N, "The [talks] were suspended."},
	{N, "The [trip] was postponed."},
	{N, "[Recognition] is denied to this day."},
	{N, "Formal [recognition] was refused."},
	{N, "Tuvalu asks Japan to [send] envoy, Tokyo rejects the request."},
	{N, "He stayed away, nor did the queen [visit]."},
	{N, "He left without a [meeting]."},
	{N, "Neither side [met] the mediator."},
	{N, "The firm did not [open] its plant."},
	{N, "It is not planning to [send] a mission."},
};

static const struct sentence background[] = {
	{B, "Norway [recognised] the republic in 1991."},
	{B, "The embassy was [opened] in 1962."},
	{B, "In 1931, Japan [recognised] the kingdom."},
	{B, "In May 1974 the two [met] in Cairo."},
	{B, "Ties were [cut] in the 1980s."},
	{B, "The [treaty] of 1878 divided them."},
	{B, "They last [met] two years ago."},
	{B, "A [delegation] came here last year."},
	{B, "The mission was [closed] a decade ago."},
	{B, "Finland had [recognised] the government."},
	{B, "Spain had previously [recognised] the exiles."},
	{B, "Malta had not [recognised] it in 1964."},
	{B, "They planned to [visit] Rome in 1936."},
	{B, "She is a former [envoy]."},
	{B, "The town marked the anniversary of the [visit]."},
	{B, "During the Cold War [talks] were rare."},
	{B, "The plant was [opened] in 1955."},
};

static unsigned check_sentences(const struct sentence *sentences, size_t count)
{
	struct rules rules;
	unsigned wrong = 0;
	rules_of_cues(&rules, no_rules);
	for (size_t i = 0; i < count; i++) {
		struct match_input input = rules_input("", "");
		struct assertion_reading reading = read_marked(&rules, sentences[i].text, &input);
		if (reading.assertion != sentences[i].assertion) {
			print_error("%s: %s, should be %s (%.*s)\n", sentences[i].text,
				assertion_name(reading.assertion),
				assertion_name(sentences[i].assertion),
				STR_ARG(reading.by ? reading.by->name : STR("no cue")));
			wrong++;
		}
	}
	rules_done(&rules);
	return wrong;
}

static void test_affirmed(void **state)
{
	(void)state;
	assert_int_equal(check_sentences(affirmed, COUNT(affirmed)), 0);
}

static void test_prospective(void **state)
{
	(void)state;
	assert_int_equal(check_sentences(prospective, COUNT(prospective)), 0);
}

static void test_negated(void **state)
{
	(void)state;
	assert_int_equal(check_sentences(negated, COUNT(negated)), 0);
}

static void test_background(void **state)
{
	(void)state;
	assert_int_equal(check_sentences(background, COUNT(background)), 0);
}

static void test_cues_are_overridden(void **state)
{
	static const char text[] = "\n- {rule: r, condition: any}\n"
				   "- {cue: en-not, override: append, items: [nary a]}\n"
				   "- {cue: en-had, override: replace, lang: en, assertion: none, "
				   "items: [had]}\n";
	struct rules rules;
	struct match_input input = rules_input("", "");
	(void)state;
	rules_of_cues(&rules, text);
	assert_int_equal(read_marked(&rules, "Nary a [visit].", &input).assertion, N);
	assert_int_equal(read_marked(&rules, "They do not [visit].", &input).assertion, N);
	assert_int_equal(read_marked(&rules, "They had [visited].", &input).assertion, A);
	rules_done(&rules);
}

static void test_cues_of_a_directory(void **state)
{
	const char *paths[] = {NUNCIO_SOURCE "/rules"};
	struct arena *arena = arena_new(0);
	struct diags diags;
	(void)state;
	diags_init(&diags);
	struct rule_book *book = rule_book_load(arena, paths, 1, &diags);
	assert_non_null(book);
	assert_true(book->cue_count > 10);
	assert_true(str_eq(book->cues[0].lang, STR("en")));
	diags_done(&diags);
	arena_free(arena);
}

/* However long a sentence is, and whatever it repeats, little of it is read. */
static void test_long_sentence(void **state)
{
	static const char text[] = "\n- rule: r\n  condition: 'event=visit'\n";
	struct rules rules;
	struct buf body;
	(void)state;
	rules_of_cues(&rules, text);
	buf_init(&body, 8u << 20);
	buf_add_str(&body, STR("never "));
	for (int i = 0; i < 300000; i++) {
		buf_add_str(&body, i % 3 ? STR("visit ") : STR("plans to "));
	}
	struct match_input input = rules_input("", "");
	input.fields[FIELD_BODY] = buf_str(&body);
	input.fields[FIELD_LANG] = STR("en");
	struct hits hits = rules_match(&rules, &input);
	assert_int_equal(hits.count, 1);
	assert_int_equal(hits.hits[0].assertion, P);
	buf_done(&body);
	rules_done(&rules);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_affirmed),
		cmocka_unit_test(test_prospective),
		cmocka_unit_test(test_negated),
		cmocka_unit_test(test_background),
		cmocka_unit_test(test_cues_are_overridden),
		cmocka_unit_test(test_cues_of_a_directory),
		cmocka_unit_test(test_long_sentence),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
