/* SPDX-License-Identifier: MIT */
/*
 * from_nginx.c - nginx: return and rewrite in servers and locations, and maps.
 *
 * A map may stand in a file of its own, without the words around it: lines of
 * "/old /new;".
 */
#include <string.h>

#include "foreign.h"
#include "formats.h"
#include "from_nginx.h"

#define NAMES_LONG (NGINX_HOSTS_MAX * 512) /* octets of all together */

static const struct slice no_host = { "", 0 };

/* ------------------------------------------------------------------ blocks */

static void
take_names(struct place *p, const struct statement *s)
{
	p->nhosts = 0;
	p->bad_host = false;
	buf_reset(&p->names);
	for (size_t i = 1; i < s->n && i < NGINX_WORDS_MAX; i++) {
		struct slice name = s->words[i];

		if (slice_is(name, "_") || slice_is(name, "\"\"") ||
		    name.n == 0)
			continue;
		if (name.s[0] == '~' || name.s[name.n - 1] == '*' ||
		    p->nhosts == NGINX_HOSTS_MAX) {
			p->bad_host = true;
			continue;
		}
		/* ".example.com" is the name, and all below it. */
		if (name.s[0] == '.') {
			buf_add(&p->names, name.s + 1, name.n - 1);
			p->hosts[++p->nhosts] = p->names.len;
			if (p->nhosts == NGINX_HOSTS_MAX) {
				p->bad_host = true;
				continue;
			}
			buf_addc(&p->names, '*');
		}
		buf_add_slice(&p->names, name);
		p->hosts[++p->nhosts] = p->names.len;
	}
	p->bad_host |= s->n > NGINX_WORDS_MAX;
}

static enum block
take_location(struct place *p, const struct statement *s)
{
	struct slice how = s->n > 2 ? s->words[1] : no_host;

	buf_reset(&p->path);
	p->how = slice_is(how, "=") ? '=' :
	    slice_is(how, "~")      ? '~' :
	    slice_is(how, "~*")     ? 'i' :
				      '^';
	if (s->n < 2 || s->n > 3 || s->words[1].s[0] == '@')
		return BLOCK_BAD;
	buf_add_slice(&p->path, s->words[s->n - 1]);
	return buf_end(&p->path) == ERR_OK ? BLOCK_LOCATION : BLOCK_BAD;
}

/*
 * The status that a "return" below gives to what a map says, as far as can be
 * seen: "return 301 $new;".
 */
static int
status_below(struct import *im, struct slice var)
{
	struct slice ahead = feed_ahead(&im->feed);

	for (size_t i = 0; i + 12 + var.n < ahead.n; i++)
		if (memcmp(ahead.s + i, "return 30", 9) == 0 &&
		    ahead.s[i + 10] == ' ' &&
		    memcmp(ahead.s + i + 11, var.s, var.n) == 0 &&
		    ahead.s[i + 11 + var.n] == ';')
			return 300 + ahead.s[i + 9] - '0';
	return 0;
}

/* "if ($new)", which asks whether the map says something. */
static bool
asks_map(const struct place *p, const struct statement *s)
{
	struct slice var = buf_slice(&p->var), word;

	if (s->n != 2 || !slice_is(s->words[0], "if") || var.n == 0)
		return false;
	word = s->words[1];
	return word.n == var.n + 2 && word.s[0] == '(' &&
	    memcmp(word.s + 1, var.s, var.n) == 0;
}

static bool
ends_with(struct slice s, const char *end)
{
	const size_t n = strlen(end);

	return s.n >= n && memcmp(s.s + s.n - n, end, n) == 0;
}

/* What an export has besides its rules. */
static bool
is_own(const struct statement *s)
{
	struct slice name = s->n > 0 ? s->words[0] : no_host;
	struct slice last = s->n > 1 ? s->words[s->n - 1] : no_host;

	if (slice_is(name, "map") || slice_is(name, "geo"))
		return slice_starts(last, "$detour_");
	if (slice_is(name, "location"))
		return slice_starts(last, "/-detour-");
	return slice_is(name, "if") && slice_is(last, "($detour_status)");
}

static enum block
block_of(struct place *p, const struct statement *s)
{
	struct slice name = s->n > 0 ? s->words[0] : no_host, host;

	if (p->depth > 0 &&
	    (p->blocks[p->depth - 1] == BLOCK_BAD ||
		p->blocks[p->depth - 1] == BLOCK_OWN))
		return p->blocks[p->depth - 1];
	if (is_own(s))
		return BLOCK_OWN;
	if (slice_is(name, "server")) {
		buf_reset(&p->names);
		p->nhosts = 0;
		p->bad_host = false;
		return BLOCK_SERVER;
	}
	if (slice_is(name, "map"))
		return s->n == 3 &&
			(slice_is(s->words[1], "$uri") ||
			    slice_is(s->words[1], "$request_uri")) ?
		    BLOCK_MAP :
		    BLOCK_BAD;
	if (slice_is(name, "location"))
		return p->depth > 0 &&
			p->blocks[p->depth - 1] == BLOCK_LOCATION ?
		    BLOCK_BAD :
		    take_location(p, s);
	if (p->depth > 0 && p->blocks[p->depth - 1] == BLOCK_SERVER &&
	    statement_asks_host(s, &host)) {
		buf_add_slice(&p->host, host);
		return BLOCK_HOST;
	}
	if (slice_is(name, "http") || slice_is(name, "events") ||
	    asks_map(p, s))
		return BLOCK_OTHER;
	return BLOCK_BAD;
}

static enum err
open_block(struct import *im, struct place *p, const struct statement *s)
{
	enum block b = block_of(p, s);

	if (p->depth == NGINX_DEPTH_MAX)
		return import_stop(im, s->line, "there are too many blocks");
	if (b == BLOCK_OWN && s->n == 3 &&
	    (ends_with(s->words[2], "_list") ||
		ends_with(s->words[2], "_found")) &&
	    !ends_with(s->words[1], "_list") &&
	    !ends_with(s->words[1], "_found"))
		return nginx_own(im, ends_with(s->words[2], "_found"));
	if (b == BLOCK_MAP) {
		buf_reset(&p->var);
		buf_add_slice(&p->var, s->words[2]);
		p->status = status_below(im, s->words[2]);
		p->with_args = slice_is(s->words[1], "$request_uri");
	}
	if (b == BLOCK_BAD && p->bad.len == 0)
		buf_addf(&p->bad, "%.*s", s->n > 0 ? quotable(s->words[0]) : 0,
		    s->n > 0 ? s->words[0].s : "");
	p->took &= b != BLOCK_LOCATION;
	p->blocks[p->depth++] = b;
	return ERR_OK;
}

static void
close_block(struct import *im, struct place *p, int64_t line)
{
	enum block b = p->depth > 0 ? p->blocks[--p->depth] : BLOCK_OTHER;

	if (b == BLOCK_LOCATION) {
		buf_reset(&p->path);
		if (!p->took)
			import_remark(im, line,
			    "a location that ends here has no redirect, and is "
			    "left alone there; here a wider rule takes it, if "
			    "none to '-' leaves it alone");
	}
	if (b == BLOCK_SERVER)
		p->nhosts = 0;
	if (b == BLOCK_HOST)
		buf_reset(&p->host);
	if (b == BLOCK_BAD &&
	    (p->depth == 0 || p->blocks[p->depth - 1] != BLOCK_BAD))
		buf_reset(&p->bad);
}

/* How many hosts a rule is for, and which they are; one that is empty is any.
 */
static size_t
hosts_of(const struct place *p)
{
	return p->host.len > 0 || p->nhosts == 0 ? 1 : p->nhosts;
}

static struct slice
host_at(const struct place *p, size_t i)
{
	if (p->host.len > 0 || p->nhosts == 0)
		return buf_slice(&p->host);
	return (struct slice){ p->names.data + p->hosts[i],
		p->hosts[i + 1] - p->hosts[i] };
}

/* A rule for each host of the server, and maybe for each scheme. */
static enum err
take_rule(struct import *im, struct place *p, const struct statement *s)
{
	static const char *const schemes[] = { "http://", "https://" };
	struct slice             raw = buf_slice(&s->raw);
	struct buf               host;
	enum err                 rc = ERR_OK;
	bool   stop = p->depth > 0 && p->blocks[p->depth - 1] == BLOCK_BAD;
	bool   second = false;
	size_t each;

	import_row(im);
	if (stop && buf_end(&p->bad) == ERR_OK)
		import_refuse(im,
		    "it stands within '%s { }', which asks for more than a "
		    "rule "
		    "can",
		    p->bad.data);
	else if (p->bad_host && p->host.len == 0)
		import_refuse(im,
		    "its server_name has an expression, a final star, or too "
		    "many names: no source has them");
	else if (s->n < 2)
		import_refuse(im, "it says nothing");
	if (im->bad)
		return import_end_row(im, s->line, raw);
	each = host_at(p, 0).n > 0 && nginx_keeps_scheme(s) ?
	    ARRAY_LEN(schemes) :
	    1;
	buf_init(&host, NAMES_LONG + sizeof("https://"));
	for (size_t i = 0; rc == ERR_OK && i < hosts_of(p) * each;
	     i += !second) {
		buf_reset(&host);
		if (each > 1)
			buf_adds(&host, schemes[i % each]);
		buf_add_slice(&host, host_at(p, i / each));
		import_row(im);
		nginx_rule(im, p, buf_slice(&host), s, &second);
		second &= !im->bad;
		rc = import_end_row(im, s->line, raw);
	}
	buf_free(&host);
	return rc;
}

static enum err
take_map(struct import *im, const struct place *p, const struct statement *s)
{
	/* What a map is when nothing fits is no redirect. */
	if (s->n == 2 && slice_is(s->words[0], "default") && s->words[1].n == 0)
		return ERR_OK;
	if (s->n == 1 &&
	    (slice_is(s->words[0], "volatile") ||
		slice_is(s->words[0], "hostnames")))
		return ERR_OK;
	import_row(im);
	if (s->n == 2 && slice_is(s->words[0], "include"))
		import_refuse(im, "import '%.*s' by itself",
		    quotable(s->words[1]), s->words[1].s);
	else if (s->n == 2 && slice_is(s->words[0], "default"))
		import_refuse(im,
		    "'default' is for all other paths: write a rule for /*");
	else if (s->n != 2)
		import_refuse(im, "a map has two words in a line");
	else
		nginx_entry(im, p, s);
	if (p->status != 0)
		im->rule.status = p->status;
	else if (!im->bad)
		import_remark(im, s->line,
		    "a map says no status: its lines are taken as 302, which "
		    "can be promoted");
	return import_end_row(im, s->line, buf_slice(&s->raw));
}

static enum err
take_statement(struct import *im, struct place *p, const struct statement *s)
{
	struct slice name = s->n > 0 ? s->words[0] : no_host;
	enum block   in = p->depth > 0 ? p->blocks[p->depth - 1] : BLOCK_OTHER;

	if (s->n == 0 || in == BLOCK_OWN)
		return ERR_OK;
	if (in == BLOCK_MAP)
		return take_map(im, p, s);
	if (slice_is(name, "return") && s->n == 3 && p->var.len > 0 &&
	    slice_eq(s->words[2], buf_slice(&p->var)))
		return ERR_OK; /* what its map says */
	if (slice_is(name, "return") || slice_is(name, "rewrite")) {
		p->took = true;
		return take_rule(im, p, s);
	}
	if (p->depth == 0 && s->n == 2 &&
	    (name.s[0] == '/' || name.s[0] == '~' || slice_is(name, "default")))
		return take_map(im, p, s);
	if (slice_is(name, "server_name") && in == BLOCK_SERVER)
		take_names(p, s);
	else
		import_remark(im, s->line,
		    "this is no redirect, and is passed over, as others like "
		    "it are");
	return ERR_OK;
}

enum err
from_nginx(struct import *im)
{
	struct place     p = { .depth = 0 };
	struct statement s;
	enum err         rc;

	statement_init(&s);
	buf_init(&p.names, NAMES_LONG);
	buf_init(&p.host, NAMES_LONG);
	buf_init(&p.path, SOURCE_MAX);
	buf_init(&p.var, FEED_LINE_MAX);
	buf_init(&p.bad, WHY_MAX);
	do {
		rc = statement_next(im, &s);
		if (rc == ERR_OK && s.end == ';')
			rc = take_statement(im, &p, &s);
		else if (rc == ERR_OK && s.end == '{')
			rc = open_block(im, &p, &s);
		else if (rc == ERR_OK && s.n > 0)
			rc = import_stop(im, s.line,
			    "a statement that begins here has no ';'");
		else if (rc == ERR_OK && s.end == '}')
			close_block(im, &p, s.line);
	} while (rc == ERR_OK && s.end != 0);
	statement_free(&s);
	buf_free(&p.names);
	buf_free(&p.host);
	buf_free(&p.path);
	buf_free(&p.var);
	buf_free(&p.bad);
	return rc;
}

bool
guess_nginx(const struct hint *h)
{
	return hint_has(h, "location ") || hint_has(h, "server_name ") ||
	    hint_has(h, "\nrewrite ") || slice_starts(h->line, "rewrite ") ||
	    slice_starts(h->line, "map ") ||
	    slice_starts(h->line, "geo $detour_") ||
	    (h->line.n > 1 && h->line.s[h->line.n - 1] == ';' &&
		h->line.s[0] == '/');
}
