/* SPDX-License-Identifier: MIT */
/* shape_query.c - the ways to write a query that a rule covers; shape_base.h.
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

enum err
askings_make(struct askings *a, const struct source *at, bool passes)
{
	enum err rc = ERR_OK;

	a->n = 0;
	buf_reset(&a->param);
	if (at->nparams == 0 && passes) {
		add(a, "A", "([?][^ ]+)?[?]?", "");
	} else if (at->nparams == 0) {
		add(a, "", "(?:[?][^ ]*)?", "");
	} else {
		spell_param(at->params, &a->param);
		/* Only the first PARAMS_SEEN_MAX are looked at; the first that
		 * is equal is taken. */
		if (passes) {
			add(a, "", "[?]", "");
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
