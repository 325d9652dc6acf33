/* SPDX-License-Identifier: MIT */
/*
 * locate.c - where rules lead, in bulk: system/test_whatwg.py lets a browser's
 * own parser judge.
 *
 * Each line of standard input is a case, in fields of hexadecimal octets (or
 * "-" for none): the source, the target, how, the request target, the Host.
 * How is letters: a the target is the fallback of a rule that is over, d the
 * query is dropped, i ignore case, l literal, s strict.  The answer is a line:
 * "refused", or the origin, the host, the port in decimal, and the Location,
 * "-" when there is none for this request.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "decide.h"
#include "words.h"

#define TEXT_MAX 100000

/* Take a field off *line and append its octets. */
static void
take(char **line, struct buf *out)
{
	const char *field = word_next(line);

	for (; field != NULL && word_hex(field[0]) >= 0; field += 2)
		buf_addc(out,
		    (char)(word_hex(field[0]) * 16 + word_hex(field[1])));
	if (buf_end(out) != ERR_OK)
		exit(1);
}

static void
put(struct slice s)
{
	for (size_t i = 0; i < s.n; i++)
		printf("%02x", (unsigned char)s.s[i]);
	fputs(s.n == 0 ? "- " : " ", stdout);
}

/* Whether they make a rule. */
static bool
make_rule(struct rule *r, struct slice source, struct slice target,
    const char *how)
{
	const bool over = strchr(how, 'a') != NULL;

	rule_reset(r, 0);
	r->id = 1;
	r->starts_at = WHEN_EVER;
	r->expires_at = over ? 1 : WHEN_NEVER;
	r->query = strchr(how, 'd') != NULL ? QUERY_DROP : QUERY_PASS;
	r->ignore_case = strchr(how, 'i') != NULL;
	r->literal = strchr(how, 'l') != NULL;
	r->strict = strchr(how, 's') != NULL;
	rule_set_text(r, &r->source, source);
	rule_set_text(r, &r->target, over ? SLICE("/before-its-end") : target);
	if (over)
		rule_set_text(r, &r->after, target);
	return rule_validate(r, NULL) == ERR_OK;
}

/* The Location of the whole decision. */
static void
put_location(const struct rule *rule, const struct buf *uri,
    const struct buf *host, struct key *k, struct decision *d)
{
	const struct request r = { .method = SLICE("GET"),
		.uri = slice_of(uri->data),
		.host = slice_of(host->data) };
	struct match         m;
	size_t               n = 0;

	if (key_from_request(&r, k) == ERR_OK)
		n = match_rule(rule, k, &m) == MATCH_YES;
	if (n == 0 || decide(k, &m, n, when_exactly(2), NULL, d) != ERR_OK)
		buf_reset(&d->location);
	put(buf_slice(&d->location));
}

int
main(void)
{
	enum { SOURCE, TARGET, HOW, URI, HOST, FIELDS };
	struct buf           field[FIELDS];
	struct rule          rule;
	struct decision      d;
	struct key           k;
	const struct target *t;
	char                *line = NULL;
	size_t               size = 0;

	for (size_t i = 0; i < FIELDS; i++)
		buf_init(&field[i], TEXT_MAX);
	rule_init(&rule, 0);
	decision_init(&d);
	key_init(&k);
	while (getline(&line, &size, stdin) > 0) {
		char *rest = line;

		for (size_t i = 0; i < FIELDS; i++) {
			buf_reset(&field[i]);
			take(&rest, &field[i]);
		}
		t = strchr(field[HOW].data, 'a') != NULL ? &rule.later :
							   &rule.to;
		if (!make_rule(&rule, buf_slice(&field[SOURCE]),
			buf_slice(&field[TARGET]), field[HOW].data) ||
		    t->kind == TARGET_ALONE) {
			puts("refused");
			continue;
		}
		put(t->origin);
		put(t->host);
		printf("%d ", t->port);
		put_location(&rule, &field[URI], &field[HOST], &k, &d);
		putchar('\n');
	}
	free(line);
	key_free(&k);
	decision_free(&d);
	rule_free(&rule);
	for (size_t i = 0; i < FIELDS; i++)
		buf_free(&field[i]);
	return fflush(stdout) != 0;
}
