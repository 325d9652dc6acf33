/* SPDX-License-Identifier: MIT */
/*
 * expect_index.c - expectations in memory, by their request.
 */
#include "expect_index.h"

enum err
expect_index_init(struct expect_index *x)
{
	buf_init(&x->key, 8 * EXPECT_URL_MAX);
	x->of = json_object();
	return x->of != NULL ? ERR_OK : ERR_NOMEM;
}

void
expect_index_free(struct expect_index *x)
{
	json_decref(x->of);
	buf_free(&x->key);
}

/* A method has no space in it, and a URL comes last. */
static enum err
make_key(struct expect_index *x, const struct expectation *e)
{
	buf_reset(&x->key);
	buf_addf(&x->key, "%lld %.*s ", (long long)e->at, (int)e->method.n,
	    e->method.s);
	buf_add_slice(&x->key, e->url);
	return buf_end(&x->key);
}

static bool
set(json_t *o, struct slice key, json_t *value)
{
	return json_object_setn_new_nocheck(o, key.s, key.n, value) == 0;
}

enum err
expect_index_add(struct expect_index *x, const struct expectation *e)
{
	enum err rc = make_key(x, e);
	json_t  *answers;

	if (rc != ERR_OK)
		return rc;
	answers = json_object_get(x->of, x->key.data);
	if (answers == NULL) {
		answers = json_object();
		if (!set(x->of, buf_slice(&x->key), answers))
			return ERR_NOMEM;
	}
	return set(answers, e->answer, json_integer(e->id)) ? ERR_OK :
							      ERR_NOMEM;
}

static enum err
add(const struct expectation *e, void *arg)
{
	return expect_index_add(arg, e);
}

enum err
expect_index_all(struct expect_index *x, struct store *s)
{
	return expect_each(s, add, x);
}

enum err
expect_index_find(struct expect_index *x, const struct expectation *e,
    struct expect_found *ret)
{
	enum err    rc = make_key(x, e);
	const char *answer;
	json_t     *answers, *id;

	*ret = (struct expect_found){ 0 };
	if (rc != ERR_OK)
		return rc;
	answers = json_object_get(x->of, x->key.data);
	json_object_foreach(answers, answer, id)
	{
		if (slice_is(e->answer, answer)) {
			ret->same = true;
		} else {
			ret->other = json_integer_value(id);
			ret->answer = answer;
		}
	}
	return ERR_OK;
}
