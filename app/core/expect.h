/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_EXPECT_H
#define DETOUR_EXPECT_H

/*
 * expect.h - what URLs shall get: expectations, stored beside the rules, and
 * whether they hold, by the functions that serve.
 */

#include "decide.h"
#include "ledger.h"
#include "store.h"
#include "table.h"

#define EXPECT_METHOD_DEFAULT "GET"
#define EXPECT_METHOD_MAX     40         /* octets */
#define EXPECT_URL_MAX        8300       /* octets */
#define EXPECT_ANSWER_MAX     4100       /* octets of the stored form */
#define EXPECT_NOW            WHEN_NEVER /* in at: for now, whenever that is */

/* ------------------------------------------------------------------ answers */

/*
 * expect_parse - an answer as people say it, to its stored form.
 *
 *	"404"		this status, wherever it leads; 404 is "no rule"
 *	"307 /new"	this status and this Location
 *	"/new"		any redirect there; stored as "3xx /new"
 *	"3xx"		any redirect
 *	"decline"	404
 *	"gone"		410
 *
 * Errors: ERR_SYNTAX, ERR_LIMIT, with a sentence in why; ERR_NOMEM.
 */
enum err expect_parse(struct slice typed, struct buf *out,
    struct buf *why) MUST_CHECK;

/*
 * Whether a decision is the answer, which is in its stored form.  A Location is
 * compared as it is sent; where the one is a path and the other is a URL, on
 * the origin of the request.
 */
bool expect_holds(struct slice answer, const struct key *,
    const struct decision *);

/* Append a decision as an answer: "307 https://b.example/x", "404". */
void expect_tell(const struct decision *, struct buf *out);

/* ------------------------------------------------------------- expectations */

/* Text is borrowed. */
struct expectation {
	int64_t      id;
	struct slice url; /* as typed */
	struct slice method;
	struct slice answer; /* in its stored form */
	int64_t      at;     /* for which instant, or EXPECT_NOW */
	int64_t      created_at;
	struct slice who;
	struct slice note;
};

typedef enum err expect_fn(const struct expectation *, void *arg);

/* Every one in order of id.  Valid during the call; anything but ERR_OK from fn
 * ends the walk and is returned. */
enum err expect_each(struct store *, expect_fn *, void *arg) MUST_CHECK;

/* Ids are never used again, but by an undo; one is removed with
 * ledger_unexpect(). */
enum err expect_add(struct ledger *, const struct expectation *,
    int64_t *ret_id) MUST_CHECK;

/* The ids, ascending, of those that a ledger, which has not ended, has put into
 * the table: new ones, and ones that were there before. */
typedef enum err expect_id_fn(int64_t id, void *arg);
enum err         expect_brought(const struct ledger *, expect_id_fn *,
	    void *arg) MUST_CHECK;

/*
 * Those of them, ascending, that have another one for the same request and
 * instant, which expect would not have let in: one that says otherwise, or else
 * says the same.  clash describes the two in words, and is valid during the
 * call; the cost grows with the number of expectations, and not with its
 * square.
 */
typedef enum err expect_clash_fn(int64_t other, const char *clash, void *arg);
enum err         expect_clashes(const struct ledger *, expect_clash_fn *,
	    void *arg) MUST_CHECK;

/* What came of one. */
struct expect_result {
	const struct expectation *expectation;
	const struct decision    *got;   /* NULL if it is over */
	bool                      holds; /* or is over */
	bool
	    over; /* its instant is past, where nothing can go wrong any more */
};

typedef enum err expect_result_fn(const struct expect_result *, void *arg);

/*
 * Whether one holds by a table; what is for no instant in particular is asked
 * for now.  d receives the answer and must be initialised.  Errors: those of
 * table_find().
 */
enum err expect_ask(const struct expectation *, struct table *, int64_t now,
    int64_t mono_ms, struct decision *d, struct expect_result *ret) MUST_CHECK;

/* expect_ask() of each. */
enum err expect_results(struct store *, struct table *, int64_t now,
    int64_t mono_ms, expect_result_fn *, void *arg) MUST_CHECK;

#endif
