/* SPDX-License-Identifier: MIT */
/* file_row.c - what became of a database as a file; see file_row.h. */
#include "file_row.h"

static const struct out_column file_columns[] = {
	{ "file", OUT_ALL },
	{ "copy", OUT_ALL },
	{ "rules", OUT_ALL },
	{ "from_version", OUT_ALL },
	{ "to_version", OUT_ALL },
	{ "dry_run", OUT_ALL },
};

enum status
file_row(struct session *s, const struct file_row *r)
{
	struct out *o = &s->out;

	out_begin(o, file_columns, ARRAY_LEN(file_columns), true);
	out_string(o, r->file);
	out_string(o, r->copy);
	if (r->rules < 0)
		out_null(o);
	else
		out_int(o, r->rules);
	if (r->from == 0)
		out_null(o);
	else
		out_int(o, r->from);
	out_int(o, RULES_VERSION);
	out_bool(o, s->dry_run);
	return finished(s, out_end(o), EXIT_YES);
}
