/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Words of SQL, nothing else. What a file that exists already has of the tables is never changed here: another version is
 * another number, and a way to get there.
 */
#include "journal/schema.h"

#include <assert.h>

const char *const schema_statements[SCHEMA_STATEMENTS] = {
	[SCHEMA_BEGIN] = "BEGIN IMMEDIATE",
	[SCHEMA_COMMIT] = "COMMIT",
	[SCHEMA_ROLLBACK] = "ROLLBACK",
	[SCHEMA_PUT_STATE] = "INSERT INTO feeds (id, state) VALUES (?1, ?2)"
			     " ON CONFLICT (id) DO UPDATE SET state = ?2",
	[SCHEMA_PUT_KNOWN] = "INSERT INTO known (feed, articles) VALUES (?1, ?2)"
			     " ON CONFLICT (feed) DO UPDATE SET articles = ?2",
	[SCHEMA_DELETE_STATE] = "DELETE FROM feeds WHERE id = ?1",
	[SCHEMA_DELETE_KNOWN] = "DELETE FROM known WHERE feed = ?1",
	[SCHEMA_ADD_CHANNEL] = "INSERT INTO channels (name) VALUES (?1)",
	[SCHEMA_PUT_HEAD] = "UPDATE channels SET head = ?2 WHERE id = ?1",
	[SCHEMA_PUT_ACKED] = "UPDATE channels SET acked = ?2, acked_seq = ?3 WHERE id = ?1",
	[SCHEMA_PUT_RECORD] = "INSERT INTO records (place, stored_ms, body) VALUES (?1, ?2, ?3)",
	[SCHEMA_PUT_TEXT] = "INSERT INTO facts (key, value) VALUES (?1, ?2)"
			    " ON CONFLICT (key) DO UPDATE SET value = ?2",
	[SCHEMA_SWEEP] =
		"DELETE FROM records WHERE place IN (SELECT place FROM records"
		" WHERE place BETWEEN ?1 AND ?2 AND stored_ms < ?3 ORDER BY place LIMIT ?4)"
		" RETURNING length(body)",
	[SCHEMA_EACH_FEED] = "SELECT id, state FROM feeds",
	[SCHEMA_GET_STATE] = "SELECT state FROM feeds WHERE id = ?1",
	[SCHEMA_GET_KNOWN] = "SELECT articles FROM known WHERE feed = ?1",
	[SCHEMA_EACH_CHANNEL] = "SELECT id, name, head, acked, acked_seq FROM channels ORDER BY id",
	[SCHEMA_EACH_RECORD] = "SELECT place, body FROM records WHERE place > ?1 AND place <= ?2"
			       " ORDER BY place",
	[SCHEMA_GET_OLDEST] = "SELECT min(place) FROM records WHERE place BETWEEN ?1 AND ?2",
	[SCHEMA_COUNT_RECORDS] = "SELECT count(*), coalesce(sum(length(body)), 0) FROM records",
	[SCHEMA_GET_TEXT] = "SELECT value FROM facts WHERE key = ?1",
};

const char schema_sql[] =
	"BEGIN;"
	"CREATE TABLE facts (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;"
	"CREATE TABLE feeds (id INTEGER PRIMARY KEY, state BLOB NOT NULL) STRICT;"
	"CREATE TABLE known (feed INTEGER PRIMARY KEY, articles BLOB NOT NULL) STRICT;"
	"CREATE TABLE channels (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,"
	" head INTEGER NOT NULL DEFAULT 0, acked INTEGER NOT NULL DEFAULT 0,"
	" acked_seq INTEGER NOT NULL DEFAULT 0) STRICT;"
	"CREATE TABLE records (place INTEGER PRIMARY KEY, stored_ms INTEGER NOT NULL,"
	" body BLOB NOT NULL) STRICT;"
	"INSERT INTO facts VALUES ('installation', lower(hex(randomblob(8)))), ('epoch', '0');"
	"PRAGMA application_id = 1853189731;"
	"PRAGMA user_version = 1;"
	"COMMIT;";
static_assert(SCHEMA_APPLICATION == 1853189731, "the schema names it in decimal");
static_assert(SCHEMA_VERSION == 1, "the schema names it");
