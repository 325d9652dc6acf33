/* SPDX-License-Identifier: MIT */
/* share.c - which visitors a rule with a share is for; see share.h. */
#include "share.h"

#define FNV_START 0xcbf29ce484222325u
#define FNV_PRIME 0x100000001b3u

static uint64_t
hash_more(uint64_t hash, const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		hash = (hash ^ (unsigned char)s[i]) * FNV_PRIME;
	return hash;
}

/* Every bit of z changes every bit of the result with the same probability. */
static uint64_t
mix(uint64_t z)
{
	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return z ^ z >> 31;
}

bool
share_takes(int percent, int64_t rule, struct slice address, struct slice agent)
{
	uint64_t visitor = hash_more(FNV_START, address.s, address.n);

	visitor = hash_more(visitor, "", 1);
	visitor = hash_more(visitor, agent.s, agent.n);
	visitor = mix(visitor ^ (uint64_t)rule * 0x9e3779b97f4a7c15u);
	return (visitor >> 32) * 100 >> 32 < (uint64_t)percent;
}
