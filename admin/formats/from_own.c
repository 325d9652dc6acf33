/* SPDX-License-Identifier: MIT */
/* from_own.c - detour's own formats, CSV and JSON, without a loss. */
#include <stdlib.h>
#include <string.h>

#include "formats.h"
#include "from_own.h"
#include "meant.h"
#include "read_csv.h"
#include "read_json.h"

_Static_assert(COLUMN_COUNT <= CSV_COLUMNS_MAX, "every column has a cell");

/* ---------------------------------------------------------------------- csv */

static enum err
csv_row(struct import *im, const struct slice *cells, int64_t line,
    struct slice raw)
{
	enum err rc = ERR_OK;

	/* The order of cells is that of the columns, but for the first two. */
	for (size_t i = 0; i < COLUMN_COUNT && rc == ERR_OK; i++) {
		size_t column = i == 0 ? COLUMN_SOURCE :
		    i == 1             ? COLUMN_TARGET :
		    i == 2             ? COLUMN_ID :
					 i;

		if (cells[i].s != NULL)
			rc = import_cell(im, (enum column)column, cells[i]);
	}
	return rc != ERR_OK ? rc : import_end_row(im, line, raw);
}

enum err
from_csv(struct import *im)
{
	const char      *names[COLUMN_COUNT];
	struct csv_shape shape = { .names = names,
		.n = COLUMN_COUNT,
		.needed = 2,
		.header = CSV_HEADER,
		.separators = ",;\t",
		.exact = true,
		.row = csv_row };

	/* Those that are needed come first. */
	_Static_assert(COLUMN_ID == 0 && COLUMN_SOURCE == 1 &&
		COLUMN_TARGET == 2,
	    "id stands before source and target");
	for (size_t i = 0; i < COLUMN_COUNT; i++)
		names[i] = columns[i].name;
	names[0] = columns[COLUMN_SOURCE].name;
	names[1] = columns[COLUMN_TARGET].name;
	names[2] = columns[COLUMN_ID].name;
	return read_csv(im, &shape);
}

/* --------------------------------------------------------------------- json */

bool
guess_json(const struct hint *h)
{
	return h->line.n > 0 && (h->line.s[0] == '[' || h->line.s[0] == '{');
}

static void
refuse_name(struct import *im, const char *name)
{
	const char *meant = meant_column(name, strlen(name));
	struct buf  known;

	if (meant != NULL) {
		import_refuse(im, "unknown column '%s'; did you mean '%s'?",
		    name, meant);
		return;
	}
	buf_init(&known, WHY_MAX);
	columns_names(&known);
	if (buf_end(&known) == ERR_OK)
		import_refuse(im, "unknown column '%s'; there are %s", name,
		    known.data);
	buf_free(&known);
}

enum err
own_cells(struct import *im, const json_t *object)
{
	const char  *name;
	char         number[JSON_NUMBER_MAX];
	struct slice text;
	json_t      *value;
	enum column  column;
	enum err     rc = ERR_OK;

	/* Each of them is only looked at. */
	json_object_foreach((json_t *)(uintptr_t)object, name, value)
	{
		column = columns_find(slice_of(name));
		if (column == COLUMN_COUNT)
			refuse_name(im, name);
		else if (!json_plain(value, number, &text))
			import_refuse(im,
			    "%s: a text, a whole number, true, false or null "
			    "is expected",
			    name);
		else
			rc = import_cell(im, column, text);
		if (rc != ERR_OK)
			return rc;
	}
	return ERR_OK;
}

static enum err
json_row(struct import *im, void *arg, const json_t *object, int64_t line,
    struct slice raw)
{
	enum err rc = own_cells(im, object);

	(void)arg;
	return rc != ERR_OK ? rc : import_end_row(im, line, raw);
}

enum err
from_json(struct import *im)
{
	return read_json(im, NULL, json_row, NULL);
}
