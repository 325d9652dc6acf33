/* SPDX-License-Identifier: MIT */
/* corpus.c - numbers to texts, and numbers by chance; see corpus.h. */
#include "corpus.h"

#include <math.h>

static const char *const sections[] = { "blog", "news", "docs", "shop",
	"product-pages", "de/archiv", "support/kb", "events" };

static const char *const words[] = { "summer", "winter", "guide", "release",
	"update", "garden", "travel", "kitchen", "review", "budget", "camera",
	"mountain", "coffee", "bicycle", "history", "science", "museum",
	"recipe", "training", "weather", "library", "concert", "harbour",
	"market", "railway", "painting", "village", "festival", "language",
	"software", "insurance", "photography" };

#define WORD(bits) words[(bits) % ARRAY_LEN(words)]

/* SplitMix64: each bit of the result depends on each bit of x. */
static uint64_t
mix(uint64_t x)
{
	x += 0x9e3779b97f4a7c15u;
	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
	x = (x ^ x >> 27) * 0x94d049bb133111ebu;
	return x ^ x >> 31;
}

static void
deep_segments(uint64_t h, unsigned n, struct buf *out)
{
	for (unsigned i = 0; i < n; i++, h >>= 2)
		buf_addf(out, "/%s", words[i * 4 % 32 + h % 4]);
}

void
corpus_path(uint32_t i, bool deep, struct buf *out)
{
	const uint64_t h = mix(i);
	uint32_t       u = i * UINT32_C(2654435761); /* odd: a bijection */

	u ^= u >> 15;
	if (deep)
		deep_segments(h >> 40, 6, out);
	buf_addf(out, "/%s/%u/%02u/%s-%s-%x", sections[h % 8],
	    2005 + (unsigned)(h >> 3 & 15), 1 + (unsigned)(h >> 7 & 15) % 12,
	    WORD(h >> 12), WORD(h >> 17), u);
}

void
corpus_target(uint32_t i, struct buf *out)
{
	const uint64_t h = mix(i);

	buf_addf(out, "https://www.example.com/%s/%s-%s/%u?from=old",
	    sections[h >> 40 & 7], WORD(h >> 45), WORD(h >> 50), i);
}

void
corpus_head(uint32_t i, struct buf *out)
{
	deep_segments(mix(i), i % 10, out);
	buf_addf(out, "/moved-%u", i);
}

void
corpus_regex(uint32_t i, struct buf *out)
{
	corpus_head(i, out);
	buf_adds(out, "/([a-z]+)-(\\d+)");
}

void
corpus_regex_target(uint32_t i, struct buf *out)
{
	buf_addf(out, "https://www.example.com/new/%u/$1?n=$2", i);
}

void
corpus_regex_path(uint32_t i, uint32_t n, struct buf *out)
{
	corpus_head(i, out);
	buf_addf(out, "/%s-%u", WORD(n), n);
}

void
corpus_regex_location(uint32_t i, uint32_t n, struct buf *out)
{
	buf_addf(out, "https://www.example.com/new/%u/%s?n=%u", i, WORD(n), n);
}

static uint64_t
next_bits(struct corpus_draw *d)
{
	return mix(d->state++);
}

/* By inversion of the harmonic sum, taken as continuous; the ranks are
 * scattered over the numbers. */
static uint32_t
next_zipf(struct corpus_draw *d)
{
	const double   unit = (double)(next_bits(d) >> 11) / 9007199254740992.0;
	const uint32_t rank = (uint32_t)(exp(unit * log((double)d->n + 1)) - 1);

	return (uint32_t)(mix(rank + UINT64_C(12345)) % d->n);
}

uint32_t
corpus_next(struct corpus_draw *d)
{
	if (next_bits(d) % 100 < d->miss)
		return CORPUS_MISS +
		    (d->again ? next_zipf(d) :
				(uint32_t)(next_bits(d) % 0x1000000));
	return d->zipf ? next_zipf(d) : (uint32_t)(next_bits(d) % d->n);
}
