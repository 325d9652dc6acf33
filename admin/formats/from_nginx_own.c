/* SPDX-License-Identifier: MIT */
/*
 * from_nginx_own.c - the rules of an export for nginx; see from_nginx.h.
 *
 * The lines below a comment are not understood but written once more: if they
 * are the same, the comment says what they do.
 */
#include <string.h>

#include "foreign.h"
#include "from_nginx.h"
#include "from_own.h"
#include "to.h"
#include "when.h"

/* What stands below a comment. */
enum below { BELOW_NOTHING, BELOW_RULE, BELOW_LEFT };

struct own {
	bool       by_key;
	enum below kind;
	int64_t    at; /* when it was written, or WHEN_NEVER */
	int64_t    line;
	struct buf text;   /* the comment and the lines below it */
	size_t     lines;  /* where these begin */
	struct buf again;  /* what is written for the rule */
	struct buf reason; /* why it is not */
};

static enum err
write_again(struct import *im, struct own *o)
{
	const struct to_how how = { .now = o->at };
	size_t              key;

	return o->by_key ?
	    to_nginx.entry(&im->rule, how, &key, &o->again, &o->reason) :
	    to_nginx.rule(&im->rule, how, &o->again, &o->reason);
}

/* Whether what is written for the row at hand is what stands below it. */
static enum err
compare(struct import *im, struct own *o)
{
	struct slice below = { o->text.data + o->lines,
		o->text.len - o->lines };
	struct slice again;
	enum err     rc;

	buf_reset(&o->again);
	buf_reset(&o->reason);
	rc = rule_validate(&im->rule, &o->reason);
	if (rc == ERR_OK)
		rc = write_again(im, o);
	if (rc == ERR_OK)
		rc = buf_end(&o->again);
	if (rc == ERR_NOMEM)
		return rc;
	again = rc == ERR_OK ? buf_slice(&o->again) : (struct slice){ "", 0 };
	(void)slice_cut(&again, '\n');
	if (rc != ERR_OK || !slice_eq(again, below))
		import_refuse(im,
		    "the lines below do not say what this comment says: they "
		    "were changed, or written by another version");
	return ERR_OK;
}

static enum err
take_rule(struct import *im, struct own *o)
{
	struct slice text = buf_slice(&o->text);
	const char  *from = memchr(text.s, '{', o->lines);
	json_t      *object = NULL;
	enum err     rc = ERR_OK;

	import_row(im);
	im->several = true;
	if (from == NULL)
		import_refuse(im,
		    "its comment does not carry the rule: it is too long for "
		    "that");
	else
		object = json_loadb(from, o->lines - (size_t)(from - text.s), 0,
		    NULL);
	if (o->at == WHEN_NEVER)
		import_refuse(im,
		    "the line '# " NGINX_WRITTEN
		    "...' above all rules is gone");
	else if (json_is_object(object))
		rc = own_cells(im, object);
	else
		import_refuse(im, "its comment is no rule any more");
	json_decref(object);
	if (rc == ERR_OK && !im->bad)
		rc = compare(im, o);
	return rc != ERR_OK ? rc : import_end_row(im, o->line, text);
}

/* Lines that no comment explains. */
static enum err
take_stray(struct import *im, struct own *o)
{
	import_row(im);
	import_refuse(im,
	    "there is no comment with a rule above it: an export for nginx is "
	    "read by its comments");
	return import_end_row(im, o->line, buf_slice(&o->text));
}

static enum err
finish(struct import *im, struct own *o)
{
	enum err rc = buf_end(&o->text);

	if (rc == ERR_LIMIT)
		return import_stop(im, o->line,
		    "what follows this comment is too long for a rule");
	if (rc == ERR_OK && o->kind == BELOW_RULE)
		rc = take_rule(im, o);
	else if (rc == ERR_OK && o->kind == BELOW_NOTHING && o->text.len > 0)
		rc = take_stray(im, o);
	o->kind = BELOW_NOTHING;
	o->lines = 0;
	buf_reset(&o->text);
	return rc;
}

/* A comment ends what was below the last one. */
static enum err
take_comment(struct import *im, struct own *o, struct slice s, struct slice raw)
{
	enum err rc = finish(im, o);

	o->line = im->feed.line - 1;
	if (slice_starts(s, "# " NGINX_WRITTEN)) {
		struct slice rest = { s.s + sizeof("# " NGINX_WRITTEN) - 1,
			s.n - sizeof("# " NGINX_WRITTEN) + 1 };
		char         at[40] = "";

		if (rest.n < sizeof(at))
			memcpy(at, rest.s, rest.n);
		if (when_instant(at, WHEN_START, im->now, &o->at, NULL) !=
		    ERR_OK)
			o->at = WHEN_NEVER;
	} else if (slice_starts(s, "# " TO_LEFT)) {
		o->kind = BELOW_LEFT;
	} else if (slice_starts(s, "# " NGINX_RULE)) {
		o->kind = BELOW_RULE;
		buf_add_slice(&o->text, raw);
		o->lines = o->text.len;
	}
	return rc;
}

static enum err
take_line(struct import *im, struct own *o, struct slice raw)
{
	struct slice s = foreign_trim(raw);

	if (s.n > 0 && s.s[0] == '#')
		return take_comment(im, o, s, raw);
	if (s.n == 0 ||
	    (o->kind == BELOW_NOTHING && slice_is(s, "default \"\";")))
		return ERR_OK;
	if (o->text.len == 0)
		o->line = im->feed.line - 1;
	buf_add_slice(&o->text, raw);
	return ERR_OK;
}

enum err
nginx_own(struct import *im, bool by_key)
{
	struct own   o = { .by_key = by_key, .at = WHEN_NEVER };
	struct slice raw;
	bool         is_long;
	enum err     rc = ERR_OK;

	buf_init(&o.text, TO_TEXT_MAX);
	buf_init(&o.again, TO_TEXT_MAX);
	buf_init(&o.reason, WHY_MAX);
	while (rc == ERR_OK) {
		raw = feed_line(&im->feed, &is_long);
		if (raw.n == 0)
			rc = import_stop(im, im->feed.line,
			    "the map of the export has no '}'");
		else if (is_long)
			rc = import_stop(im, im->feed.line,
			    "a line that ends here is too long");
		else if (raw.s[0] == '}')
			break;
		else
			rc = take_line(im, &o, raw);
	}
	if (rc == ERR_OK)
		rc = finish(im, &o);
	buf_free(&o.reason);
	buf_free(&o.again);
	buf_free(&o.text);
	return rc;
}
