/* SPDX-License-Identifier: MIT */
/*
 * explain.c - what became of a request, in words.
 */
#include "explain.h"

#include <string.h>

#include "escape.h"
#include "respond.h"
#include "tell.h"

#define TEXT_MAX (1U << 20) /* octets of an explanation */

const char *
explain_clause(enum verdict v)
{
	static const char *const clauses[] = {
		[VERDICT_WON] = "answers",
		[VERDICT_BEHIND] = "comes later",
		[VERDICT_DISABLED] = "is disabled",
		[VERDICT_SCHEDULED] = "has not begun",
		[VERDICT_EXPIRED] = "has ended",
		[VERDICT_SELF] = "leads to this very URL",
		[VERDICT_TOO_LONG] = "would give too long a Location",
		[VERDICT_INVALID] = "is not valid",
	};

	return clauses[v];
}

static void
add_key(const struct explanation *e, struct buf *t)
{
	const struct key *k = &e->key;

	if (!e->has_key)
		return;
	buf_addf(t, "matched as %s://", scheme_name(k->scheme));
	if (k->host.n > 0)
		buf_add_slice(t, k->host);
	else
		buf_adds(t, "(any host)");
	buf_add_slice(t, k->path);
	if (k->has_query) {
		buf_addc(t, '?');
		buf_add_slice(t, k->query);
	}
	buf_addc(t, '\n');
}

static void
add_candidate(const struct explanation *e, size_t i, struct buf *t)
{
	const struct rule *r = e->match[i].rule;

	buf_addf(t, "%3zu. rule %lld %s: ", i + 1, (long long)r->id,
	    explain_clause(e->verdict[i]));
	buf_add_slice(t, r->source);
	if (r->target.n > 0) {
		buf_adds(t, " -> ");
		buf_add_slice(t, r->target);
	}
	buf_addf(t, ", %d, %s, ", r->status,
	    rule_state_name(rule_state(r, e->at)));
	tell_window(r, e->at, t);
	buf_addc(t, '\n');
}

/* The head of the very response that the worker sends. */
static void
add_answer(const struct explanation *e, struct buf *t)
{
	const struct respond_options options = { .role = ROLE_CGI };
	struct buf                   bytes;
	struct slice                 rest;
	const char                  *end;
	size_t                       n;

	buf_init(&bytes, RESPOND_MAX);
	respond(&e->decision, options, &bytes);
	rest = buf_slice(&bytes);
	while (rest.n > 0 &&
	    (end = memmem(rest.s, rest.n, "\r\n", 2)) != NULL) {
		n = (size_t)(end - rest.s);
		if (n == 0)
			break;
		if (!slice_starts(rest, "Content-")) {
			buf_adds(t, "  ");
			buf_add(t, rest.s, n);
			buf_addc(t, '\n');
		}
		rest.s += n + 2;
		rest.n -= n + 2;
	}
	buf_free(&bytes);
}

enum err
explain_print(const struct explanation *e)
{
	struct buf   text, safe;
	struct slice rest;
	enum err     rc;
	size_t       i, n;

	buf_init(&text, TEXT_MAX);
	buf_init(&safe, 4 * TEXT_MAX);
	buf_addf(&text, "%s %s at ", e->asked.method, e->asked.url);
	when_local(&text, e->at);
	buf_addc(&text, '\n');
	add_key(e, &text);
	for (i = 0; i < e->n; i++)
		add_candidate(e, i, &text);
	add_answer(e, &text);
	buf_addf(&text, "%.*s\n", (int)e->why.len, e->why.data);
	rest = buf_slice(&text);
	for (; rest.n > 0; rest.s += n, rest.n -= n) {
		n = 1;
		if (rest.s[0] == '\n') {
			buf_addc(&safe, '\n');
			continue;
		}
		while (n < rest.n && rest.s[n] != '\n')
			n++;
		escape_terminal((struct slice){ rest.s, n }, &safe);
	}
	rc = buf_end(&text);
	if (rc == ERR_OK)
		rc = buf_end(&safe);
	if (rc == ERR_OK &&
	    (fputs(safe.data, stdout) < 0 || fflush(stdout) != 0))
		rc = ERR_IO;
	buf_free(&safe);
	buf_free(&text);
	return rc;
}
