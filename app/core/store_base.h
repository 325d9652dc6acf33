/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_STORE_BASE_H
#define DETOUR_STORE_BASE_H

/*
 * store_base.h - what the files behind store.h share; nobody else
 * includes it.
 *
 *	store.c			the connection; knows sqlite3
 *	store_query.c		statements; knows sqlite3
 *	store_transaction.c	statements in order: transactions, the lock,
 *				"did anybody commit?"
 *	store_open.c		whose file it is; making, checking
 *	store_copy.c		copies: verified, in and out; knows sqlite3's
 *				backup interface
 *	store_look.c		which files these are; knows sqlite3's files
 *	store_wal.c		emptying the WAL; knows the header of its index
 *	store_long.c		texts that are too long; knows sqlite3's blobs
 *	store_migrate.c		from one version of the schema to the next
 *	store_lacks.c		indexes that somebody has dropped
 */

#include <sys/types.h>

#include "store.h"

/* The header of the WAL index: 48 octets, 8-aligned, at the start of -shm
 * (sqlite.org/walformat.html, 2.1). */
#define WAL_HEADER_WORDS 6

/* Files whose inodes are known: -wal, -shm, and the database itself. */
enum { BESIDE_WAL, BESIDE_SHM, BESIDE, THE_FILE = BESIDE, FILES };

struct store {
	struct sqlite3 *db;
	char           *path;
	enum store_mode mode;    /* without STORE_NO_WAIT */
	int             wait_ms; /* for a database that is busy */
	int             lock_ms; /* for the writers' lock */
	struct query   *queries;
	struct query   *broken; /* given out in place of a statement
	                         * that cannot be prepared */
	struct buf said;        /* store_message() */
	int64_t    version;     /* of its schema */
	int        lock;        /* descriptor, or -1 */
	bool       in_wal;      /* its journal is a WAL */
	int64_t    data_version;
	struct {
		dev_t dev;
		ino_t ino;   /* 0: it was not there */
	} files[FILES];      /* those that are open */
	uint64_t written[2]; /* when the database itself was, and its size */
	struct {
		store_watch_fn *fn; /* or NULL */
		void           *arg;
		const char     *doing;
		const char     *copy; /* the file that grows, or NULL */
	} watch;
	struct given            *given;      /* rows that wait, or NULL */
	const volatile uint64_t *wal_header; /* mapped by SQLite, or NULL */
	uint64_t                 seen[WAL_HEADER_WORDS];
	bool exact; /* the transaction is of what was seen, of nothing newer */
};

/* The rules, or the hits; reading only, or writing. */
bool store_is_rules(enum store_mode);
bool store_is_reader(enum store_mode);
/* Whether others may have it open, too. */
bool store_is_shared(enum store_mode);

/* Take note of when the database itself was written: store_look.c. */
void store_note_written(struct store *);

/* How long this kind of store waits for others. */
int store_wait_ms(enum store_mode);

/*
 * Open the file with every setting that needs no statement.  *ret is set also
 * on a failure other than ERR_NOMEM, for its store_message().
 */
enum err store_connect(const char *path, enum store_mode, bool no_wait,
    struct store **ret) MUST_CHECK;

/* Octets of a text that is read as a whole: where memory is limited, none takes
 * much of it. */
int store_longest(void);

/* Run several statements that give no rows. */
enum err store_script(struct store *, const char *sql) MUST_CHECK;

/* Run one statement without parameters; *ret, if not NULL, is the number in
 * its first column, or 0. */
enum err store_control(struct store *, const char *sql, int64_t *ret);

/* Make the indexes that store_lacks() names. */
enum err store_make_indexes(struct store *) MUST_CHECK;

/* Make an empty WAL fit for a file of another size that may be renamed into
 * place; what fails there is left as it is. */
void store_settle_wal(struct store *);

/* Before a store is closed that SQLite did not get to read: then only we have
 * its index mapped, and SQLite would leave it so. */
void store_unmap_wal(struct store *);

/* Take note of the files that a store which writes has open: store_look.c. */
void store_note_files(struct store *);

/* Whether its journal is a WAL.  Reads the file. */
enum err store_is_wal(struct store *, bool *ret) MUST_CHECK;

/*
 * What store_give() has collected: run the statement that takes it; wait while
 * the connection is another thread's, which takes the rows before; drop it, and
 * that it could not be taken, with the transaction; free the memory.
 */
enum err store_take_given(struct store *) MUST_CHECK;
void     store_await_given(struct store *);
void     store_drop_given(struct store *);
void     store_free_given(struct store *);

/* What a result of SQLite's means here; keeps its words for store_message(). */
enum err store_check(struct store *, int rc);

/* Statements: before the first one (false without memory), and after the last.
 */
bool store_begin_queries(struct store *);
void store_free_queries(struct store *);

/* Have a statement ready for when there is no memory. */
enum err store_prepare(struct store *, const char *sql) MUST_CHECK;

/* Reset every statement: one at work would keep a transaction open. */
void store_reset_queries(struct store *);

/*
 * Have whoever watches told what is done from now on, until doing is NULL.
 * copy is the file that becomes one of the store, or NULL.
 */
void store_work(struct store *, const char *doing, const char *copy);

bool store_in_transaction(const struct store *);
void store_set_wait(struct store *, int ms);

/*
 * Where SQLite has mapped the header of the WAL index; NULL if it has not.
 * The file is never opened here: closing it again would drop all locks that
 * the process holds on it.
 */
const volatile uint64_t *store_map_wal(struct store *);

#endif
