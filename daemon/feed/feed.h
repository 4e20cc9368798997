/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A feed: what the feed lists say of it, and what polling has taught us. Owned by the feed list; others borrow it for one
 * call. Nothing here changes durably but through the journal.
 */
#ifndef NUNCIO_FEED_FEED_H
#define NUNCIO_FEED_FEED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/heap.h"
#include "base/str.h"

struct buf;

/* Where a feed is in its round; the scheduler moves it.
 *   WAITING --due--> QUEUED --host free--> FETCHING --document--> READING --records committed--> WAITING
 *   READING --pages wanted--> PAGES --all settled--> COMMITTING
 *   any --removed from the lists--> GONE (freed when its round ends) */
enum feed_stage {
	FEED_WAITING,
	FEED_QUEUED,
	FEED_FETCHING,
	FEED_READING,
	FEED_PAGES,
	FEED_COMMITTING
};

/* Whose pages are fetched (RULES.md 4). */
enum feed_fulltext {
	FEED_FULLTEXT_UNSAID, /* in a spec: as the configuration has it. Else: those of articles that a rule asks for */
	FEED_FULLTEXT_NEVER,
	FEED_FULLTEXT_ALWAYS
};

/* What the lists say; NULL when not given. Either all strings are borrowed, or, after feed_spec_pack, they lie in one block
 * that the spec owns and that begins with the URL: a million feeds cannot afford a malloc for each. */
struct feed_spec {
	const char *url;  /* absolute http(s); the key of the feed */
	const char *name; /* default: the URL */
	const char *country;
	const char *language;
	const char *tags; /* separated by commas */
	const char *user; /* HTTP basic authentication */
	const char *password;
	const char *header; /* one extra request header line from the credential file */
	int32_t interval_s; /* wished interval; 0: the default */
	uint8_t fulltext;   /* enum feed_fulltext */
};

/* What polling has taught; kept in the journal, restored at start. */
struct feed_state {
	char *etag;          /* owned, opaque bytes, NULL when none */
	char *last_modified; /* owned, likewise */
	char *error;         /* owned, NULL when the last poll was good */
	char *document_error; /* owned, what was wrong with the document of body_hash; stays until another is read */
	char *title;    /* owned, from the document */
	char *moved_to; /* owned: where the server says, for good, that the feed is now; NULL: here */
	char *proposals; /* owned: of a page instead of a feed, the feeds that it names, one URL a line; NULL: none */
	uint64_t body_hash;      /* of the last document that was read; 0: none */
	int64_t validators_at;   /* wall s of the last full 200; 0: never */
	int64_t last_poll_at;    /* wall s; 0: never */
	int64_t last_success_at; /* wall s; 0: never */
	int64_t next_due_at;     /* wall s; 0: now */
	uint32_t failing_since;  /* wall s of the first of the errors in a row; 0: none now */
	uint32_t changed_at; /* wall s of the last poll with a new or changed article; 0: never */
	uint32_t failures;   /* in a row */
	uint32_t interval_s; /* current, adapted */
	uint32_t articles;   /* new articles seen in all */
	uint32_t polls;
	uint32_t errors;
	uint32_t missed;  /* polls that shared no article with the one before */
	uint32_t in_part; /* articles of which not all was looked at */
	uint32_t
		repair_set; /* what was mended in the last document that was a feed: bits that the parser gives */
	uint16_t http_status;      /* of the last poll; 0: no response */
	uint8_t format;            /* feed_format_of; 0: none was read */
	uint8_t reader_deaths : 7; /* readers this document has killed in a row */
	bool known : 1;            /* a first poll was read */
};

struct feed {
	struct heap_node due; /* key: monotonic ms */
	uint64_t id;          /* hash of the URL */
	enum feed_stage stage : 8;
	bool removed;  /* no longer in any list; goes when its round ends */
	uint32_t mark; /* generation of the lists that last named it */
	struct feed_spec spec;
	struct feed_state state;
};

/* Copies the strings into a block of the spec's own. */
void feed_spec_pack(struct feed_spec *spec);
/* Frees the block of a packed spec. */
void feed_spec_done(struct feed_spec *spec);
bool feed_spec_eq(const struct feed_spec *a, const struct feed_spec *b);

/* Takes the packed spec; *spec is empty afterwards. */
struct feed *feed_new(struct feed_spec *spec);
void feed_free(struct feed *feed);
/* Takes the packed spec in the place of the feed's; the URL must be the same. */
void feed_set_spec(struct feed *feed, struct feed_spec *spec);
/* The name, for logs. */
struct str feed_name(const struct feed *feed);
/* What people are shown: the name when the lists give one, else what the document calls itself, else the URL. */
struct str feed_label(const struct feed *feed);
/* Same URL, same number, on every instance. */
uint64_t feed_id_of_url(struct str url);
const char *feed_stage_name(enum feed_stage stage);

void feed_state_done(struct feed_state *state);
/* A copy with texts of its own. */
struct feed_state feed_state_copy(const struct feed_state *state);
/* Sets one text of a state: `*field` is freed and gets a copy, NULL when `text` is empty or, with its NUL, longer than
 * `max_bytes`. */
void feed_state_set(char **field, struct str text, size_t max_bytes);
/* The code of a format's name ("RSS 2.0"), for good; of one that is not in the list, that of "other". */
uint8_t feed_format_of(struct str name);
/* NULL: no such code, or none was read. */
const char *feed_format_name(uint8_t format);
/* The state as bytes for the journal, and back. Returns -EINVAL for bytes that are not a state; *ret is then untouched. */
void feed_state_pack(const struct feed_state *state, struct buf *out);
MUST_CHECK int feed_state_unpack(struct str bytes, struct feed_state *ret);

#endif
