/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_HITS_H
#define DETOUR_HITS_H

/*
 * hits.h - how often each rule answered, and how often it would have.
 *
 * Counted in memory by the process that answers, in batches of plain records;
 * written to a database of its own, so that the worker never writes the rules.
 */

#include <stdint.h>

#include "errs.h"
#include "store.h"

/* What happened to one rule on one UTC day. */
struct hit {
	int64_t rule;
	int64_t day;    /* first second of the UTC day */
	int64_t served; /* answers while active or permanent */
	int64_t late;   /* requests after its end */
	int64_t first;  /* instants, within the day */
	int64_t last;
};

/*
 * Counters in memory: a hash by rule and day.  Bounded by HITS_MAX entries;
 * beyond it, or without memory, hits are dropped and counted in dropped.
 */
#define HITS_MAX 65536

struct hits {
	struct hit *slots; /* rule 0 marks a free one */
	size_t      size;  /* power of two, or 0 */
	size_t      used;
	size_t      next; /* the slot where hits_take() goes on */
	uint64_t    dropped;
};

void hits_init(struct hits *);
void hits_free(struct hits *);

/* Count one.  Never fails: without memory the hit is dropped.  A rule of 0 or
 * less is no rule, and not counted. */
void hits_count(struct hits *, int64_t rule, bool late, int64_t now);

/* Take up to n records out into ret; returns how many: less than n only when
 * none is left.  Costs about n, however many there are. */
size_t hits_take(struct hits *, struct hit *ret, size_t n);

/* Put one back (or in): adds to what is there. */
void hits_merge(struct hits *, const struct hit *);

/* Add records, at most so many, to a HITS_WRITE store: all or none.  Those that
 * are neighbours in the table cost less. */
#define HITS_WRITE_MAX 1024
enum err hits_write(struct store *, const struct hit *, size_t n) MUST_CHECK;

/* How far a log of a web server was counted.  A log is known by its first line,
 * and is the same as long as the last line that was counted is. */
struct hits_log {
	int64_t first;  /* hash of the first line, hits_line() */
	int64_t octets; /* counted: whole lines, with their ends */
	int64_t last;   /* hash of the last of them */
};

/* A hash of a line, without its end. */
int64_t hits_line(struct slice);

/* What is known of a log; store may be NULL (no hits.db yet). */
enum err hits_log_get(struct store *, int64_t first, struct hits_log *ret,
    bool *ret_found) MUST_CHECK;

/* hits_write(), and in the same transaction how far a log was counted. */
enum err hits_log_write(struct store *, const struct hit *, size_t n,
    const struct hits_log *, int64_t now) MUST_CHECK;

/* Add records within a transaction. */
enum err hits_add(struct store *, const struct hit *, size_t n) MUST_CHECK;

/* All days of one rule, summed up. */
struct hit_sum {
	int64_t served;
	int64_t late;
	int64_t first;     /* first hit of any kind, or 0 */
	int64_t last;      /* last hit of any kind, or 0 */
	int64_t last_late; /* last hit of the last day with a late one, or 0 */
};

/* store may be NULL (no hits.db yet): then all is zero. */
enum err hits_sum(struct store *, int64_t rule, struct hit_sum *ret) MUST_CHECK;

/* The highest id that was ever counted for, or 0. */
enum err hits_last_rule(struct store *, int64_t *ret) MUST_CHECK;

/*
 * The hits database that belongs to a rules database: "hits.db" in the same
 * folder, unless given is not NULL.  Appends the path, NUL-terminated by
 * buf_end().
 */
void hits_path(const char *rules_path, const char *given, struct buf *out);

#endif
