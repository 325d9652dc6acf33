/* SPDX-License-Identifier: MIT */
/*
 * to_apache.c - rules as RewriteCond and RewriteRule of Apache 2.4.
 *
 * The time comes as a header of the request, the only place where Apache has it
 * in UTC.  A '%' or '$' of a substitution is escaped by a '\', and a ',' would
 * end a flag.
 */
#include "spell.h"
#include "to.h"
#include "when.h"

static void
head(const struct to_sum *sum, struct buf *out)
{
	(void)sum;
	buf_adds(out,
	    "# Belongs into <VirtualHost>.  Needs mod_rewrite, mod_headers and "
	    "mod_setenvif.\n"
	    "# Of a target that is a path Apache makes a URL, with its own "
	    "scheme, host and port.\n"
	    "AllowEncodedSlashes NoDecode\n"
	    "RewriteEngine On\n"
	    "RequestHeader set Detour-Now \"%t\" early\n"
	    "RequestHeader unset Detour-Now\n"
	    "SetEnvIf Detour-Now \"^t=([0-9]+)[0-9]{6}$\" DETOUR_NOW=$1\n"
	    "SetEnvIf Request_URI \"^\" \"DETOUR_COMMA=,\"\n"
	    "Header always set Cache-Control \"expr=%{reqenv:DETOUR_CACHE}\" "
	    "env=DETOUR_CACHE\n"
	    "Header always set Sunset \"expr=%{reqenv:DETOUR_SUNSET}\" "
	    "env=DETOUR_SUNSET\n"
	    "Header always set Retry-After \"expr=%{reqenv:DETOUR_RETRY}\" "
	    "env=DETOUR_RETRY\n"
	    "RewriteCond \"%{ENV:REDIRECT_STATUS}%{IS_SUBREQ}\" \"=false\"\n"
	    "RewriteCond \"%{THE_REQUEST}\" \"^(?!OPTIONS |TRACE |CONNECT )"
	    "[^ ]+ (?:https?://[^/? ]+)?(?=[^ ]{1,");
	buf_addf(out, "%d", SPELL_REQUEST_MAX);
	/* A '?' or '&' that is left over at an end it drops. */
	buf_adds(out, "} )(?![^ ]*[?](?:[^ ]*&)?&)(");
	spell_normal(false, out);
	buf_adds(out,
	    ") \"\n"
	    "RewriteRule \"^\" \"-\" \"[E=DETOUR_ASK:%1 "
	    "%{HTTP_HOST} %{REQUEST_SCHEME} %{ENV:DETOUR_NOW} "
	    "%{REQUEST_METHOD}]\"\n");
}

static void
escape(char c, struct buf *out)
{
	if (c == '%' || c == '$')
		buf_addc(out, '\\');
	buf_addc(out, c);
}

static void
capture(int n, struct buf *out)
{
	buf_addf(out, "%%%d", n);
}

/* "Tue, 01 Dec 2026 09:00:00 GMT" within a flag. */
static void
add_date(const char *name, int64_t at, struct buf *out)
{
	char       room[64];
	struct buf date;

	if (at == WHEN_NEVER)
		return;
	buf_init_in(&date, room, sizeof(room));
	when_http(&date, at);
	buf_addf(out, ",E=%s:", name);
	for (size_t i = 0; i < date.len; i++) {
		if (date.data[i] == ',')
			buf_adds(out, "%{ENV:DETOUR_COMMA}");
		else
			buf_addc(out, date.data[i]);
	}
}

static void
add_answer(const struct shape *s, struct buf *out)
{
	if (s->status == 0) {
		buf_adds(out,
		    "RewriteRule \"^\" \"-\" "
		    "\"[E=DETOUR_ASK:-]\"\n");
		return;
	}
	buf_adds(out, "RewriteRule \"^\" \"");
	if (s->location.len > 0)
		to_template(buf_slice(&s->location), escape, capture, out);
	else
		buf_addc(out, '-');
	buf_addf(out, "\" \"[R=%d,%sL,E=DETOUR_CACHE:%s", s->status,
	    s->location.len > 0 ? "NE,QSD,UnsafeAllow3F," : "", s->cache);
	add_date("DETOUR_SUNSET", s->sunset, out);
	add_date("DETOUR_RETRY", s->retry, out);
	buf_adds(out, "]\"\n");
}

static enum err
add_shape(const struct shape *s, void *arg)
{
	struct to_text *t = arg;
	struct buf     *out = t->out;
	enum err        rc;

	buf_adds(out, "RewriteCond \"%{ENV:DETOUR_ASK}\" \"");
	rc = to_asked(s, t);
	if (rc != ERR_OK)
		return rc;
	buf_addc(out, ' ');
	to_methods(s, out);
	buf_adds(out, "$\"\n");
	add_answer(s, out);
	return ERR_OK;
}

static enum err
add_rule(const struct rule *r, struct to_how how, struct buf *out,
    struct buf *why)
{
	return to_commented("# ", r, how, add_shape, out, why);
}

static enum err
add_guard(const struct rule *r, struct to_how how, struct buf *out,
    struct buf *why)
{
	return to_guarded("# ", r, how, add_shape, out, why);
}

const struct to_format to_apache = {
	.name = "apache",
	.help = "lines inside of <VirtualHost>, in force by the clock",
	.head = head,
	.rule = add_rule,
	.guard = add_guard,
};
