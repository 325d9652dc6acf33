/* SPDX-License-Identifier: MIT */
/*
 * explain_text.c - an explanation for a person.
 */
#include "explain.h"

#include <string.h>

#include "clause.h"
#include "escape.h"
#include "normal.h"

#define TEXT_MAX (4U << 20) /* octets of an explanation */
#define WIDE     60         /* a longer URL moves no column */

/* Lines of a text, each a bit further in. */
static void
add_indented(const struct buf *lines, const char *margin, struct buf *t)
{
	struct slice rest = buf_slice(lines);

	for (size_t n; rest.n > 0; rest.s += n, rest.n -= n) {
		const char *end = memchr(rest.s, '\n', rest.n);

		n = end == NULL ? rest.n : (size_t)(end - rest.s) + 1;
		buf_adds(t, margin);
		buf_add(t, rest.s, n);
	}
}

static void
add_request(const struct explanation *e, struct buf *t)
{
	buf_addf(t, "%s %s at ", e->asked.method, e->asked.url);
	when_local(t, e->at);
	if (e->at != e->session->now) {
		out_distance(e->at, e->session->now, t);
		buf_adds(t, ", with the rules as they are now");
	}
	buf_addf(t, "\n%.*s\n", (int)e->why.len, e->why.data);
}

static void
add_key(const struct explanation *e, struct buf *t)
{
	struct buf url, notes;

	if (!e->has_key || e->key.asterisk)
		return;
	buf_init(&url, TEXT_MAX);
	buf_init(&notes, TEXT_MAX);
	normal_url(&e->key, &url);
	normal_tell(&e->asked, &e->key, &notes);
	if (notes.len > 0 || !slice_is(buf_slice(&url), e->asked.url)) {
		buf_adds(t, "\nmatched as ");
		buf_add_slice(t, buf_slice(&url));
		buf_addc(t, '\n');
		add_indented(&notes, "  ", t);
	}
	buf_free(&notes);
	buf_free(&url);
}

static void
add_rule(const struct rule *r, struct buf *t)
{
	buf_addf(t, "rule %lld: ", (long long)r->id);
	buf_add_slice(t, r->source);
	if (r->target.n > 0) {
		buf_adds(t, " -> ");
		buf_add_slice(t, r->target);
	}
	if (!slice_is(r->target, "-")) /* which answers nothing */
		buf_addf(t, ", %d", r->status);
	buf_addc(t, '\n');
}

/* Of the rule that answers, the first line of all has said the rest. */
static void
add_verdict(const struct explanation *e, const struct judged *j, struct buf *t)
{
	if (j->verdict != VERDICT_WON)
		clause_verdict(e, j, t);
	else
		buf_adds(t,
		    e->decision.why == WHY_ALONE ? "leaves this URL alone" :
						   "answers");
}

static void
add_rules(const struct explanation *e, struct buf *t)
{
	size_t i;

	if (e->n > 0)
		buf_adds(t,
		    e->n == 1 ? "\nthe rule that covers it\n" :
				"\nthe rules that cover it, in the order in "
				"which they are asked\n");
	for (i = 0; i < e->n; i++) {
		buf_addf(t, "%3zu. ", i + 1);
		add_rule(&e->judged[i].rule, t);
		buf_adds(t, "     ");
		add_verdict(e, &e->judged[i], t);
		buf_addc(t, '\n');
	}
	if (e->near_n > 0)
		buf_adds(t, "\nnot asked, but near\n");
	for (; i < e->n + e->near_n; i++) {
		buf_adds(t, "   - ");
		add_rule(&e->judged[i].rule, t);
		buf_adds(t, "     ");
		clause_near(e, &e->judged[i], t);
		buf_addc(t, '\n');
	}
	if (e->unserved_n > 0)
		buf_adds(t, "\nthere, but not served\n");
	for (; i < e->n + e->near_n + e->unserved_n; i++) {
		buf_adds(t, "   - ");
		add_rule(&e->judged[i].rule, t);
		buf_adds(t, "     ");
		clause_verdict(e, &e->judged[i], t);
		buf_addc(t, '\n');
	}
}

/* Where a hop leads, after its URL. */
static void
add_hop(const struct explanation *e, size_t i, struct buf *t)
{
	const struct hop *hop = &e->hops.hop[i];
	bool              last = i + 1 == e->hops.n;

	if (last && e->hops.end == HOPS_LOOPS) {
		buf_adds(t, "a loop: the visitor was here before");
		return;
	}
	if (hop->status == 404) {
		buf_adds(t,
		    hop->same_host ?
			"arrives: no rule answers here" :
			"leaves for another host: no rule answers here");
		return;
	}
	if (hop->rule_id == 0) {
		buf_adds(t, "is refused");
		return;
	}
	buf_addf(t, "rule %lld answers %d", (long long)hop->rule_id,
	    hop->status);
	if (!hop->same_host)
		buf_adds(t, ", if this table serves that host, too");
	if (last && e->hops.end == HOPS_TOO_MANY)
		buf_adds(t, ", and so on");
}

static void
add_hops(const struct explanation *e, struct buf *t)
{
	size_t i, n, width = 0;

	if (e->hops.n > 0)
		buf_adds(t, "\nwhere it leads\n");
	for (i = 0; i < e->hops.n; i++) {
		n = strlen(e->hops.hop[i].url);
		if (n > width && n <= WIDE)
			width = n;
	}
	for (i = 0; i < e->hops.n; i++) {
		buf_addf(t, "%3zu. %-*s  ", i + 1, (int)width,
		    e->hops.hop[i].url);
		add_hop(e, i, t);
		buf_addc(t, '\n');
	}
}

/* Safe for a terminal, line by line. */
static void
make_safe(const struct buf *text, struct buf *safe)
{
	struct slice rest = buf_slice(text);
	size_t       n;

	for (; rest.n > 0; rest.s += n, rest.n -= n) {
		n = 1;
		if (rest.s[0] == '\n') {
			buf_addc(safe, '\n');
			continue;
		}
		while (n < rest.n && rest.s[n] != '\n')
			n++;
		escape_terminal((struct slice){ rest.s, n }, safe);
	}
}

enum err
explain_print(const struct explanation *e)
{
	struct buf text, head, safe;
	enum err   rc;

	buf_init(&text, TEXT_MAX);
	buf_init(&head, RESPOND_MAX);
	buf_init(&safe, 4 * TEXT_MAX);
	add_request(e, &text);
	add_key(e, &text);
	add_rules(e, &text);
	buf_adds(&text, "\nthe answer\n");
	explain_head(e, &head);
	add_indented(&head, "  ", &text);
	add_hops(e, &text);
	make_safe(&text, &safe);
	rc = buf_end(&text);
	if (rc == ERR_OK)
		rc = buf_end(&head);
	if (rc == ERR_OK)
		rc = buf_end(&safe);
	if (rc == ERR_OK &&
	    (fputs(safe.data, stdout) < 0 || fflush(stdout) != 0))
		rc = ERR_IO;
	buf_free(&safe);
	buf_free(&head);
	buf_free(&text);
	return rc;
}
