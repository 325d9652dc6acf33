/* SPDX-License-Identifier: MIT */
/*
 * cmd_export.c - export: rules as CSV or JSON, as import takes them, or for
 * others, who have no detour.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cmd.h"
#include "columns.h"
#include "exported.h"
#include "filter.h"
#include "place.h"
#include "progress.h"

struct listing {
	struct out out;
	size_t     rows;
	bool       is_seen; /* a terminal shows the rows, which is enough */
	struct progress progress;
};

static enum err
put(const struct rule *r, void *arg)
{
	struct listing *l = arg;

	columns_put(&l->out, r);
	if (++l->rows % PROGRESS_ROWS == 0 && !l->is_seen &&
	    progress_due(&l->progress))
		fprintf(stderr, "%zu rules, %lld a second ", l->rows,
		    (long long)((int64_t)l->rows * 1000 /
			progress_ms(&l->progress)));
	return out_failed(&l->out) ? ERR_IO : ERR_OK;
}

/* Our own formats, or one for others. */
struct choice {
	const char             *typed; /* NULL: none was */
	enum out_format         own;
	const struct to_format *other; /* NULL for our own */
};

static enum status
read_format(struct session *s, struct choice *ret)
{
	const char *to = args_value(&s->args, OPT_TO);

	if (to == NULL)
		to = args_value(&s->args, OPT_FORMAT);
	*ret = (struct choice){ .typed = to, .own = OUT_CSV };
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
	struct listing l = { .is_seen = isatty(fileno(place->file)) == 1 };
	struct out    *out = &l.out;
	enum status    status;
	enum err       rc;

	out_init(out, place->file, format, false, s->now);
	if (args_has(&s->args, OPT_SPREADSHEET))
		out_for_spreadsheet(out);
	out_begin(out, columns, COLUMNS_N, false);
	progress_begin(&l.progress);
	rc = filter_each(s, filter, put, &l);
	progress_hush(&l.progress);
	if (rc == ERR_OK)
		rc = out_end(out);
	if (rc == ERR_IO)
		errno = out->error;
	out_free(out);
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
		    "--for-spreadsheet is for csv, not for '%s'", choice.typed);
	if (status == EXIT_YES)
		status = write_rules(s, &choice, &filter);
	filter_free(&filter);
	return status;
}
