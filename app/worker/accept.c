/* SPDX-License-Identifier: MIT */
/* accept.c - media ranges and their weights; see accept.h. */
#include "accept.h"

#include "quality.h"

/* A kind of page, and what the header says of it. */
struct kind {
	const char *ranges[3]; /* that take it, the most exact last */
	int         exact;     /* of these the one that counts, from 1; or 0 */
	int         q;
	size_t      place; /* in the list */
};

static void
weigh(struct kind *k, struct slice range, int q, size_t place)
{
	for (int i = k->exact; i < (int)ARRAY_LEN(k->ranges); i++)
		if (slice_is_any_case(range, k->ranges[i])) {
			k->exact = i + 1;
			k->q = q;
			k->place = place;
		}
}

/* The weight among the parameters of a range; -1 if it is malformed. */
static int
weight(struct slice parameters)
{
	struct slice one;

	while (parameters.n > 0) {
		one = slice_trim(slice_cut(&parameters, ';'));
		if (one.n > 1 && (one.s[0] | 0x20) == 'q' && one.s[1] == '=')
			return quality_parse(one);
	}
	return QUALITY_MOST;
}

bool
accept_prefers_html(struct slice list)
{
	struct kind  html = { .ranges = { "*/*", "text/*", "text/html" } };
	struct kind  json = { .ranges = {
				  "*/*", "application/*", "application/json" } };
	struct slice one, range;
	int          q;

	for (size_t place = 0; list.n > 0; place++) {
		one = slice_cut(&list, ',');
		range = slice_trim(slice_cut(&one, ';'));
		q = weight(one);
		if (q < 0)
			continue;
		weigh(&html, range, q, place);
		weigh(&json, range, q, place);
	}
	if (html.q != json.q)
		return html.q > json.q;
	if (html.q == 0)
		return false;
	return html.exact != json.exact ? html.exact > json.exact :
					  html.place < json.place;
}
