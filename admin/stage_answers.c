/* SPDX-License-Identifier: MIT */
/*
 * stage_answers.c - which answers a stage would change.
 */
#include "stage_answers.h"

#include <stdlib.h>

#include "expect.h"
#include "hits.h"
#include "request.h"
#include "rules.h"
#include "witness.h"

/* A rule that is there, and how often it was hit. */
struct visited {
	int64_t id, hits;
};

struct run {
	struct session   *session;
	struct table     *before_table, *after_table;
	struct store     *hits; /* or NULL */
	const struct ids *touched;
	struct visited   *visited;
	size_t            n, cap;
	struct stage_sum *sum;
	struct key        key;
	struct decision   before, after;
	struct buf        url, was, is;
};

static enum err
put_answer(struct run *run, const struct rule *r, int64_t hits)
{
	struct out *o = &run->session->out;

	buf_reset(&run->was);
	buf_reset(&run->is);
	expect_tell(&run->before, &run->was);
	expect_tell(&run->after, &run->is);
	out_string(o, "answer");
	out_int(o, r->id);
	out_text(o, r->source);
	out_string(o, run->url.data);
	out_text(o, buf_slice(&run->was));
	out_text(o, buf_slice(&run->is));
	out_int(o, hits);
	out_null(o);
	run->sum->answers++;
	run->sum->hits_of_answers += hits;
	return out_failed(o) ? ERR_IO : ERR_OK;
}

/* The plain URLs of a rule, before and after. */
static enum err
compare(struct run *run, const struct rule *r, int64_t hits)
{
	struct session *s = run->session;
	struct request  q;
	enum err        rc = ERR_OK;
	bool            differ = false;

	if (!r->parsed)
		return ERR_OK;
	for (size_t i = 0; i < WITNESS_PLAIN && rc == ERR_OK && !differ; i++) {
		buf_reset(&run->url);
		if (!witness_url(r, i, &run->url))
			break;
		rc = buf_end(&run->url);
		if (rc != ERR_OK)
			break;
		request_from_url(run->url.data, "GET", &q);
		rc = key_from_request(&q, &run->key);
		if (rc == ERR_SYNTAX || rc == ERR_LIMIT) {
			rc = ERR_OK;
			continue;
		}
		if (rc == ERR_OK)
			rc = table_decide(run->before_table, &run->key,
			    when_exactly(s->now), mono_ms(), &run->before);
		if (rc == ERR_OK)
			rc = table_decide(run->after_table, &run->key,
			    when_exactly(s->now), mono_ms(), &run->after);
		differ = rc == ERR_OK &&
		    (run->before.status != run->after.status ||
			!slice_eq(buf_slice(&run->before.location),
			    buf_slice(&run->after.location)));
		if (differ)
			rc = put_answer(run, r, hits);
	}
	return rc;
}

/* -------------------------------------------------------------- which rules */

static enum err
note(const struct rule *r, void *arg)
{
	struct run    *run = arg;
	struct hit_sum sum = { 0 };
	enum err       rc = hits_sum(run->hits, r->id, &sum);

	run->sum->hits += sum.served + sum.late;
	if (rc != ERR_OK ||
	    (sum.served + sum.late == 0 && !ids_has(run->touched, r->id)))
		return rc;
	if (run->n == run->cap) {
		size_t          cap = run->cap == 0 ? 64 : 2 * run->cap;
		struct visited *p = realloc(run->visited, cap * sizeof(*p));

		if (p == NULL)
			return ERR_NOMEM;
		run->visited = p;
		run->cap = cap;
	}
	run->visited[run->n++] =
	    (struct visited){ r->id, sum.served + sum.late };
	return ERR_OK;
}

/* The most visited first; of equal ones the older. */
static int
by_hits(const void *a, const void *b)
{
	const struct visited *x = a, *y = b;

	if (x->hits != y->hits)
		return x->hits > y->hits ? -1 : 1;
	return (x->id > y->id) - (x->id < y->id);
}

static enum err
compare_id(struct run *run, struct store *s, int64_t id, int64_t hits,
    struct rule *room)
{
	bool     found = false;
	enum err rc = rules_get(s, id, room, &found);

	return rc == ERR_OK && found ? compare(run, room, hits) : rc;
}

static enum err
compare_all(struct run *run, struct store *was, const struct ids *added)
{
	struct session *s = run->session;
	struct rule     r;
	enum err        rc = rules_each(was, note, run);

	if (run->n > 0)
		qsort(run->visited, run->n, sizeof(*run->visited), by_hits);
	rule_init(&r, s->now);
	for (size_t i = 0; i < run->n && rc == ERR_OK; i++)
		rc = compare_id(run, was, run->visited[i].id,
		    run->visited[i].hits, &r);
	for (size_t i = 0; i < added->n && rc == ERR_OK; i++)
		rc = compare_id(run, s->store, added->id[i], 0, &r);
	rule_free(&r);
	return rc;
}

enum err
stage_answers(struct session *s, struct table *before, struct table *after,
    struct store *was, const struct ids *touched, const struct ids *added,
    struct stage_sum *ret)
{
	struct run run = { .session = s,
		.before_table = before,
		.after_table = after,
		.touched = touched,
		.sum = ret };
	enum err   rc = session_hits(s, &run.hits);

	*ret = (struct stage_sum){ 0 };
	key_init(&run.key);
	decision_init(&run.before);
	decision_init(&run.after);
	buf_init(&run.url, 8U * URL_REQUEST_MAX);
	buf_init(&run.was, EXPECT_ANSWER_MAX);
	buf_init(&run.is, EXPECT_ANSWER_MAX);
	if (rc == ERR_OK)
		rc = compare_all(&run, was, added);
	buf_free(&run.is);
	buf_free(&run.was);
	buf_free(&run.url);
	decision_free(&run.after);
	decision_free(&run.before);
	key_free(&run.key);
	free(run.visited);
	store_close(run.hits);
	return rc;
}
