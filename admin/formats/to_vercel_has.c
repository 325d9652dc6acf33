/* SPDX-License-Identifier: MIT */
/* to_vercel_has.c - what a request must have for Vercel; see to_vercel.h. */
#include "to_vercel.h"

/* A value there is an expression for the whole of it. */
static void
add_plain(char c, struct buf *out)
{
	if (vercel_is_one_of(c, "()[]{}\\*+?^$|."))
		buf_addc(out, '\\');
	buf_addc(out, c);
}

/* One more; what is no UTF-8 is no text of JSON. */
static enum err
add(json_t *has, const char *type, struct buf *key, struct buf *value,
    struct buf *why)
{
	json_t  *one = json_object();
	enum err rc = buf_end(key);

	if (rc == ERR_OK)
		rc = buf_end(value);
	if (one == NULL)
		rc = ERR_NOMEM;
	if (rc == ERR_OK) {
		json_object_set_new(one, "type", json_string(type));
		if (key->len > 0)
			json_object_set_new(one, "key",
			    json_stringn(key->data, key->len));
		if (value->len > 0)
			json_object_set_new(one, "value",
			    json_stringn(value->data, value->len));
		if (json_object_size(one) !=
		    1U + (key->len > 0) + (value->len > 0))
			rc = refuse(why, ERR_SYNTAX,
			    "what it asks for is not UTF-8");
	}
	if (rc == ERR_OK && json_array_append(has, one) != 0)
		rc = ERR_NOMEM;
	json_decref(one);
	buf_reset(key);
	buf_reset(value);
	return rc;
}

/* --------------------------------------------------------------- parameters */

static void
add_decoded(struct slice s, bool plain, struct buf *out)
{
	size_t i = 0;

	for (int c; (c = url_next_octet(s, &i)) >= 0;)
		if (plain)
			add_plain((char)c, out);
		else
			buf_addc(out, (char)c);
}

/* What is asked for is passed on with everything else, unless the target has
 * one of that name. */
static bool
is_in_target(const struct rule *r, struct slice name)
{
	struct slice query = r->to.query, one;

	while (url_next_param(&query, &one))
		if (url_same_name(one, name))
			return true;
	return false;
}

static enum err
add_params(const struct rule *r, struct to_how how, json_t *has,
    struct buf *key, struct buf *value, struct buf *why)
{
	struct slice typed = r->source, one, name;
	enum err     rc = ERR_OK;

	(void)slice_cut(&typed, '?');
	while (rc == ERR_OK && url_next_param(&typed, &one)) {
		name = slice_cut(&one, '=');
		if (one.n == 0)
			return refuse(why, ERR_SYNTAX,
			    "Vercel asks whether '%.*s' is there, and not "
			    "whether it is empty",
			    quotable(name), name.s);
		if (!is_in_target(r, name))
			return refuse(why, ERR_SYNTAX,
			    "Vercel passes '%.*s', which it asks for, on to "
			    "the target",
			    quotable(name), name.s);
		add_decoded(name, false, key);
		if (!r->literal && one.s[0] == ':')
			buf_addf(value, "(?<%.*s>.+)", (int)one.n - 1,
			    one.s + 1);
		else
			add_decoded(one, true, value);
		rc = add(has, "query", key, value, why);
	}
	to_differs(how,
	    "parameters that it asks for stand elsewhere in the answer there, "
	    "if others are passed on");
	if (r->at.values > 0)
		to_differs(how,
		    "of several with the name of one whose value is taken over "
		    "the last one counts there");
	return rc;
}

/* --------------------------------------------------------------- conditions */

static enum err
add_conditions(const struct rule *r, json_t *has, struct buf *key,
    struct buf *value, struct buf *why)
{
	struct slice        rest = r->conditions, all, name, wanted;
	enum condition_kind kind;
	enum err            rc = ERR_OK;

	while (rc == ERR_OK && condition_next(&rest, &kind, &all)) {
		if (!condition_is_first(r->conditions, kind, all))
			return refuse(why, ERR_SYNTAX,
			    "it takes more than one value of a %s",
			    condition_name(kind));
		wanted = (struct slice){ NULL, 0 };
		if (!condition_split(all, &name, &wanted))
			name = all;
		buf_add_slice(key, name);
		for (size_t i = 0; i < wanted.n; i++)
			add_plain(wanted.s[i], value);
		rc = add(has, condition_name(kind), key, value, why);
	}
	return rc;
}

enum err
vercel_asked(const struct rule *r, struct to_how how, json_t **ret,
    struct buf *why)
{
	json_t    *has = json_array();
	struct buf key, value;
	enum err   rc = has == NULL ? ERR_NOMEM : ERR_OK;

	buf_init(&key, (size_t)2 * SOURCE_MAX);
	buf_init(&value, (size_t)2 * SOURCE_MAX);
	for (size_t i = 0; i < r->at.host.n; i++)
		add_plain(r->at.host.s[i], &value);
	if (rc == ERR_OK && value.len > 0)
		rc = add(has, "host", &key, &value, why);
	if (rc == ERR_OK && r->at.nparams > 0)
		rc = add_params(r, how, has, &key, &value, why);
	if (rc == ERR_OK)
		rc = add_conditions(r, has, &key, &value, why);
	buf_free(&value);
	buf_free(&key);
	if (rc != ERR_OK || json_array_size(has) == 0) {
		json_decref(has);
		has = NULL;
	}
	*ret = has;
	return rc;
}
