/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_WORKER_H
#define DETOUR_WORKER_H

/*
 * worker.h - what a process that answers keeps between requests.
 */

#include <stdint.h>

#include "buf.h"
#include "decide.h"
#include "hits.h"
#include "key.h"
#include "memo.h"
#include "respond.h"
#include "table.h"

/*
 * Octets that SQLite may take in a process: some twenty times what it needs,
 * so that no file, whatever is in it, takes the memory of the machine.
 */
#define WORKER_SQLITE_MAX (64LL << 20)

/* What a process has answered since it started, for the metrics. */
struct counts {
	uint64_t requests;
	uint64_t redirects; /* 3xx */
	uint64_t gone;      /* 410 */
	uint64_t closed;    /* 503 */
	uint64_t declined;  /* no rule, or one that says "leave this alone" */
	uint64_t refused;   /* malformed or too long */
	uint64_t failed;    /* declined because the database failed */
	uint64_t late;      /* requests that an expired rule would have had */
	uint64_t dropped;   /* hits for which there was no room: not counted */
};

/* Everything a request needs, made once and reused: nothing is allocated for
 * a request in the steady state. */
struct worker {
	struct table   *table;
	struct hits     hits; /* counted here, written by somebody else */
	struct key      key;
	struct decision decision;
	struct memo     memo;
	struct buf      ask;        /* a request, as the memo knows it */
	struct buf      out;        /* the complete response */
	struct buf      stale_page; /* its last stale report ... */
	int64_t         stale_ms;   /* ... made at this monotonic time, or 0 */
	bool            stale_html; /* ... in this form */
	bool            stale_cut;  /* ... and not all of it */
	const char     *db;         /* path of the rules, for the pages */
	const char     *hits_db;    /* path of the hits */
	const char     *sandbox;    /* what stands of it, for the pages */
	bool            identify;   /* send X-Redirect-By */
	int64_t         started_at;

	/*
	 * The counts of all children, so that whichever is asked for metrics
	 * can add them up; they may lie in shared memory.  worker_open() lets
	 * both point to own.
	 */
	struct counts       *counts; /* this process's */
	const struct counts *all_counts;
	size_t               all_n;
	struct counts        own;
};

/* db and hits_db are borrowed.  Errors: ERR_NOMEM. */
enum err worker_open(struct worker *, const char *db, const char *hits_db,
    bool identify, int64_t now) MUST_CHECK;
void     worker_close(struct worker *);

/* The response that was made: w->out; without memory for one, that there is no
 * rule. */
struct slice worker_octets(const struct worker *, enum role);

/* A key that nobody knows, for what strangers' texts are known by. */
struct siphash_key worker_secret(void);

#endif
