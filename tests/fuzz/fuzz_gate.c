/* SPDX-License-Identifier: MIT */
/*
 * fuzz_gate.c - any octets on a connection: a request is whole at one place,
 * whatever follows, and nothing shorter is; what is bad stays bad.  And the
 * parameters of a whole one can be read in place; and of one that was answered
 * early the rest ends where the request does, in whatever pieces it comes.
 */
#include "fuzz.h"

#include <string.h>

#include "env.h"
#include "gate.h"
#include "rest.h"

/* Of its own size, so that a sanitizer sees what reads on. */
static enum gate
look(const uint8_t *data, size_t n, struct gate_seen *seen)
{
	unsigned char *exact = malloc(n > 0 ? n : 1);
	enum gate      g;

	MUST(exact != NULL);
	if (n > 0)
		memcpy(exact, data, n);
	g = gate_look(exact, n, seen);
	free(exact);
	return g;
}

/* What ends at one place. */
static bool
has_end(enum gate g)
{
	return g == GATE_WHOLE ||
	    (gate_is_aside(g) && g != GATE_ROLE && g != GATE_SECOND);
}

/* As look(). */
static size_t
skip(struct rest *r, const uint8_t *data, size_t n)
{
	unsigned char *exact = malloc(n > 0 ? n : 1);
	size_t         used;

	MUST(exact != NULL);
	if (n > 0)
		memcpy(exact, data, n);
	used = rest_skip(r, exact, n);
	MUST(used <= n);
	free(exact);
	return used;
}

/*
 * Of a request of n octets, part octets have come when its head is answered: in
 * two pieces or in one, the same of it is skipped.
 */
static void
check_rest(const uint8_t *data, size_t n, size_t part,
    const struct gate_seen *head, enum gate whole)
{
	struct rest r = { .id = head->id }, at_once = r;
	size_t      at = head->head;

	MUST(at <= part);
	at += skip(&r, data + at, part - at);
	at += skip(&r, data + at, n - at);
	MUST(at ==
	    head->head + skip(&at_once, data + head->head, n - head->head));
	MUST(r.id == at_once.id && r.left == at_once.left);
	if (whole == GATE_WHOLE || whole == GATE_ABORTED)
		MUST(at == n && r.id == 0);
	if (whole == GATE_HEAD)
		MUST(r.id != 0);
}

static void
check_part(const uint8_t *data, size_t all, size_t n, enum gate whole)
{
	struct gate_seen seen = { 0 };
	enum gate        g = look(data, n, &seen);

	if (whole == GATE_WHOLE)
		MUST(g == GATE_MORE || g == GATE_HEAD);
	else if (whole == GATE_HEAD || whole == GATE_ABORTED)
		MUST(g == GATE_MORE || g == GATE_HEAD);
	else if (whole == GATE_SECOND)
		MUST(g == GATE_MORE || g == GATE_HEAD || g == GATE_SECOND);
	else if (whole == GATE_ROLE)
		MUST(g == GATE_MORE || g == GATE_ROLE);
	else
		MUST(g == GATE_MORE);
	MUST(g != GATE_WHOLE || whole == GATE_BAD);
	if (g == GATE_HEAD)
		check_rest(data, all, n, &seen, whole);
}

/* The variables are all that there is. */
static void
check_params(const uint8_t *data, const struct gate_seen *seen)
{
	unsigned char  *exact = malloc(seen->head);
	struct env      env;
	struct variable v;

	MUST(exact != NULL);
	memcpy(exact, data, seen->head);
	env = gate_env(exact, seen);
	while (env_next(&env, &v)) {
		MUST((const unsigned char *)v.name.s > exact);
		MUST(v.name.s + v.name.n == v.value.s);
		MUST((const unsigned char *)v.value.s + v.value.n == env.pairs);
	}
	MUST(env.n == 0 && env.pairs <= exact + seen->head);
	free(exact);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct gate_seen seen = { 0 }, again = { 0 };
	enum gate        g;

	if (n > GATE_PEEK_MAX)
		n = GATE_PEEK_MAX;
	g = look(data, n, &seen);
	if (has_end(g)) {
		MUST(seen.len >= 8 && seen.len <= n);
		MUST(look(data, seen.len, &again) == g);
		MUST(again.len == seen.len && again.keep == seen.keep);
		MUST(again.authorizer == seen.authorizer);
		MUST(again.exact == seen.exact);
		if (g == GATE_WHOLE)
			check_params(data, &seen);
		n = seen.len;
	}
	if (g == GATE_BAD)
		return 0;
	for (size_t i = 0; i < n; i += i < 300 || n - i < 300 ? 1 : 97)
		check_part(data, n, i, g);
	return 0;
}
