/* SPDX-License-Identifier: MIT */
/*
 * read_json.c - the objects of a JSON file, as they come: of an array, or one
 * after the other (JSON lines).
 *
 * jansson reads one object at a time, so that a file of any size takes the
 * memory of one row.
 */
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "import.h"

struct reader {
	struct import *im;
	int64_t        line;
	size_t         left; /* octets that the object at hand may still have */
};

/* The next octet, counted. */
static int
get(struct reader *r)
{
	int c = getc_unlocked(r->im->in);

	if (c == '\n')
		r->line++;
	return c;
}

/* The next octet that is not a space; it is still to be read. */
static int
peek(struct reader *r)
{
	int c;

	do
		c = get(r);
	while (c == ' ' || c == '\t' || c == '\r' || c == '\n');
	if (c != EOF)
		ungetc(c, r->im->in);
	return c;
}

/* jansson: one octet at a time, so that it never reads beyond its object. */
static size_t
feed(void *buffer, size_t n, void *arg)
{
	struct reader *r = arg;
	int            c;

	if (n == 0 || r->left == 0)
		return 0;
	r->left--;
	c = get(r);
	if (c == EOF)
		return 0;
	*(char *)buffer = (char)c;
	return 1;
}

/* A value as its CSV would have it; false when it is not a plain one. */
static bool
plain(const json_t *value, char number[static 32], struct slice *ret)
{
	switch (json_typeof(value)) {
	case JSON_STRING:
		*ret = (struct slice){ json_string_value(value),
			json_string_length(value) };
		return true;
	case JSON_INTEGER:
		snprintf(number, 32, "%lld",
		    (long long)json_integer_value(value));
		*ret = slice_of(number);
		return true;
	case JSON_TRUE:
		*ret = SLICE("true");
		return true;
	case JSON_FALSE:
		*ret = SLICE("false");
		return true;
	case JSON_NULL:
		*ret = slice_of(NULL);
		return true;
	case JSON_REAL:
	case JSON_ARRAY:
	case JSON_OBJECT:
		break;
	}
	return false;
}

static void
refuse_name(struct import *im, const char *name)
{
	struct buf known;

	buf_init(&known, WHY_MAX);
	columns_names(&known);
	if (buf_end(&known) == ERR_OK)
		import_refuse(im, "unknown column '%s'; there are %s", name,
		    known.data);
	buf_free(&known);
}

static enum status
read_object(struct reader *r, json_t *object, int64_t line)
{
	struct import *im = r->im;
	const char    *name;
	char           number[32];
	char          *raw;
	struct slice   text;
	json_t        *value;
	enum column    column;
	enum status    status;
	enum err       rc = ERR_OK;

	import_row(im);
	json_object_foreach(object, name, value)
	{
		column = columns_find(slice_of(name));
		if (column == COLUMN_COUNT)
			refuse_name(im, name);
		else if (!plain(value, number, &text))
			import_refuse(im,
			    "%s: a text, a whole number, true, false or null "
			    "is expected",
			    name);
		else
			rc = import_cell(im, column, text);
		if (rc != ERR_OK)
			return failed(im->session, rc);
	}
	/* Needed only when it is refused, and then it is too late to ask. */
	raw = json_dumps(object, JSON_COMPACT);
	if (raw == NULL)
		return failed(im->session, ERR_NOMEM);
	status = import_end_row(im, line, slice_of(raw));
	free(raw);
	return status;
}

static enum status
read_next(struct reader *r)
{
	json_error_t error;
	json_t      *object;
	enum status  status;
	int64_t      line = r->line;

	r->left = IMPORT_RECORD_MAX;
	object = json_load_callback(feed, r,
	    JSON_DISABLE_EOF_CHECK | JSON_REJECT_DUPLICATES, &error);
	if (object == NULL && r->left == 0)
		return import_stop(r->im, line,
		    "an object that begins here is too long for a rule");
	if (object == NULL)
		return import_stop(r->im, line + error.line - 1,
		    "this is not JSON: %s", error.text);
	status = read_object(r, object, line);
	json_decref(object);
	return status;
}

/* "[ {}, {} ]": what stands between the objects. */
static enum status
read_array(struct reader *r)
{
	enum status status = EXIT_YES;
	int         c;

	get(r); /* the '[' */
	c = peek(r);
	while (status == EXIT_YES && c == '{') {
		status = read_next(r);
		if (status != EXIT_YES)
			return status;
		c = peek(r);
		if (c != ',')
			break;
		get(r);
		c = peek(r);
		if (c == ']')
			break;
	}
	if (c != ']')
		return import_stop(r->im, r->line,
		    c == EOF ? "the file ends within the array" :
			       "an object, ',' or ']' is expected here");
	get(r);
	if (peek(r) != EOF)
		return import_stop(r->im, r->line,
		    "something follows the end of the array");
	return EXIT_YES;
}

enum status
import_json(struct import *im)
{
	struct reader r = { .im = im, .line = 1 };
	enum status   status = EXIT_YES;
	int           c = peek(&r);

	if (c == '[') {
		status = read_array(&r);
	} else {
		for (; status == EXIT_YES && c == '{'; c = peek(&r))
			status = read_next(&r);
		if (status == EXIT_YES && c != EOF)
			status = import_stop(im, r.line,
			    "an array of objects, or objects one after the "
			    "other, are expected");
	}
	if (status == EXIT_YES && ferror(im->in))
		status = said(im->session, EXIT_FAIL, "'%s' could not be read",
		    im->name);
	return status;
}
