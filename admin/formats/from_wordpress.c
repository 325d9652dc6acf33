/* SPDX-License-Identifier: MIT */
/*
 * from_wordpress.c - plugins of WordPress, as CSV: Redirection and Safe
 * Redirect Manager.
 */
#include <string.h>

#include "foreign.h"
#include "foreign_regex.h"
#include "formats.h"
#include "from_wordpress.h"
#include "read_csv.h"
#include "url.h"

/* ------------------------------------------------------------- Redirection */

enum {
	RED_SOURCE,
	RED_TARGET,
	RED_REGEX,
	RED_CODE,
	RED_TYPE,
	RED_HITS,
	RED_TITLE,
	RED_STATUS
};
static const char *const red_names[] = { "source|source url", "target", "regex",
	"code", "type", "hits", "title", "status" };

/* Without the column the plugin looks for what a path does not have. */
static bool
looks_like_regex(struct slice s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.s[i] != '\0' && strchr("()[]$^*", s.s[i]) != NULL)
			return true;
	return false;
}

/* The query of a URL, without '?' and fragment. */
static struct slice
query_of(struct slice url)
{
	const char  *hash = url.n > 0 ? memchr(url.s, '#', url.n) : NULL;
	struct slice rest = url;

	if (hash != NULL)
		rest.n = (size_t)(hash - url.s);
	(void)slice_cut(&rest, '?');
	return rest;
}

void
redirection_pass(struct import *im, struct slice url)
{
	im->rule.query = QUERY_PASS;
	foreign_add_params(im, query_of(foreign_trim(url)));
}

/* Case makes no difference to parameters there. */
static void
remark_params(struct import *im, struct slice url, int64_t line)
{
	struct slice query = query_of(url);

	for (size_t i = 0; i < query.n && !im->bad; i++)
		if (url_lower(query.s[i]) >= 'a' &&
		    url_lower(query.s[i]) <= 'z') {
			import_remark(im, line,
			    "there the case of parameters makes no difference; "
			    "here it does");
			return;
		}
}

/* Whether an expression takes all to the end, parameters too; *ret_capture is
 * the number of the capture that it does so in, or 0. */
static bool
takes_the_end(struct slice s, unsigned *ret_capture)
{
	static const char *const ends[] = { "(.*)", "(.+)", "(.*?)", "(.+?)",
		".*", ".+" };
	unsigned                 n = 0;

	for (size_t i = 0; i + 1 < s.n; i++)
		if (s.s[i] == '\\')
			i++;
		else
			n += s.s[i] == '(' && s.s[i + 1] != '?';
	for (size_t i = 0; i < ARRAY_LEN(ends); i++)
		if (slice_ends(s, ends[i])) {
			*ret_capture = ends[i][0] == '(' ? n : 0;
			return true;
		}
	return false;
}

/*
 * An expression is for the whole URL there: what has its end before the
 * parameters is for requests without any.  Returns whether it takes them with
 * all else instead, and *ret_capture as takes_the_end().
 */
static bool
takes_params(struct import *im, struct slice s, int64_t line,
    unsigned *ret_capture)
{
	const bool ends = slice_ends(s, "$") && !slice_ends(s, "\\$");

	s.n -= ends;
	if (takes_the_end(s, ret_capture))
		return true;
	if (ends && !im->bad)
		import_remark(im, line,
		    "an expression with '$' at its end was for requests "
		    "without parameters there; here it takes all");
	return false;
}

/* What takes the parameters passes them on only where that stands at the end of
 * the target. */
static void
regex_query(struct import *im, struct slice s, struct slice target,
    int64_t line)
{
	struct slice to = slice_cut(&target, '#');
	unsigned     capture = 0;
	char         last[16];

	if (!takes_params(im, s, line, &capture))
		return;
	snprintf(last, sizeof(last), "$%u", capture);
	if (capture == 0 || !slice_ends(foreign_trim(to), last))
		im->rule.query = QUERY_DROP;
}

void
redirection_rule(struct import *im, struct slice url, struct slice target,
    bool is_regex, int64_t line)
{
	struct slice s = foreign_trim(url), rest = s;
	struct slice path = slice_cut(&rest, '?');
	struct buf   text;

	if (is_regex) {
		/* Neither an expression nor what it is compared with has
		 * escapes.  What is not matched stays where it is, on both
		 * sides. */
		buf_init(&text, FEED_LINE_MAX);
		foreign_unescape(s, &text);
		if (buf_end(&text) == ERR_OK)
			foreign_regex(im, (struct slice){ "", 0 },
			    buf_slice(&text), target, line,
			    REGEX_ON_URL | REGEX_KEEPS_REST | REGEX_DECODED);
		else
			import_refuse(im, "the expression is too long");
		buf_free(&text);
		regex_query(im, s, foreign_trim(target), line);
		return;
	}
	foreign_source_url(im, s, true);
	if (!im->bad && slice_has(path, '+'))
		import_remark(im, line,
		    "a '+' in a path is a space, too, there; here it is a '+'");
	foreign_target(im, target, "");
	foreign_own_query(im);
	foreign_plain(im);
	if (s.n > 0 && memchr(s.s, '?', s.n) != NULL)
		im->rule.query = QUERY_DROP;
	if (im->rule.ignore_case)
		remark_params(im, s, line);
}

static enum err
red_row(struct import *im, const struct slice *c, int64_t line,
    struct slice raw)
{
	struct slice type = foreign_trim(c[RED_TYPE]), code = c[RED_CODE];
	bool         is_regex = c[RED_REGEX].s == NULL ?
		    looks_like_regex(c[RED_SOURCE]) :
		    slice_is_word(foreign_trim(c[RED_REGEX]), "1");

	/* What they are unless an option of the plugin says otherwise. */
	im->rule.ignore_case = true;
	code = foreign_trim(code);
	if (code.n > 0 && (code.s[0] < '1' || code.s[0] > '5')) {
		import_warn(im, line,
		    "'%.*s' is no status: it was a 301 there, and is one here",
		    quotable(code), code.s);
		code = SLICE("301");
	}
	if (type.n > 0 && !slice_is_word(type, "url") &&
	    !slice_is_word(type, "error"))
		import_refuse(im,
		    "type '%.*s' is no redirect to an address: only 'url', and "
		    "'error' for a 410, are",
		    quotable(type), type.s);
	/* Its export has a column for the type, a list need not. */
	if (c[RED_TYPE].s != NULL &&
	    slice_is(foreign_trim(c[RED_TARGET]), "/unknown"))
		import_refuse(im,
		    "'/unknown' is what the plugin writes for a target that "
		    "hangs on a condition: its JSON export has both");
	foreign_status(im, code);
	redirection_rule(im, c[RED_SOURCE], c[RED_TARGET], is_regex, line);
	foreign_note(im, "", c[RED_TITLE]);
	im->rule.enabled =
	    !slice_is_word(foreign_trim(c[RED_STATUS]), "disabled");
	if (!is_regex && !im->bad)
		import_remark(im, line,
		    "there an address without parameters was for requests "
		    "without any, unless an option said otherwise; here it "
		    "takes all, and passes them on");
	return import_end_row(im, line, raw);
}

enum err
from_redirection_csv(struct import *im)
{
	static const struct csv_shape shape = { red_names, ARRAY_LEN(red_names),
		2, CSV_EITHER, ",;|\t", false, red_row, 0, false };

	return read_csv(im, &shape);
}

bool
guess_redirection_csv(const struct hint *h)
{
	return hint_fields(h, "source,target,regex,code,type");
}

/* --------------------------------------------------- Safe Redirect Manager */

enum {
	SRM_SOURCE,
	SRM_TARGET,
	SRM_REGEX,
	SRM_CODE,
	SRM_ORDER,
	SRM_NOTES,
	SRM_STATE,
	SRM_HTTPS
};
static const char *const srm_names[] = { "source|redirect from|legacy url",
	"target|redirect to|new url", "regex|enable regex|is regex",
	"code|status code|http code", "order", "notes", "post status",
	"force https", "id" };

/*
 * A final '*' takes whatever follows, within a segment too; one at the end of
 * the target is replaced by it.
 */
static void
srm_wildcard(struct import *im, struct slice from, struct slice to)
{
	bool         rest = to.n > 0 && to.s[to.n - 1] == '*';
	struct slice base = { from.s, from.n - 1 };
	bool         below = base.n > 0 && base.s[base.n - 1] == '/';
	struct buf   text;

	to.n -= rest;
	if (below)
		foreign_source(im, (struct slice){ "", 0 }, base, "/*");
	else
		foreign_regex_path(im, (struct slice){ "", 0 }, base, "(.*)");
	buf_init(&text, TARGET_MAX);
	buf_add_slice(&text, to);
	if (rest)
		buf_adds(&text, below ? ":splat" : "$1");
	if (buf_end(&text) != ERR_OK)
		import_refuse(im, "its target is too long");
	else
		foreign_target(im, buf_slice(&text), "");
	buf_free(&text);
}

/* There the host of a source is cut off, and an '@' is left out. */
static struct slice
srm_from(struct import *im, struct slice from, int64_t line)
{
	struct slice rest;

	if (slice_has(from, '@'))
		import_refuse(im,
		    "there an '@' is left out of a source: '%.*s' was never "
		    "in effect as it stands",
		    quotable(from), from.s);
	if (!foreign_is_url(from, &rest))
		return from;
	import_remark(im, line,
	    "there a source is a path, whatever host is before it");
	while (rest.n > 0 && strchr("/?#", rest.s[0]) == NULL) {
		rest.s++;
		rest.n--;
	}
	return rest;
}

/* Only expressions are asked in an order that is given. */
static enum err
srm_order(struct import *im, struct slice order, int64_t line)
{
	if (im->bad || order.n == 0)
		return ERR_OK;
	if (im->rule.source.n > 0 && im->rule.source.s[0] == '~')
		return import_cell(im, COLUMN_RANK, order);
	if (!slice_is(order, "0"))
		import_remark(im, line,
		    "an order is kept for expressions only: of others the most "
		    "exact is asked first");
	return ERR_OK;
}

static enum err
srm_row(struct import *im, const struct slice *c, int64_t line,
    struct slice raw)
{
	struct slice from = srm_from(im, foreign_trim(c[SRM_SOURCE]), line);
	struct slice to = foreign_trim(c[SRM_TARGET]), rest;
	bool         is_regex = foreign_bool(im, "regex", c[SRM_REGEX], false);
	unsigned     capture = 0;
	enum err     rc = ERR_OK;

	/* A final slash is left out there before a star is looked for, and of
	 * an expression, too. */
	while (from.n > 2 && slice_ends(from, is_regex ? "/" : "*/"))
		from.n--;
	im->rule.ignore_case = true;
	foreign_status(im, c[SRM_CODE]);
	if (is_regex && foreign_is_url(to, &rest) && to.n > 0 &&
	    memchr(to.s, '$', to.n) != NULL) {
		import_refuse(im,
		    "there captures are not filled into a whole URL, so it "
		    "led to the text '%.*s'",
		    quotable(to), to.s);
	} else if (is_regex) {
		foreign_regex(im, (struct slice){ "", 0 }, from, to, line,
		    REGEX_ON_URL |
			(foreign_is_url(to, &rest) ? 0 : REGEX_KEEPS_REST));
		if (!im->bad &&
		    (slice_has(im->rule.source, '~') ||
			slice_has(im->rule.source, '*')))
			import_remark(im, line,
			    "there a final slash is left out before an "
			    "expression is looked for; here it is kept in what "
			    "it takes");
		(void)takes_params(im, from, line, &capture);
	} else if (from.n > 0 && from.s[from.n - 1] == '*') {
		srm_wildcard(im, from, to);
		if (to.n > 0 && to.s[to.n - 1] == '*' && !im->bad)
			import_remark(im, line,
			    "there a final slash is left out of what a '*' "
			    "takes; here it is kept");
	} else {
		foreign_source_url(im, from, true);
		foreign_target(im, to, "");
		foreign_plain(im);
	}
	foreign_own_query(im);
	if (foreign_bool(im, "force https", c[SRM_HTTPS], false) &&
	    !slice_starts(to, "https://"))
		import_refuse(im,
		    "it is forced to https, which a target says: https://...");
	if (from.n > 0 && !is_regex && memchr(from.s, '?', from.n) != NULL) {
		im->rule.query = QUERY_DROP;
		import_remark(im, line,
		    "there an address with parameters is for exactly these, "
		    "in any case; here others may stand beside them");
	}
	rc = srm_order(im, foreign_trim(c[SRM_ORDER]), line);
	foreign_note(im, "", c[SRM_NOTES]);
	im->rule.enabled = foreign_trim(c[SRM_STATE]).n == 0 ||
	    slice_is_word(foreign_trim(c[SRM_STATE]), "publish");
	return rc != ERR_OK ? rc : import_end_row(im, line, raw);
}

enum err
from_safe_redirect(struct import *im)
{
	static const struct csv_shape shape = { srm_names, ARRAY_LEN(srm_names),
		2, CSV_HEADER, ",;\t", false, srm_row, 0, false };

	return read_csv(im, &shape);
}

bool
guess_safe_redirect(const struct hint *h)
{
	return hint_fields(h, "source,target,regex,code,order") ||
	    hint_fields(h, "redirect_from,redirect_to");
}
