/* SPDX-License-Identifier: MIT */
/*
 * to_haproxy.c - rules as lines of a frontend of HAProxy 2.6 or later.
 *
 * Every text is in single quotes, in which nothing is special but the quote;
 * that of a Location is also a log format, in which a '%' is doubled.  Texts
 * with captures are arguments of regsub, in double quotes.
 */
#include "spell.h"
#include "to.h"
#include "when.h"

static void
head(const struct to_sum *sum, struct buf *out)
{
	(void)sum;
	buf_adds(out,
	    "    # Belongs into a frontend in mode http.\n"
	    "    http-request set-var-fmt(txn.detour) '%[pathq] "
	    "%[req.hdr(host)] %[ssl_fc,iif(https,http)]' "
	    "if !{ method OPTIONS TRACE CONNECT } { pathq,length le ");
	buf_addf(out, "%d", SPELL_REQUEST_MAX);
	buf_adds(out, " } { pathq -m reg '^");
	spell_normal(false, out);
	buf_adds(out, "$' }\n");
}

static bool
has_capture(struct slice s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.s[i] >= 1 && s.s[i] <= 9)
			return true;
	return false;
}

/* A quote ends the quoted text, stands by itself, and begins another. */
static void
escape(char c, struct buf *out)
{
	if (c == '%')
		buf_adds(out, "%%");
	else if (c == '\'')
		buf_adds(out, "'\\''");
	else
		buf_addc(out, c);
}

static void
escape_replacement(char c, struct buf *out)
{
	if (c == '\'')
		buf_adds(out, "'\\''");
	else
		buf_addc(out, c);
}

static void
capture(int n, struct buf *out)
{
	buf_addf(out, "\\%d", n);
}

static void
add_location(const struct shape *s, struct buf *out)
{
	if (!has_capture(buf_slice(&s->location))) {
		to_template(buf_slice(&s->location), escape, capture, out);
		return;
	}
	buf_adds(out, "%[var(txn.detour),regsub(\"^");
	buf_add_slice(out, buf_slice(&s->ask));
	buf_adds(out, "$\",\"");
	to_template(buf_slice(&s->location), escape_replacement, capture, out);
	buf_adds(out, "\")]");
}

static void
add_date(const char *name, int64_t at, struct buf *out)
{
	if (at == WHEN_NEVER)
		return;
	buf_addf(out, " hdr %s '", name);
	when_http(out, at);
	buf_addc(out, '\'');
}

static void
add_answer(const struct shape *s, struct buf *out)
{
	if (s->status == 0) {
		buf_adds(out, "    http-request unset-var(txn.detour)");
		return;
	}
	buf_addf(out, "    http-request return status %d", s->status);
	if (s->location.len > 0) {
		buf_adds(out, " hdr Location '");
		add_location(s, out);
		buf_addc(out, '\'');
	}
	buf_addf(out, " hdr Cache-Control '%s'", s->cache);
	add_date("Sunset", s->sunset, out);
	add_date("Retry-After", s->retry, out);
}

static enum err
add_shape(const struct shape *s, void *arg)
{
	struct to_text *t = arg;
	struct buf     *out = t->out;

	add_answer(s, out);
	buf_adds(out, " if");
	if (s->from != WHEN_EVER)
		buf_addf(out, " { date ge %lld }", (long long)s->from);
	if (s->until != WHEN_NEVER)
		buf_addf(out, " { date lt %lld }", (long long)s->until);
	if (s->methods.len > 0) {
		buf_adds(out, " { method -m str ");
		buf_add_slice(out, buf_slice(&s->methods));
		buf_adds(out, " }");
	}
	buf_adds(out, " { var(txn.detour) -m reg '^");
	buf_add_slice(out, buf_slice(&s->ask));
	buf_adds(out, "$' }");
	if (s->except.len > 0) {
		buf_adds(out, " !{ var(txn.detour) -m reg '^");
		buf_add_slice(out, buf_slice(&s->except));
		buf_adds(out, "$' }");
	}
	buf_addc(out, '\n');
	return ERR_OK;
}

static enum err
add_rule(const struct rule *r, struct to_how how, struct buf *out,
    struct buf *why)
{
	return to_commented("    # ", r, how, add_shape, out, why);
}

static enum err
add_guard(const struct rule *r, struct to_how how, struct buf *out,
    struct buf *why)
{
	return to_guarded("    # ", r, how, add_shape, out, why);
}

const struct to_format to_haproxy = {
	.name = "haproxy",
	.help = "lines of a frontend, in force by the clock",
	.head = head,
	.rule = add_rule,
	.guard = add_guard,
};
