/* SPDX-License-Identifier: MIT */
/*
 * to_nginx.c - rules as maps of nginx: by path, and lists of expressions that
 * look at a text with the time in it.
 *
 * Every text is in double quotes.  A '$' begins a variable in a value and
 * cannot be escaped: a variable stands for it.  The comment in front of a rule
 * carries it: from_nginx_own.c takes it back.
 */
#include "carried.h"
#include "from_nginx.h"
#include "spell.h"
#include "to_nginx_base.h"
#include "when.h"

static void
head(const struct to_sum *sum, struct buf *out)
{
	buf_adds(out,
	    "# What stands before \"# server:\" belongs into http {}, the rest "
	    "into server {}.\n");
	nginx_key_sizes(sum, out);
	buf_adds(out,
	    "geo $detour_dollar {\n\tdefault \"$\";\n}\n"
	    /* HTTP/3 has no Host header. */
	    "map $http_host $detour_asked {\n"
	    "\tdefault $http_host;\n\t\"\" $host;\n}\n"
	    "map \"$request_method $request_uri\" $detour_target {\n"
	    "\tdefault \"\";\n"
	    "\t\"~^(?!OPTIONS |TRACE |CONNECT )[^ ]+ (?=[^ ]{1,");
	buf_addf(out, "%d", SPELL_REQUEST_MAX);
	buf_adds(out, "}$)(");
	spell_normal(false, out);
	buf_adds(out, ")$\" \"$1\";\n}\n");
	nginx_key_head(sum, out);
}

static bool
is_list(enum to_part part)
{
	return part == TO_HOST_LIST || part == TO_ANY_LIST;
}

static void
open_part(const struct to_sum *sum, enum to_part part, struct buf *out)
{
	if (is_list(part)) {
		buf_adds(out,
		    "map \"$detour_target $detour_asked $scheme $msec "
		    "$request_method\" ");
		nginx_part(part, out);
		buf_adds(out, " {\n\tdefault \"\";\n");
	} else {
		nginx_key_open(part, out);
	}
	buf_adds(out, "\t# " NGINX_WRITTEN);
	when_utc(out, sum->now);
	buf_addc(out, '\n');
}

static void
close_part(enum to_part part, struct buf *out)
{
	if (is_list(part))
		buf_adds(out, "}\n");
	else
		nginx_key_close(part, out);
}

/* The first part that has an answer gives it: each looks at the next one. */
static void
add_chain(const struct to_sum *sum, struct buf *out)
{
	const char *first = "$detour_answer";

	for (int i = 0; i < TO_PARTS; i++) {
		if (!sum->has[i] && i != TO_ANY_LIST)
			continue;
		buf_adds(out, "map ");
		nginx_part((enum to_part)i, out);
		buf_addf(out, " %s", first != NULL ? first : "");
		if (first == NULL) {
			nginx_part((enum to_part)i, out);
			buf_adds(out, "_or_on");
		}
		first = NULL;
		buf_adds(out, " {\n\tdefault ");
		nginx_part((enum to_part)i, out);
		buf_adds(out, ";\n");
		for (int next = i + 1; next < TO_PARTS; next++) {
			if (!sum->has[next] && next != TO_ANY_LIST)
				continue;
			buf_adds(out, "\t\"\" ");
			nginx_part((enum to_part)next, out);
			buf_adds(out, "_or_on;\n");
			break;
		}
		buf_adds(out, "}\n");
	}
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
	    "\texpires off;\n"
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

	add_chain(sum, out);
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

void
nginx_escape(char c, struct buf *out)
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

void
nginx_answer(const struct shape *s, void (*captured)(int, struct buf *),
    struct buf                  *out)
{
	buf_addi(out, s->status);
	buf_adds(out, " | ");
	buf_adds(out, s->cache);
	buf_adds(out, " | ");
	if (s->sunset != WHEN_NEVER)
		when_http(out, s->sunset);
	buf_adds(out, " | ");
	if (s->retry != WHEN_NEVER)
		when_http(out, s->retry);
	buf_adds(out, " | ");
	to_template(buf_slice(&s->location), nginx_escape, captured, out);
}

static enum err
add_shape(const struct shape *s, void *arg)
{
	struct to_text *t = arg;
	struct buf     *out = t->out;
	size_t          at = out->len, value_at;
	enum err        rc;

	buf_adds(out, "\t\"~");
	rc = to_asked(s, t);
	if (rc != ERR_OK)
		return rc;
	buf_adds(out, "[.]");
	if (s->methods.len > 0) {
		buf_adds(out, "[0-9]+ ");
		to_methods(s, out);
		buf_addc(out, '$');
	}
	buf_adds(out, "\" ");
	value_at = out->len;
	buf_addc(out, '"');
	if (s->status == 0)
		buf_addc(out, '-');
	else
		nginx_answer(s, capture, out);
	buf_adds(out, "\";\n");
	if (value_at - at > NGINX_TOKEN_MAX ||
	    out->len - value_at > NGINX_TOKEN_MAX)
		return refuse(t->why, ERR_SYNTAX,
		    "it is too long for a line of nginx");
	return ERR_OK;
}

void
nginx_comment(const struct rule *r, struct buf *out)
{
	buf_adds(out, "\t# " NGINX_RULE);
	buf_addi(out, (long long)r->id);
	carried_put(r, NGINX_CARRIED_MAX, out);
	buf_addc(out, '\n');
}

static enum err
add_rule(const struct rule *r, struct to_how how, struct buf *out,
    struct buf *why)
{
	struct to_text t = { .out = out, .why = why };

	nginx_comment(r, out);
	return shape_each(r, how.now, add_shape, &t, why);
}

static enum err
add_guard(const struct rule *r, struct to_how how, struct buf *out,
    struct buf *why)
{
	return to_guarded("\t# ", r, how, add_shape, out, why);
}

const struct to_format to_nginx = {
	.name = "nginx",
	.help = "maps and a few lines of a server, in force by the clock",
	.head = head,
	.tail = tail,
	.open = open_part,
	.close = close_part,
	.entry = nginx_key_entry,
	.rule = add_rule,
	.guard = add_guard,
};
