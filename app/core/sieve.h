/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_SIEVE_H
#define DETOUR_SIEVE_H

/*
 * sieve.h - which paths have no exact rule, without asking the database.
 *
 * Where a worker is asked for every page of a site, most have never moved.  A
 * sieve has some bits of what each exact rule is looked up by (a split block
 * Bloom filter): what it lacks has no rule; what it may have is looked up, for
 * 1 path in 100 in vain.  It takes SIEVE_BITS for each rule.
 *
 * One process makes it, in memory that it shares with those who look.  A sieve
 * is of one state of one database: theirs or not.  While it is made anew, it is
 * nobody's; then the database is asked, so that nothing depends on it but
 * speed.
 */

#include "buf.h"
#include "siphash.h"
#include "store.h"

#define SIEVE_BITS 10 /* for each rule */

struct sieve;

/*
 * Make a sieve in shared memory, for up to so many rules; with more it works
 * less well.  What is not needed of it is never touched.  NULL when there is no
 * memory: everybody does without.
 */
struct sieve *sieve_open(size_t rules, struct siphash_key);
void          sieve_close(struct sieve *); /* NULL is fine */

/* From now on this process can only look. */
void sieve_protect(struct sieve *);

/* For its maker: let nobody look, and empty it for so many rules; add what they
 * are looked up by; let those look who see the same as the store does.  In
 * between the maker may end: the next one begins again. */
void sieve_begin(struct sieve *, size_t rules);
void sieve_add(struct sieve *, struct slice lookup);
void sieve_publish(struct sieve *, const struct store_stamp *);

bool sieve_is_of(const struct sieve *, const struct store_stamp *);

enum sieved {
	SIEVED_LACKS, /* no exact rule is looked up by this */
	SIEVED_MAY,   /* perhaps one is */
	SIEVED_OTHER  /* the sieve is of another state of the database */
};

enum sieved sieve_look(const struct sieve *, const struct store_stamp *,
    struct slice lookup);

#endif
