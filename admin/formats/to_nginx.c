/* SPDX-License-Identifier: MIT */
/*
 * to_nginx.c - rules as one map of nginx, which looks at a text with the time
 * in it.
 *
 * Every text is in double quotes.  A '$' begins a variable in a value and
 * cannot be escaped: a variable stands for it.  The comment in front of a rule
 * carries it: from_nginx_own.c takes it back.
 */
#include "carried.h"
#include "from_nginx.h"
#include "spell.h"
#include "to.h"
#include "when.h"

/* nginx reads its configuration through a buffer of 4,096 octets, into which
 * each text must fit. */
#define TOKEN_MAX 4000

/* So must all comments between two statements. */
#define CARRIED_MAX 3500

static void
head(const struct to_sum *sum, struct buf *out)
{
	(void)sum;
	buf_adds(out,
	    "# What stands before \"# server:\" belongs into http {}, the rest "
	    "into server {}.\n"
	    "geo $detour_dollar {\n\tdefault \"$\";\n}\n"
	    "map \"$request_method $request_uri\" $detour_target {\n"
	    "\tdefault \"\";\n"
	    "\t\"~^(?!OPTIONS |TRACE |CONNECT )[^ ]+ (?=[^ ]{1,");
	buf_addf(out, "%d", SPELL_REQUEST_MAX);
	buf_adds(out, "}$)(");
	spell_normal(out);
	buf_adds(out, ")$\" \"$1\";\n}\n");
}

static void
open_list(const struct to_sum *sum, enum to_part part, struct buf *out)
{
	(void)part;
	buf_adds(out,
	    "map \"$detour_target $http_host $scheme $msec\" "
	    "$detour_answer {\n"
	    "\tdefault \"\";\n"
	    "\t# " NGINX_WRITTEN);
	when_utc(out, sum->now);
	buf_addc(out, '\n');
}

static void
close_list(enum to_part part, struct buf *out)
{
	(void)part;
	buf_adds(out, "}\n");
}

/* A part of the answer: behind so many bars. */
static void
add_part(const char *name, int bars, struct buf *out)
{
	buf_addf(out,
	    "map $detour_answer $detour_%s {\n\tdefault \"\";\n"
	    "\t\"~^(?:[^|]*[|]){%d} ?([^|]*[^| ])\" \"$1\";\n}\n",
	    name, bars);
}

static void
add_location(int status, const char *answer, struct buf *out)
{
	buf_addf(out,
	    "location = /-detour-%d {\n"
	    "\tinternal;\n"
	    "\tabsolute_redirect off;\n"
	    "\tadd_header Cache-Control $detour_cache always;\n"
	    "\tadd_header Sunset $detour_sunset always;\n"
	    "\tadd_header Retry-After $detour_retry always;\n"
	    "\treturn %d%s;\n"
	    "}\n",
	    status, status, answer);
}

static void
tail(const struct to_sum *sum, struct buf *out)
{
	static const int redirects[] = { 301, 302, 303, 307, 308 };

	(void)sum;
	buf_adds(out,
	    "map $detour_answer $detour_status {\n"
	    "\tdefault \"\";\n"
	    "\t\"~^([0-9]+) \" \"$1\";\n}\n");
	add_part("cache", 1, out);
	add_part("sunset", 2, out);
	add_part("retry", 3, out);
	add_part("to", 4, out);
	buf_adds(out,
	    "# server:\n"
	    "if ($detour_status) {\n"
	    "\trewrite ^ /-detour-$detour_status last;\n}\n");
	for (size_t i = 0; i < ARRAY_LEN(redirects); i++)
		add_location(redirects[i], " $detour_to", out);
	add_location(410, "", out);
	add_location(503, "", out);
}

static void
escape(char c, struct buf *out)
{
	if (c == '$')
		buf_adds(out, "${detour_dollar}");
	else
		buf_addc(out, c);
}

static void
capture(int n, struct buf *out)
{
	buf_addf(out, "$%d", n);
}

static void
add_value(const struct shape *s, struct buf *out)
{
	if (s->status == 0) {
		buf_addc(out, '-');
		return;
	}
	buf_addf(out, "%d | %s | ", s->status, s->cache);
	if (s->sunset != WHEN_NEVER)
		when_http(out, s->sunset);
	buf_adds(out, " | ");
	if (s->retry != WHEN_NEVER)
		when_http(out, s->retry);
	buf_adds(out, " | ");
	to_template(buf_slice(&s->location), escape, capture, out);
}

static enum err
add_shape(const struct shape *s, void *arg)
{
	struct to_text *t = arg;
	struct buf     *out = t->out;
	size_t          at = out->len, value_at;

	buf_adds(out, "\t\"~^");
	if (s->except.len > 0) {
		buf_adds(out, "(?!");
		buf_add_slice(out, buf_slice(&s->except));
		buf_adds(out, " )");
	}
	buf_add_slice(out, buf_slice(&s->ask));
	buf_addc(out, ' ');
	if (!spell_range(s->from, s->until, out))
		return refuse(t->why, ERR_SYNTAX,
		    "it begins after the year 2286");
	buf_adds(out, "[.]\" ");
	value_at = out->len;
	buf_addc(out, '"');
	add_value(s, out);
	buf_adds(out, "\";\n");
	if (value_at - at > TOKEN_MAX || out->len - value_at > TOKEN_MAX)
		return refuse(t->why, ERR_SYNTAX,
		    "it is too long for a line of nginx");
	return ERR_OK;
}

static enum err
add_rule(const struct rule *r, struct to_how how, struct buf *out,
    struct buf *why)
{
	struct to_text t = { out, why };

	buf_addf(out, "\t# " NGINX_RULE "%lld", (long long)r->id);
	carried_put(r, CARRIED_MAX, out);
	buf_addc(out, '\n');
	return shape_each(r, how.now, add_shape, &t, why);
}

static enum err
add_guard(const struct rule *r, struct to_how how, struct buf *out,
    struct buf *why)
{
	struct to_text t = { out, why };

	buf_adds(out, "\t# " NGINX_LEFT ": ");
	to_comment(r, out);
	buf_addc(out, '\n');
	return shape_guard(r, how.now, add_shape, &t, why);
}

const struct to_format to_nginx = {
	.name = "nginx",
	.help = "maps and a few lines of a server, in force by the clock",
	.head = head,
	.tail = tail,
	.open = open_list,
	.close = close_list,
	.rule = add_rule,
	.guard = add_guard,
};
