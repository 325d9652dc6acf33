/* SPDX-License-Identifier: MIT */
/* rule_tags.c - the tags of a rule in canonical form; see rule.h. */
#include <stdlib.h>
#include <string.h>

#include "rule.h"

static int
compare_tags(const void *a, const void *b)
{
	const struct slice *x = a, *y = b;
	size_t              n = x->n < y->n ? x->n : y->n;
	int                 c = memcmp(x->s, y->s, n);

	return c != 0 ? c : (x->n > y->n) - (x->n < y->n);
}

static bool
is_tag(struct slice s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.s[i] <= ' ' || s.s[i] == 0x7f ||
		    strchr(",\"'\\", s.s[i]) != NULL)
			return false;
	return s.n > 0 && slice_is_utf8(s);
}

static enum err
too_long(size_t n, struct buf *why)
{
	return refuse(why, ERR_LIMIT,
	    "tags of %zu octets are too long: the limit is %d", n,
	    RULE_TAGS_MAX);
}

enum err
rule_tags_parse(struct slice typed, struct buf *out, struct buf *why)
{
	struct slice tags[RULE_TAGS_TYPED_MAX / 2 + 1];
	size_t       n = 0, start = 0, kept = 0, octets = 0;

	if (typed.n > RULE_TAGS_TYPED_MAX)
		return too_long(typed.n, why);
	for (size_t i = 0; i <= typed.n; i++) {
		struct slice tag;

		if (i < typed.n && typed.s[i] != ',')
			continue;
		tag = (struct slice){ typed.s + start, i - start };
		start = i + 1;
		while (tag.n > 0 && tag.s[0] == ' ') {
			tag.s++;
			tag.n--;
		}
		while (tag.n > 0 && tag.s[tag.n - 1] == ' ')
			tag.n--;
		if (tag.n == 0)
			continue;
		if (!is_tag(tag))
			return refuse(why, ERR_SYNTAX,
			    "'%.*s' is not a tag: a tag is one word, without "
			    "spaces, commas, quotes or control characters",
			    quotable(tag), tag.s);
		tags[n++] = tag;
	}
	qsort(tags, n, sizeof(tags[0]), compare_tags);
	for (size_t i = 0; i < n; i++) {
		if (kept > 0 && slice_eq(tags[i], tags[kept - 1]))
			continue;
		octets += tags[i].n + (kept > 0);
		tags[kept++] = tags[i];
	}
	if (octets > RULE_TAGS_MAX)
		return too_long(octets, why);
	for (size_t i = 0; i < kept; i++) {
		if (i > 0)
			buf_addc(out, ',');
		buf_add_slice(out, tags[i]);
	}
	return buf_end(out);
}
