/* SPDX-License-Identifier: MIT */
/* condition.c - conditions as one text, line by line; see condition.h. */
#include "condition.h"

#include <string.h>

const char *
condition_name(enum condition_kind k)
{
	static const char *const names[CONDITION_KINDS] = {
		[CONDITION_METHOD] = "method",
		[CONDITION_COOKIE] = "cookie",
		[CONDITION_HEADER] = "header",
		[CONDITION_LANGUAGE] = "language",
		[CONDITION_FROM_NET] = "from_net",
		[CONDITION_CORS] = "cors",
	};

	return names[k];
}

char
condition_joint(enum condition_kind k)
{
	return k == CONDITION_COOKIE ? ';' : k == CONDITION_HEADER ? '\n' : ',';
}

bool
condition_next(struct slice *rest, enum condition_kind *kind,
    struct slice *value)
{
	struct slice name;

	while (rest->n > 0) {
		*value = slice_cut(rest, '\n');
		name = slice_cut(value, ' ');
		for (int k = 0; k < CONDITION_KINDS; k++)
			if (slice_is(name,
				condition_name((enum condition_kind)k))) {
				*kind = (enum condition_kind)k;
				return true;
			}
	}
	return false;
}

void
conditions_get(struct slice text, enum condition_kind kind, struct buf *out)
{
	const size_t        start = out->len;
	enum condition_kind k;
	struct slice        value;

	while (condition_next(&text, &k, &value)) {
		if (k != kind)
			continue;
		if (out->len > start) {
			buf_addc(out, condition_joint(kind));
			if (kind == CONDITION_COOKIE)
				buf_addc(out, ' ');
		}
		buf_add_slice(out, value);
	}
}

/* The values of one kind, sorted, each once. */
struct values {
	struct slice value[CONDITIONS_MAX];
	size_t       n;
};

static enum err
put(struct values *v, struct slice one, struct buf *why)
{
	size_t at = 0;

	while (at < v->n && slice_order(v->value[at], one) < 0)
		at++;
	if (at < v->n && slice_eq(v->value[at], one))
		return ERR_OK;
	if (v->n == CONDITIONS_MAX)
		return refuse(why, ERR_LIMIT,
		    "these are too many conditions: the limit is %d",
		    CONDITIONS_MAX);
	memmove(&v->value[at + 1], &v->value[at],
	    (v->n - at) * sizeof(v->value[0]));
	v->value[at] = one;
	v->n++;
	return ERR_OK;
}

/* All that was typed in its stored form, a line each. */
static enum err
read_typed(enum condition_kind kind, struct slice typed, struct buf *lines,
    struct buf *why)
{
	enum err rc = ERR_OK;

	while (typed.n > 0 && rc == ERR_OK) {
		struct slice one =
		    slice_trim(slice_cut(&typed, condition_joint(kind)));

		if (one.n == 0)
			continue;
		if (one.n > CONDITION_VALUE_MAX)
			return refuse(why, ERR_LIMIT,
			    "a %s of %zu octets is too long: the limit is %d",
			    condition_name(kind), one.n, CONDITION_VALUE_MAX);
		rc = condition_value(kind, one, lines, why);
		buf_addc(lines, '\n');
	}
	return rc;
}

static bool
has(const struct values *v, const char *one)
{
	for (size_t i = 0; i < v->n; i++)
		if (slice_is(v->value[i], one))
			return true;
	return false;
}

static enum err
check_together(enum condition_kind kind, const struct values *v,
    struct buf *why)
{
	/* A cache may answer HEAD with what it has stored of GET (RFC 9111,
	 * 4): they are never told apart. */
	if (kind == CONDITION_METHOD && has(v, "HEAD") && !has(v, "GET"))
		return refuse(why, ERR_SYNTAX,
		    "the method HEAD is answered as GET would be: write GET, "
		    "which takes HEAD with it");
	if (kind == CONDITION_CORS && v->n > 1 && has(v, "*"))
		return refuse(why, ERR_SYNTAX,
		    "the origin '*' is any: leave the others out");
	return ERR_OK;
}

/* All lines of one kind, out of a text. */
static void
keep(struct slice text, enum condition_kind kind, struct buf *out)
{
	enum condition_kind k;
	struct slice        value;

	while (condition_next(&text, &k, &value)) {
		if (k != kind)
			continue;
		if (out->len > 0)
			buf_addc(out, '\n');
		buf_addf(out, "%s ", condition_name(k));
		buf_add_slice(out, value);
	}
}

/* Whether there is the same name without a value, so that any will do. */
static bool
is_idle(enum condition_kind kind, const struct values *v, struct slice one)
{
	struct slice name, wanted;

	if ((kind != CONDITION_COOKIE && kind != CONDITION_HEADER) ||
	    !condition_split(one, &name, &wanted))
		return false;
	for (size_t i = 0; i < v->n; i++)
		if (slice_eq(v->value[i], name))
			return true;
	return false;
}

static enum err
put_lines(enum condition_kind kind, const struct buf *lines, struct buf *out,
    struct buf *why)
{
	struct slice  rest = buf_slice(lines);
	struct values v = { .n = 0 };
	enum err      rc = lines->err;

	while (rest.n > 0 && rc == ERR_OK) {
		rc = put(&v, slice_cut(&rest, '\n'), why);
	}
	if (rc == ERR_OK)
		rc = check_together(kind, &v, why);
	for (size_t i = 0; rc == ERR_OK && i < v.n; i++) {
		if (is_idle(kind, &v, v.value[i]))
			continue;
		if (out->len > 0)
			buf_addc(out, '\n');
		buf_addf(out, "%s ", condition_name(kind));
		buf_add_slice(out, v.value[i]);
	}
	return rc;
}

static int
count_lines(struct slice text)
{
	int n = text.n > 0;

	for (size_t i = 0; i < text.n; i++)
		n += text.s[i] == '\n';
	return n;
}

enum err
conditions_set(struct slice text, enum condition_kind kind, struct slice typed,
    struct buf *out, struct buf *why)
{
	struct buf lines, all;
	enum err   rc;

	/* What was typed may be longer than what it stands for. */
	buf_init(&lines, 4 * CONDITIONS_TEXT_MAX);
	buf_init(&all, 4 * CONDITIONS_TEXT_MAX);
	rc = read_typed(kind, typed, &lines, why);
	for (int k = 0; k < CONDITION_KINDS && rc == ERR_OK; k++) {
		if (k == (int)kind)
			rc = put_lines(kind, &lines, &all, why);
		else
			keep(text, (enum condition_kind)k, &all);
	}
	if (rc == ERR_OK)
		rc = buf_end(&all);
	if (rc == ERR_LIMIT || (rc == ERR_OK && all.len > CONDITIONS_TEXT_MAX))
		rc = why != NULL && why->len > 0 ?
		    ERR_LIMIT :
		    refuse(why, ERR_LIMIT,
			"these conditions are too long: with the name of its "
			"kind before each, the limit is %d octets together",
			CONDITIONS_TEXT_MAX);
	if (rc == ERR_OK && count_lines(buf_slice(&all)) > CONDITIONS_MAX)
		rc = refuse(why, ERR_LIMIT,
		    "these are too many conditions: the limit is %d",
		    CONDITIONS_MAX);
	if (rc == ERR_OK)
		buf_add_slice(out, buf_slice(&all));
	buf_free(&all);
	buf_free(&lines);
	return rc;
}

bool
condition_split(struct slice value, struct slice *name, struct slice *wanted)
{
	const bool split = value.n > 0 && memchr(value.s, '=', value.n) != NULL;

	*wanted = value;
	*name = slice_cut(wanted, '=');
	return split;
}

bool
condition_is_same_thing(enum condition_kind kind, struct slice a,
    struct slice b)
{
	struct slice one, other, wanted;

	if (kind != CONDITION_COOKIE && kind != CONDITION_HEADER)
		return true;
	(void)condition_split(a, &one, &wanted);
	(void)condition_split(b, &other, &wanted);
	return slice_eq(one, other);
}

bool
condition_is_first(struct slice text, enum condition_kind kind,
    struct slice value)
{
	enum condition_kind k;
	struct slice        v;

	while (condition_next(&text, &k, &v) && v.s != value.s)
		if (k == kind && condition_is_same_thing(kind, v, value))
			return false;
	return true;
}

enum err
conditions_parse(struct slice text, struct conditions *ret, struct buf *why)
{
	struct slice        rest = text, value;
	struct buf          again, typed;
	enum condition_kind k;
	enum err            rc = ERR_OK;

	*ret = (struct conditions){ 0 };
	if (text.n == 0)
		return ERR_OK;
	/* The same values, set one kind after the other, make the same text. */
	buf_init(&again, CONDITIONS_TEXT_MAX);
	buf_init(&typed, 2 * CONDITIONS_TEXT_MAX);
	for (int i = 0; i < CONDITION_KINDS && rc == ERR_OK; i++) {
		struct buf old = again;

		buf_reset(&typed);
		conditions_get(text, (enum condition_kind)i, &typed);
		rc = buf_end(&typed);
		if (rc != ERR_OK || typed.len == 0)
			continue;
		buf_init(&again, CONDITIONS_TEXT_MAX);
		rc = conditions_set(buf_slice(&old), (enum condition_kind)i,
		    buf_slice(&typed), &again, why);
		if (rc == ERR_OK)
			rc = buf_end(&again);
		buf_free(&old);
	}
	if (rc == ERR_OK && !slice_eq(buf_slice(&again), text))
		rc = refuse(why, ERR_SYNTAX,
		    "the conditions are not in their stored form");
	buf_free(&typed);
	buf_free(&again);
	while (rc == ERR_OK && condition_next(&rest, &k, &value)) {
		ret->looks |= 1U << k;
		ret->n +=
		    k != CONDITION_CORS && condition_is_first(text, k, value);
	}
	return rc;
}
