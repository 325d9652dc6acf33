/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_TABLE_BASE_H
#define DETOUR_TABLE_BASE_H

/*
 * table_base.h - what table.c and table_fresh.c share; nobody else includes
 * it.
 *
 *	table.c		candidates, and what is asked of them
 *	table_exact.c	those that the database has
 *	table_recent.c	exact rules that were read lately
 *	table_near.c	rules that almost cover a key
 *	table_unserved.c rules that are passed over
 *	table_fresh.c	the file, the snapshot, the rules in memory
 */

#include "heads.h"
#include "table.h"

/* Read from one database. */
struct loaded {
	struct store *store;      /* NULL: nothing is loaded */
	struct heads  heads;      /* its rules that are not exact */
	bool          any_folded; /* some exact rule ignores case */
	bool          any_params; /* some exact rule requires parameters */
	int64_t       version;    /* store_data_version() of all this */
	/* The first of those that are held, and are not served. */
	int64_t unserved[TABLE_UNSERVED_MAX];
	size_t  nunserved;
};

/* An exact rule, read and validated. */
struct recent {
	struct rule rule;
	bool        valid; /* it may be served */
	uint64_t    era;   /* of which state of the database */
	uint64_t    call;  /* the last call that uses it */
};

/* A power of two; few, because what is decided for all visitors alike is
 * remembered as a whole, by the worker. */
#define RECENT_MAX 64

struct table {
	char         *path;
	struct loaded good;   /* the last that was */
	bool          within; /* its store is borrowed, and as it is */

	bool    held;       /* a read transaction is open ... */
	int64_t held_at;    /* ... since then; all in mono_ms */
	bool    check_due;  /* look at the file whatever the time is */
	bool    reopen;     /* and open it even if it is the same */
	int64_t checked_at; /* when the file was looked at */
	int64_t busy_until; /* nobody asks the database before that */

	enum err   file;    /* what came of the last look at the file */
	enum err   ask;     /* ... and of the last question */
	struct buf trouble; /* the sentence that belongs to either */
	uint64_t   skipped;
	int64_t    skipped_last; /* of those that are not held; or 0 */

	struct match *matches; /* of the last call */
	size_t        n, cap;

	uint64_t        era;    /* counts states of the database */
	uint64_t        call;   /* counts calls of table_find() */
	struct recent  *recent; /* RECENT_MAX, by id */
	struct recent **extra;  /* of the last call, for which no place was */
	size_t          nextra, extra_used;

	const struct sieve *sieve; /* or NULL */
	bool                sieve_is_old;
	bool                knew; /* table_knew() */

	struct buf lookup; /* of a path and a parameter */

	struct key      key; /* of table_chained() */
	struct decision decision;
	struct buf      url, parts;
};

/* Take a candidate of the table_find() that is under way; arg is the table. */
enum err table_add(const struct match *, void *arg) MUST_CHECK;

/* Take the exact rules that cover a key, in whichever spelling. */
enum err table_exact(struct table *, const struct key *) MUST_CHECK;

/*
 * An exact rule by its id, from those read lately or from the snapshot; NULL
 * when it does not validate.  Valid until the next table_find().
 */
enum err table_rule(struct table *, int64_t id,
    const struct rule **ret) MUST_CHECK;

/* The same for the rule in a row, if it is not known yet. */
enum err table_row(struct table *, struct query *,
    const struct rule **ret) MUST_CHECK;
void     table_forget_rules(struct table *); /* release them all */

/* Whether the table has every column, that is, this version's. */
bool table_is_current(const struct table *);

/* Read the rules of good.store that are not exact. */
enum err table_load(struct table *) MUST_CHECK;

/* Have a fresh snapshot: every commit made before this call is in it. */
enum err table_fresh(struct table *, int64_t mono_ms) MUST_CHECK;

/* Keep in mind how asking went, for table_health(); returns e, or ERR_STORE
 * for what a caller could take for a fault of the request. */
enum err table_asked(struct table *, enum err e, int64_t mono_ms);

#endif
