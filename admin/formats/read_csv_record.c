/* SPDX-License-Identifier: MIT */
/* read_csv_record.c - what the fields of a record are: columns, or their names;
 * see read_csv_base.h. */
#include <ctype.h>
#include <string.h>

#include "formats.h"
#include "meant.h"
#include "read_csv_base.h"

#define NAME_LONG 100 /* octets of a column's name that are quoted */

/* Whether two names are the same but for case, spaces, '_' and '-'. */
static bool
is_name(struct slice typed, struct slice name)
{
	size_t i = 0, j = 0;

	for (;;) {
		while (i < typed.n && strchr(" _-", typed.s[i]) != NULL)
			i++;
		while (j < name.n && strchr(" _-", name.s[j]) != NULL)
			j++;
		if (i == typed.n || j == name.n)
			return i == typed.n && j == name.n;
		if (tolower((unsigned char)typed.s[i++]) !=
		    tolower((unsigned char)name.s[j++]))
			return false;
	}
}

size_t
csv_column(const char *const *names, size_t n, struct slice typed)
{
	for (size_t i = 0; i < n; i++) {
		const char *name = names[i];

		while (typed.n > 0) {
			size_t len = strcspn(name, "|");

			if (is_name(typed, (struct slice){ name, len }))
				return i;
			if (name[len] == '\0')
				break;
			name += len + 1;
		}
	}
	return n;
}

static size_t
find_column(const struct csv_shape *shape, struct slice typed)
{
	return csv_column(shape->names, shape->n, typed);
}

/* Octets of a name that are quoted. */
static int
quoted(struct slice name)
{
	return quotable(name) < NAME_LONG ? quotable(name) : NAME_LONG;
}

static void
add_names(const struct csv_shape *shape, size_t n, const char *between,
    struct buf *out)
{
	for (size_t i = 0; i < n; i++)
		buf_addf(out, "%s%.*s", i > 0 ? between : "",
		    (int)strcspn(shape->names[i], "|"), shape->names[i]);
}

static enum err
unknown_column(struct csv_record *r, struct slice name)
{
	const char *meant =
	    r->shape->exact ? meant_column(name.s, name.n) : NULL;
	struct buf known;
	enum err   rc;

	if (meant != NULL)
		return import_stop(r->im, r->first,
		    "unknown column '%.*s'; did you mean '%s'?", (int)name.n,
		    name.s, meant);
	buf_init(&known, WHY_MAX);
	add_names(r->shape, r->shape->n, ", ", &known);
	rc = buf_end(&known);
	if (rc == ERR_OK)
		rc = import_stop(r->im, r->first,
		    "unknown column '%.*s'; the first row names the columns, "
		    "which are %s",
		    quoted(name), name.s, known.data);
	buf_free(&known);
	return rc;
}

static enum err
missing_columns(struct csv_record *r)
{
	struct buf needed;
	enum err   rc;

	buf_init(&needed, WHY_MAX);
	buf_addc(&needed, '\'');
	add_names(r->shape, r->shape->needed, "' and '", &needed);
	buf_addc(&needed, '\'');
	rc = buf_end(&needed);
	if (rc == ERR_OK)
		rc = import_stop(r->im, r->first,
		    "the first row names the columns, and of these %s are "
		    "needed",
		    needed.data);
	buf_free(&needed);
	return rc;
}

/* What stands there may change what a row means. */
static void
warn_of_others(const struct csv_record *r)
{
	struct buf names;

	buf_init(&names, WHY_MAX);
	for (size_t i = 0; i < r->fields; i++)
		if (r->map[i] == r->shape->n && r->cells[i].n > 0)
			buf_addf(&names, "%s'%.*s'", names.len > 0 ? ", " : "",
			    quoted(r->cells[i]), r->cells[i].s);
	if (buf_end(&names) == ERR_OK && names.len > 0)
		import_warn(r->im, r->first,
		    "columns are passed over, for %s has none of that name: %s",
		    r->im->format->name, names.data);
	buf_free(&names);
}

/* The first record, as names. */
static enum err
take_header(struct csv_record *r, struct slice raw)
{
	size_t i, j, column, found = 0;

	for (i = 0; i < r->fields; i++) {
		column = find_column(r->shape, r->cells[i]);
		/* Spreadsheets write columns that were once in use. */
		if (column == r->shape->n && r->cells[i].n > 0 &&
		    (r->shape->exact || r->shape->closed))
			return unknown_column(r, r->cells[i]);
		for (j = 0; column < r->shape->n && j < i; j++)
			if (r->map[j] == column)
				return import_stop(r->im, r->first,
				    "column '%.*s' stands there twice",
				    (int)strcspn(r->shape->names[column], "|"),
				    r->shape->names[column]);
		r->map[i] = column;
		found += column < r->shape->needed;
	}
	r->columns = r->fields;
	if (found < r->shape->needed)
		return missing_columns(r);
	warn_of_others(r);
	if (r->im->heading_fn != NULL)
		return r->im->heading_fn(r->im, r->first, raw);
	return ERR_OK;
}

/* Without a header the columns stand in their order; one names all that are
 * needed, wherever they stand. */
static bool
is_header(const struct csv_record *r)
{
	size_t i, column;

	if (r->shape->header != CSV_EITHER)
		return r->shape->header == CSV_HEADER;
	for (column = 0; column < r->shape->needed; column++) {
		for (i = 0; i < r->fields && i < CSV_COLUMNS_MAX; i++)
			if (find_column(r->shape, r->cells[i]) == column)
				break;
		if (i == r->fields || i == CSV_COLUMNS_MAX)
			return false;
	}
	return true;
}

static void
check_fields(struct csv_record *r)
{
	size_t most = r->columns > 0 ? r->columns : r->shape->n;

	if (r->columns > 0 &&
	    (r->fields > most || (r->fields < most && r->shape->exact)))
		import_refuse(r->im, "it has %zu %s, but the first row has %zu",
		    r->fields, r->fields == 1 ? "field" : "fields", r->columns);
	else if (r->columns == 0 && r->fields > most)
		import_refuse(r->im,
		    "it has %zu fields, but there are only %zu", r->fields,
		    most);
	else if (r->columns == 0 && r->fields < r->shape->needed)
		import_refuse(r->im,
		    "it has %zu %s, but at least %u are needed", r->fields,
		    r->fields == 1 ? "field" : "fields", r->shape->needed);
}

static enum err
take_row(struct csv_record *r, struct slice raw)
{
	struct slice cells[CSV_COLUMNS_MAX] = { 0 };
	size_t       i, column;

	import_row(r->im);
	check_fields(r);
	if (r->im->bad)
		return import_end_row(r->im, r->first, raw);
	for (i = 0; i < r->fields; i++) {
		column = r->columns > 0 ? r->map[i] : i;
		if (column < r->shape->n)
			cells[column] = r->cells[i];
		else if (r->cells[i].n > 0 &&
		    (r->shape->exact || r->shape->closed))
			import_refuse(r->im,
			    "'%.*s' stands in a column without a name",
			    quotable(r->cells[i]), r->cells[i].s);
	}
	return r->shape->row(r->im, cells, r->first, raw);
}

/* Nothing between its separators, as spreadsheets write empty rows. */
static bool
is_empty(const struct csv_record *r)
{
	size_t n = 0;

	while (n < r->fields && n < CSV_COLUMNS_MAX && r->cells[n].n == 0)
		n++;
	return n == r->fields;
}

enum err
csv_record(struct csv_record *r, struct slice raw)
{
	enum err rc;

	if (is_empty(r)) {
		r->fields = 0;
		return ERR_OK;
	}
	if (r->fields > CSV_COLUMNS_MAX && !r->begun)
		rc = import_stop(r->im, r->first,
		    "the first row has %zu fields, and no format has so many",
		    r->fields);
	else if (!r->begun && is_header(r))
		rc = take_header(r, raw);
	else
		rc = take_row(r, raw);
	r->begun = true;
	r->fields = 0;
	return rc;
}
