/* SPDX-License-Identifier: MIT */
/* table_found.c - which exact rules were found lately; see table_base.h. */
#include "table.h"

#include <stdlib.h>
#include <string.h>

#include "table_base.h"

/* Eight octets at a time.  Who finds two that fall on one place only lets each
 * of them be asked for again. */
static uint64_t
hash_more(uint64_t h, struct slice s)
{
	uint64_t v;

	for (; s.n >= sizeof(v); s.s += sizeof(v), s.n -= sizeof(v)) {
		memcpy(&v, s.s, sizeof(v));
		h = (h ^ v) * 0x9e3779b97f4a7c15u;
		h ^= h >> 32;
	}
	v = s.n;
	for (size_t i = 0; i < s.n; i++)
		v = v << 8 | (unsigned char)s.s[i];
	h = (h ^ v) * 0xd6e8feb86659fd93u;
	return h ^ h >> 32;
}

static struct found *
place(const struct table *t, struct slice host, struct slice path)
{
	return &t->found[hash_more(hash_more(0, host), path) & (FOUND_MAX - 1)];
}

bool
table_found(const struct table *t, struct slice host, struct slice path,
    const int64_t **ret, size_t *ret_n)
{
	const struct found *f;

	if (t->found == NULL)
		return false;
	f = place(t, host, path);
	if (f->era != t->era || f->host_n != host.n || f->path_n != path.n ||
	    memcmp(f->text + host.n, path.s, path.n) != 0 ||
	    (host.n > 0 && memcmp(f->text, host.s, host.n) != 0))
		return false;
	*ret = f->id;
	*ret_n = f->n;
	return true;
}

void
table_found_keep(struct table *t, struct slice host, struct slice path,
    const int64_t *ids, size_t n)
{
	struct found *f;

	if (n > FOUND_IDS || host.n + path.n > FOUND_TEXT)
		return;
	if (t->found == NULL)
		t->found = calloc(FOUND_MAX, sizeof(*t->found));
	if (t->found == NULL)
		return; /* it does without */
	f = place(t, host, path);
	f->era = t->era;
	f->n = (uint16_t)n;
	f->host_n = (uint16_t)host.n;
	f->path_n = (uint16_t)path.n;
	for (size_t i = 0; i < n; i++)
		f->id[i] = ids[i];
	if (host.n > 0)
		memcpy(f->text, host.s, host.n);
	memcpy(f->text + host.n, path.s, path.n);
}
