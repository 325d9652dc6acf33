/* SPDX-License-Identifier: MIT */
/*
 * out.c - the same rows as text for people, TSV, CSV or JSON.
 */
#include "out.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <csv.h>

#include "escape.h"
#include "when.h"

#define ROW_MAX (8U << 20) /* octets */

bool
out_format_parse(const char *name, enum out_format *ret)
{
	static const char *const names[] = { "text", "tsv", "csv", "json" };
	size_t                   i;

	for (i = 0; i < ARRAY_LEN(names); i++)
		if (strcmp(name, names[i]) == 0) {
			*ret = (enum out_format)i;
			return true;
		}
	return false;
}

void
out_init(struct out *o, FILE *file, enum out_format format, bool colour,
    int64_t now)
{
	*o = (struct out){ .file = file, .format = format, .now = now };
	grid_init(&o->grid, colour);
	buf_init(&o->line, ROW_MAX);
}

void
out_fold(struct out *o, size_t room)
{
	o->grid.room = room;
}

void
out_free(struct out *o)
{
	json_decref(o->object);
	o->object = NULL;
	grid_free(&o->grid);
	buf_free(&o->line);
}

static bool
is_shown(const struct out *o, size_t column)
{
	enum out_for who = o->columns[column].who;

	/* A single row has a line for each column: all of them fit. */
	if (o->format != OUT_TEXT || o->one)
		return who != OUT_PEOPLE;
	return who != OUT_MACHINES;
}

static void
fail(struct out *o, enum err e)
{
	if (o->err != ERR_OK)
		return;
	o->err = e;
	o->error = e == ERR_IO ? errno : 0;
}

static void
put(struct out *o, const char *s, size_t n)
{
	if (n > 0 && fwrite(s, 1, n, o->file) != n)
		fail(o, ERR_IO);
}

static void
put_line(struct out *o)
{
	enum err rc = buf_end(&o->line);

	if (rc != ERR_OK)
		fail(o, rc);
	else
		put(o, o->line.data, o->line.len);
	buf_reset(&o->line);
}

/* What needs quotes in CSV; spaces at an end, because readers trim them. */
static bool
wants_quotes(struct slice s)
{
	size_t i;

	if (s.n == 0)
		return false;
	if (strchr(" \t", s.s[0]) != NULL ||
	    strchr(" \t", s.s[s.n - 1]) != NULL)
		return true;
	for (i = 0; i < s.n; i++)
		if (s.s[i] == ',' || s.s[i] == '"' || s.s[i] == '\n' ||
		    s.s[i] == '\r' || s.s[i] == '\0')
			return true;
	return false;
}

static void
put_csv(struct out *o, struct slice s)
{
	if (o->safe && s.n > 0 && s.s[0] != '\0' &&
	    strchr("=+-@\t\r'", s.s[0]) != NULL) {
		/* Within the quotes, if there are any. */
		struct buf safe;

		buf_init(&safe, s.n + 2);
		buf_addc(&safe, '\'');
		buf_add_slice(&safe, s);
		if (buf_end(&safe) != ERR_OK ||
		    csv_fwrite(o->file, safe.data, safe.len) != 0)
			fail(o, safe.err != ERR_OK ? safe.err : ERR_IO);
		buf_free(&safe);
		return;
	}
	if (!wants_quotes(s))
		put(o, s.s, s.n);
	else if (csv_fwrite(o->file, s.s, s.n) != 0)
		fail(o, ERR_IO);
}

void
out_begin(struct out *o, const struct out_column *columns, size_t n, bool one)
{
	size_t i;
	bool   first = true;

	o->columns = columns;
	o->n = n;
	o->one = one;
	o->lines = false;
	o->at = o->rows = 0;
	grid_begin(&o->grid, one);
	for (i = 0; i < n; i++) {
		if (!is_shown(o, i))
			continue;
		if (o->format == OUT_TEXT)
			grid_column(&o->grid, columns[i].name);
		if (o->format != OUT_CSV)
			continue;
		put(o, ",", first ? 0 : 1);
		put(o, columns[i].name, strlen(columns[i].name));
		first = false;
	}
	if (o->format == OUT_CSV)
		put(o, "\n", 1);
}

void
out_lines(struct out *o)
{
	o->lines = true;
}

static void
end_row(struct out *o)
{
	bool        bare = o->one || o->lines;
	const char *open = bare ? "" : o->rows == 0 ? "[\n" : ",\n";

	o->at = 0;
	o->rows++;
	switch (o->format) {
	case OUT_TEXT:
		break;
	case OUT_TSV:
		buf_addc(&o->line, '\n');
		put_line(o);
		break;
	case OUT_CSV:
		put(o, "\n", 1);
		break;
	case OUT_JSON:
		put(o, open, strlen(open));
		if (o->object == NULL)
			fail(o, ERR_NOMEM);
		/* It does not look at what becomes of a name. */
		else if (json_dumpf(o->object, o->file, JSON_COMPACT) != 0 ||
		    ferror(o->file))
			fail(o, ferror(o->file) ? ERR_IO : ERR_NOMEM);
		put(o, "\n", bare ? 1 : 0);
		json_decref(o->object);
		o->object = NULL;
		break;
	}
}

/*
 * One cell.  value is what JSON gets (stolen; NULL when memory is gone), s what
 * the others get.
 */
static void
cell(struct out *o, struct slice s, json_t *value)
{
	const char *name = o->columns[o->at].name;
	bool        shown = is_shown(o, o->at), first = o->at == 0;

	if (!shown) {
		json_decref(value);
	} else if (o->format == OUT_JSON) {
		if (o->object == NULL)
			o->object = json_object();
		/* Frees value also when it fails. */
		if (json_object_set_new_nocheck(o->object, name, value) != 0)
			fail(o, ERR_NOMEM);
	} else if (o->format == OUT_TEXT) {
		fail(o, grid_cell(&o->grid, s, o->file));
	} else if (o->format == OUT_TSV) {
		if (!first)
			buf_addc(&o->line, '\t');
		escape_tsv(s, &o->line);
	} else {
		put(o, ",", first ? 0 : 1);
		put_csv(o, s);
	}
	if (++o->at == o->n)
		end_row(o);
}

void
out_for_spreadsheet(struct out *o)
{
	o->safe = true;
}

static bool
is_json(const struct out *o)
{
	return o->format == OUT_JSON;
}

json_t *
out_json_text(struct slice s)
{
	struct buf clean;
	json_t    *value;

	value = json_stringn(s.n > 0 ? s.s : "", s.n);
	if (value != NULL)
		return value;
	buf_init(&clean, ROW_MAX);
	buf_add_utf8(&clean, s);
	if (buf_end(&clean) == ERR_OK)
		value = json_stringn(clean.data, clean.len);
	buf_free(&clean);
	return value;
}

void
out_text(struct out *o, struct slice s)
{
	cell(o, s, is_json(o) ? out_json_text(s) : NULL);
}

void
out_string(struct out *o, const char *s)
{
	if (s == NULL)
		out_null(o);
	else
		out_text(o, slice_of(s));
}

void
out_null(struct out *o)
{
	cell(o, slice_of(NULL), is_json(o) ? json_null() : NULL);
}

void
out_bool(struct out *o, bool b)
{
	cell(o, slice_of(b ? "true" : "false"),
	    is_json(o) ? json_boolean(b) : NULL);
}

/* A cell whose text is made in place. */
static void
cell_of(struct out *o, struct buf *text, json_t *value)
{
	enum err rc = buf_end(text);

	if (rc != ERR_OK)
		fail(o, rc);
	cell(o, rc == ERR_OK ? buf_slice(text) : slice_of(NULL), value);
	buf_free(text);
}

void
out_int(struct out *o, int64_t n)
{
	struct buf text;

	buf_init(&text, 32);
	buf_addi(&text, n);
	cell_of(o, &text, is_json(o) ? json_integer(n) : NULL);
}

void
out_distance(int64_t at, int64_t now, struct buf *text)
{
	if (!when_is_instant(at))
		return;
	if (at > now) {
		buf_adds(text, ", in ");
		when_span(text, at - now);
	} else if (at < now) {
		buf_adds(text, ", ");
		when_span(text, now - at);
		buf_adds(text, " ago");
	}
}

void
out_time(struct out *o, int64_t at)
{
	struct buf text;

	if (o->format != OUT_TEXT && !when_is_instant(at)) {
		out_null(o);
		return;
	}
	buf_init(&text, 200);
	if (o->format == OUT_TEXT) {
		when_local(&text, at);
		out_distance(at, o->now, &text);
	} else {
		when_utc(&text, at);
	}
	cell_of(o, &text, is_json(o) ? out_json_text(buf_slice(&text)) : NULL);
}

void
out_span(struct out *o, int64_t seconds)
{
	struct buf text;

	if (o->format != OUT_TEXT) {
		out_int(o, seconds);
		return;
	}
	buf_init(&text, 100);
	when_span(&text, seconds);
	cell_of(o, &text, NULL);
}

void
out_json(struct out *o, json_t *value)
{
	char *s = NULL;

	if (value == NULL) {
		fail(o, ERR_NOMEM);
	} else if (json_is_null(value)) { /* a static one: nothing to free */
		out_null(o);
		return;
	} else if (!is_json(o)) {
		s = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);
		if (s == NULL)
			fail(o, ERR_NOMEM);
		json_decref(value);
		value = NULL;
	}
	cell(o, slice_of(s), value);
	free(s);
}

enum err
out_end(struct out *o)
{
	if (o->format == OUT_TEXT)
		fail(o, grid_end(&o->grid, o->file));
	if (o->format == OUT_JSON && !o->one && !o->lines)
		put(o, o->rows == 0 ? "[]\n" : "\n]\n", 3);
	if (fflush(o->file) != 0 || ferror(o->file))
		fail(o, ERR_IO);
	return o->err;
}

bool
out_failed(const struct out *o)
{
	return o->err != ERR_OK || ferror(o->file);
}
