/* SPDX-License-Identifier: MIT */
/* params.c - whether a request has what a source requires; see params.h. */
#include "params.h"

#include <string.h>

/* Cut "name=value" in two. */
static struct slice
cut_value(struct slice *name)
{
	const char  *mark = name->n > 0 ? memchr(name->s, '=', name->n) : NULL;
	struct slice value = { NULL, 0 };

	if (mark == NULL)
		return value;
	value.s = mark + 1;
	value.n = name->n - (size_t)(value.s - name->s);
	name->n = (size_t)(mark - name->s);
	return value;
}

/* ----------------------------------------------------------------- compare */

static bool
is_same_text(struct slice a, struct slice b)
{
	size_t i = 0, j = 0;
	int    x, y;

	do {
		x = url_next_octet(a, &i);
		y = url_next_octet(b, &j);
	} while (x == y && x >= 0);
	return x == y;
}

bool
params_is_same(struct slice a, struct slice b)
{
	struct slice x = cut_value(&a), y = cut_value(&b);

	return is_same_text(a, b) && is_same_text(x, y);
}

static uint64_t
hash_text(uint64_t hash, struct slice s)
{
	int octet;

	for (size_t i = 0; (octet = url_next_octet(s, &i)) >= 0;)
		hash = (hash ^ (uint64_t)octet) * UINT64_C(0x9e3779b97f4a7c15);
	return (hash ^ 256) * UINT64_C(0x9e3779b97f4a7c15); /* its end */
}

uint64_t
params_hash(struct slice param)
{
	const struct slice value = cut_value(&param);
	uint64_t           hash;

	hash = hash_text(hash_text(0, param), value);
	return (hash ^ hash >> 32) * UINT64_C(0xd6e8feb86659fd93);
}

/* In canonical form, where no other value has a ':'. */
static bool
is_placeholder(struct slice value)
{
	return value.n > 0 && value.s[0] == ':';
}

bool
params_is_any(struct slice wanted)
{
	return is_placeholder(cut_value(&wanted));
}

bool
params_is_met(struct slice wanted, struct slice param)
{
	struct slice x = cut_value(&wanted), y = cut_value(&param);

	return is_same_text(wanted, param) &&
	    (is_placeholder(x) ? y.n > 0 : is_same_text(x, y));
}

bool
params_meets(struct slice required, struct slice param, unsigned *met)
{
	struct slice one;

	for (unsigned bit = 1; url_next_param(&required, &one); bit <<= 1)
		if ((*met & bit) == 0 && params_is_met(one, param)) {
			*met |= bit;
			return true;
		}
	return false;
}

bool
params_covered(struct slice required, struct slice query)
{
	struct slice one;
	unsigned     met = 0, left = 1;

	for (size_t i = 0; i < required.n; i++)
		left += required.s[i] == '&';
	for (int i = 0; i < PARAMS_SEEN_MAX && left > 0; i++) {
		if (!url_next_param(&query, &one))
			break;
		left -= params_meets(required, one, &met);
	}
	return left == 0;
}

void
params_values(struct slice required, struct slice query, struct piece *ret)
{
	struct slice one, rest, param, value;

	while (url_next_param(&required, &one)) {
		value = one;
		if (!is_placeholder(cut_value(&value)))
			continue;
		rest = query;
		while (url_next_param(&rest, &param) &&
		    !params_is_met(one, param))
			;
		value = cut_value(&param);
		ret->at = (uint16_t)(value.s - query.s);
		ret->n = (uint16_t)value.n;
		ret++;
	}
}

void
params_example(struct slice required, struct buf *out)
{
	struct slice one, value;

	for (bool first = true; url_next_param(&required, &one);
	     first = false) {
		if (!first)
			buf_addc(out, '&');
		value = cut_value(&one);
		buf_add_slice(out, one);
		if (value.n > 0)
			buf_addc(out, '=');
		if (is_placeholder(value)) {
			buf_adds(out, "any-");
			value = one;
		}
		buf_add_slice(out, value);
	}
}

/* --------------------------------------------------------------- the key */

/* How much a parameter tells: ten thousand rules may share "view=article". */
static size_t
weight(struct slice param)
{
	struct slice value = cut_value(&param);
	size_t       n = value.n;

	for (size_t i = 0; i < value.n; i++)
		if (value.s[i] >= '0' && value.s[i] <= '9')
			n += 3;
	return n;
}

struct slice
params_key(struct slice required)
{
	struct slice best = { NULL, 0 }, one, value;

	while (url_next_param(&required, &one)) {
		value = one;
		if (!is_placeholder(cut_value(&value)) &&
		    (best.n == 0 || weight(one) > weight(best)))
			best = one;
	}
	return best;
}
