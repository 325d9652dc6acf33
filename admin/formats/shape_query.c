/* SPDX-License-Identifier: MIT */
/* shape_query.c - the ways to write a query that a rule covers; shape_base.h.
 *
 * An empty parameter in front of what is required, "&a=1", leaves no '?' alone
 * in the Location, as in location.c.  None is behind it: such a query is not in
 * normal form, and not answered.
 */
#include "shape_base.h"

#include "params.h"
#include "spell.h"

_Static_assert(PARAMS_SEEN_MAX == 64, "it is in the expressions");

void
askings_init(struct askings *a)
{
	*a = (struct askings){ 0 };
	buf_init(&a->param, SHAPE_TEXT_MAX);
	for (size_t i = 0; i < ASKINGS_MAX; i++)
		buf_init(&a->asking[i].re, SHAPE_TEXT_MAX);
}

void
askings_free(struct askings *a)
{
	buf_free(&a->param);
	for (size_t i = 0; i < ASKINGS_MAX; i++)
		buf_free(&a->asking[i].re);
}

/* One more: what is required between two expressions. */
static void
add(struct askings *a, const char *passed, const char *before,
    const char *after)
{
	struct asking *one = &a->asking[a->n++];

	buf_reset(&one->re);
	buf_adds(&one->re, before);
	buf_add_slice(&one->re, buf_slice(&a->param));
	buf_adds(&one->re, after);
	one->passed = passed;
}

/* ---------------------------------------------------- several, in any order */

/* Those that are required, and the order of one way to write them. */
struct several {
	struct slice param[PARAMS_MAX];
	unsigned     n;
	unsigned     order[PARAMS_MAX];
	unsigned     last;  /* the gap that is the last to hold anything, from
	                     * 1; 0 for none of them */
	bool        behind; /* something follows them all */
	struct buf *out;
};

/* Not one of those that are yet to come. */
static void
add_none_of(const struct several *s, unsigned from)
{
	buf_adds(s->out, "(?!(?:");
	for (unsigned i = from; i < s->n; i++) {
		if (i > from)
			buf_addc(s->out, '|');
		spell_param(s->param[s->order[i]], s->out);
	}
	buf_adds(s->out, ")[& ])");
}

/* The visitor's own parameters in front of the i-th. */
static void
add_gap(const struct several *s, unsigned i)
{
	if (!s->behind && i + 1 > s->last)
		return;
	buf_adds(s->out, "((?:");
	add_none_of(s, i);
	buf_adds(s->out, "[^ &]*&)*");
	if (!s->behind && i + 1 == s->last) { /* without its last '&' */
		add_none_of(s, i);
		buf_adds(s->out, "[^ &]*)&");
	} else {
		buf_addc(s->out, ')');
	}
}

/* Whether nothing is passed on: no gap holds anything. */
static bool
is_alone(const struct several *s)
{
	return s->last == 0 && !s->behind;
}

static void
add_order(const struct several *s)
{
	for (unsigned i = 0; i < s->n; i++) {
		if (is_alone(s))
			buf_adds(s->out, "&?");
		add_gap(s, i);
		spell_param(s->param[s->order[i]], s->out);
		if (i + 1 < s->n)
			buf_addc(s->out, '&');
	}
	if (s->behind)
		buf_adds(s->out, "&([^ ]*)");
}

/* Every order from the i-th on; "(?|" counts the groups of each anew. */
static void
add_orders(struct several *s, unsigned i, bool *more)
{
	if (i == s->n) {
		if (*more)
			buf_addc(s->out, '|');
		*more = true;
		add_order(s);
		return;
	}
	for (unsigned j = i; j < s->n; j++) {
		const unsigned held = s->order[i];

		s->order[i] = s->order[j];
		s->order[j] = held;
		add_orders(s, i + 1, more);
		s->order[j] = s->order[i];
		s->order[i] = held;
	}
}

/* Each is there, among the first PARAMS_SEEN_MAX. */
static void
add_all(const struct several *s)
{
	buf_adds(s->out, "[?]");
	for (unsigned i = 0; i < s->n; i++) {
		buf_adds(s->out, "(?=(?:[^ &]*&){0,63}");
		spell_param(s->param[i], s->out);
		buf_adds(s->out, "[& ])");
	}
}

static void
add_several(struct askings *a, struct several *s, const char *passed)
{
	struct asking *one = &a->asking[a->n++];
	bool           more = false;

	buf_reset(&one->re);
	one->passed = passed;
	s->out = &one->re;
	add_all(s);
	if (passed == NULL) {
		one->passed = "";
		buf_adds(&one->re, "[^ ]*");
		return;
	}
	for (unsigned i = 0; i < s->n; i++)
		s->order[i] = i;
	if (is_alone(s)) /* one that is empty at most: two are passed on */
		buf_addf(&one->re, "(?!(?:[^ &]*&){%u})", s->n + 1);
	buf_adds(&one->re, "(?|");
	add_orders(s, 0, &more);
	buf_addc(&one->re, ')');
}

static void
make_several(struct askings *a, const struct source *at, bool passes)
{
	static const char *const passed[] = { "", "?A", "?AB", "?ABC" };
	static const char *const all[] = { "", "", "?ABC", "?ABCD" };
	struct several           s = { .n = 0 };
	struct slice             rest = at->params, one;

	while (s.n < PARAMS_MAX && url_next_param(&rest, &one))
		s.param[s.n++] = one;
	a->looks = true;
	if (!passes) {
		add_several(a, &s, NULL);
		return;
	}
	for (s.last = 0; s.last <= s.n; s.last++)
		add_several(a, &s, passed[s.last]);
	s.behind = true;
	add_several(a, &s, all[s.n]);
}

enum err
askings_make(struct askings *a, const struct source *at, bool passes)
{
	enum err rc = ERR_OK;

	a->n = 0;
	a->looks = false;
	buf_reset(&a->param);
	if (at->nparams == 0 && passes) {
		add(a, "A", "([?][^ ]+)?[?]?", "");
	} else if (at->nparams == 0) {
		add(a, "", "(?:[?][^ ]*)?", "");
	} else if (at->nparams > 1) {
		make_several(a, at, passes);
	} else {
		spell_param(at->params, &a->param);
		/* Only the first PARAMS_SEEN_MAX are looked at; the first that
		 * is equal is taken. */
		if (passes) {
			add(a, "", "[?]&?", "");
			add(a, "?AB", "[?]((?:[^ &]*&){0,63}?)", "&([^ ]*)");
			add(a, "?A", "[?]((?:[^ &]*&){0,62}?[^ &]*)&", "");
		} else {
			add(a, "", "[?](?:[^ &]*&){0,63}", "(?:&[^ ]*)?");
		}
	}
	for (size_t i = 0; i < a->n && rc == ERR_OK; i++)
		rc = buf_end(&a->asking[i].re);
	return rc;
}
