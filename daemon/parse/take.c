/* SPDX-License-Identifier: BSD-2-Clause */
/* From an element to a piece of the article. Decides nothing about what is better: build.c does, by the rank. Pure. */
#include "parse/take.h"

void take_title(struct build *build, const struct field *field, enum rank rank)
{
	build_title(build, rank, field->text);
}

void take_typed_title(struct build *build, const struct field *field, enum rank rank)
{
	build_title(build, rank, field_atom_text(build, field));
}

void take_summary(struct build *build, const struct field *field, enum rank rank)
{
	build_summary(build, rank, field->text);
}

void take_typed_summary(struct build *build, const struct field *field, enum rank rank)
{
	build_summary(build, rank, field_atom_text(build, field));
}

void take_content(struct build *build, const struct field *field, enum rank rank)
{
	build_content(build, rank, field->text);
}

/* With "src" the content lies elsewhere, and the element is empty (RFC 4287 4.1.3.2). */
void take_typed_content(struct build *build, const struct field *field, enum rank rank)
{
	struct str src = field_attribute(field, "src");

	if (src.len > 0) {
		build_link(build, RANK_LAST, field->base, src);
	}
	build_content(build, rank, field_atom_text(build, field));
}

void take_link(struct build *build, const struct field *field, enum rank rank)
{
	struct str href = field_attribute(field, "href");

	build_link(build, rank, field->base, href.len > 0 ? href : field->text.bytes);
}

/* The name of a relation; its long form means the same (RFC 4287 4.2.7.2). */
static struct str relation_of(const struct field *field)
{
	static const struct str registries[] = {
		STR_INIT("http://www.iana.org/assignments/relation/"),
		STR_INIT("http://www.iana.org/assignments/link-relations/")};
	struct str rel = str_trim(field_attribute(field, "rel"));

	for (size_t i = 0; i < sizeof(registries) / sizeof(registries[0]); i++) {
		if (str_starts_nocase(rel, registries[i])) {
			return str_slice(rel, registries[i].len, rel.len);
		}
	}
	return rel.len > 0 ? rel : STR("alternate");
}

static bool is_feed_type(struct str type)
{
	return str_find(type, STR("rss+xml")) >= 0 || str_find(type, STR("atom+xml")) >= 0;
}

static void take_feed_relation(struct build *build, const struct field *field, struct str relation)
{
	struct feed_info *feed = &build->report->feed;
	const struct {
		struct str relation;
		struct str *slot;
	} slots[] = {{STR("self"), &feed->self}, {STR("hub"), &feed->hub},
		{STR("next"), &feed->next}, {STR("next-archive"), &feed->next},
		{STR("prev-archive"), &feed->prev_archive}};

	for (size_t i = 0; i < sizeof(slots) / sizeof(slots[0]); i++) {
		if (str_eq_nocase(slots[i].relation, relation)) {
			build_feed_address(
				build, slots[i].slot, field->base, field_attribute(field, "href"));
		}
	}
}

/* What a link may be worth to an article that has no page of its own. */
static enum rank rank_of_relation(struct str relation, struct str type, enum rank rank)
{
	if (str_eq_nocase(relation, STR("alternate"))) {
		return is_feed_type(type) ? RANK_FALLBACK : rank;
	}
	return str_eq_nocase(relation, STR("related")) || str_eq_nocase(relation, STR("via"))
		       ? RANK_LAST
		       : RANK_NONE;
}

void take_atom_link(struct build *build, const struct field *field, enum rank rank)
{
	struct str relation = relation_of(field);
	struct str href = field_attribute(field, "href");
	enum rank worth = rank_of_relation(relation, field_attribute(field, "type"), rank);
	enum rank kept = build->in_article ? build->link_rank : build->feed_link_rank;

	if (href.len == 0) {
		build_link(build, RANK_FALLBACK, field->base, field->text.bytes);
		return;
	}
	if (!build->in_article) {
		take_feed_relation(build, field, relation);
		worth = worth == RANK_LAST ? RANK_NONE : worth;
	}
	/* Of several with the same worth the first one is meant. */
	if (worth > kept) {
		build_link(build, worth, field->base, href);
	}
}

void take_id(struct build *build, const struct field *field, enum rank rank)
{
	build_guid(build, rank, field->text.bytes, true);
}

void take_name_id(struct build *build, const struct field *field, enum rank rank)
{
	build_guid(build, rank, field->text.bytes, false);
}

void take_author(struct build *build, const struct field *field, enum rank rank)
{
	build_author(build, rank, field->text.bytes);
}

void take_person(struct build *build, const struct field *field, enum rank rank)
{
	(void)field;
	build_start_person(build, rank);
}

void take_person_name(struct build *build, const struct field *field, enum rank rank)
{
	(void)rank;
	build_person_name(build, field->text.bytes);
}

void take_person_mail(struct build *build, const struct field *field, enum rank rank)
{
	(void)rank;
	build_person_mail(build, field->text.bytes);
}

void take_category(struct build *build, const struct field *field, enum rank rank)
{
	struct str scheme = field_attribute(field, "scheme");

	(void)rank;
	/* What kind of thing an entry is, not what it is about. */
	if (str_starts(scheme, STR("http://schemas.google.com/g/2005#kind"))) {
		return;
	}
	build_category(build, field_attribute(field, "label"));
	build_category(build, field_attribute(field, "term"));
	build_category(build, field->text.bytes);
}

void take_categories(struct build *build, const struct field *field, enum rank rank)
{
	struct str rest = field->text.bytes;
	struct str category;

	(void)rank;
	while (str_cut(&rest, ',', &category)) {
		build_category(build, category);
	}
}

void take_published(struct build *build, const struct field *field, enum rank rank)
{
	build_published(build, rank, field->text.bytes);
}

void take_updated(struct build *build, const struct field *field, enum rank rank)
{
	build_updated(build, rank, field->text.bytes);
}

void take_date(struct build *build, const struct field *field, enum rank rank)
{
	size_t bad = build->bad_dates;

	build_published(build, rank, field->text.bytes);
	build->bad_dates = bad; /* it is one date */
	build_updated(build, rank, field->text.bytes);
}

void take_language(struct build *build, const struct field *field, enum rank rank)
{
	build_language(build, rank, field->text.bytes);
}
