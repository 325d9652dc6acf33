/* SPDX-License-Identifier: MIT */
/*
 * cmd_export.c - export: rules as CSV or JSON, as import takes them, or for
 * others, who have no detour.
 */
#include <errno.h>
#include <string.h>

#include "cmd.h"
#include "columns.h"
#include "exported.h"
#include "filter.h"
#include "place.h"

static enum err
put(const struct rule *r, void *arg)
{
	struct out *o = arg;

	columns_put(o, r);
	return out_failed(o) ? ERR_IO : ERR_OK;
}

/* Our own formats, or one for others. */
struct choice {
	enum out_format         own;
	const struct to_format *other; /* NULL for our own */
};

static enum status
read_format(struct session *s, struct choice *ret)
{
	const char *to = args_value(&s->args, OPT_TO);

	if (to == NULL)
		to = args_value(&s->args, OPT_FORMAT);
	*ret = (struct choice){ .own = OUT_CSV };
	if (to == NULL)
		return EXIT_YES;
	ret->other = to_format_find(to);
	if (ret->other != NULL)
		return EXIT_YES;
	if (!out_format_parse(to, &ret->own) ||
	    (ret->own != OUT_CSV && ret->own != OUT_JSON)) {
		buf_reset(&s->why);
		to_format_names(&s->why);
		if (buf_end(&s->why) != ERR_OK)
			return failed(s, s->why.err);
		return said(s, EXIT_USAGE,
		    "'%s' is not a format to export: csv, json, %s", to,
		    s->why.data);
	}
	return EXIT_YES;
}

static enum status
write_own(struct session *s, enum out_format format,
    const struct filter *filter, struct place *place)
{
	struct out  out;
	enum status status;
	enum err    rc;

	out_init(&out, place->file, format, false, s->now);
	if (args_has(&s->args, OPT_SPREADSHEET))
		out_for_spreadsheet(&out);
	out_begin(&out, columns, COLUMNS_N, false);
	rc = filter_each(s, filter, put, &out);
	if (rc == ERR_OK)
		rc = out_end(&out);
	if (rc == ERR_IO)
		errno = out.error;
	out_free(&out);
	status = rc == ERR_IO && place->path != NULL ?
	    place_cannot(s, place->path) :
	    finished(s, rc, EXIT_YES);
	return status;
}

static enum status
write_rules(struct session *s, const struct choice *choice,
    const struct filter *filter)
{
	struct place place;
	enum status  status = place_open(s, &place);

	if (status == EXIT_YES)
		status = choice->other != NULL ?
		    exported(s, choice->other, filter,
			args_has(&s->args, OPT_STRICTLY), &place) :
		    write_own(s, choice->own, filter, &place);
	return place_close(s, &place, status);
}

enum status
cmd_export(struct session *s)
{
	struct filter filter;
	struct choice choice;
	enum status   status = filter_parse(s, &filter);

	if (status == EXIT_YES)
		status = read_format(s, &choice);
	if (status == EXIT_YES && args_has(&s->args, OPT_SPREADSHEET) &&
	    (choice.other != NULL || choice.own != OUT_CSV))
		status = said(s, EXIT_USAGE,
		    "--for-spreadsheet is for csv, not for '%s'",
		    args_value(&s->args, OPT_TO));
	if (status == EXIT_YES)
		status = write_rules(s, &choice, &filter);
	filter_free(&filter);
	return status;
}
