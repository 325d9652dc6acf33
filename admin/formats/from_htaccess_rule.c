/* SPDX-License-Identifier: MIT */
/* from_htaccess_rule.c - rules of mod_rewrite; see from_htaccess.h. */
#include <string.h>
#include <strings.h>

#include "foreign.h"
#include "foreign_regex.h"
#include "from_htaccess.h"
#include "url.h"

void
rewrite_init(struct rewrite *r)
{
	*r = (struct rewrite){ .scheme = SCHEME_ANY };
	buf_init(&r->text, 4096);
	buf_init(&r->params, SOURCE_MAX);
	buf_init(&r->path, SOURCE_MAX);
	buf_init(&r->bad, WHY_MAX);
	buf_init(&r->to_base, TARGET_MAX);
}

void
rewrite_free(struct rewrite *r)
{
	buf_free(&r->text);
	buf_free(&r->params);
	buf_free(&r->path);
	buf_free(&r->bad);
	buf_free(&r->to_base);
}

void
rewrite_forget(struct rewrite *r)
{
	r->any = r->either = r->loose = r->just = false;
	r->scheme = SCHEME_ANY;
	r->nhosts = 0;
	buf_reset(&r->text);
	buf_reset(&r->params);
	buf_reset(&r->path);
	buf_reset(&r->bad);
}

/* What the flags of a rule say. */
struct flags {
	bool redirect, nocase, last, gone;
	bool append; /* QSA */
	bool drop;   /* QSD */
	bool as_is;  /* NE */
};

static void
take_flag(struct import *im, struct slice f, struct flags *ret)
{
	if (slice_is_word(f, "R") || slice_is_word(f, "redirect")) {
		ret->redirect = true;
	} else if (strncasecmp(f.s, "R=", 2) == 0 ||
	    strncasecmp(f.s, "redirect=", 9) == 0) {
		const char  *is = memchr(f.s, '=', f.n);
		struct slice code = { is + 1, f.n - (size_t)(is + 1 - f.s) };

		ret->redirect = true;
		if (slice_is_word(code, "permanent"))
			code = SLICE("301");
		else if (slice_is_word(code, "temp"))
			code = SLICE("302");
		else if (slice_is_word(code, "seeother"))
			code = SLICE("303");
		foreign_status(im, code);
	} else if (slice_is_word(f, "L") || slice_is_word(f, "last") ||
	    slice_is_word(f, "END")) {
		ret->last = true;
	} else if (slice_is_word(f, "NC") || slice_is_word(f, "nocase")) {
		ret->nocase = true;
	} else if (slice_is_word(f, "QSA") || slice_is_word(f, "qsappend")) {
		ret->append = true;
	} else if (slice_is_word(f, "QSD") || slice_is_word(f, "qsdiscard")) {
		ret->drop = true;
	} else if (slice_is_word(f, "G") || slice_is_word(f, "gone")) {
		ret->gone = true;
	} else if (slice_is_word(f, "NE") || slice_is_word(f, "noescape")) {
		ret->as_is = true;
	} else {
		import_refuse(im,
		    "the flag '%.*s' cannot be said: R, L, END, NC, QSA, QSD, "
		    "NE and G can",
		    quotable(f), f.s);
	}
}

/* "[R=301,L]". */
static void
take_flags(struct import *im, const struct words *w, struct flags *ret)
{
	struct slice s, f;
	size_t       n;

	if (w->n < 4)
		return;
	s = w->at[3];
	if (w->n > 4 || s.n < 2 || s.s[0] != '[' || s.s[s.n - 1] != ']') {
		import_refuse(im, "'%.*s' are no flags, as [R=301,L]",
		    quotable(s), s.s);
		return;
	}
	s = (struct slice){ s.s + 1, s.n - 2 };
	while (s.n > 0) {
		for (n = 0; n < s.n && s.s[n] != ',';)
			n++;
		f = foreign_trim((struct slice){ s.s, n });
		n += n < s.n;
		s.s += n;
		s.n -= n;
		if (f.n > 0)
			take_flag(im, f, ret);
	}
}

/* The substitution as a target: "%{HTTP_HOST}" is known with one host. */
static void
take_target(struct import *im, const struct rewrite *r, struct slice to,
    struct slice host, struct flags *f, struct buf *out)
{
	static const char name[] = "%{HTTP_HOST}", uri[] = "%{REQUEST_URI}";
	struct slice      rest;

	if (!foreign_is_url(to, &rest) && to.n > 0 && to.s[0] != '/') {
		if (r->to_base.len > 0)
			buf_add_slice(out, buf_slice(&r->to_base));
		else
			buf_addc(out, '/');
	}
	for (size_t i = 0; i < to.n; i++) {
		rest = (struct slice){ to.s + i, to.n - i };
		if (slice_starts(rest, name) && host.n > 0) {
			buf_add_slice(out, host);
			i += sizeof(name) - 2;
		} else if (slice_starts(rest, uri) &&
		    rest.n == sizeof(uri) - 1) {
			/* The whole path: the expression is "(.*)" then. */
			buf_adds(out, "/$1");
			i += sizeof(uri) - 2;
		} else if (rest.s[0] == '%' && rest.n > 1 &&
		    (rest.s[1] == '{' ||
			(rest.s[1] >= '0' && rest.s[1] <= '9' &&
			    r->path.len == 0))) {
			import_refuse(im,
			    "'%.*s' in the target cannot be said: what a "
			    "request says goes nowhere but into the path",
			    quotable(rest), rest.s);
			return;
		} else if (rest.s[0] == '%' && rest.n > 1 && rest.s[1] >= '1' &&
		    rest.s[1] <= '9' && r->path.len > 0 &&
		    !(rest.n > 2 &&
			strchr("0123456789abcdefABCDEF", rest.s[2]) != NULL)) {
			buf_addc(out, '$');
		} else if (slice_starts(rest, "\\ ")) {
			continue; /* the space stays */
		} else if (rest.s[0] == '#' && !f->as_is) {
			buf_adds(out, "%23"); /* as there, without NE */
		} else {
			buf_addc(out, rest.s[0]);
		}
	}
	if (out->len > 0 && out->data[out->len - 1] == '?') {
		out->len--;
		f->drop |= !f->append;
	}
}

/* Parameters that the source requires are the visitor's, too: they go on. */
static void
add_params(struct import *im, const struct rewrite *r, const struct flags *f,
    struct buf *to, int64_t line)
{
	bool own = to->len > 0 && memchr(to->data, '?', to->len) != NULL;
	bool drop = f->drop || (own && !f->append);

	if (drop)
		im->rule.query = QUERY_DROP;
	if (r->params.len == 0 || drop)
		return;
	if (memchr(to->data, '#', to->len) != NULL) {
		import_refuse(im,
		    "the target has a fragment, and parameters that go on");
		return;
	}
	buf_addc(to, own ? '&' : '?');
	buf_add_slice(to, buf_slice(&r->params));
	if (!im->bad)
		import_remark(im, line,
		    "parameters that a condition asks for come first in the "
		    "answer here, and where they were there");
}

/* The source of an exact path gets its parameters. */
static void
require(struct import *im, const struct rewrite *r, int64_t line)
{
	struct buf   text;
	struct slice s = im->rule.source;

	if (r->params.len == 0 || im->bad)
		return;
	if (memchr(s.s, '~', s.n) != NULL) {
		import_refuse(im,
		    "an expression and parameters cannot be said together: "
		    "write each path");
		return;
	}
	buf_init(&text, 2 * SOURCE_MAX);
	buf_add_slice(&text, s);
	buf_addc(&text, '?');
	buf_add_slice(&text, buf_slice(&r->params));
	if (buf_end(&text) == ERR_OK)
		rule_set_text(&im->rule, &im->rule.source, buf_slice(&text));
	else
		import_refuse(im, "its source is too long");
	buf_free(&text);
	if (!im->bad && r->just)
		import_remark(im, line,
		    "a condition with '^' or '$' is for requests without other "
		    "parameters there; here it takes all that have these");
}

/* Whether a pattern takes every path. */
static bool
is_all(struct slice p)
{
	static const char *const all[] = { "^", "(.*)", "^(.*)$", "^(.*)", ".*",
		"^.*$", "^.*", "^/?(.*)$", "^/(.*)$", ".", ".?", "$" };

	for (size_t i = 0; i < ARRAY_LEN(all); i++)
		if (slice_is(p, all[i]))
			return true;
	return false;
}

static void
one_rule(struct import *im, const struct rewrite *r, const struct words *w,
    struct slice host, int64_t line)
{
	struct slice pattern = w->at[1], to = w->at[2];
	struct flags f = { 0 };
	struct buf   at, text;
	bool         uri, alone;

	buf_init(&at, 4096);
	buf_init(&text, 4 * TARGET_MAX);
	take_flags(im, w, &f);
	im->rule.ignore_case = f.nocase;
	if (f.gone)
		foreign_status(im, SLICE("410"));
	uri = to.n > 14 && memmem(to.s, to.n, "%{REQUEST_URI}", 14) != NULL;
	if (uri && !is_all(pattern))
		import_refuse(im,
		    "%%{REQUEST_URI} is for a pattern that takes every path");
	if (uri)
		pattern = SLICE("^(.*)$");
	/* With [L] no rule below it is asked: here it is left alone, too. */
	alone = slice_is(to, "-") && im->rule.status != 410;
	if (alone && (!f.last || f.redirect))
		import_refuse(im,
		    "a '-' leaves the address as it is, for rules below it");
	else if (!alone && im->rule.status != 410 && !f.redirect && !im->bad) {
		struct slice rest;

		if (!foreign_is_url(to, &rest))
			import_refuse(im,
			    "without [R] it is no redirect: the server shows "
			    "another page under this address, and where a "
			    "wider rule is for it, too, one with the target "
			    "'-' leaves it alone");
	}
	if (!f.last && !f.gone && !im->bad)
		import_remark(im, line,
		    "without [L] the rules below it may change where it leads; "
		    "here it is the last");
	if (r->scheme != SCHEME_ANY && host.n == 0)
		import_refuse(im,
		    "a scheme without a host cannot be said: name the host in "
		    "a condition");
	if (r->scheme != SCHEME_ANY)
		buf_addf(&at, "%s://",
		    r->scheme == SCHEME_HTTPS ? "https" : "http");
	buf_add_slice(&at, host);
	take_target(im, r, to, host, &f, &text);
	if (slice_is(to, "-"))
		buf_reset(&text);
	if (alone)
		buf_addc(&text, '-');
	else
		add_params(im, r, &f, &text, line);
	if (buf_end(&text) != ERR_OK || buf_end(&at) != ERR_OK)
		import_refuse(im, "it is too long");
	if (!im->bad && r->path.len > 0 && !is_all(pattern))
		import_refuse(im,
		    "two expressions for one path cannot be said: the "
		    "condition's and the rule's");
	if (!im->bad && r->path.len > 0)
		foreign_regex(im, buf_slice(&at), buf_slice(&r->path),
		    buf_slice(&text), line, REGEX_DECODED);
	else if (!im->bad)
		foreign_regex(im, buf_slice(&at), pattern, buf_slice(&text),
		    line, REGEX_NO_SLASH | REGEX_DECODED);
	require(im, r, line);
	buf_free(&text);
	buf_free(&at);
}

/* A rule for each host, or for all. */
static enum err
take_rule(struct import *im, struct rewrite *r, const struct words *w,
    int64_t line, struct slice raw)
{
	struct slice host = { "", 0 };
	enum err     rc = ERR_OK;

	if (w->n < 3)
		import_refuse(im, "it has no target");
	else if (r->off)
		import_refuse(im, "RewriteEngine is off: it was not in effect");
	else if (w->at[1].n > 0 && w->at[1].s[0] == '!')
		import_refuse(im, "a rule is never for all paths but some");
	else if (r->bad.len > 0 && buf_end(&r->bad) == ERR_OK)
		import_refuse(im, "%s", r->bad.data);
	else if (r->loose)
		import_remark(im, line,
		    "a '.' in a condition on a host is any character there "
		    "unless a '\\' stands before it; here it is a dot");
	if (im->bad || r->nhosts == 0) {
		if (!im->bad)
			one_rule(im, r, w, host, line);
		rc = import_end_row(im, line, raw);
	}
	for (size_t i = 0; !im->bad && rc == ERR_OK && i < r->nhosts; i++) {
		host = (struct slice){ r->text.data + r->hosts[i],
			r->hosts[i + 1] - r->hosts[i] };
		import_row(im);
		one_rule(im, r, w, host, line);
		rc = import_end_row(im, line, raw);
	}
	rewrite_forget(r);
	return rc;
}

enum err
rewrite_line(struct import *im, struct rewrite *r, const struct words *w,
    int64_t line, struct slice raw)
{
	if (slice_is_word(w->at[0], "RewriteRule"))
		return take_rule(im, r, w, line, raw);
	if (slice_is_word(w->at[0], "RewriteCond")) {
		rewrite_condition(r, w);
	} else if (slice_is_word(w->at[0], "RewriteEngine")) {
		r->off = w->n > 1 && slice_is_word(w->at[1], "off");
	} else if (slice_is_word(w->at[0], "RewriteBase")) {
		buf_reset(&r->to_base);
		if (w->n > 1)
			buf_add_slice(&r->to_base, w->at[1]);
		if (r->to_base.len > 0 &&
		    r->to_base.data[r->to_base.len - 1] != '/')
			buf_addc(&r->to_base, '/');
	} else if (!slice_is_word(w->at[0], "RewriteOptions")) {
		import_refuse(im, "'%.*s' cannot be said", quotable(w->at[0]),
		    w->at[0].s);
		return import_end_row(im, line, raw);
	}
	return ERR_OK;
}
