/* SPDX-License-Identifier: BSD-2-Clause */
/* The ceilings, each with its reason. Sizes are bytes unless the name says otherwise. */
#ifndef NUNCIO_BASE_LIMITS_H
#define NUNCIO_BASE_LIMITS_H

/* --- fetch --- */
#define LIMIT_DOCUMENT (64u << 20) /* decoded bytes: the largest honest feeds are a few MiB */
#define LIMIT_DOCUMENT_IN_MEMORY (256u << 10) /* beyond that a memfd: most feeds stay below it */
#define LIMIT_BODY_PIECES (256u << 10) /* chunks of one byte: libcurl does nothing else meanwhile */
#define LIMIT_RESPONSE_HEADERS (64u << 10) /* libcurl's own cap is 300 KiB */
#define LIMIT_REDIRECTS 5                  /* hops; as FreshRSS */
#define LIMIT_VALIDATOR 1024             /* an ETag or Last-Modified longer than this is not kept */
#define LIMIT_LOCATION 4096              /* of a redirect; it may shrink when it is resolved */
#define LIMIT_REQUEST_HEADER 4096        /* one extra line from the credential file */
#define LIMIT_FETCHES_WAITING (1u << 20) /* requests that wait for their host */
#define LIMIT_RESOLVED_NAMES 65536u      /* host names kept with their addresses: some 20 MiB */
#define LIMIT_HOSTS_FILE (1u << 20)      /* of /etc/hosts that is read */
#define LIMIT_PAGES_KEPT (64u << 20)     /* articles that wait for their pages; more do not wait */
#define LIMIT_ROBOTS (500u << 10) /* of a robots.txt that is read: RFC 9309 2.5 wants no less */
#define LIMIT_ROBOTS_RULES (3ul * LIMIT_ROBOTS) /* what comes of it, were each octet escaped */
#define LIMIT_ROBOTS_WORK (4u << 20) /* bytes looked through for one address: some 10 ms at worst */
#define LIMIT_ROBOTS_KEPT (16u << 20) /* rules of all sites: an honest one has 1 KiB for us */
#define LIMIT_ROBOTS_SITES 50000u     /* that are remembered, rules or none: some 10 MiB */
#define LIMIT_DEAD_HOSTS 50000u       /* that are remembered: as many as one document may name */
#define LIMIT_PAGE_ERROR_POINTS 120   /* why the feed's text served; part of an alert */
#define LIMIT_FEED_ERROR 512          /* the last error of a feed, kept for as long as it lasts */
#define LIMIT_URL 2048                /* ALERT.md; longer ones are refused */

/* --- a document in a reader --- */
#define LIMIT_START_TAG                                                                            \
	(64u << 10)         /* all of one tag is looked through at once: honest ones have 1 KiB */
#define LIMIT_XML_DEPTH 200 /* elements inside each other: each has its place in a fixed array */
#define LIMIT_XML_ERRORS 10000         /* repaired errors before a document is given up */
#define LIMIT_XML_ATTRIBUTES 256       /* of one start tag: honest ones have a dozen */
#define LIMIT_XML_NAMESPACES 256       /* in force at one place: each prefix is looked up in them */
#define LIMIT_ENTITIES 64              /* declared by a document; honest feeds declare a handful */
#define LIMIT_ENTITY_VALUE 256         /* of one declared entity: a word, not a bomb */
#define LIMIT_ENTITY_TEXT (1u << 20)   /* that declared entities may add to one document */
#define LIMIT_ARTICLES 50000           /* a document; as many as are remembered, LIMIT_KNOWN */
#define LIMIT_ARTICLE_TEXT (4u << 20)  /* bytes of one field before mark-up is removed */
#define LIMIT_PAGE_HEAD (1u << 20)     /* of a page served as a feed: looked through for feeds */
#define LIMIT_CATEGORIES 64            /* of one article */
#define LIMIT_READER_ARENA (64u << 20) /* memory for one document */
#define LIMIT_PAGE                                                                                 \
	(4u << 20) /* of an article's page; the largest honest ones are 2 MiB of scripts */
#define LIMIT_PAGE_NODES                                                                           \
	100000 /* elements of a page: an honest one has 3,000, a long live blog 30,000 */
#define LIMIT_PAGE_DEPTH 256         /* elements inside each other; browsers stop at 512 */
#define LIMIT_PAGE_METAS 256         /* <meta> and <link> of a page that are looked at */
#define LIMIT_PAGE_DATA (256u << 10) /* one part of JSON-LD */
#define LIMIT_PAGE_DATA_PARTS 16     /* parts of JSON-LD in a page */

/* --- what an article may carry onwards (ALERT.md) --- */
#define LIMIT_TITLE_POINTS 1000   /* code points */
#define LIMIT_SUMMARY_POINTS 2000 /* code points */
#define LIMIT_EXCERPT_POINTS 300  /* code points */
#define LIMIT_GUID 2048
#define LIMIT_NAME_POINTS 200 /* author, category, feed title; code points */
#define LIMIT_ALERT (16u << 10)
#define LIMIT_ALERT_ENTITIES 32 /* listed in an alert, the most frequent first */

/* --- matching --- */
#define LIMIT_CONDITION (64u << 10) /* RULES.md 2 */
#define LIMIT_CONDITION_DEPTH 64    /* RULES.md 2 */
#define LIMIT_CONDITION_NODES 65536 /* after macros are put in: macros can double at each step */
#define LIMIT_REGEX 512             /* bytes of one regular expression */
#define LIMIT_REGEX_WEIGHT 256      /* its states, roughly: above it some take seconds to compile */
#define LIMIT_REGEXES 1000 /* different ones in all rules: each takes milliseconds to compile */
#define LIMIT_REGEX_WORK                                                                           \
	65536 /* of all together, half a millisecond of compiling each at the worst */
#define LIMIT_REGEX_STEPS                                                                          \
	(192u << 20)           /* of searching one article for them, some 0.1 ns each; RULES.md 6 */
#define LIMIT_REGEX_REACH 4096 /* bytes of a field that each may search even so */
#define LIMIT_REGEX_PLACES (1u << 20) /* bytes of one article searched for where they stand */
#define LIMIT_RULES_WITHOUT_KEY                                                                    \
	1000 /* rules tried on every article: so many take 0.2 ms each time, all others 3 us */
#define LIMIT_REGEX_MATCHES 64 /* of one in one field, for evidence and captures */
#define LIMIT_MACRO_DEPTH 64   /* macros inside macros: each costs stack */
#define LIMIT_MACRO_NODES                                                                          \
	(16u << 20) /* put in by the macros of all rules: a short file can ask for 2 GiB of them */
#define LIMIT_ENTITY_TYPES 64    /* of one entity: honest ones have three */
#define LIMIT_DISTANCE 1000      /* words in NEAR/n; what is further apart is no context */
#define LIMIT_FIRST_WORDS 100000 /* words in FIRST/n */
#define LIMIT_TOKENS (1u << 20)  /* words of one article: 30 times the longest honest one */
#define LIMIT_WORD_OCCURRENCES                                                                     \
	4096             /* of one word in one article: bounds a text of one repeated word */
#define LIMIT_SPANS 4096 /* of one operand in one article, NEAR pairs included */
#define LIMIT_DENSE_WORDS                                                                          \
	((size_t)2                                                                                 \
		<< 20) /* of 8 bytes, for words that an article repeats; others are gone through */
#define LIMIT_BINDING_STEPS 20000 /* choices tried to bind the captures of one rule */
#define LIMIT_BINDING_WORK 30000  /* occurrences looked at for the best binding of one rule */
#define LIMIT_BINDING_HITS 16     /* times both: what all rules of one article may use */
#define LIMIT_FORM_CACHE 65536    /* word forms that a matcher remembers */
#define LIMIT_OCCURRENCES 64      /* of one operand that are tried for captures, RULES.md 2 */
#define LIMIT_BINDINGS 8          /* other bindings listed in a hit, RULES.md 2 */
#define LIMIT_HITS 256            /* rules that may hit one article; more are counted */
#define LIMIT_LEFT_OUT 1024       /* up to here */
#define LIMIT_EVIDENCE 32         /* pieces of evidence kept for one hit */
#define LIMIT_CAPTURES 8          /* names of captures in one rule */
#define LIMIT_CUE_WORDS 8         /* in one cue: longer ones are sentences */
#define LIMIT_CUE_REACH 40        /* words between a cue and its event; a sentence has some 25 */
#define LIMIT_CUE_LANGUAGES                                                                        \
	256             /* that a text can be guessed to be in; there are 183 of two letters */
#define LIMIT_EVENTS 16 /* occurrences of an event that its assertion is read at */

/* --- control socket --- */
#define LIMIT_CONTROL_LINE (64u << 10) /* a request */
#define LIMIT_CONTROL_CONNECTIONS 64   /* at a time; more are closed at once */
#define LIMIT_HTTP_BODY (1u << 20)     /* a page of the HTTP server */

/* --- journal and Redis --- */
#define LIMIT_CHANNEL 128 /* a channel's name; it is part of Redis keys */
#define LIMIT_ALERT_ID 64
#define LIMIT_RECORD (32u << 10)        /* an alert in the journal: LIMIT_ALERT and room to grow */
#define LIMIT_MARKS 8                   /* identities of one record */
#define LIMIT_JOURNAL_QUEUE (64u << 20) /* bytes that wait for the writer; then fetching pauses */
#define LIMIT_JOURNAL_CHECK                                                                        \
	(256u << 20) /* a larger file is not read through at start: it would take minutes */
#define LIMIT_RECORDS (64u << 20)     /* of one document; the rest comes with the next poll */
#define LIMIT_GROUP_COMMIT (8u << 20) /* bytes of one transaction: keeps a commit below 50 ms */
#define LIMIT_KNOWN_BYTES (4u << 20)  /* packed known articles of one feed */
#define LIMIT_WINDOW 256              /* commit scripts in flight: more gains nothing */
#define LIMIT_WINDOW_BYTES (4u << 20) /* bytes of them that the kernel has not taken */
#define LIMIT_REDIS_INPUT (64u << 20) /* a reply larger than this is an attack or a bug */
#define LIMIT_CONTROL_WAITING 64      /* control events kept while Redis is away */

/* --- files that people write --- */
#define LIMIT_YAML_DEPTH 32              /* the deepest option or rule needs 8 */
#define LIMIT_CONF_FILE (1u << 20)       /* the configuration: the sample with comments is 20 KiB */
#define LIMIT_RULE_FILE (192u << 20)     /* one rule file: a million rules at 250 bytes each */
#define LIMIT_FEED_FILE (192u << 20)     /* a feed list: a million feeds at 250 bytes each */
#define LIMIT_OUTLINES 2000000           /* of one OPML file: twice what an instance is built for */
#define LIMIT_CREDENTIAL_FILE (4u << 20) /* users and passwords for feeds: 40,000 of them */
#define LIMIT_FEED_TEXT 4096             /* one value of a feed list; longer ones are a mistake */

/* --- what a hit may carry to the main process; code points unless the name says otherwise --- */
#define LIMIT_RULE_NAME_POINTS 200  /* rules, entities, captures, tags */
#define LIMIT_RULE_TEXT_POINTS 1000 /* description, output */
#define LIMIT_EVIDENCE_POINTS 300   /* a clause, what matched, a snippet */
#define LIMIT_LANG_POINTS 35        /* BCP 47 (RFC 5646 4.4.1) */
#define LIMIT_TAGS 64               /* of one rule */
#define LIMIT_EXCERPT_MARKS 64      /* matches shown in one excerpt */
#define LIMIT_HIT_ENTITIES 128      /* entities counted in one article */

/* --- frames between processes --- */
#define LIMIT_KNOWN 50000        /* known articles sent along: half a frame; LIMIT_ARTICLES */
#define LIMIT_RESULT (16u << 20) /* frames of one document; the rest comes with the next poll */
#define LIMIT_RESULT_ARENA (64u << 20) /* the same unpacked, of each reader, in the main process */
#define LIMIT_DIAGNOSTICS (256u << 10) /* formatted, of one load of the rules */
#define LIMIT_RULE_PATHS 1000          /* files and directories of rules */
#define LIMIT_FRAME (4u << 20) /* one frame; a document goes as a descriptor or in several */

#endif
