/* SPDX-License-Identifier: MIT */
/*
 * explain_row.c - an explanation for programs, or as one of many.
 */
#include "explain.h"

#include <string.h>

#include "clause.h"
#include "normal.h"

#define CLAUSE_MAX 65536 /* octets */

static const struct out_column columns[] = {
	{ "url", OUT_ALL },
	{ "rule", OUT_ALL },
	{ "state", OUT_MACHINES },
	{ "status", OUT_ALL },
	{ "location", OUT_ALL },
	{ "cache_control", OUT_MACHINES },
	{ "why", OUT_ALL },
	{ "at", OUT_MACHINES },
	{ "method", OUT_MACHINES },
	{ "considered", OUT_MACHINES },
	{ "key", OUT_MACHINES },
	{ "near", OUT_MACHINES },
	{ "hops", OUT_MACHINES },
	{ "end", OUT_MACHINES },
	{ "headers", OUT_MACHINES },
	{ "unserved", OUT_MACHINES },
};

void
explain_begin(struct out *o, bool one)
{
	out_begin(o, columns, ARRAY_LEN(columns), one);
	if (!one)
		out_lines(o);
}

/* Steals the value; NULL of either, when there is no memory, is found by
 * out_json(). */
static json_t *
append(json_t *list, json_t *value)
{
	if (list != NULL && json_array_append_new(list, value) != 0) {
		json_decref(list);
		return NULL;
	}
	return list;
}

/* What remains is value's own. */
static json_t *
text_of(struct buf *clause)
{
	json_t *value =
	    buf_end(clause) == ERR_OK ? out_json_text(buf_slice(clause)) : NULL;

	buf_free(clause);
	return value;
}

static json_t *
considered(const struct explanation *e)
{
	json_t              *list = json_array();
	const struct judged *j = e->judged;
	struct buf           clause;

	for (; j < e->judged + e->n && list != NULL; j++) {
		buf_init(&clause, CLAUSE_MAX);
		clause_verdict(e, j, &clause);
		list = append(list,
		    json_pack("{s:I, s:o, s:s, s:s, s:o}", "rule",
			(json_int_t)j->rule.id, "source",
			out_json_text(j->rule.source), "verdict",
			verdict_name(j->verdict), "state",
			rule_state_name(rule_state(&j->rule, e->at)), "reason",
			text_of(&clause)));
	}
	return list;
}

/* The bits of near.h, as words. */
static json_t *
differs(unsigned near)
{
	static const struct {
		unsigned    bit;
		const char *word;
	} words[] = {
		{ NEAR_SCHEME, "scheme" },
		{ NEAR_HOST, "host" },
		{ NEAR_SLASH, "slash" },
		{ NEAR_CASE, "case" },
		{ NEAR_PARAM, "param" },
	};
	json_t *list = json_array();

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (near & words[i].bit)
			list = append(list, json_string(words[i].word));
	return list;
}

static json_t *
near_ones(const struct explanation *e)
{
	json_t              *list = json_array();
	const struct judged *j = e->judged + e->n;
	struct buf           clause;

	for (; j < e->judged + e->n + e->near_n && list != NULL; j++) {
		buf_init(&clause, CLAUSE_MAX);
		clause_near(e, j, &clause);
		list = append(list,
		    json_pack("{s:I, s:o, s:o, s:s, s:o}", "rule",
			(json_int_t)j->rule.id, "source",
			out_json_text(j->rule.source), "differs",
			differs(j->near), "state",
			rule_state_name(rule_state(&j->rule, e->at)), "reason",
			text_of(&clause)));
	}
	return list;
}

static json_t *
unserved(const struct explanation *e)
{
	json_t              *list = json_array();
	const struct judged *j = e->judged + e->n + e->near_n;
	struct buf           clause;

	for (; j < e->judged + e->n + e->near_n + e->unserved_n && list != NULL;
	     j++) {
		buf_init(&clause, CLAUSE_MAX);
		clause_verdict(e, j, &clause);
		list = append(list,
		    json_pack("{s:I, s:o, s:o}", "rule", (json_int_t)j->rule.id,
			"source", out_json_text(j->rule.source), "reason",
			text_of(&clause)));
	}
	return list;
}

/* A list of the lines of a text. */
static json_t *
lines_of(const struct buf *text)
{
	json_t      *list = json_array();
	struct slice rest = buf_slice(text);
	const char  *end;
	size_t       n;

	while (rest.n > 0 && (end = memchr(rest.s, '\n', rest.n)) != NULL) {
		n = (size_t)(end - rest.s);
		list = append(list, out_json_text((struct slice){ rest.s, n }));
		rest.s += n + 1;
		rest.n -= n + 1;
	}
	return list;
}

static json_t *
key_of(const struct explanation *e)
{
	const struct key *k = &e->key;
	struct buf        notes;
	json_t           *value;

	if (!e->has_key || k->asterisk)
		return json_null();
	buf_init(&notes, CLAUSE_MAX);
	normal_tell(&e->asked, k, &notes);
	value = json_pack("{s:s, s:o, s:o, s:o, s:o}", "scheme",
	    scheme_name(k->scheme), "host",
	    k->host.n > 0 ? out_json_text(k->host) : json_null(), "path",
	    out_json_text(k->path), "query",
	    k->has_query ? out_json_text(k->query) : json_null(), "changed",
	    lines_of(&notes));
	buf_free(&notes);
	return value;
}

static json_t *
hops_of(const struct explanation *e)
{
	json_t           *list = json_array();
	const struct hop *h = e->hops.hop;

	for (; h < e->hops.hop + e->hops.n && list != NULL; h++)
		list = append(list,
		    json_pack("{s:o, s:o, s:i, s:o, s:b}", "url",
			out_json_text(slice_of(h->url)), "rule",
			h->rule_id != 0 && h->status != 404 ?
			    json_integer(h->rule_id) :
			    json_null(),
			"status", h->status, "location",
			h->location[0] != '\0' ?
			    out_json_text(slice_of(h->location)) :
			    json_null(),
			"same_host", (int)h->same_host));
	return list;
}

static json_t *
headers_of(const struct explanation *e)
{
	json_t      *list = json_array();
	struct buf   head;
	struct slice rest;
	const char  *mark, *end;

	buf_init(&head, RESPOND_MAX);
	explain_head(e, &head);
	rest = buf_slice(&head);
	while (rest.n > 0 && (end = memchr(rest.s, '\n', rest.n)) != NULL &&
	    (mark = memchr(rest.s, ':', rest.n)) != NULL) {
		list = append(list,
		    json_pack("{s:o, s:o}", "name",
			out_json_text((struct slice){
			    rest.s, (size_t)(mark - rest.s) }),
			"value",
			out_json_text((struct slice){
			    mark + 2, (size_t)(end - mark) - 2 })));
		rest.n -= (size_t)(end - rest.s) + 1;
		rest.s = end + 1;
	}
	buf_free(&head);
	return list;
}

void
explain_row(const struct explanation *e)
{
	struct out            *o = &e->session->out;
	const struct decision *d = &e->decision;
	bool                   full = o->format != OUT_TEXT;
	struct buf             cache;

	buf_init(&cache, 200);
	respond_cache_control(d, &cache);
	out_string(o, e->asked.url);
	if (explain_is_answered(e)) {
		out_int(o, d->rule_id);
		out_string(o, rule_state_name(d->state));
	} else {
		out_null(o);
		out_null(o);
	}
	out_int(o, d->status);
	if (d->location.len > 0)
		out_text(o, buf_slice(&d->location));
	else
		out_null(o);
	out_text(o, buf_slice(&cache));
	out_text(o, buf_slice(&e->why));
	out_time(o, e->at);
	out_string(o, e->asked.method);
	/* Nobody sees the rest in a text. */
	out_json(o, full ? considered(e) : json_null());
	out_json(o, full ? key_of(e) : json_null());
	out_json(o, full ? near_ones(e) : json_null());
	out_json(o, full ? hops_of(e) : json_null());
	if (e->hops.end == HOPS_NONE)
		out_null(o);
	else
		out_string(o, hops_end_name(e->hops.end));
	out_json(o, full ? headers_of(e) : json_null());
	out_json(o, full ? unserved(e) : json_null());
	buf_free(&cache);
}
