/* SPDX-License-Identifier: MIT */
/*
 * fuzz_decide.c - any rules and any request, at any instant: what the whole
 * decision promises.
 *
 * The first line is "METHOD URI HOST NOW HTTPS NAME=VALUE...", the last being
 * other variables of the request; each other one is a rule, in the words of
 * words.h: "SOURCE TARGET name=value...", a target of none as ''.  Instants are
 * small numbers.
 */
#include "fuzz.h"

#include <string.h>
#include <strings.h>

#include "decide.h"
#include "location.h"
#include "respond.h"
#include "words.h"

#define RULES_MAX   8
#define ENV_MAX     8
#define CHANGES_MAX 6 /* of one rule that are looked at */

static struct rule     rules[RULES_MAX];
static size_t          rules_n;
static struct decision first, again;

/* -------------------------------------------------------------- the input */

static int64_t
number(const char *s)
{
	return strtoll(s, NULL, 10) & 0xfffff;
}

/* One of the words behind source and target; others mean nothing. */
static void
set_option(struct rule *r, char *word)
{
	char       *value = strchr(word, '=');
	const char *v = value != NULL ? value + 1 : "";

	if (value != NULL)
		*value = '\0';
	if (strcmp(word, "from") == 0)
		r->starts_at = number(v);
	else if (strcmp(word, "until") == 0)
		r->expires_at = number(v);
	else if (strcmp(word, "status") == 0)
		r->status = (int)number(v);
	else if (strcmp(word, "since") == 0)
		r->promoted_at = number(v);
	else if (strcmp(word, "after") == 0)
		rule_set_text(r, &r->after, slice_of(v));
	else if (strcmp(word, "repeats") == 0)
		rule_set_text(r, &r->repeats, slice_of(v));
	else if (strcmp(word, "conditions") == 0)
		rule_set_text(r, &r->conditions, slice_of(v));
	else if (strcmp(word, "max-age") == 0)
		r->max_age = number(v);
	else if (strcmp(word, "share") == 0)
		r->share = (int)number(v);
	else if (strcmp(word, "rank") == 0)
		r->rank = (int)number(v);
	else if (strcmp(word, "drop") == 0)
		r->query = QUERY_DROP;
	r->strict |= strcmp(word, "strict") == 0;
	r->ignore_case |= strcmp(word, "ignore-case") == 0;
	r->literal |= strcmp(word, "literal") == 0;
	r->sunset |= strcmp(word, "sunset") == 0;
	r->enabled &= strcmp(word, "disabled") != 0;
}

static void
read_rule(char *line)
{
	struct rule *r = &rules[rules_n];
	const char  *source = word_next(&line), *target = word_next(&line);
	char        *word;

	if (source == NULL || target == NULL || rules_n == RULES_MAX)
		return;
	rule_reset(r, 0);
	r->id = (int64_t)rules_n + 1;
	r->starts_at = WHEN_EVER;
	rule_set_text(r, &r->source, slice_of(source));
	rule_set_text(r, &r->target, slice_of(target));
	while ((word = word_next(&line)) != NULL)
		set_option(r, word);
	rules_n += rule_validate(r, NULL) == ERR_OK;
}

static void
read_rules(char *text)
{
	char *line;

	rules_n = 0;
	while ((line = strsep(&text, "\n")) != NULL)
		read_rule(line);
}

/* ---------------------------------------------------------- what is decided */

static void
ask(const struct key *k, bool backwards, struct moment at, bool explain,
    struct decision *ret)
{
	struct match m[RULES_MAX];
	enum verdict v[RULES_MAX];
	size_t       n = 0;

	for (size_t i = 0; i < rules_n && !k->asterisk; i++)
		if (match_rule(&rules[backwards ? rules_n - 1 - i : i], k,
			&m[n]) == MATCH_YES)
			n++;
	match_sort(m, n);
	MUST(decide(k, m, n, at, explain ? v : NULL, ret) == ERR_OK);
}

static void
must_be_same(const struct decision *a, const struct decision *b)
{
	MUST(a->status == b->status && a->why == b->why);
	MUST(a->rule_id == b->rule_id);
	MUST(slice_eq(buf_slice(&a->location), buf_slice(&b->location)));
}

static void
must_be_equal(const struct decision *a, const struct decision *b)
{
	must_be_same(a, b);
	MUST(a->max_age == b->max_age && a->sunset == b->sunset);
	MUST(a->is_private == b->is_private && a->state == b->state);
	MUST(a->late_id == b->late_id && a->retry_after == b->retry_after);
	MUST(slice_eq(buf_slice(&a->vary), buf_slice(&b->vary)));
	MUST(slice_eq(buf_slice(&a->cors), buf_slice(&b->cors)));
}

/* ------------------------------------------------------- what must be true */

static bool
is_redirect(int status)
{
	return status == 301 || status == 302 || status == 303 ||
	    status == 307 || status == 308;
}

/* A Location is the rule's: its origin, a path that no parser resolves. */
static void
check_location(const struct decision *d, const struct key *k)
{
	struct slice         l = buf_slice(&d->location), path;
	const struct rule   *r = &rules[d->rule_id - 1];
	const struct target *t = d->why == WHY_AFTER ? &r->later : &r->to;

	MUST(d->rule_id > 0 && (size_t)d->rule_id <= rules_n);
	MUST(location_is_safe(t, l) && !location_is_self(t, l, k));
	MUST((t->kind == TARGET_URL) == (l.s[0] != '/'));
	MUST(t->kind == TARGET_PATH ||
	    slice_eq(t->origin, (struct slice){ l.s, t->origin.n }));
	path = (struct slice){ l.s + t->origin.n, 0 };
	while (t->origin.n + path.n < l.n &&
	    strchr("?#", path.s[path.n]) == NULL)
		path.n++;
	MUST(!target_has_dots(path));
}

static size_t
count(const char *text, const char *part)
{
	size_t n = 0;

	for (; (text = strstr(text, part)) != NULL; text++)
		n++;
	return n;
}

/* One status, one Location of a redirect and none of others, explicit
 * freshness, and no octet that could split it. */
static void
check_bytes(const struct decision *d, enum role role)
{
	const bool goes_on = role == ROLE_AUTHORIZER &&
	    (d->status == 404 || d->why == WHY_ASTERISK);
	struct buf out;
	char      *end;

	buf_init(&out, RESPOND_MAX);
	respond(d, (struct respond_options){ role, true }, &out);
	MUST(buf_end(&out) == ERR_OK);
	end = strstr(out.data, "\r\n\r\n");
	MUST(end != NULL);
	end[2] = '\0';
	for (const char *s = out.data; *s != '\0'; s++)
		MUST((*s >= ' ' && *s < 0x7f) || (*s == '\r' && s[1] == '\n') ||
		    (*s == '\n' && s[-1] == '\r'));
	MUST(count(out.data, "Status: ") == 1);
	MUST(count(out.data, "\r\nCache-Control: ") == !goes_on);
	MUST(count(out.data, "\nLocation: ") +
		(strncmp(out.data, "Location: ", 10) == 0) ==
	    is_redirect(d->status));
	MUST(d->method != METHOD_HEAD || end + 4 == out.data + out.len);
	buf_free(&out);
}

/* What a cache keeps of an answer is right as long as it may keep it, and what
 * the worker remembers is right until then. */
static void
check_later(const struct key *k, struct moment at, int64_t then)
{
	if (then < at.now)
		return;
	ask(k, false, when_exactly(then), false, &again);
	if (first.max_age > 0 && then < at.settled + first.max_age)
		must_be_same(&first, &again);
	if (then < first.until && first.retry_after == 0 && !first.by_visitor)
		must_be_equal(&first, &again);
}

static void
check_time(const struct key *k, struct moment at)
{
	MUST(first.max_age >= MAX_AGE_NO_STORE && first.max_age <= WHEN_YEAR);
	for (size_t i = 0; i < rules_n; i++) {
		int64_t t = at.now;

		for (int n = 0; n < CHANGES_MAX; n++) {
			t = rule_next_change(&rules[i], t);
			if (!when_is_instant(t))
				break;
			for (int by = -1; by <= 1; by++)
				check_later(k, at, t + by);
		}
	}
}

/* Whether a variable is one of the header fields of a Vary. */
static bool
is_named(const char *variable, struct slice vary)
{
	char   field[200];
	size_t n = 0;

	if (strncmp(variable, "HTTP_", 5) != 0)
		return false;
	for (variable += 5; strchr("=", *variable) == NULL && n < sizeof(field);
	     variable++)
		field[n++] = *variable == '_' ? '-' : *variable;
	for (size_t i = 0; i + n <= vary.n; i++)
		if (strncasecmp(vary.s + i, field, n) == 0 &&
		    (i == 0 || vary.s[i - 1] == ' ') &&
		    (i + n == vary.n || vary.s[i + n] == ','))
			return true;
	return false;
}

/* Of what it does not name in its Vary, an answer that others may keep does not
 * depend. */
static void
check_vary(const struct key *k, struct moment at)
{
	struct key bare = *k;
	char      *env[ENV_MAX + 1] = { NULL };
	size_t     n = 0;

	if (first.is_private || first.max_age == MAX_AGE_NO_STORE)
		return;
	for (char *const *s = k->env.strings; *s != NULL; s++)
		if (is_named(*s, buf_slice(&first.vary)))
			env[n++] = *s;
	bare.env.strings = env;
	bare.address = bare.agent = SLICE("");
	ask(&bare, false, at, false, &again);
	must_be_same(&first, &again);
	MUST(slice_eq(buf_slice(&first.cors), buf_slice(&again.cors)));
}

static void
check(const struct key *k, struct moment at)
{
	ask(k, true, at, true, &again);
	ask(k, false, at, false, &first);
	must_be_equal(&first, &again); /* in any order, explained or not */
	MUST(is_redirect(first.status) == (first.location.len > 0));
	if (first.location.len > 0)
		check_location(&first, k);
	check_bytes(&first, ROLE_CGI);
	check_bytes(&first, ROLE_RESPONDER);
	check_bytes(&first, ROLE_AUTHORIZER);
	check_time(k, at);
	check_vary(k, at);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static bool    ready;
	char          *text = calloc(n + 1, 1), *rest = text, *line;
	struct request r = { 0 };
	struct key     k;
	int64_t        now;
	const char    *word;
	char          *env[ENV_MAX + 1] = { NULL };

	MUST(text != NULL);
	for (size_t i = 0; !ready && i < RULES_MAX; i++)
		rule_init(&rules[i], 0);
	if (!ready) {
		decision_init(&first);
		decision_init(&again);
	}
	ready = true;
	memcpy(text, data, n);
	line = strsep(&rest, "\n");
	r.method = slice_of(word_next(&line));
	r.uri = slice_of(word_next(&line));
	r.host = slice_of(word_next(&line));
	word = word_next(&line);
	now = word != NULL ? number(word) : 100;
	r.https = slice_of(word != NULL ? word_next(&line) : NULL);
	for (size_t i = 0; word != NULL && i < ENV_MAX; i++) {
		env[i] = word_next(&line);
		if (env[i] == NULL)
			break;
		if (strncmp(env[i], "REMOTE_ADDR=", 12) == 0)
			r.address = slice_of(env[i] + 12);
	}
	r.env.strings = env;
	read_rules(rest);
	key_init(&k);
	if (key_from_request(&r, &k) == ERR_OK) {
		check(&k, when_exactly(now));
		check(&k, (struct moment){ now, now + 2 });
	}
	key_free(&k);
	free(text);
	return 0;
}
