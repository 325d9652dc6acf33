/* SPDX-License-Identifier: MIT */
/* params.c - the parameters that a source requires; see params.h. */
#include "params.h"

#include <stdlib.h>
#include <string.h>

#include "url.h"

/* Escaped three times as long, and their '&'. */
#define TEXT_MAX (3 * URL_REQUEST_MAX)

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

bool
params_meets(struct slice required, struct slice param, unsigned *met)
{
	struct slice one;

	for (unsigned bit = 1; url_next_param(&required, &one); bit <<= 1)
		if ((*met & bit) == 0 && params_is_same(one, param)) {
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

/* --------------------------------------------------------------- canonical */

static void
add_canonical(struct slice s, struct buf *out)
{
	int octet;

	for (size_t i = 0; (octet = url_next_octet(s, &i)) >= 0;) {
		char c = url_lower((char)octet);

		if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
		    (c != '\0' && strchr("-._~", c) != NULL))
			buf_addc(out, (char)octet);
		else
			url_escape((unsigned char)octet, out);
	}
}

void
params_canonical(struct slice param, struct buf *out)
{
	struct slice value = cut_value(&param);

	add_canonical(param, out);
	if (value.n == 0)
		return;
	buf_addc(out, '=');
	add_canonical(value, out);
}

static int
compare(const void *a, const void *b)
{
	const struct slice *x = a, *y = b;
	size_t              n = x->n < y->n ? x->n : y->n;
	int                 c = memcmp(x->s, y->s, n);

	return c != 0 ? c : (x->n > y->n) - (x->n < y->n);
}

/* A '%' that begins no escape, or the escape of a NUL. */
static bool
has_bad_escape(struct slice s)
{
	size_t before = 0;

	for (size_t i = 0; i < s.n; before = i) {
		int octet = url_next_octet(s, &i);

		if (octet == '\0' || (octet == '%' && i - before == 1))
			return true;
	}
	return false;
}

static enum err
check(struct slice typed, struct slice one, struct buf *why)
{
	if (one.n == 0 || one.s[0] == '=')
		return refuse(why, ERR_SYNTAX,
		    "'?%.*s' names no parameter in one place: write "
		    "?name=value&name=value, or leave the '?' out for the path "
		    "whatever its query is",
		    (int)typed.n, typed.s);
	if (has_bad_escape(one))
		return refuse(why, ERR_SYNTAX,
		    "'%.*s' has a bad escape: a '%%' is followed by two hex "
		    "digits; a '%%' itself is %%25",
		    (int)one.n, one.s);
	return ERR_OK;
}

/* The canonical forms, one behind the other, into text; ends[i] is where the
 * i-th ends. */
static enum err
read_all(struct slice typed, struct buf *text, size_t ends[PARAMS_MAX],
    unsigned *ret_n, struct buf *why)
{
	struct slice rest = typed, one;
	unsigned     n = 0;
	enum err     rc;

	while (url_next_param(&rest, &one)) {
		rc = check(typed, one, why);
		if (rc != ERR_OK)
			return rc;
		if (n == PARAMS_MAX)
			return refuse(why, ERR_LIMIT,
			    "there are too many required parameters: the "
			    "limit is %d",
			    PARAMS_MAX);
		params_canonical(one, text);
		ends[n++] = text->len;
	}
	*ret_n = n;
	return buf_end(text);
}

enum err
params_parse(struct slice typed, struct buf *out, unsigned *ret_n,
    struct buf *why)
{
	struct slice all[PARAMS_MAX];
	size_t       ends[PARAMS_MAX] = { 0 }, start = 0;
	unsigned     n = 0, kept = 0;
	struct buf   text;
	enum err     rc;

	buf_init(&text, TEXT_MAX);
	rc = read_all(typed, &text, ends, &n, why);
	if (rc != ERR_OK) {
		buf_free(&text);
		return rc;
	}
	for (unsigned i = 0; i < n; start = ends[i++])
		all[i] = (struct slice){ text.data + start, ends[i] - start };
	qsort(all, n, sizeof(all[0]), compare);
	for (unsigned i = 0; i < n; i++) {
		if (i > 0 && slice_eq(all[i], all[i - 1]))
			continue;
		if (kept++ > 0)
			buf_addc(out, '&');
		buf_add_slice(out, all[i]);
	}
	*ret_n = kept;
	buf_free(&text);
	return buf_end(out);
}

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
	struct slice best = { NULL, 0 }, one;

	while (url_next_param(&required, &one))
		if (best.n == 0 || weight(one) > weight(best))
			best = one;
	return best;
}
