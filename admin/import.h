/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_IMPORT_H
#define DETOUR_IMPORT_H

/*
 * import.h - the rows of a file, of whatever format, become rules, one by one.
 *
 *	file -> FEED -> READER -> row -> RULE -> whoever wants it
 *
 * A reader (read_csv.c, read_json.c, read_lines.c) finds the records; a format
 * (formats.h) says what each means; this module adds what they have in common:
 * defaults, whether it is a rule, whether an earlier line has its source.  It
 * neither prints nor stores: it calls the functions that it is given, so that
 * import and lint read the same.
 */

#include "buf.h"
#include "columns.h"
#include "errs.h"
#include "feed.h"
#include "first.h"
#include "rule.h"

/* Octets of one record: more is a quote or a brace that was not closed. */
#define IMPORT_RECORD_MAX FEED_LINE_MAX

/* What a format says once, however often it holds. */
#define IMPORT_REMARKS_MAX 16
#define IMPORT_NAMED_MAX   20 /* lines, of all that are warned of alike */

struct format;
struct import;

/*
 * What becomes of a row: line is that of its first octet, raw its text, which
 * is whole, with the end of its line.  Anything but ERR_OK ends the import.
 */
typedef enum err import_fn(struct import *, int64_t line, struct slice raw);

/* A sentence about a line; 0 for the whole file. */
typedef void import_say(struct import *, int64_t line, const char *);

struct import {
	/* Set by the caller, after import_init(). */
	const struct format *format;
	struct slice         tags; /* put on every rule, in stored form */
	int64_t     for_s; /* window of what comes without an end, or 0 */
	bool        for_spreadsheet; /* cells were made safe: out.h */
	import_fn  *rule_fn;         /* import.rule is a rule, validated */
	import_fn  *refused_fn;      /* it is not: import.reason */
	import_fn  *heading_fn;      /* names of columns; may be NULL */
	import_say *warn_fn;
	void       *arg; /* the caller's */

	/* Where it is. */
	struct feed feed;
	int64_t     now;

	/* The row at hand. */
	struct rule rule;
	bool        created;  /* created_at was given */
	bool        promoted; /* promoted_at was given */
	bool        ended;    /* an end was given */
	bool        ordered;  /* lines above it were asked before it */
	bool        several;  /* its source may have other lines */
	bool        answered; /* it did there, though it is refused here */
	bool        bad;      /* reason says why it is refused */
	struct buf  reason;   /* a whole sentence once refused_fn is called */

	/* Why the file cannot be read, and where. */
	struct buf why;
	int64_t    why_line;

	struct first first;  /* who had which source */
	size_t       doubts; /* import_doubts() has had so many */
	const char  *remarks[IMPORT_REMARKS_MAX];
};

/* Begin with a file, read up to nothing.  Errors: ERR_NOMEM. */
enum err import_init(struct import *, FILE *, int64_t now) MUST_CHECK;
void     import_free(struct import *);

/*
 * import_open - look at how the file begins: a byte order mark is skipped.
 *
 * Errors: ERR_SYNTAX, with import.why, for what is no text in UTF-8 at all: an
 * Excel workbook, UTF-16, something compressed.
 */
enum err import_open(struct import *) MUST_CHECK;

/*
 * import_read - the whole file, in import.format.
 *
 * Errors: ERR_SYNTAX, with import.why and why_line, when it cannot be read on;
 * ERR_IO; ERR_NOMEM; what the caller's functions return.
 */
enum err import_read(struct import *) MUST_CHECK;

/* --------------------------------------------------------- for the readers */

/* Begin a row. */
void import_row(struct import *);

/* One cell of it, as its column is written in our own formats.  The first that
 * is refused makes the row bad.  Errors: ERR_NOMEM. */
enum err import_cell(struct import *, enum column, struct slice) MUST_CHECK;

/* The row is refused, for a reason of the reader's; the first one counts. */
void import_refuse(struct import *, const char *, ...) PRINTF_LIKE(2, 3);

/* Warn of what its rule, which is valid, may mean where it comes from: other
 * programs have columns of our names, too.  Only the first are named. */
void import_doubts(struct import *, int64_t line);

/* End the row: it is a rule, or it is refused. */
enum err import_end_row(struct import *, int64_t line,
    struct slice raw) MUST_CHECK;

/* The whole file cannot be read: always ERR_SYNTAX. */
enum err import_stop(struct import *, int64_t line, const char *, ...)
    PRINTF_LIKE(3, 4);

/* The row is taken, but there is something to know about it. */
void import_warn(struct import *, int64_t line, const char *, ...)
    PRINTF_LIKE(3, 4);

/* Whether one more line may be warned of, of which *n were before.  With the
 * first that may not, "more lines ..." is said. */
bool import_may_name(struct import *, size_t *n, const char *more);

/* The same for all rows of a file: said once, with the first such line.  The
 * text is static. */
void import_remark(struct import *, int64_t line, const char *);

#endif
