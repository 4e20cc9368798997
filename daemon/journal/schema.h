/* SPDX-License-Identifier: BSD-2-Clause */
/* The journal's tables and statements, as SQL; only journal/database.c reads them. */
#ifndef NUNCIO_JOURNAL_SCHEMA_H
#define NUNCIO_JOURNAL_SCHEMA_H

/* "nunc" in ASCII, so that file(1) and we know the file. */
#define SCHEMA_APPLICATION 0x6e756e63
#define SCHEMA_VERSION 1

enum schema_statement {
	SCHEMA_BEGIN,
	SCHEMA_COMMIT,
	SCHEMA_ROLLBACK,
	SCHEMA_PUT_STATE,
	SCHEMA_PUT_KNOWN,
	SCHEMA_DELETE_STATE,
	SCHEMA_DELETE_KNOWN,
	SCHEMA_ADD_CHANNEL,
	SCHEMA_PUT_HEAD,
	SCHEMA_PUT_ACKED,
	SCHEMA_PUT_RECORD,
	SCHEMA_PUT_TEXT,
	SCHEMA_SWEEP,
	SCHEMA_EACH_FEED,
	SCHEMA_GET_STATE,
	SCHEMA_GET_KNOWN,
	SCHEMA_EACH_CHANNEL,
	SCHEMA_EACH_RECORD,
	SCHEMA_GET_OLDEST,
	SCHEMA_COUNT_RECORDS,
	SCHEMA_GET_TEXT,
	SCHEMA_STATEMENTS
};

extern const char *const schema_statements[SCHEMA_STATEMENTS];
/* Makes the tables of an empty file, in one transaction. */
extern const char schema_sql[];

#endif
