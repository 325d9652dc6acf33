/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_MEMO_H
#define DETOUR_MEMO_H

/*
 * memo.h - what was decided lately, to be said again.
 *
 * A decision is made from a request, the rules and the moment, and from nothing
 * else: see request_ask(), table_state() and decide().  Where all three are the
 * same, or the moment makes no difference, it need not be made again.  Visitors
 * and bots ask for the same again and again.
 *
 * Pure, but for memory of a fixed size that it takes once.
 */

#include "buf.h"
#include "decide.h"
#include "when.h"

#define MEMO_WAYS  4      /* places where a request may stand */
#define MEMO_SLOTS 6144   /* of all ways */
#define MEMO_TEXT  232    /* octets of a request and its Location */
#define MEMO_MARKS 131072 /* a power of two */

struct memo_slot {
	uint64_t hash; /* of the request */
	int64_t  made;
	int64_t  until;
	int64_t  rule_id;
	int64_t  late_id;
	int64_t  sunset;
	uint32_t era; /* of the memo; 0 is none */
	int32_t  max_age;
	uint16_t status;
	uint8_t  settles; /* seconds after made */
	uint8_t  rule_state;
	uint8_t  why;
	uint8_t  method;
	uint8_t  ask_n, location_n;
	char     text[MEMO_TEXT]; /* both */
};

struct memo {
	struct memo_slot *slots; /* NULL until the first is kept */
	uint64_t          state; /* of the rules that the slots are from */
	uint32_t          era;   /* counts states */
	uint32_t          asked; /* since marks were halved */
	uint8_t          *marks; /* how often what was asked for */
};

void memo_init(struct memo *);
void memo_free(struct memo *);

/*
 * Whether it is known what was decided for an ask, and that holds for this
 * state of the rules at this moment: then it is in *ret, which is initialised.
 * Takes note that it was asked for.
 */
bool memo_find(struct memo *, struct slice ask, uint64_t state,
    struct moment at, struct decision *ret);

/*
 * Keep a decision, if it fits.  Where all places are taken by some that still
 * hold, it gets one only if it was asked for more often lately than one of
 * them: what is asked for once does not drive out what is asked for often.
 */
void memo_keep(struct memo *, struct slice ask, uint64_t state,
    struct moment at, const struct decision *);

#endif
