/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_STORE_H
#define DETOUR_STORE_H

/*
 * store.h - a database and its statements; the only module that knows sqlite3.
 *
 * rules.h, ledger.h, hits.h and table.h say what is read and written; this
 * module says how: settings, transactions, locks, statements by name (sql/),
 * values in and out.  Not thread-safe; never carried over a fork().
 */

#include <stdbool.h>
#include <stdint.h>

#include "buf.h"
#include "errs.h"

/* Of the schemas: PRAGMA user_version. */
#define RULES_VERSION 2 /* of rules.db; sql/migrate/ has the way to each */
#define RULES_OLDEST  1 /* that can still be read, and brought to that */
#define HITS_VERSION  1 /* of hits.db */

enum store_mode {
	STORE_READ,    /* the worker, and commands that only look */
	STORE_WRITE,   /* commands that change; the file must exist */
	STORE_CREATE,  /* init: make the file, its schema and -wal, -shm */
	STORE_MIGRATE, /* as STORE_WRITE, and takes older versions, too */
	/* Rules of nobody else, for as long as they are open; in a file of the
	 * temporary folder that never has a name, once there is more of them
	 * than memory for it.  There is no path. */
	STORE_NAMELESS,
	HITS_READ,  /* hits.db; absent, or being made, is ERR_ABSENT */
	HITS_WRITE, /* hits.db; made when absent */

	/* Or-ed to one of those that write: who is changing something is
	 * ERR_BUSY at once. */
	STORE_NO_WAIT = 8
};

struct store;
struct query;

/*
 * store_open - open a database, check application_id and user_version, apply
 * the settings.  Readers wait for a busy database for 50 ms, writers of rules
 * for 5 s, writers of hits for 1 s; with STORE_NO_WAIT as readers do, and for a
 * writer not at all.
 *
 * STORE_CREATE refuses a file that holds anything: ERR_SCHEMA.  STORE_READ
 * takes every version from RULES_OLDEST on: see store_version().
 *
 * Errors, with a sentence in why: ERR_ABSENT, ERR_SCHEMA (another program's
 * file, an empty one, a newer version, an older one: says which, and what to
 * do), ERR_BUSY, ERR_NOMEM,
 * ERR_IO (the lock or the file cannot be made), ERR_STORE.
 */
enum err store_open(const char *path, enum store_mode, struct store **ret,
    struct buf *why) MUST_CHECK;
void     store_close(struct store *); /* NULL is fine */

/* The version of its schema, as it was opened or looked at last. */
int64_t store_version(const struct store *);

/*
 * Look again whether this is a schema that can be read: whoever migrates a
 * database does not close it for the others.  Errors: as store_open().
 */
enum err store_identify(struct store *, struct buf *why) MUST_CHECK;

/*
 * Let SQLite have no more memory than so many octets in this process: what
 * needs more fails with ERR_NOMEM, and to read a text above a megabyte with
 * ERR_LIMIT.  And let it be one thread's: no rules are given (store_give()) in
 * such a process.  Once, and before any store is opened; later it does nothing.
 */
void store_limit_memory(int64_t octets);

/* SQLite's version, "3.40.1"; and whether it has the bug because of which every
 * writer holds a lock (lock.h). */
const char *store_sqlite_version(void);
bool        store_has_reset_bug(void);

/* Why the last call failed, for the end of a sentence.  Never NULL. */
const char *store_message(struct store *);

/*
 * Transactions.  A write holds an flock on "FILE.lock" from begin to end
 * (every writer does: SQLite's WAL-reset bug), commits durably and keeps the
 * WAL short.  store_end() of a read or an abandoned write is a rollback.
 */
enum err store_begin_read(struct store *) MUST_CHECK;
/* Take the lock already, for what must be true until the write that follows;
 * store_end() lets it go. */
enum err store_hold(struct store *) MUST_CHECK;
enum err store_begin_write(struct store *) MUST_CHECK;
enum err store_commit(struct store *) MUST_CHECK;
void     store_end(struct store *);

/*
 * Whether anybody has committed since the last store_begin_read(): compares
 * the header of the WAL index, some 20 instructions.  True also when that
 * cannot be told.
 */
bool store_changed(struct store *);

/* Differs from the last one when somebody committed in between; of the
 * transaction that store_begin_read() has begun. */
int64_t store_data_version(const struct store *);

/*
 * Which state of which files the transaction sees that store_begin_read() has
 * begun: what two processes have the same of, they see the same, as long as the
 * files are open or pinned.  False when it cannot be told.
 */
#define STORE_STAMP_WORDS 12
struct store_stamp {
	uint64_t word[STORE_STAMP_WORDS];
};
bool store_stamp(const struct store *, struct store_stamp *ret);

/*
 * Keep the files of a stamp from being freed, so that no others get their
 * inodes, without having the database open.  False when they are not the ones
 * any more.  store_unpin() also makes pins that hold nothing.
 */
struct store_pins {
	int fd[2];
};
bool store_pin(const struct store *, struct store_pins *);
void store_unpin(struct store_pins *);

/* Whether a database has its -wal and -shm beside it. */
bool store_has_beside(const char *path);

/* Whether path still names the file that is open: false once it is replaced
 * or removed. */
bool store_is_current(const struct store *);

/*
 * Whether path names another database, to which somebody may write: what is
 * written there is written to the -wal and -shm of the one that is open, too.
 * One that cannot be read counts; what is no database has no writer.
 */
bool store_has_rival(const struct store *);

/*
 * The same for its -wal and -shm.  While they are gone nobody else can have
 * written, and reading goes on.  Once there are others, whoever made them has
 * no part in what is read here, and SQLite gives a process the old ones as
 * long as it has the database open: close it before it is opened again.
 */
enum store_beside { BESIDE_SAME, BESIDE_GONE, BESIDE_OTHER };
enum store_beside store_beside(const struct store *);

/* Copy the WAL into the database and empty it, unless a reader is in the way.
 * Outside of a transaction, under the lock where there are other writers. */
void store_empty_wal(struct store *);

/* The same for a file that is about to be renamed, without its WAL: a sentence
 * in why if anything had to stay there. */
enum err store_leave_wal(struct store *, struct buf *why) MUST_CHECK;

/*
 * Who wants to know how far it is while something takes long: store_verify(),
 * store_backup(), store_replace() and store_migrate() call fn some hundred
 * times a second.
 *
 *	doing	"checking", "copying" ...: what is done
 *	path	with this file
 *	percent	how much of it is done; -1 where nobody knows
 *
 * fn must leave the store alone.  NULL, as at first, wants to know nothing.
 */
typedef void store_watch_fn(void *arg, const char *doing, const char *path,
    int percent);
void         store_watch(struct store *, store_watch_fn *fn, void *arg);

/* What a database holds. */
struct store_count {
	int64_t rules;
	int64_t events;
};

/*
 * Whether all of it is sound: SQLite's integrity_check, which reads the whole
 * file, and that its rules can be counted.  Of rules, not of hits.
 *
 * Errors: ERR_STORE, with what is wrong in why; ERR_BUSY, ERR_NOMEM.
 */
enum err store_verify(struct store *, struct store_count *ret,
    struct buf *why) MUST_CHECK;

/*
 * Write a compact copy of a database into a file that does not exist yet;
 * others may read and write meanwhile.  The copy is opened and verified, made
 * durable, and only then gets its name, so that a file of this name is always
 * whole.  Not within a transaction.
 *
 * Errors: ERR_IO when the file exists or cannot be made, ERR_STORE; with a
 * sentence in why.  A copy that failed is removed.
 */
enum err store_backup(struct store *, const char *to,
    struct buf *why) MUST_CHECK;

/* Give a file its name, unless there is a file of that name already, also where
 * the file system cannot do that at once.  0, or -1 with errno. */
int store_name(const char *from, const char *to) MUST_CHECK;

/* Sync the folder of a file, or a power cut may take its new name away. Errors:
 * ERR_IO (errno), ERR_NOMEM. */
enum err store_sync_name(const char *path) MUST_CHECK;

/* Whether a copy could be made under this name: nothing is there, and its
 * folder may be written.  Errors: as store_backup(). */
enum err store_backup_fits(const char *to, struct buf *why) MUST_CHECK;

/*
 * Make the rules of a database be those of another one, history and schema
 * included, in one transaction of the file that is there: readers see the one
 * or the other.  Both are open for writing, to is held by store_hold().
 *
 * Errors: ERR_BUSY, ERR_STORE, ERR_NOMEM; then to is as it was.
 */
enum err store_replace(struct store *to, struct store *from,
    struct buf *why) MUST_CHECK;

/*
 * Bring a database opened with STORE_MIGRATE to RULES_VERSION: one transaction
 * under the writers' lock, so that everybody sees the old schema or the new
 * one.  *ret_from is the version that it had; with keep false all is done, and
 * taken back.  Indexes that it lacks are made, whatever its version is.
 *
 * Errors: as store_begin_write() and store_commit(), with a sentence in why;
 * then the database is as it was.
 */
enum err store_migrate(struct store *, bool keep, int64_t *ret_from,
    struct buf *why) MUST_CHECK;

/*
 * The names of the indexes that rules of this version have and these have not,
 * ", " between them, appended: somebody else has dropped them.
 */
enum err store_lacks(struct store *, struct buf *names) MUST_CHECK;

/*
 * Drop the index of exact rules, and make it again, within one write
 * transaction: nobody else ever sees the table without it.  In between the
 * table's CHECKs are passed over: only rules that rule_validate() has passed
 * may be added.
 */
enum err store_unindex(struct store *) MUST_CHECK;
/* Meanwhile that of all others as well; store_index() makes it, too. */
enum err store_unindex_held(struct store *) MUST_CHECK;
enum err store_index(struct store *) MUST_CHECK;

/* Names of statements: sql_NAME, generated from sql/queries*.sql. */

/*
 * The statement, prepared once per store, reset and with no parameter bound.
 * Statements are told apart by the address of their text.  Never NULL: when it
 * cannot be prepared, query_step() fails with the reason, so that the check
 * can wait until there.
 */
struct query *store_query(struct store *, const char *sql);

/* Bind by name (":path"), which is a literal: it is known again by its address.
 * Text must live until the last query_step(). */
void query_bind_int(struct query *, const char *name, int64_t);
void query_bind_text(struct query *, const char *name, struct slice);
void query_bind_null(struct query *, const char *name);

/* A value of any kind. */
struct value {
	enum value_kind { VALUE_NULL, VALUE_INT, VALUE_TEXT } kind;
	int64_t      number; /* of a VALUE_INT */
	struct slice text; /* of a VALUE_TEXT; what it points at is borrowed */
};

void query_bind(struct query *, const char *name, struct value);

/* The statements that take given rows: few columns are enough for most. */
struct given_sql {
	const char *all;   /* reads every column */
	const char *plain; /* the same, if every row is plain */
};

/*
 * store_give - a row for a statement that takes very many, and reads them from
 * the table "given", in its columns (sql/given.sql).  Values are copied.
 *
 * The statement runs when some thousand values have come together, and before
 * any other one, so that nobody ever misses a row; store_end() drops what
 * waits.  So an error may be that of an earlier row; it stays until
 * store_end(), and store_commit() fails.  Errors: of query_run().
 *
 * Where the rows are rules, a second thread runs it while the next ones come:
 * they cost at least as much to make as to store.  So no statement may be at
 * work that is stepped without another store_query().
 */
enum err store_give(struct store *, const struct given_sql *, bool plain,
    const struct value *, size_t n) MUST_CHECK;

/*
 * Let what was given since store_hold() be a transaction of its own, without
 * store_begin_write(): then SQLite need not keep each page as it was before the
 * statement, to take back that alone.  All or none, if it was less than some
 * thousand values; store_end() must follow.
 */
enum err store_commit_given(struct store *) MUST_CHECK;

/*
 * Append the beginning of a text of a rule, as much as out has room for,
 * however long it is: a row with a text above a megabyte is not read as a
 * whole, which is ERR_LIMIT.  Nothing when it is no text.
 */
void store_text_start(struct store *, const char *column, int64_t id,
    struct buf *out);

/* One step: *ret_row says whether there is a row; without one it is reset. */
enum err query_step(struct query *, bool *ret_row) MUST_CHECK;

/* Step a statement that gives no row, and reset it. */
enum err query_run(struct query *) MUST_CHECK;

/* Step a statement that gives one number, and reset it; without a row *ret
 * stays as it is. */
enum err query_number(struct query *, int64_t *ret) MUST_CHECK;
void     query_reset(struct query *);

/* The columns of the row; text is valid until the next step or reset. */
int64_t      query_int(struct query *, int column);
struct slice query_text(struct query *, int column);
bool         query_is_null(struct query *, int column);

/* The rowid of the last INSERT, and the rows that the last statement changed.
 */
int64_t store_last_id(struct store *);
int64_t store_changes(struct store *);

#endif
