/* SPDX-License-Identifier: MIT */
/*
 * to_caddy.c - rules as a route of a site block of Caddy 2.6 or later.
 *
 * Every text is in double quotes; what a Location may hold means nothing to
 * Caddy there.  Its expressions are RE2, which has no look-ahead.
 */
#include <stdio.h>

#include "spell.h"
#include "to.h"
#include "when.h"

static void
head(const struct to_sum *sum, struct buf *out)
{
	(void)sum;
	buf_adds(out,
	    "# Belongs into a site block.\n"
	    "route {\n"
	    "\tvars detour_target \"{http.request.uri}\"\n"
	    "\t@detour {\n"
	    "\t\tnot method OPTIONS TRACE CONNECT\n"
	    "\t\tvars_regexp detour_target \"^");
	spell_normal(true, out);
	buf_addf(out,
	    "$\"\n"
	    "\t\texpression \"size({http.request.uri}) <= %d\"\n"
	    "\t}\n"
	    "\tvars @detour detour_ask \"{http.request.uri} "
	    "{http.request.hostport} {http.request.scheme}\"\n",
	    SPELL_REQUEST_MAX);
}

static void
tail(const struct to_sum *sum, struct buf *out)
{
	(void)sum;
	buf_adds(out, "}\n");
}

static void
add_template(const struct shape *s, const char *name, struct buf *out)
{
	struct slice l = buf_slice(&s->location);

	for (size_t i = 0; i < l.n; i++) {
		if (l.s[i] >= 1 && l.s[i] <= 9)
			buf_addf(out, "{re.%s.%d}", name, l.s[i]);
		else
			buf_addc(out, l.s[i]);
	}
}

static void
add_date(const char *name, int64_t at, struct buf *out)
{
	if (at == WHEN_NEVER)
		return;
	buf_addf(out, "\t\theader %s \"", name);
	when_http(out, at);
	buf_adds(out, "\"\n");
}

/* Of several expressions in one matcher Caddy takes the last only. */
static void
add_window(const struct shape *s, struct buf *out)
{
	bool begins = s->from != WHEN_EVER, ends = s->until != WHEN_NEVER;

	if (!begins && !ends)
		return;
	buf_adds(out, "\t\texpression \"");
	if (begins)
		buf_addf(out, "int({time.now.unix}) >= %lld",
		    (long long)s->from);
	if (begins && ends)
		buf_adds(out, " && ");
	if (ends)
		buf_addf(out, "int({time.now.unix}) < %lld",
		    (long long)s->until);
	buf_adds(out, "\"\n");
}

static enum err
add_shape(const struct shape *s, void *arg)
{
	struct to_text *t = arg;
	struct buf     *out = t->out;
	char            name[48];

	if (s->looks)
		return refuse(t->why, ERR_SYNTAX,
		    "it requires more than one parameter, in any order, which "
		    "the expressions of Caddy cannot say");
	snprintf(name, sizeof(name), "detour_%lld_%u", (long long)s->rule->id,
	    ++t->n);
	buf_addf(out, "\t@%s {\n\t\tvars_regexp %s detour_ask \"^", name, name);
	buf_add_slice(out, buf_slice(&s->ask));
	buf_adds(out, "$\"\n");
	if (s->except.len > 0) {
		buf_adds(out, "\t\tnot vars_regexp detour_ask \"^");
		buf_add_slice(out, buf_slice(&s->except));
		buf_adds(out, "$\"\n");
	}
	if (s->methods.len > 0) {
		buf_adds(out, "\t\tmethod ");
		buf_add_slice(out, buf_slice(&s->methods));
		buf_addc(out, '\n');
	}
	add_window(s, out);
	buf_adds(out, "\t}\n");
	if (s->status == 0) {
		buf_addf(out, "\tvars @%s detour_ask \"-\"\n", name);
		return ERR_OK;
	}
	buf_addf(out, "\thandle @%s {\n\t\theader Cache-Control \"%s\"\n", name,
	    s->cache);
	add_date("Sunset", s->sunset, out);
	add_date("Retry-After", s->retry, out);
	if (s->location.len > 0) {
		buf_adds(out, "\t\theader Location \"");
		add_template(s, name, out);
		buf_adds(out, "\"\n");
	}
	buf_addf(out, "\t\trespond %d\n\t}\n", s->status);
	return ERR_OK;
}

static enum err
add_rule(const struct rule *r, struct to_how how, struct buf *out,
    struct buf *why)
{
	return to_commented("\t# ", r, how, add_shape, out, why);
}

static enum err
add_guard(const struct rule *r, struct to_how how, struct buf *out,
    struct buf *why)
{
	return to_guarded("\t# ", r, how, add_shape, out, why);
}

const struct to_format to_caddy = {
	.name = "caddy",
	.help = "a route inside of a site block, in force by the clock",
	.head = head,
	.tail = tail,
	.rule = add_rule,
	.guard = add_guard,
};
