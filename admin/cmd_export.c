/* SPDX-License-Identifier: MIT */
/*
 * cmd_export.c - export: rules as CSV or JSON, as import takes them.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd.h"
#include "columns.h"
#include "filter.h"

/* Where it goes.  A file appears whole, or not at all. */
struct place {
	FILE       *file;
	const char *path;      /* NULL for standard output */
	struct buf  temporary; /* empty when the file is written in place */
};

static enum err
put(const struct rule *r, void *arg)
{
	struct out *o = arg;

	columns_put(o, r);
	return out_failed(o) ? ERR_IO : ERR_OK;
}

static enum status
cannot(const struct session *s, const char *path)
{
	return said(s, EXIT_FAIL, "'%s' cannot be written: %s", path,
	    strerror(errno));
}

/* The umask can only be read by setting it. */
static mode_t
umask_now(void)
{
	mode_t mask = umask(077);

	umask(mask);
	return mask;
}

static enum status
open_place(struct session *s, struct place *t)
{
	struct stat st;
	enum err    rc;
	int         fd;

	t->path = args_value(&s->args, OPT_OUTPUT);
	t->file = stdout;
	buf_init(&t->temporary, 65536);
	if (t->path == NULL)
		return EXIT_YES;
	if (stat(t->path, &st) == 0 && !S_ISREG(st.st_mode)) {
		t->file = fopen(t->path, "we"); /* a device, a pipe */
		return t->file != NULL ? EXIT_YES : cannot(s, t->path);
	}
	buf_addf(&t->temporary, "%s.XXXXXX", t->path);
	rc = buf_end(&t->temporary);
	if (rc != ERR_OK)
		return failed(s, rc);
	fd = mkostemp(t->temporary.data, O_CLOEXEC);
	if (fd < 0) {
		buf_reset(&t->temporary);
		return cannot(s, t->path);
	}
	/* As fopen() would have made it. */
	fchmod(fd, 0666 & ~umask_now());
	t->file = fdopen(fd, "w");
	return t->file != NULL ? EXIT_YES : cannot(s, t->path);
}

static enum status
close_place(struct session *s, struct place *t, enum status status)
{
	bool whole = t->temporary.len == 0;

	if (t->file != NULL && t->file != stdout) {
		if (status == EXIT_YES && t->temporary.len > 0 &&
		    fsync(fileno(t->file)) != 0)
			status = cannot(s, t->path);
		if (fclose(t->file) != 0 && status == EXIT_YES)
			status = cannot(s, t->path);
	}
	if (!whole && status == EXIT_YES) {
		whole = rename(t->temporary.data, t->path) == 0;
		if (!whole)
			status = cannot(s, t->path);
	}
	if (!whole)
		unlink(t->temporary.data);
	buf_free(&t->temporary);
	return status;
}

static enum status
read_format(struct session *s, enum out_format *ret)
{
	const char *to = args_value(&s->args, OPT_TO);

	if (to == NULL)
		to = args_value(&s->args, OPT_FORMAT);
	*ret = OUT_CSV;
	if (to == NULL)
		return EXIT_YES;
	if (!out_format_parse(to, ret) || (*ret != OUT_CSV && *ret != OUT_JSON))
		return said(s, EXIT_USAGE,
		    "'%s' is not a format to export: csv or json", to);
	return EXIT_YES;
}

static enum status
write_rules(struct session *s, enum out_format format,
    const struct filter *filter)
{
	struct place place;
	struct out   out;
	enum status  status;
	enum err     rc;

	status = open_place(s, &place);
	if (status == EXIT_YES) {
		out_init(&out, place.file, format, false, s->now);
		out_begin(&out, columns, COLUMNS_N, false);
		rc = filter_each(s, filter, put, &out);
		if (rc == ERR_OK)
			rc = out_end(&out);
		if (rc == ERR_IO)
			errno = out.error;
		out_free(&out);
		status = rc == ERR_IO && place.path != NULL ?
		    cannot(s, place.path) :
		    finished(s, rc, EXIT_YES);
	}
	return close_place(s, &place, status);
}

enum status
cmd_export(struct session *s)
{
	struct filter   filter;
	enum out_format format;
	enum status     status = filter_parse(s, &filter);

	if (status == EXIT_YES)
		status = read_format(s, &format);
	if (status == EXIT_YES)
		status = write_rules(s, format, &filter);
	filter_free(&filter);
	return status;
}
