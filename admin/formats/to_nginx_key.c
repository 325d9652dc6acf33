/* SPDX-License-Identifier: MIT */
/*
 * to_nginx_key.c - rules that nginx finds by their path; see to_nginx_base.h.
 *
 * A map looks texts up in a hash table, and takes capitals for small letters.
 * So what is found begins with tests that must hold, the first of which is that
 * the path is this one, and a second map, whose one expression is the same for
 * every table, looks at them.  A value holds records of six fields,
 *
 *	|TESTS|STATUS | CACHE | SUNSET | RETRY | LOCATION
 *
 * and the first whose tests hold is the answer.  A test is "A=B " for two texts
 * that must be the same, or "A<B " for two numbers of ten digits; one side is a
 * variable, which nginx fills in when the value is found.
 */
#include "from_nginx.h"
#include "to_nginx_base.h"
#include "when.h"

#define SECONDS_MIN INT64_C(1000000000) /* ten digits: from 2001 ... */
#define SECONDS_MAX INT64_C(9999999999) /* ... to 2286 */

/* -------------------------------------------------------------- the server */

void
nginx_part(enum to_part part, struct buf *out)
{
	const bool host = part < TO_ANY_KEYS;
	const int  first = host ? TO_HOST_KEYS : TO_ANY_KEYS;

	buf_addf(out, "$detour_%s_", host ? "host" : "any");
	if (part == TO_HOST_LIST || part == TO_ANY_LIST)
		buf_adds(out, "list");
	else
		buf_addi(out, (int)part - first + 1);
}

static size_t
next_power(size_t n)
{
	size_t power = 1;

	while (power < n)
		power *= 2;
	return power;
}

void
nginx_key_sizes(const struct to_sum *sum, struct buf *out)
{
	/* An element is a pointer, a length and the text; a bucket ends with a
	 * pointer, and begins a line of the cache. */
	const size_t element = 8 + (sum->longest + 2 + 7) / 8 * 8;
	const bool   many = sum->keys > 1000;
	size_t       bucket = (many ? 16 : 1) * element + 8;

	bucket = (bucket + 63) / 64 * 64;
	if (bucket > 32768)
		bucket = 32768;
	if (sum->keys == 0 || (!many && bucket <= 64))
		return;
	buf_adds(out,
	    "# Where nginx says that one of these is a duplicate, there is one "
	    "already, or a map\n"
	    "# stands above: then write it there, and not less.\n");
	if (many)
		buf_addf(out, "map_hash_max_size %zu;\n",
		    next_power(sum->keys));
	buf_addf(out, "map_hash_bucket_size %zu;\n", bucket);
}

void
nginx_key_head(const struct to_sum *sum, struct buf *out)
{
	const bool hosts = sum->has[TO_HOST_KEYS];

	if (!hosts && !sum->has[TO_ANY_KEYS])
		return;
	buf_adds(out,
	    "map $detour_target $detour_path {\n"
	    "\tdefault \"\";\n"
	    "\t\"~^(/[^?]*[^?/]|/)\" \"$1\";\n}\n"
	    "map $detour_target $detour_slash {\n"
	    "\tdefault -;\n"
	    "\t\"~^/[^?]+/(?:[?]|$)\" /;\n}\n"
	    "map $detour_target $detour_query {\n"
	    "\tdefault \"\";\n"
	    "\t\"~([?].+)$\" \"$1\";\n}\n"
	    "map $msec $detour_now {\n"
	    "\tdefault \"\";\n"
	    "\t\"~^([0-9]{10})[.]\" \"$1\";\n}\n");
	if (hosts)
		buf_adds(out,
		    "map $detour_asked $detour_host {\n"
		    "\tdefault \"\";\n"
		    "\t\"~^([^ ]*?)[.]?(?::[0-9]*)?$\" \"$1\";\n}\n");
}

void
nginx_key_open(enum to_part part, struct buf *out)
{
	buf_addf(out, "map \"%s$detour_path\" ",
	    part < TO_ANY_KEYS ? "$detour_host" : "");
	nginx_part(part, out);
	buf_adds(out, "_found {\n\tdefault \"\";\n");
}

void
nginx_key_close(enum to_part part, struct buf *out)
{
	buf_adds(out, "}\nmap ");
	nginx_part(part, out);
	buf_adds(out, "_found ");
	nginx_part(part, out);
	buf_adds(out,
	    " {\n\tdefault \"\";\n"
	    "\t\"~^(?:(?:[|][^|]*){6})*?[|]"
	    "(?:([^ |]*)=\\g{1} |([0-9]*)(?:");
	for (int digit = 0; digit < 9; digit++)
		buf_addf(out, "%s%d[0-9]*<\\g{2}[%d-9]", digit > 0 ? "|" : "",
		    digit, digit + 1);
	buf_adds(out, ")[0-9]* )*[|]([^|]*(?:[|][^|]*){4})\" \"$3\";\n}\n");
}

/* --------------------------------------------------------------- the rule */

struct entry {
	struct buf *out, *why;
	size_t      value_at; /* where it begins in out */
};

static void
add_escaped(struct slice s, struct buf *out)
{
	for (size_t i = 0; i < s.n; i++)
		nginx_escape(s.s[i], out);
}

static void
add_tests(const struct shape *s, struct buf *out)
{
	const struct rule *r = s->rule;
	const struct slice path = r->at.path;

	if (!r->ignore_case) {
		buf_adds(out, "$detour_path=");
		add_escaped(url_trim(path), out);
		buf_addc(out, ' ');
	}
	if (r->strict && path.n > 1)
		buf_addf(out, "$detour_slash=%c ",
		    path.s[path.n - 1] == '/' ? '/' : '-');
	if (r->at.scheme != SCHEME_ANY)
		buf_addf(out, "$scheme=%s ", scheme_name(r->at.scheme));
	if (s->from > SECONDS_MIN)
		buf_addf(out, "%lld<$detour_now ", (long long)s->from - 1);
	if (s->until <= SECONDS_MAX)
		buf_addf(out, "$detour_now<%lld ", (long long)s->until);
}

/* What an exact path captures is the visitor's query. */
static void
add_query(int n, struct buf *out)
{
	(void)n;
	buf_adds(out, "${detour_query}");
}

static enum err
add_record(const struct shape *s, void *arg)
{
	struct entry *e = arg;

	if (s->except.len > 0)
		return refuse(e->why, ERR_SYNTAX, "it gives way to itself");
	if (s->from > SECONDS_MAX)
		return refuse(e->why, ERR_SYNTAX,
		    "it begins after the year 2286");
	buf_addc(e->out, '|');
	add_tests(s, e->out);
	buf_addc(e->out, '|');
	if (s->status == 0)
		buf_adds(e->out, "-||||");
	else
		nginx_answer(s, add_query, e->out);
	return e->out->len - e->value_at > NGINX_TOKEN_MAX ?
	    refuse(e->why, ERR_SYNTAX, "it is too long for a line of nginx") :
	    ERR_OK;
}

enum err
nginx_key_entry(const struct rule *r, struct to_how how, size_t *ret_key,
    struct buf *out, struct buf *why)
{
	struct entry       e = { out, why, 0 };
	const struct slice path = url_trim(r->at.path);
	enum err           rc;

	if (r->at.nparams > 0 || r->wants.looks != 0)
		return refuse(why, ERR_SYNTAX, "it requires more than a path");
	nginx_comment(r, out);
	buf_adds(out, "\t\"");
	buf_add_slice(out, r->at.host);
	buf_add_slice(out, path);
	buf_adds(out, "\" ");
	e.value_at = out->len;
	buf_addc(out, '"');
	rc = shape_each(r, how.now, add_record, &e, why);
	if (rc == ERR_OK && out->len == e.value_at + 1)
		return refuse(why, ERR_SYNTAX, "it answers nothing");
	buf_adds(out, "\";\n");
	*ret_key = r->at.host.n + path.n;
	return rc;
}
