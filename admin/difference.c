/* SPDX-License-Identifier: MIT */
/*
 * difference.c - what an event of the history changed, in words.
 */
#include "difference.h"

#include <string.h>

#include <jansson.h>

#include "when.h"

static json_t *
load(struct slice text)
{
	return text.n > 0 ? json_loadb(text.s, text.n, 0, NULL) : NULL;
}

/* Columns that are instants: "starts_at", "promoted_until". */
static bool
is_time(const char *name)
{
	size_t n = strlen(name);

	return (n > 3 && strcmp(name + n - 3, "_at") == 0) ||
	    strcmp(name, "promoted_until") == 0;
}

/* A text of several lines on one. */
static void
add_lines(const char *text, struct buf *out)
{
	for (; *text != '\0'; text++)
		buf_adds(out, *text == '\n' ? ", " : (char[2]){ *text });
}

static void
add_value(const char *name, const json_t *value, struct buf *out)
{
	if (json_string_length(value) > 0 && strcmp(name, "conditions") == 0)
		add_lines(json_string_value(value), out);
	else if (json_is_string(value) && json_string_length(value) > 0)
		buf_add(out, json_string_value(value),
		    json_string_length(value));
	else if (json_is_integer(value) && is_time(name) &&
	    json_integer_value(value) != 0)
		when_local(out, (int64_t)json_integer_value(value));
	else if (json_is_integer(value) && !is_time(name))
		buf_addi(out, json_integer_value(value));
	else if (json_is_null(value) && strcmp(name, "starts_at") == 0)
		buf_adds(out, "ever");
	else if (json_is_null(value) && is_time(name))
		buf_adds(out, "never");
	else
		buf_adds(out, "none");
}

static void
add_changes(json_t *before, json_t *after, struct buf *out)
{
	const char *name;
	json_t     *value, *was;
	bool        first = true;

	json_object_foreach(after, name, value)
	{
		was = json_object_get(before, name);
		if (was == NULL || json_equal(was, value))
			continue;
		if (!first)
			buf_adds(out, ", ");
		first = false;
		buf_addf(out, "%s: ", name);
		add_value(name, was, out);
		buf_adds(out, " -> ");
		add_value(name, value, out);
	}
}

static void
add_rule(json_t *row, struct buf *out)
{
	json_t *target = json_object_get(row, "target");

	add_value("source", json_object_get(row, "source"), out);
	if (json_string_length(target) > 0) {
		buf_adds(out, " -> ");
		add_value("target", target, out);
	}
	buf_adds(out, ", ");
	add_value("status", json_object_get(row, "status"), out);
}

static bool
is_expectation(const json_t *row)
{
	return row != NULL && json_object_get(row, "expectation") != NULL;
}

static void
add_expectation(json_t *row, struct buf *out)
{
	const json_t *at = json_object_get(row, "at");

	buf_adds(out, "expectation ");
	add_value("", json_object_get(row, "expectation"), out);
	buf_adds(out, ": ");
	add_value("", json_object_get(row, "method"), out);
	buf_addc(out, ' ');
	add_value("", json_object_get(row, "url"), out);
	buf_adds(out, " gets ");
	add_value("", json_object_get(row, "answer"), out);
	if (json_is_integer(at)) {
		buf_adds(out, " at ");
		when_local(out, (int64_t)json_integer_value(at));
	}
}

void
difference_tell(const struct event *e, struct buf *out)
{
	json_t *before = load(e->before), *after = load(e->after);

	if (is_expectation(before) || is_expectation(after)) {
		add_expectation(after != NULL ? after : before, out);
		buf_adds(out, after != NULL ? "" : ", removed");
	} else if (e->rule == 0 && slice_is(e->what, "restore"))
		buf_adds(out, "a copy took the place of the rules");
	else if (e->rule == 0 && slice_is(e->what, "stage"))
		buf_adds(out, "a stage was begun");
	else if (e->rule == 0)
		buf_addf(out, "%lld %s added", (long long)e->count,
		    e->count == 1 ? "rule" : "rules");
	else if (before != NULL && after != NULL)
		add_changes(before, after, out);
	else if (after != NULL)
		add_rule(after, out);
	else if (before != NULL) {
		add_rule(before, out);
		buf_adds(out, ", removed");
	}
	json_decref(before);
	json_decref(after);
}
