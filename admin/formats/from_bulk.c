/* SPDX-License-Identifier: MIT */
/* from_bulk.c - Cloudflare's Bulk Redirects: seven columns and no header. */
#include <string.h>

#include "foreign.h"
#include "formats.h"
#include "read_csv.h"

enum {
	BULK_SOURCE,
	BULK_TARGET,
	BULK_STATUS,
	BULK_QUERY,
	BULK_SUBDOMAINS,
	BULK_SUBPATHS,
	BULK_SUFFIX
};
static const char *const bulk_names[] = { "source url", "target url",
	"status code", "preserve query string", "include subdomains",
	"subpath matching", "preserve path suffix" };

/* The source without its scheme, and the scheme with "://". */
static struct slice
take_scheme(struct slice *source)
{
	struct slice rest, scheme = { source->s, 0 };

	if (foreign_is_url(*source, &rest)) {
		scheme.n = source->n - rest.n;
		*source = rest;
	}
	return scheme;
}

static void
set_source(struct import *im, struct slice typed, bool is_wild, bool below)
{
	struct slice s = foreign_trim(typed), scheme = take_scheme(&s),
		     host = s;
	struct buf at;

	host.n = 0;
	while (host.n < s.n && s.s[host.n] != '/')
		host.n++;
	if (host.n == 0)
		import_refuse(im,
		    "'%.*s' names no host: a bulk redirect is for one",
		    quotable(s), s.s);
	if (s.n > 0 &&
	    (memchr(s.s, '?', s.n) != NULL || memchr(s.s, '#', s.n) != NULL))
		import_refuse(im,
		    "'%.*s' has parameters or a fragment, which no source of a "
		    "bulk redirect has",
		    quotable(s), s.s);
	if (below && s.n > 0 &&
	    (memchr(s.s, ':', s.n) != NULL || memchr(s.s, '*', s.n) != NULL))
		import_refuse(im,
		    "'%.*s' has a ':' or a '*', which cannot stand as text "
		    "before what is below it",
		    quotable(s), s.s);
	buf_init(&at, SOURCE_MAX);
	buf_add_slice(&at, scheme);
	buf_adds(&at, is_wild ? "*." : "");
	buf_add_slice(&at, host);
	if (buf_end(&at) == ERR_OK)
		foreign_source(im, buf_slice(&at),
		    (struct slice){ s.s + host.n, s.n - host.n },
		    below ? "/*" : "");
	else
		import_refuse(im, "its host is too long");
	buf_free(&at);
}

/* Which of the rules that a line can be. */
struct which {
	bool wild;  /* its subdomains */
	bool below; /* what is below its path */
	bool both;  /* that is another rule than the path itself */
};

static enum err
bulk_rule(struct import *im, const struct slice *c, struct which w,
    int64_t line, struct slice raw)
{
	bool suffix =
	    foreign_bool(im, "preserve path suffix", c[BULK_SUFFIX], false);
	struct slice to = foreign_trim(c[BULK_TARGET]);

	im->rule.literal = !w.below;
	im->rule.strict = !w.below || w.both;
	foreign_status(im, c[BULK_STATUS]);
	if (!foreign_bool(im, "preserve query string", c[BULK_QUERY], false))
		im->rule.query = QUERY_DROP;
	set_source(im, c[BULK_SOURCE], w.wild, w.below);
	foreign_target(im, to,
	    !w.below || !suffix                   ? "" :
		to.n > 0 && to.s[to.n - 1] == '/' ? ":splat" :
						    "/:splat");
	return import_end_row(im, line, raw);
}

/*
 * Subdomains are a rule of their own: "*." is not for the name itself.  So is
 * what is below a path, where its rest follows the target: the path itself
 * leads to the target without a slash.
 */
static enum err
bulk_row(struct import *im, const struct slice *c, int64_t line,
    struct slice raw)
{
	bool subdomains =
	    foreign_bool(im, "include subdomains", c[BULK_SUBDOMAINS], false);
	bool below =
	    foreign_bool(im, "subpath matching", c[BULK_SUBPATHS], false);
	struct slice from = foreign_trim(c[BULK_SOURCE]);
	struct slice to = foreign_trim(c[BULK_TARGET]);
	bool         both = below &&
	    foreign_bool(im, "preserve path suffix", c[BULK_SUFFIX], false) &&
	    from.n > 0 && from.s[from.n - 1] != '/' && to.n > 0 &&
	    to.s[to.n - 1] != '/';
	enum err rc = ERR_OK;

	if (im->bad)
		return import_end_row(im, line, raw);
	for (int wild = 0;
	     wild <= (subdomains ? 1 : 0) && rc == ERR_OK && !im->bad; wild++)
		for (int part = !both; part < 2 && rc == ERR_OK && !im->bad;
		     part++) {
			import_row(im);
			rc = bulk_rule(im, c,
			    (struct which){
				wild != 0, part == 1 && below, both },
			    line, raw);
		}
	return rc;
}

enum err
from_cloudflare_csv(struct import *im)
{
	static const struct csv_shape shape = { bulk_names,
		ARRAY_LEN(bulk_names), 2, CSV_BARE, ",", false, bulk_row, 0,
		false };

	return read_csv(im, &shape);
}

/* "example.com/old,https://..." without a header. */
bool
guess_cloudflare_csv(const struct hint *h)
{
	struct slice s = h->line, rest;
	size_t       n = 0;

	while (s.n > 0 && s.s[0] == '"') {
		s.s++;
		s.n--;
	}
	(void)foreign_is_url(s, &s);
	while (n < s.n && s.s[n] != ',' && s.s[n] != '/')
		n++;
	if (n == 0 || memchr(s.s, '.', n) == NULL || n == s.n)
		return false;
	while (n < s.n && s.s[n] != ',')
		n++;
	n += n < s.n;
	n += n < s.n && s.s[n] == '"';
	return foreign_is_url((struct slice){ s.s + n, s.n - n }, &rest);
}
