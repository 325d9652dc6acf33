/* SPDX-License-Identifier: MIT */
/* recipe.c - a recipe with a person's own values; see recipe.h. */
#include "recipe.h"

#include <ctype.h>
#include <string.h>

enum part { PART_WHOLE, PART_AUTHORITY, PART_HOST, PART_PORT };

/*
 * What stands in the files, and what it is.  Where one text begins another,
 * the longer one comes first.
 */
static const struct place {
	const char *text;
	enum opt    opt;
	enum part   part;
} places[] = {
	{ "/run/detour/detour.sock", OPT_SOCKET, PART_WHOLE },
	{ "/usr/local/libexec/detour.fcgi", OPT_PROGRAM, PART_WHOLE },
	{ "/var/lib/detour/rules.db", OPT_DB, PART_WHOLE },
	{ "/var/www/html", OPT_ROOT, PART_WHOLE },
	{ "127.0.0.1:9000", OPT_ADDRESS, PART_WHOLE },
	{ "http://127.0.0.1:8080", OPT_SITE, PART_WHOLE },
	{ "127.0.0.1:8080", OPT_SITE, PART_AUTHORITY },
	{ "127.0.0.1", OPT_SITE, PART_HOST },
	{ "8080", OPT_SITE, PART_PORT },
	{ "0.0.0.0:80", OPT_LISTEN, PART_WHOLE },
	{ "0.0.0.0", OPT_LISTEN, PART_HOST },
	{ "80", OPT_LISTEN, PART_PORT },
};

static bool
is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

/* The default value that begins at p, as a word of its own, or NULL. */
static const struct place *
place_at(const char *text, const char *p)
{
	for (size_t i = 0; i < ARRAY_LEN(places); i++) {
		size_t n = strlen(places[i].text);

		if (strncmp(p, places[i].text, n) == 0 && !is_word(p[n]) &&
		    (p == text || !is_word(p[0]) ||
			(!is_word(p[-1]) && p[-1] != '.')))
			return &places[i];
	}
	return NULL;
}

uint64_t
recipe_takes(const struct recipe *r)
{
	const struct place *place;
	uint64_t            set = 0;

	for (const char *p = r->text; *p != '\0'; p++) {
		place = place_at(r->text, p);
		if (place == NULL)
			continue;
		set |= UINT64_C(1) << place->opt;
		p += strlen(place->text) - 1;
	}
	return set;
}

/* HOST:PORT or [IPV6]:PORT.  Without a port, otherwise is it; NULL: refused. */
static bool
split(struct slice typed, const char *otherwise, struct slice *ret_host,
    struct slice *ret_port)
{
	bool   bracketed = typed.n > 0 && typed.s[0] == '[';
	size_t n = 0;
	long   port = 0;

	while (n < typed.n &&
	    (is_word(typed.s[n]) || strchr(".-", typed.s[n]) != NULL ||
		(bracketed && strchr("[:", typed.s[n]) != NULL)))
		n++;
	if (bracketed && (n == typed.n || typed.s[n++] != ']'))
		return false;
	*ret_host = (struct slice){ typed.s, n };
	if (n == typed.n && n > 0 && otherwise != NULL) {
		*ret_port = slice_of(otherwise);
		return true;
	}
	if (n == 0 || n == typed.n || typed.s[n] != ':')
		return false;
	*ret_port = (struct slice){ typed.s + n + 1, typed.n - n - 1 };
	for (size_t i = 0; i < ret_port->n; i++) {
		if (ret_port->s[i] < '0' || ret_port->s[i] > '9' || i > 4)
			return false;
		port = port * 10 + (ret_port->s[i] - '0');
	}
	return port >= 1 && port <= 65535;
}

static enum err
check_path(enum opt opt, const char *typed, struct buf *why)
{
	if (typed[0] != '/')
		return refuse(why, ERR_SYNTAX,
		    "--%s '%s' must begin with '/', because web servers run "
		    "in folders of their own",
		    option_rows[opt].name, typed);
	for (const char *p = typed; *p != '\0'; p++)
		if (!is_word(*p) && strchr("./_-+@", *p) == NULL)
			return refuse(why, ERR_SYNTAX,
			    "--%s '%s' holds an octet that means something to "
			    "a web server: use letters, digits and ./_-+@",
			    option_rows[opt].name, typed);
	return ERR_OK;
}

/* The parts of an address; host and port are empty for a path. */
struct value {
	struct slice whole, authority, host, port;
};

static enum err
read_value(enum opt opt, const char *typed, struct value *v, struct buf *why)
{
	bool is_site = opt == OPT_SITE;

	*v = (struct value){ .whole = slice_of(typed) };
	if (!is_site && opt != OPT_LISTEN && opt != OPT_ADDRESS)
		return check_path(opt, typed, why);
	v->authority = v->whole;
	if (is_site) {
		if (!slice_starts(v->whole, "http://"))
			return refuse(why, ERR_SYNTAX,
			    "--site '%s' does not begin with 'http://': the "
			    "site is asked in plain HTTP, as in "
			    "http://127.0.0.1:8080",
			    typed);
		v->authority.s += strlen("http://");
		v->authority.n -= strlen("http://");
	}
	if (!split(v->authority, is_site ? "80" : NULL, &v->host, &v->port))
		return refuse(why, ERR_SYNTAX,
		    "--%s '%s' is not %sHOST:PORT, as in %s127.0.0.1:8080",
		    option_rows[opt].name, typed, is_site ? "http://" : "",
		    is_site ? "http://" : "");
	return ERR_OK;
}

static void
put(const struct value *v, enum part part, struct buf *out)
{
	struct slice host = v->host;

	switch (part) {
	case PART_WHOLE:
		buf_add_slice(out, v->whole);
		break;
	case PART_AUTHORITY:
		buf_add_slice(out, v->host);
		buf_addc(out, ':');
		buf_add_slice(out, v->port);
		break;
	case PART_HOST:
		if (host.n > 0 &&
		    host.s[0] == '[') /* no need for them on its own */
			host = (struct slice){ host.s + 1, host.n - 2 };
		buf_add_slice(out, host);
		break;
	case PART_PORT:
		buf_add_slice(out, v->port);
		break;
	}
}

enum err
recipe_fill(const struct recipe *r, const struct args *args,
    const char *program, struct buf *out, struct buf *why)
{
	const struct place *place;
	const char         *p, *typed;
	struct value        v;
	enum err            rc;

	for (p = r->text; *p != '\0'; p++) {
		place = place_at(r->text, p);
		if (place == NULL) {
			buf_addc(out, *p);
			continue;
		}
		typed = args_value(args, place->opt);
		if (typed == NULL && place->opt == OPT_PROGRAM)
			typed = program;
		if (typed == NULL) {
			buf_adds(out, place->text);
		} else {
			rc = read_value(place->opt, typed, &v, why);
			if (rc != ERR_OK)
				return rc;
			put(&v, place->part, out);
		}
		p += strlen(place->text) - 1;
	}
	return buf_end(out);
}
