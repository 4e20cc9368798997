/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The only file that knows SQLite: each function binds, steps and resets one prepared statement of journal/schema.c. It never
 * logs, never retries and never decides when to commit.
 * Invariant: outside begin … commit no statement is left half stepped, so no reader holds back a checkpoint.
 */
#include "journal/database.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/mem.h"
#include "journal/schema.h"

/* A record's row number is its channel in the upper bits and its pseq in the lower: one tree, no index. */
#define PSEQ_BITS 40
#define PSEQ_MAX ((INT64_C(1) << PSEQ_BITS) - 1)

struct database {
	sqlite3 *sqlite;                           /* owned */
	sqlite3_stmt *prepared[SCHEMA_STATEMENTS]; /* owned; NULL until first used */
};

static int to_errno(int code)
{
	switch (code & 0xff) {
	case SQLITE_OK:
	case SQLITE_DONE:
	case SQLITE_ROW:
		return 0;
	case SQLITE_FULL:
		return -ENOSPC;
	case SQLITE_NOMEM:
		return -ENOMEM;
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return -EBUSY;
	case SQLITE_READONLY:
		return -EROFS;
	case SQLITE_PERM:
	case SQLITE_AUTH:
		return -EACCES;
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		return -EBADMSG;
	default:
		return -EIO;
	}
}

const char *database_error(const struct database *db)
{
	return sqlite3_errmsg(db->sqlite);
}

/* The statement, ready to be bound; NULL when it cannot be prepared. */
static sqlite3_stmt *prepare(struct database *db, enum schema_statement which)
{
	if (db->prepared[which] == NULL) {
		int code = sqlite3_prepare_v3(db->sqlite, schema_statements[which], -1,
			SQLITE_PREPARE_PERSISTENT, &db->prepared[which], NULL);
		if (code != SQLITE_OK) {
			return NULL;
		}
	}
	return db->prepared[which];
}

static int step_and_reset(sqlite3_stmt *statement)
{
	int code = sqlite3_step(statement);
	while (code == SQLITE_ROW) {
		code = sqlite3_step(statement);
	}
	int reset = sqlite3_reset(statement);
	sqlite3_clear_bindings(statement);
	return to_errno(code == SQLITE_DONE ? reset : code);
}

/* Text and blobs are borrowed until the statement is reset. */
static void bind_blob(sqlite3_stmt *statement, int index, struct str bytes)
{
	if (bytes.len == 0) {
		sqlite3_bind_zeroblob(statement, index, 0);
		return;
	}
	sqlite3_bind_blob64(statement, index, bytes.ptr, bytes.len, SQLITE_STATIC);
}

static void bind_text(sqlite3_stmt *statement, int index, struct str text)
{
	sqlite3_bind_text64(statement, index, text.ptr, text.len, SQLITE_STATIC, SQLITE_UTF8);
}

static struct str column_bytes(sqlite3_stmt *statement, int column)
{
	const void *bytes = sqlite3_column_blob(statement, column);
	return str_make(bytes, (size_t)sqlite3_column_bytes(statement, column));
}

static int run(struct database *db, enum schema_statement which)
{
	sqlite3_stmt *statement = prepare(db, which);
	return statement != NULL ? step_and_reset(statement) : -EIO;
}

/* --- opening --- */

static int pragma_int(struct database *db, const char *pragma, int64_t *ret)
{
	sqlite3_stmt *statement = NULL;
	int code = sqlite3_prepare_v2(db->sqlite, pragma, -1, &statement, NULL);
	if (code == SQLITE_OK) {
		code = sqlite3_step(statement);
	}
	if (code == SQLITE_ROW) {
		*ret = sqlite3_column_int64(statement, 0);
	}
	sqlite3_finalize(statement);
	return to_errno(code);
}

/* 0 when SQLite finds nothing wrong; else what it found is in `error`. */
static int check_pages(struct database *db, struct buf *error)
{
	sqlite3_stmt *statement = NULL;
	int code = sqlite3_prepare_v2(db->sqlite, "PRAGMA quick_check(1)", -1, &statement, NULL);
	if (code == SQLITE_OK) {
		code = sqlite3_step(statement);
	}
	int result = to_errno(code);
	if (result == 0 && code == SQLITE_ROW) {
		const char *verdict = (const char *)sqlite3_column_text(statement, 0);
		if (verdict == NULL || strcmp(verdict, "ok") != 0) {
			buf_printf(error, "%s", verdict != NULL ? verdict : "no verdict");
			result = -EBADMSG;
		}
	} else if (result != 0) {
		buf_printf(error, "%s", database_error(db));
	}
	sqlite3_finalize(statement);
	return result;
}

static int check_version(struct database *db, struct buf *error)
{
	int64_t application = 0;
	int64_t version = 0;
	int64_t tables = 0;
	int result = pragma_int(db, "PRAGMA application_id", &application);
	if (result == 0) {
		result = pragma_int(db, "PRAGMA user_version", &version);
	}
	if (result == 0) {
		result = pragma_int(db, "SELECT count(*) FROM sqlite_schema", &tables);
	}
	if (result != 0) {
		buf_printf(error, "cannot be read: %s", database_error(db));
		return result;
	}
	if (application == 0 && version == 0 && tables == 0) {
		if (sqlite3_exec(db->sqlite, schema_sql, NULL, NULL, NULL) != SQLITE_OK) {
			buf_printf(error, "cannot be set up: %s", database_error(db));
			return to_errno(sqlite3_errcode(db->sqlite));
		}
		return 0;
	}
	if (application != SCHEMA_APPLICATION) {
		buf_printf(error, "is a database of another program");
		return -EBADMSG;
	}
	if (version != SCHEMA_VERSION) {
		buf_printf(error, "has version %" PRId64 ", this program knows %d%s", version,
			SCHEMA_VERSION,
			version > SCHEMA_VERSION ? ": it was made by a newer one" : "");
		return -EPROTO;
	}
	return 0;
}

static int check_whole(struct database *db, const char *path, struct buf *error)
{
	struct stat status;
	if (stat(path, &status) != 0 || (uint64_t)status.st_size > LIMIT_JOURNAL_CHECK) {
		return 0;
	}
	struct buf found;
	buf_init(&found, 4096);
	int result = check_pages(db, &found);
	if (result != 0) {
		buf_printf(error,
			"is damaged (%s); restore it from a backup, or move it away to start anew",
			buf_cstr(&found));
	}
	buf_done(&found);
	return result;
}

static int set_up_writer(struct database *db, const char *path, struct buf *error)
{
	/* Autocheckpoint is only the hard stop at 16 MiB: the writer checkpoints when it is idle. */
	static const char pragmas[] = "PRAGMA journal_mode = WAL;"
				      "PRAGMA synchronous = FULL;"
				      "PRAGMA wal_autocheckpoint = 4000;"
				      "PRAGMA journal_size_limit = 67108864;";
	if (sqlite3_exec(db->sqlite, pragmas, NULL, NULL, NULL) != SQLITE_OK) {
		int result = to_errno(sqlite3_errcode(db->sqlite));
		buf_printf(error, "%s: %s", result == -EBADMSG ? "is damaged" : "cannot be opened",
			database_error(db));
		return result;
	}
	int result = check_version(db, error);
	return result != 0 ? result : check_whole(db, path, error);
}

/* SQLite gives its other files the mode of this one: nobody else may read any. */
static int make_file(const char *path, struct buf *error)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0) {
		int result = -errno;
		buf_printf(error, "cannot be opened: %s", strerror(-result));
		return result;
	}
	close(fd);
	return 0;
}

int database_open(const char *path, bool writer, struct buf *error, struct database **ret)
{
	int result = writer ? make_file(path, error) : 0;
	if (result != 0) {
		return result;
	}
	struct database *db = mem_zalloc(sizeof(*db));
	int flags = (writer ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY) | SQLITE_OPEN_NOMUTEX;
	int code = sqlite3_open_v2(path, &db->sqlite, flags, NULL);
	if (code != SQLITE_OK) {
		buf_printf(error, "cannot be opened: %s",
			db->sqlite != NULL ? database_error(db) : sqlite3_errstr(code));
		result = to_errno(code);
	} else {
		sqlite3_busy_timeout(db->sqlite, 5000);
		result = writer ? set_up_writer(db, path, error) : 0;
	}
	if (result != 0) {
		database_close(db);
		return result;
	}
	*ret = db;
	return 0;
}

void database_close(struct database *db)
{
	if (db == NULL) {
		return;
	}
	for (size_t i = 0; i < SCHEMA_STATEMENTS; i++) {
		sqlite3_finalize(db->prepared[i]);
	}
	sqlite3_close(db->sqlite);
	free(db);
}

/* --- writing --- */

int database_begin(struct database *db)
{
	return run(db, SCHEMA_BEGIN);
}

int database_commit(struct database *db)
{
	return run(db, SCHEMA_COMMIT);
}

void database_rollback(struct database *db)
{
	/* Some errors have rolled back already (SQLite, lang_transaction 3.1). */
	if (!sqlite3_get_autocommit(db->sqlite)) {
		(void)run(db, SCHEMA_ROLLBACK);
	}
}

void database_checkpoint(struct database *db)
{
	sqlite3_wal_checkpoint_v2(db->sqlite, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
}

static int put_blob(
	struct database *db, enum schema_statement which, uint64_t feed_id, struct str bytes)
{
	sqlite3_stmt *statement = prepare(db, which);
	if (statement == NULL) {
		return -EIO;
	}
	sqlite3_bind_int64(statement, 1, (int64_t)feed_id);
	bind_blob(statement, 2, bytes);
	return step_and_reset(statement);
}

int database_put_state(struct database *db, uint64_t feed_id, struct str state)
{
	return put_blob(db, SCHEMA_PUT_STATE, feed_id, state);
}

int database_put_known(struct database *db, uint64_t feed_id, struct str known)
{
	return put_blob(db, SCHEMA_PUT_KNOWN, feed_id, known);
}

static int put_numbers(
	struct database *db, enum schema_statement which, const int64_t *numbers, size_t count)
{
	sqlite3_stmt *statement = prepare(db, which);
	if (statement == NULL) {
		return -EIO;
	}
	for (size_t i = 0; i < count; i++) {
		sqlite3_bind_int64(statement, (int)i + 1, numbers[i]);
	}
	return step_and_reset(statement);
}

int database_delete_feed(struct database *db, uint64_t feed_id)
{
	const int64_t numbers[] = {(int64_t)feed_id};
	int result = put_numbers(db, SCHEMA_DELETE_STATE, numbers, 1);
	return result != 0 ? result : put_numbers(db, SCHEMA_DELETE_KNOWN, numbers, 1);
}

int database_add_channel(struct database *db, struct str name, int64_t *ret_id)
{
	sqlite3_stmt *statement = prepare(db, SCHEMA_ADD_CHANNEL);
	if (statement == NULL) {
		return -EIO;
	}
	bind_text(statement, 1, name);
	int result = step_and_reset(statement);
	if (result == 0) {
		*ret_id = sqlite3_last_insert_rowid(db->sqlite);
	}
	return result;
}

int database_put_head(struct database *db, int64_t channel_id, int64_t head)
{
	const int64_t numbers[] = {channel_id, head};
	return put_numbers(db, SCHEMA_PUT_HEAD, numbers, 2);
}

int database_put_acked(struct database *db, int64_t channel_id, int64_t acked, int64_t acked_seq)
{
	const int64_t numbers[] = {channel_id, acked, acked_seq};
	return put_numbers(db, SCHEMA_PUT_ACKED, numbers, 3);
}

static int64_t place_of(int64_t channel_id, int64_t pseq)
{
	return (int64_t)((uint64_t)channel_id << PSEQ_BITS) | pseq;
}

int database_put_record(
	struct database *db, int64_t channel_id, int64_t pseq, int64_t stored_ms, struct str body)
{
	sqlite3_stmt *statement = prepare(db, SCHEMA_PUT_RECORD);
	if (statement == NULL) {
		return -EIO;
	}
	sqlite3_bind_int64(statement, 1, place_of(channel_id, pseq));
	sqlite3_bind_int64(statement, 2, stored_ms);
	bind_blob(statement, 3, body);
	return step_and_reset(statement);
}

int database_put_text(struct database *db, const char *key, const char *value)
{
	sqlite3_stmt *statement = prepare(db, SCHEMA_PUT_TEXT);
	if (statement == NULL) {
		return -EIO;
	}
	bind_text(statement, 1, str_from(key));
	bind_text(statement, 2, str_from(value));
	return step_and_reset(statement);
}

int database_sweep(struct database *db, int64_t channel_id, int64_t upto, int64_t before_ms,
	struct database_swept *swept)
{
	sqlite3_stmt *statement = prepare(db, SCHEMA_SWEEP);
	if (statement == NULL) {
		return -EIO;
	}
	sqlite3_bind_int64(statement, 1, place_of(channel_id, 0));
	sqlite3_bind_int64(statement, 2, place_of(channel_id, upto));
	sqlite3_bind_int64(statement, 3, before_ms);
	sqlite3_bind_int64(statement, 4, DATABASE_SWEEP_ROWS);
	uint64_t rows = 0;
	uint64_t bytes = 0;
	while (sqlite3_step(statement) == SQLITE_ROW) {
		rows++;
		bytes += (uint64_t)sqlite3_column_int64(statement, 0);
	}
	int result = to_errno(sqlite3_reset(statement));
	if (result == 0) {
		swept->rows += rows;
		swept->bytes += bytes;
	}
	return result;
}

/* --- reading --- */

int database_each_feed(struct database *db, database_feed_fn *fn, void *arg)
{
	sqlite3_stmt *statement = prepare(db, SCHEMA_EACH_FEED);
	if (statement == NULL) {
		return -EIO;
	}
	bool more = true;
	while (more && sqlite3_step(statement) == SQLITE_ROW) {
		more = fn((uint64_t)sqlite3_column_int64(statement, 0), column_bytes(statement, 1),
			arg);
	}
	return to_errno(sqlite3_reset(statement));
}

static int get_blob(
	struct database *db, enum schema_statement which, uint64_t feed_id, struct buf *out)
{
	sqlite3_stmt *statement = prepare(db, which);
	if (statement == NULL) {
		return -EIO;
	}
	sqlite3_bind_int64(statement, 1, (int64_t)feed_id);
	if (sqlite3_step(statement) == SQLITE_ROW) {
		buf_add_str(out, column_bytes(statement, 0));
	}
	return to_errno(sqlite3_reset(statement));
}

int database_get_state(struct database *db, uint64_t feed_id, struct buf *out)
{
	return get_blob(db, SCHEMA_GET_STATE, feed_id, out);
}

int database_get_known(struct database *db, uint64_t feed_id, struct buf *out)
{
	return get_blob(db, SCHEMA_GET_KNOWN, feed_id, out);
}

int database_each_channel(struct database *db, database_channel_fn *fn, void *arg)
{
	sqlite3_stmt *statement = prepare(db, SCHEMA_EACH_CHANNEL);
	if (statement == NULL) {
		return -EIO;
	}
	while (sqlite3_step(statement) == SQLITE_ROW) {
		const struct database_channel channel = {
			.id = sqlite3_column_int64(statement, 0),
			.name = column_bytes(statement, 1),
			.head = sqlite3_column_int64(statement, 2),
			.acked = sqlite3_column_int64(statement, 3),
			.acked_seq = sqlite3_column_int64(statement, 4),
		};
		fn(&channel, arg);
	}
	return to_errno(sqlite3_reset(statement));
}

int database_each_record(
	struct database *db, int64_t channel_id, int64_t after, database_record_fn *fn, void *arg)
{
	sqlite3_stmt *statement = prepare(db, SCHEMA_EACH_RECORD);
	if (statement == NULL) {
		return -EIO;
	}
	sqlite3_bind_int64(statement, 1, place_of(channel_id, after));
	sqlite3_bind_int64(statement, 2, place_of(channel_id, PSEQ_MAX));
	bool more = true;
	while (more && sqlite3_step(statement) == SQLITE_ROW) {
		more = fn(sqlite3_column_int64(statement, 0) & PSEQ_MAX, column_bytes(statement, 1),
			arg);
	}
	return to_errno(sqlite3_reset(statement));
}

int database_get_oldest(struct database *db, int64_t channel_id, int64_t *ret_pseq)
{
	sqlite3_stmt *statement = prepare(db, SCHEMA_GET_OLDEST);
	if (statement == NULL) {
		return -EIO;
	}
	sqlite3_bind_int64(statement, 1, place_of(channel_id, 0));
	sqlite3_bind_int64(statement, 2, place_of(channel_id, PSEQ_MAX));
	int64_t place = 0;
	if (sqlite3_step(statement) == SQLITE_ROW) {
		place = sqlite3_column_int64(statement, 0);
	}
	int result = to_errno(sqlite3_reset(statement));
	if (result == 0) {
		*ret_pseq = place & PSEQ_MAX;
	}
	return result;
}

int database_count_records(struct database *db, uint64_t *ret_count, uint64_t *ret_bytes)
{
	sqlite3_stmt *statement = prepare(db, SCHEMA_COUNT_RECORDS);
	if (statement == NULL) {
		return -EIO;
	}
	if (sqlite3_step(statement) == SQLITE_ROW) {
		*ret_count = (uint64_t)sqlite3_column_int64(statement, 0);
		*ret_bytes = (uint64_t)sqlite3_column_int64(statement, 1);
	}
	return to_errno(sqlite3_reset(statement));
}

int database_get_text(struct database *db, const char *key, struct buf *out)
{
	sqlite3_stmt *statement = prepare(db, SCHEMA_GET_TEXT);
	if (statement == NULL) {
		return -EIO;
	}
	bind_text(statement, 1, str_from(key));
	if (sqlite3_step(statement) == SQLITE_ROW) {
		buf_add_str(out, column_bytes(statement, 0));
	}
	return to_errno(sqlite3_reset(statement));
}
