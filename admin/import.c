/* SPDX-License-Identifier: MIT */
/* import.c - the rows of a file become rules, one by one; see import.h. */
#include "import.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "arrive.h"
#include "formats.h"
#include "life.h"

enum err
import_init(struct import *im, FILE *in, int64_t now)
{
	*im = (struct import){ .now = now };
	buf_init(&im->reason, 4 * WHY_MAX);
	buf_init(&im->why, 4 * WHY_MAX);
	rule_init(&im->rule, now);
	first_init(&im->first);
	return feed_begin(&im->feed, in);
}

void
import_free(struct import *im)
{
	first_free(&im->first);
	rule_free(&im->rule);
	buf_free(&im->why);
	buf_free(&im->reason);
	feed_end(&im->feed);
}

/* A NUL here and there spoils its lines, which are refused for it; of UTF-16,
 * and of what is no text, there are many. */
static bool
is_binary(struct slice ahead)
{
	size_t nuls = 0;

	for (size_t i = 0; i < ahead.n; i++)
		nuls += ahead.s[i] == '\0';
	return nuls > 0 && nuls * 5 >= ahead.n;
}

enum err
import_open(struct import *im)
{
	static const struct {
		const char *magic;
		const char *reason;
	} known[] = {
		{ "PK\x03\x04",
		    "this is an Excel workbook or another archive, not text: "
		    "save it as CSV in UTF-8" },
		{ "\xd0\xcf\x11\xe0",
		    "this is an Excel workbook, not text: save it as CSV in "
		    "UTF-8" },
		{ "\x1f\x8b", "this is compressed: unpack it first" },
		{ "\xff\xfe", "it is not UTF-8 but UTF-16: save it as UTF-8" },
		{ "\xfe\xff", "it is not UTF-8 but UTF-16: save it as UTF-8" },
		{ "SQLite format 3",
		    "this is an SQLite database, not text: export it first" },
	};
	struct slice ahead = feed_ahead(&im->feed);

	for (size_t i = 0; i < ARRAY_LEN(known); i++)
		if (slice_starts(ahead, known[i].magic))
			return import_stop(im, 1, "%s", known[i].reason);
	if (slice_starts(ahead, "\xef\xbb\xbf"))
		feed_skip(&im->feed, 3);
	else if (is_binary(ahead))
		return import_stop(im, 1,
		    "it holds octets that no text has: is it UTF-16, or no "
		    "text at all?");
	return ERR_OK;
}

enum err
import_read(struct import *im)
{
	enum err rc = im->format->read(im);

	return rc == ERR_OK && feed_failed(&im->feed) ? ERR_IO : rc;
}

void
import_row(struct import *im)
{
	rule_reset(&im->rule, im->now);
	im->rule.starts_at = WHEN_EVER;
	im->rule.status = im->format->status;
	im->rule.literal = im->format->literal;
	im->ordered = im->format->order == ORDER_FIRST;
	im->created = im->promoted = im->ended = im->bad = im->answered = false;
	im->several = im->format->order == ORDER_NONE;
	buf_reset(&im->reason);
}

static void add_sentence(struct buf *, const char *, va_list) PRINTF_LIKE(2, 0);

static void
add_sentence(struct buf *out, const char *format, va_list args)
{
	char *text = NULL;
	int   n = vasprintf(&text, format, args);

	buf_reset(out);
	if (n >= 0)
		buf_add(out, text, (size_t)n);
	free(text);
}

void
import_refuse(struct import *im, const char *format, ...)
{
	va_list args;

	if (im->bad)
		return;
	im->bad = true;
	va_start(args, format);
	add_sentence(&im->reason, format, args);
	va_end(args);
}

enum err
import_stop(struct import *im, int64_t line, const char *format, ...)
{
	va_list args;

	im->why_line = line;
	va_start(args, format);
	add_sentence(&im->why, format, args);
	va_end(args);
	return ERR_SYNTAX;
}

void
import_warn(struct import *im, int64_t line, const char *format, ...)
{
	struct buf text;
	va_list    args;

	buf_init(&text, WHY_MAX);
	va_start(args, format);
	add_sentence(&text, format, args);
	va_end(args);
	if (buf_end(&text) == ERR_OK)
		im->warn_fn(im, line, text.data);
	buf_free(&text);
}

void
import_remark(struct import *im, int64_t line, const char *text)
{
	size_t i;

	for (i = 0; i < IMPORT_REMARKS_MAX && im->remarks[i] != NULL; i++)
		if (im->remarks[i] == text)
			return;
	if (i < IMPORT_REMARKS_MAX)
		im->remarks[i] = text;
	im->warn_fn(im, line, text);
}

enum err
import_cell(struct import *im, enum column column, struct slice text)
{
	enum err rc;

	if (im->bad)
		return ERR_OK;
	if (column == COLUMN_CREATED_AT)
		im->created = text.n > 0;
	if (column == COLUMN_PROMOTED_AT)
		im->promoted = text.n > 0;
	if (column == COLUMN_EXPIRES_AT)
		im->ended = text.n > 0;
	/* Such a quote is in front of all that it could be mistaken for. */
	if (im->for_spreadsheet && text.n > 0 && text.s[0] == '\'') {
		text.s++;
		text.n--;
	}
	rc = columns_set(&im->rule, column, text, im->now, &im->reason);
	if (rc != ERR_SYNTAX && rc != ERR_LIMIT)
		return rc;
	im->bad = true;
	return ERR_OK;
}

/* ----------------------------------------------------------- what it means */

/* --tag, added to the row's own. */
static enum err
add_tags(struct import *im)
{
	struct rule *r = &im->rule;
	struct buf   both, tags;
	enum err     rc;

	if (im->tags.n == 0)
		return ERR_OK;
	buf_init(&both, RULE_TAGS_TYPED_MAX);
	buf_init(&tags, RULE_TAGS_MAX);
	buf_add_slice(&both, r->tags);
	buf_addc(&both, ',');
	buf_add_slice(&both, im->tags);
	rc = buf_end(&both);
	if (rc == ERR_OK)
		rc = rule_tags_parse(buf_slice(&both), &tags, &im->reason);
	if (rc == ERR_OK)
		rule_set_text(r, &r->tags, buf_slice(&tags));
	buf_free(&tags);
	buf_free(&both);
	return rc;
}

/* What the row leaves open, and what does not go together. */
static enum err
complete(struct import *im, int64_t line)
{
	struct rule *r = &im->rule;
	int64_t      now = im->now, from;

	if (r->source.n == 0)
		return refuse(&im->reason, ERR_SYNTAX, "it has no source");
	if (rule_is_permanent(r) && r->expires_at != WHEN_NEVER) {
		r->status = rule_demoted_status(r->status);
		import_warn(im, line,
		    r->status == 307 ?
			"a 308 with an end becomes a 307, which ends on time" :
			"a 301 with an end becomes a 302, which ends on time");
	}
	if (!rule_is_permanent(r)) {
		r->promoted_at = r->promoted_until = 0;
		from = r->starts_at > now ? r->starts_at : now;
		if (r->expires_at == WHEN_NEVER && im->for_s != 0)
			r->expires_at = im->for_s > WHEN_MAX - from ?
			    WHEN_MAX :
			    from + im->for_s;
	} else if (!im->promoted) {
		life_permanent(r, now);
	} else {
		if (r->promoted_until == 0)
			r->promoted_until = WHEN_NEVER;
		/* It cannot have stood before it began. */
		if (r->promoted_at < r->starts_at)
			r->promoted_at = r->starts_at;
	}
	return add_tags(im);
}

/* A path with two slashes, which is one of its own elsewhere, is the one with
 * one slash here: the home page, where it has nothing else. */
static enum err
check_slashes(struct import *im, int64_t line)
{
	const struct source *at = &im->rule.at;
	struct slice         typed = im->rule.source;
	const char          *path = memmem(typed.s, typed.n, "://", 3);

	if (path != NULL)
		typed = (struct slice){ path + 3,
			typed.n - (size_t)(path + 3 - typed.s) };
	if (at->kind == SOURCE_REGEX ||
	    memmem(typed.s, typed.n, "//", 2) == NULL)
		return ERR_OK;
	if (at->kind != SOURCE_PATTERN && url_trim(at->path).n < 2)
		return refuse(&im->reason, ERR_SYNTAX,
		    "'%.*s' is a path of its own there; here two slashes are "
		    "one, and it would be for the home page",
		    quotable(im->rule.source), im->rule.source.s);
	import_remark(im, line,
	    "two slashes in a path are one here: what is for '/a//b' is for "
	    "'/a/b', too");
	return ERR_OK;
}

/* Where one source has one line: who had it before? */
static enum err
look_back(struct import *im, int64_t line)
{
	struct first_said said;
	enum err          rc;

	rc = first_note(&im->first, &im->rule, line, &said);
	if (rc != ERR_OK)
		return rc;
	im->answered = false; /* whatever it says, a line above did */
	if (said.same != 0)
		return refuse(&im->reason, ERR_SYNTAX,
		    "line %lld has it: of the same source, the first line wins",
		    (long long)said.same);
	if (said.over != 0 && im->ordered)
		import_warn(im, line,
		    "line %lld shadowed '%.*s' there, but here it is answered: "
		    "what is named more exactly comes first",
		    (long long)said.over, quotable(im->rule.source),
		    im->rule.source.s);
	else if (said.partly != 0 && im->ordered)
		import_warn(im, line,
		    "where line %lld is for a request, too, it came first "
		    "there, and '%.*s' does here: expressions are asked last, "
		    "and before them the longer beginning first",
		    (long long)said.partly, quotable(im->rule.source),
		    im->rule.source.s);
	else if (said.refused != 0 && im->ordered)
		import_warn(im, line,
		    "line %lld came first there for '%.*s', or for some of it, "
		    "and is refused: here this line answers",
		    (long long)said.refused, quotable(im->rule.source),
		    im->rule.source.s);
	if (said.above && im->ordered)
		import_remark(im, line,
		    "what is for a host is asked before what is for any host "
		    "here, and there are lines for any host above it");
	if (said.is_full && im->ordered)
		import_remark(im, line,
		    "there are more regular expressions than are compared with "
		    "the lines after them: what they shadowed is not said");
	return ERR_OK;
}

static enum err
judge(struct import *im, int64_t line)
{
	enum err rc = complete(im, line);

	if (rc == ERR_OK) {
		rc = rule_validate(&im->rule, &im->reason);
		/* A target, as a rule, that is one there. */
		im->answered |= rc != ERR_OK;
	}
	if (rc == ERR_OK && !im->several)
		rc = check_slashes(im, line);
	if (rc == ERR_OK && !im->several)
		rc = look_back(im, line);
	return rc;
}

/* A line that came first there, and is none here: a source is all that is to be
 * known of it. */
static enum err
note_refused(struct import *im, int64_t line)
{
	struct rule *r = &im->rule;
	struct buf   why;
	enum err     rc;

	if (!im->answered || !im->ordered || r->source.n == 0)
		return ERR_OK;
	buf_init(&why, 4 * WHY_MAX);
	r->target = SLICE("-");
	r->status = 307;
	rc = rule_validate(r, &why);
	if (rc == ERR_OK)
		rc = first_refused(&im->first, r, line);
	buf_free(&why);
	return rc == ERR_NOMEM ? rc : ERR_OK;
}

enum err
import_end_row(struct import *im, int64_t line, struct slice raw)
{
	enum err rc;
	bool     never = false;

	if (!im->bad && !slice_is_utf8(raw))
		import_refuse(im,
		    "the line is not UTF-8; if it is of Excel on Windows, "
		    "convert the file: iconv -f windows-1252 -t utf-8");
	if (!im->bad) {
		rc = judge(im, line);
		if (rc != ERR_OK && rc != ERR_SYNTAX && rc != ERR_LIMIT)
			return rc;
		im->bad = rc != ERR_OK;
	}
	if (im->bad) {
		rc = buf_end(&im->reason);
		if (rc == ERR_OK)
			rc = note_refused(im, line);
		return rc != ERR_OK ? rc : im->refused_fn(im, line, raw);
	}
	/* Not refused as by add: what was forced once has to come back from an
	 * export. */
	rc = arrive_never(&im->rule, &never, NULL);
	if (rc != ERR_OK)
		return rc;
	if (never)
		import_warn(im, line, "nobody can arrive: it leads to itself");
	if (im->format->order == ORDER_NONE)
		import_doubts(im, line);
	return im->rule_fn(im, line, raw);
}
