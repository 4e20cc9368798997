/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Puts one article together out of the pieces that a format finds, and hands it over when it is whole. Says what wins when
 * a piece comes twice; knows nothing of XML or JSON.
 */
#ifndef NUNCIO_PARSE_BUILD_H
#define NUNCIO_PARSE_BUILD_H

#include <stdbool.h>
#include <stdint.h>

#include "article.h"
#include "base/arena.h"
#include "base/limits.h"
#include "base/str.h"
#include "parse/document.h"

/* How good a source of a piece is. The better one wins; of equals the later. */
enum rank { RANK_NONE, RANK_LAST, RANK_FALLBACK, RANK_OTHER, RANK_OWN, RANK_FIRST };

/* Someone who wrote something, while their element is open. The texts lie in the article's arena, or the feed's. */
struct person {
	enum rank rank;
	struct str name;
	struct str mail;
};

struct build {
	struct arena *feed_arena;
	struct arena *article_arena; /* cleared between articles */
	parse_article_fn *on_article;
	void *arg;
	struct parse_report *report;

	bool is_mapped; /* the document is its mapping: what has been read is forgotten */
	bool in_article;
	bool is_stopped;   /* the receiver has had enough */
	bool is_full;      /* LIMIT_ARTICLES */
	bool needs_title;  /* what has none is no article (sitemaps) */
	size_t untitled;   /* that were dropped for it */
	size_t bad_dates;  /* that could not be read */
	size_t bad_links;  /* that are no addresses */
	struct str author; /* of the feed, for articles that name none; its arena */
	struct article article;
	struct person person;
	struct str guid_link; /* the guid as an address, when it may serve as one */
	struct str categories[LIMIT_CATEGORIES];
	enum rank guid_rank;
	enum rank title_rank;
	enum rank summary_rank;
	enum rank content_rank;
	enum rank link_rank;
	enum rank author_rank;
	enum rank published_rank;
	enum rank updated_rank;
	enum rank lang_rank;

	enum rank feed_title_rank;
	enum rank feed_link_rank;
	enum rank feed_author_rank;
};

/* What is said when is_full. */
#define BUILD_FULL "more than 50,000 articles"

void build_start_article(struct build *build);
/* Hands the article over and forgets it. */
void build_end_article(struct build *build);
/* The document ends inside the article: hands it over when it can be told from others for good, by a title and a guid or an
 * address that were whole, and forgets it. What comes later with the rest is a change of it. */
void build_cut_article(struct build *build);
/* Forgets the article: it never was whole. */
void build_drop_article(struct build *build);

/* Text is borrowed from the document or its arenas: it is not copied. */
void build_title(struct build *build, enum rank rank, struct raw_text text);
void build_summary(struct build *build, enum rank rank, struct raw_text text);
void build_content(struct build *build, enum rank rank, struct raw_text text);
/* `link` against `base`; kept when it becomes a web address. Works on the feed when no article is open. */
void build_link(struct build *build, enum rank rank, struct str base, struct str link);
/* One more address of the feed, into `slot` of its feed_info; the first one stays. */
void build_feed_address(struct build *build, struct str *slot, struct str base, struct str address);
void build_guid(struct build *build, enum rank rank, struct str guid, bool may_be_link);
/* One line with the name or the address of a person, or both; several of one rank are joined. Of the feed when no article
 * is open. */
void build_author(struct build *build, enum rank rank, struct str author);
/* A person as an element with parts: its name and mail address are given in between, `text` is what else it holds. */
void build_start_person(struct build *build, enum rank rank);
void build_person_name(struct build *build, struct str name);
void build_person_mail(struct build *build, struct str mail);
void build_end_person(struct build *build, struct str text);
void build_category(struct build *build, struct str category);
/* Text that is no date is no date: nothing happens. */
void build_published(struct build *build, enum rank rank, struct str date);
void build_updated(struct build *build, enum rank rank, struct str date);
/* Of the article, or of the feed when no article is open. */
void build_language(struct build *build, enum rank rank, struct str language);
/* Adds what was met on the way to the report: its bits and its words. */
void build_report_repairs(struct build *build);
void build_add_repair(struct build *build, uint32_t repairs, size_t count, const char *words);

/* The arena that text of the present moment belongs to. */
struct arena *build_arena(struct build *build);

#endif
