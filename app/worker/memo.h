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
 * Requests are known by 96 bits of a keyed hash, not by their text: so twice as
 * many have room.  That two of them are taken for one is a matter of chance,
 * some 1 in 10^24 for each request.
 *
 * Pure, but for memory of a fixed size that it takes once.
 */

#include "buf.h"
#include "decide.h"
#include "marks.h"
#include "siphash.h"
#include "when.h"

#define MEMO_ROOMS        2680 /* in one of which a request may stand */
#define MEMO_ROOM         1016 /* octets of its entries */
#define MEMO_ASK_MAX      1024 /* octets of what request_ask() makes */
#define MEMO_LOCATION_MAX 255  /* of a Location that is kept */

struct memo_room {
	uint32_t      era;  /* of its entries; other than the memo's: of none */
	uint32_t      used; /* octets */
	unsigned char entries[MEMO_ROOM]; /* one after the other: memo.c */
};

struct memo {
	struct siphash_key key;
	struct memo_room  *rooms; /* NULL until the first is kept */
	uint64_t           state; /* of the rules that the entries are from */
	int64_t            born;  /* times are counted from here */
	uint32_t           era;   /* counts states */
	struct marks       marks; /* how often what came that was not kept */
};

void memo_init(struct memo *, struct siphash_key);
void memo_free(struct memo *);

/* How a request is known here. */
struct siphash memo_id(const struct memo *, struct slice ask);

/*
 * Whether it is known what was decided for an ask, and that holds for this
 * state of the rules at this moment: then it is in *ret, which is initialised.
 * Takes note that it was asked for, if so.
 */
bool memo_find(struct memo *, struct siphash id, uint64_t state,
    struct moment at, struct decision *ret);

/*
 * Keep a decision that was not found, if it fits.  Where all room is taken, it
 * gets a place only if it came more than once lately: that of one that no
 * longer holds, or of one that came less often.  A thousand that come once
 * each, as the clicks on an advertisement do, drive out nothing.
 */
void memo_keep(struct memo *, struct siphash id, uint64_t state,
    struct moment at, const struct decision *);

#endif
