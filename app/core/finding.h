/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_FINDING_H
#define DETOUR_FINDING_H

/*
 * finding.h - what the targets of rules answered when they were asked last.
 *
 * A rule has one finding at most, and none once it leads elsewhere: ledger.h
 * sees to that.
 */

#include "store.h"

#define FINDING_LOCATION_MAX 8000 /* octets */
#define FINDING_MESSAGE_MAX  2000 /* octets */

enum finding_result {
	FINDING_FINE,
	FINDING_SLOW,
	FINDING_REDIRECTS,   /* it leads on */
	FINDING_DEAD,        /* 4xx or 5xx */
	FINDING_UNREACHABLE, /* no answer: a fault of the network, maybe */
	FINDING_PRIVATE,     /* was not asked: its address is not public */
	FINDING_RESULTS
};

/* "fine", "slow", "redirects", "dead", "unreachable", "private". */
const char *finding_name(enum finding_result);

struct finding {
	int64_t             rule;
	int64_t             at; /* when it was asked */
	enum finding_result result;
	int                 status;   /* 0: there was no answer */
	struct slice        location; /* where the answer leads, or empty */
	int64_t             ms;       /* how long it took */
	struct slice        message;  /* why there was no answer */
};

/*
 * What an answer is: 4xx and 5xx are dead, but 401 and 403 (who are you?) and
 * 429 (too many requests), which say nothing of the page, are unreachable; 3xx
 * that leads somewhere redirects; what took slow_ms or longer is slow.  Pure.
 */
enum finding_result finding_judge(int status, bool leads, int64_t ms,
    int64_t slow_ms);

/*
 * Within a transaction that writes: keep a finding in the place of an older
 * one, if the rule is there and still has this target.
 */
enum err finding_put(struct store *, const struct finding *,
    struct slice target) MUST_CHECK;

/*
 * The finding of a rule; *ret_found is false when there is none, or when the
 * database is of a version that has none.  Its texts are left empty.
 */
enum err finding_get(struct store *, int64_t rule, struct finding *ret,
    bool *ret_found) MUST_CHECK;

/* Within a transaction that writes, and before a rule is changed: its finding
 * goes if it gets another target. */
enum err finding_forget(struct store *, int64_t rule,
    struct slice target) MUST_CHECK;

#endif
