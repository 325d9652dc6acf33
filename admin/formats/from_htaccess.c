/* SPDX-License-Identifier: MIT */
/*
 * from_htaccess.c - Apache: Redirect and its kin, RewriteCond and RewriteRule.
 *
 * What stands within a container that asks for something is refused; what is no
 * redirect is passed over, and said once.
 */
#include <string.h>
#include <strings.h>

#include "foreign.h"
#include "foreign_regex.h"
#include "formats.h"
#include "from_htaccess.h"
#include "read_lines.h"
#include "url.h"

#define NAME_MAX_SAID 40

/* Whatever a file says before the line at hand. */
struct file {
	struct rewrite rewrite;
	struct buf     text;
	unsigned       depth;  /* containers that are open */
	unsigned       within; /* of those, outside which all is in effect */
	char           asks[NAME_MAX_SAID];
};

static const struct slice no_host = { "", 0 };

/* ---------------------------------------------------------------- Redirect */

/* A status by its name or number; false when the word is none. */
static bool
take_status(struct import *im, struct slice word)
{
	static const struct {
		const char *word, *status;
	} words[] = { { "permanent", "301" }, { "temp", "302" },
		{ "seeother", "303" }, { "gone", "410" } };

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (slice_is_word(word, words[i].word)) {
			foreign_status(im, slice_of(words[i].status));
			return true;
		}
	for (size_t i = 0; i < word.n; i++)
		if (word.s[i] < '0' || word.s[i] > '9')
			return false;
	foreign_status(im, word);
	return word.n > 0;
}

/*
 * A path and all below it: what follows is added to the target, as text.  A
 * path that ends in a '/' is not for the one without.  Others are two rules,
 * since the path itself leads to the target without a slash: *below is set
 * after the first, and not after the second.
 */
static void
take_prefix(struct import *im, struct slice path, struct slice to, int64_t line,
    bool *below)
{
	bool       slash = path.n > 0 && path.s[path.n - 1] == '/';
	struct buf text;

	if (path.n == 0 || path.s[0] != '/') {
		import_refuse(im, "'%.*s' is no path: it begins with no '/'",
		    quotable(path), path.s);
		return;
	}
	for (size_t i = 0; i < path.n; i++)
		if (url_escape_at(path, i) >= 0) {
			import_refuse(im,
			    "Apache compares paths without escapes: '%.*s' was "
			    "never found; write the character itself",
			    quotable(path), path.s);
			return;
		}
	if (to.n > 0 && memchr(to.s, '#', to.n) != NULL) {
		import_warn(im, line,
		    "what is below '%.*s' is not redirected here: there it was "
		    "added to the fragment of the target",
		    quotable(path), path.s);
		foreign_source(im, no_host, path, "");
		foreign_target(im, to, "");
		foreign_plain(im);
		im->rule.strict = true;
		im->rule.query = QUERY_DROP;
		return;
	}
	if (!slash && !*below && im->rule.status != 410) {
		foreign_source(im, no_host, path, "");
		foreign_target(im, to, "");
		foreign_plain(im);
		foreign_own_query(im);
		im->rule.strict = *below = true;
		return;
	}
	foreign_source(im, no_host, path, "/*");
	im->rule.strict = path.n > 1 && im->rule.status != 410;
	*below = false;
	if (im->rule.status == 410)
		return;
	/* It is added at the very end, to parameters, too. */
	buf_init(&text, 2 * TARGET_MAX);
	buf_add_slice(&text, to);
	buf_adds(&text, slash ? ":splat" : "/:splat");
	if (buf_end(&text) == ERR_OK)
		foreign_target(im, buf_slice(&text), "");
	else
		import_refuse(im, "its target is too long");
	buf_free(&text);
	foreign_own_query(im);
}

/* "Redirect [status] path [target]", or RedirectMatch, from its words. */
static void
take_redirect(struct import *im, const struct words *w, bool match,
    int64_t line, bool *below)
{
	struct slice to = no_host, from;
	size_t       i = 1;

	if (i < w->n && take_status(im, w->at[i]))
		i++;
	if (i >= w->n) {
		import_refuse(im, "it has no path");
		return;
	}
	from = w->at[i++];
	if (i < w->n)
		to = w->at[i++];
	if (i < w->n)
		import_refuse(im, "'%.*s' is a word too many",
		    quotable(w->at[i]), w->at[i].s);
	if (im->bad)
		return;
	if (!match) {
		take_prefix(im, from, to, line, below);
		return;
	}
	foreign_regex(im, no_host, from, to, line, REGEX_DECODED);
	foreign_own_query(im);
}

/* -------------------------------------------------------------- containers */

/* Those that only ask whether a module is there ask for nothing of a request;
 * what is for when it is not was in effect elsewhere. */
static void
take_container(struct file *f, struct slice text)
{
	bool         open = text.n > 1 && text.s[1] != '/';
	struct slice name = { text.s + 1 + !open, text.n - 1 - !open }, what;
	size_t       n = 0;

	while (n < name.n && strchr(" \t>", name.s[n]) == NULL)
		n++;
	name.n = n;
	what =
	    foreign_trim((struct slice){ name.s + n, text.n - 1 - !open - n });
	if (!open) {
		f->depth -= f->depth > 0;
		if (f->within > f->depth)
			f->within = 0;
		return;
	}
	f->depth++;
	if (f->within > 0 ||
	    (!slice_starts(what, "!") &&
		(slice_is_word(name, "IfModule") ||
		    slice_is_word(name, "IfDefine") ||
		    slice_is_word(name, "IfVersion") ||
		    slice_is_word(name, "VirtualHost"))))
		return;
	if (slice_starts(what, "!"))
		name.n = text.n - 2;
	f->within = f->depth;
	snprintf(f->asks, sizeof(f->asks), "%.*s",
	    name.n < NAME_MAX_SAID ? (int)name.n : NAME_MAX_SAID - 1, name.s);
}

static bool
is_redirect(struct slice word)
{
	return slice_is_word(word, "Redirect") ||
	    slice_is_word(word, "RedirectPermanent") ||
	    slice_is_word(word, "RedirectTemp") ||
	    slice_is_word(word, "RedirectMatch");
}

static enum err
redirect_line(struct import *im, const struct words *w, int64_t line,
    struct slice raw)
{
	bool     below = false;
	enum err rc;

	do {
		import_row(im);
		if (slice_is_word(w->at[0], "RedirectPermanent"))
			im->rule.status = 301;
		take_redirect(im, w, slice_is_word(w->at[0], "RedirectMatch"),
		    line, &below);
		rc = import_end_row(im, line, raw);
	} while (rc == ERR_OK && !im->bad && below);
	return rc;
}

/* Whether a line, or its first word, is one of mod_rewrite's. */
static bool
is_rewrite(struct slice s)
{
	return s.n > 7 && strncasecmp(s.s, "Rewrite", 7) == 0;
}

static enum err
htaccess_line(struct import *im, void *arg, struct slice text, int64_t line,
    struct slice raw)
{
	struct file *f = arg;
	struct words w;
	bool         quoted;

	if (text.s[0] == '<') {
		take_container(f, text);
		return ERR_OK;
	}
	import_row(im);
	quoted = words_quoted(text, is_rewrite(text), &w, &f->text);
	if (!quoted)
		import_refuse(im, "a quote is not closed");
	if (w.n > WORDS_MAX)
		import_refuse(im, "it has too many words");
	if (im->bad)
		return import_end_row(im, line, raw);
	if (f->within > 0 &&
	    (slice_starts(w.at[0], "Redirect") ||
		slice_is_word(w.at[0], "RewriteRule"))) {
		import_refuse(im,
		    "it stands within <%s>, which asks for more than a rule "
		    "can",
		    f->asks);
		rewrite_forget(&f->rewrite);
		return import_end_row(im, line, raw);
	}
	if (is_redirect(w.at[0]))
		return redirect_line(im, &w, line, raw);
	if (is_rewrite(w.at[0]))
		return rewrite_line(im, &f->rewrite, &w, line, raw);
	import_remark(im, line,
	    "this is no redirect, and is passed over, as others like it are");
	return ERR_OK;
}

enum err
from_htaccess(struct import *im)
{
	struct file f = { .within = 0 };
	enum err    rc;

	buf_init(&f.text, 2 * FEED_LINE_MAX);
	rewrite_init(&f.rewrite);
	rc = read_lines(im, true, htaccess_line, &f);
	rewrite_free(&f.rewrite);
	buf_free(&f.text);
	return rc;
}

bool
guess_htaccess(const struct hint *h)
{
	return hint_named(h, ".htaccess") || hint_has(h, "RewriteRule ") ||
	    hint_has(h, "\nRedirect ") || hint_has(h, "RedirectMatch ") ||
	    (slice_starts(h->line, "Redirect") && !slice_has(h->line, ','));
}
