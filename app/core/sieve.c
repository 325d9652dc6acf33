/* SPDX-License-Identifier: MIT */
/* sieve.c - a Bloom filter in blocks of a cache line; see sieve.h. */
#include "sieve.h"

#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>

#define BLOCK_WORDS 8
#define BLOCK_BITS  (64 * BLOCK_WORDS)

struct block {
	_Atomic uint64_t word[BLOCK_WORDS];
};

/*
 * Who looks takes nothing for true that was written meanwhile: turn is odd from
 * sieve_begin() to sieve_publish(), and another one after that (a seqlock).
 */
struct sieve {
	_Atomic uint64_t   turn;
	_Atomic uint64_t   stamp[STORE_STAMP_WORDS];
	_Atomic uint64_t   blocks; /* in use */
	uint64_t           most;   /* blocks that there are */
	struct siphash_key key;
	_Alignas(64) struct block block[];
};

static size_t
size_of(uint64_t blocks)
{
	return sizeof(struct sieve) + blocks * sizeof(struct block);
}

static uint64_t
blocks_for(size_t rules)
{
	return (uint64_t)rules * SIEVE_BITS / BLOCK_BITS + 1;
}

struct sieve *
sieve_open(size_t rules, struct siphash_key key)
{
	const uint64_t most = blocks_for(rules);
	struct sieve  *s = mmap(NULL, size_of(most), PROT_READ | PROT_WRITE,
	     MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (s == MAP_FAILED)
		return NULL;
	atomic_store(&s->turn, 1); /* nobody has made it yet */
	s->most = most;
	s->key = key;
	return s;
}

void
sieve_close(struct sieve *s)
{
	if (s != NULL)
		munmap(s, size_of(s->most));
}

void
sieve_protect(struct sieve *s)
{
	if (s != NULL)
		mprotect(s, size_of(s->most), PROT_READ);
}

/* Where the bits of a text are: a block, and one bit of each word of it. */
struct spot {
	uint64_t block;
	uint64_t bits; /* six for each word */
};

static struct spot
spot_of(const struct sieve *s, uint64_t blocks, struct slice lookup)
{
	const struct siphash h = siphash(&s->key, lookup);

	return (struct spot){ (h.h[0] >> 32) * blocks >> 32, h.h[1] };
}

static uint64_t
bit_of(struct spot at, int word)
{
	return UINT64_C(1) << (at.bits >> (6 * word) & 63);
}

void
sieve_begin(struct sieve *s, size_t rules)
{
	const uint64_t need = blocks_for(rules);

	atomic_store(&s->turn, atomic_load(&s->turn) | 1);
	atomic_thread_fence(memory_order_seq_cst);
	atomic_store(&s->blocks, need < s->most ? need : s->most);
	memset((void *)s->block, 0, s->blocks * sizeof(struct block));
}

void
sieve_add(struct sieve *s, struct slice lookup)
{
	const struct spot at = spot_of(s, s->blocks, lookup);

	for (int i = 0; i < BLOCK_WORDS; i++)
		atomic_fetch_or_explicit(&s->block[at.block].word[i],
		    bit_of(at, i), memory_order_relaxed);
}

void
sieve_publish(struct sieve *s, const struct store_stamp *stamp)
{
	for (size_t i = 0; i < STORE_STAMP_WORDS; i++)
		atomic_store(&s->stamp[i], stamp->word[i]);
	atomic_store(&s->turn, atomic_load(&s->turn) + 1);
}

bool
sieve_is_of(const struct sieve *s, const struct store_stamp *stamp)
{
	uint64_t other = atomic_load_explicit(&s->turn, memory_order_acquire);

	other &= 1;
	for (size_t i = 0; i < STORE_STAMP_WORDS; i++)
		other |=
		    atomic_load_explicit(&s->stamp[i], memory_order_relaxed) ^
		    stamp->word[i];
	return other == 0;
}

enum sieved
sieve_look(const struct sieve *s, const struct store_stamp *stamp,
    struct slice lookup)
{
	const uint64_t turn =
	    atomic_load_explicit(&s->turn, memory_order_acquire);
	uint64_t    blocks, word, lacks = 0;
	struct spot at;

	if (!sieve_is_of(s, stamp))
		return SIEVED_OTHER;
	blocks = atomic_load_explicit(&s->blocks, memory_order_relaxed);
	at = spot_of(s, blocks, lookup);
	for (int i = 0; i < BLOCK_WORDS; i++) {
		word = atomic_load_explicit(&s->block[at.block].word[i],
		    memory_order_relaxed);
		lacks |= ~word & bit_of(at, i);
	}
	atomic_thread_fence(memory_order_acquire);
	if (atomic_load_explicit(&s->turn, memory_order_relaxed) != turn)
		return SIEVED_OTHER;
	return lacks != 0 ? SIEVED_LACKS : SIEVED_MAY;
}
