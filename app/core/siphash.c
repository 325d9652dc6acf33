/* SPDX-License-Identifier: MIT */
/* siphash.c - one round for eight octets, three at the end; see siphash.h. */
#include "siphash.h"

#include <endian.h>
#include <string.h>

enum { C_ROUNDS = 1, D_ROUNDS = 3 };

struct sip {
	uint64_t v0, v1, v2, v3;
};

static uint64_t
rotate(uint64_t x, int by)
{
	return x << by | x >> (64 - by);
}

static void
rounds(struct sip *s, int n)
{
	while (n-- > 0) {
		s->v0 += s->v1;
		s->v1 = rotate(s->v1, 13) ^ s->v0;
		s->v0 = rotate(s->v0, 32);
		s->v2 += s->v3;
		s->v3 = rotate(s->v3, 16) ^ s->v2;
		s->v0 += s->v3;
		s->v3 = rotate(s->v3, 21) ^ s->v0;
		s->v2 += s->v1;
		s->v1 = rotate(s->v1, 17) ^ s->v2;
		s->v2 = rotate(s->v2, 32);
	}
}

static void
take(struct sip *s, uint64_t word)
{
	s->v3 ^= word;
	rounds(s, C_ROUNDS);
	s->v0 ^= word;
}

static uint64_t
give(struct sip *s)
{
	rounds(s, D_ROUNDS);
	return s->v0 ^ s->v1 ^ s->v2 ^ s->v3;
}

struct siphash
siphash(const struct siphash_key *key, struct slice text)
{
	/* "somepseudorandomlygeneratedbytes", and 0xee for 128 bits. */
	struct sip s = {
		.v0 = key->k[0] ^ 0x736f6d6570736575u,
		.v1 = key->k[1] ^ 0x646f72616e646f6du ^ 0xee,
		.v2 = key->k[0] ^ 0x6c7967656e657261u,
		.v3 = key->k[1] ^ 0x7465646279746573u,
	};
	struct siphash ret;
	uint64_t       word, last = (uint64_t)text.n << 56;

	for (; text.n >= sizeof(word);
	     text.s += sizeof(word), text.n -= sizeof(word)) {
		memcpy(&word, text.s, sizeof(word));
		take(&s, le64toh(word));
	}
	while (text.n-- > 0)
		last |= (uint64_t)(unsigned char)text.s[text.n] << (8 * text.n);
	take(&s, last);
	s.v2 ^= 0xee;
	ret.h[0] = give(&s);
	s.v1 ^= 0xdd;
	ret.h[1] = give(&s);
	return ret;
}
