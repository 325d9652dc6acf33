/* SPDX-License-Identifier: MIT */
/* pages.c - stale, metrics and health; see pages.h. */
#include "pages.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "accept.h"
#include "report.h"
#include "when.h"

/* ---------------------------------------------------------------- health */

static void
add_json(json_t *j, struct buf *out)
{
	char *text = json_dumps(j, JSON_INDENT(2) | JSON_PRESERVE_ORDER);

	if (text == NULL) {
		out->err = ERR_NOMEM;
	} else {
		buf_adds(out, text);
		buf_addc(out, '\n');
	}
	free(text);
	json_decref(j);
}

static void
health(struct worker *w, enum method method, int64_t now)
{
	enum err   rc = table_health(w->table);
	struct buf body, trouble;
	json_t    *j;

	buf_init(&body, RESPOND_MAX);
	buf_init(&trouble, RESPOND_MAX);
	/* It names a path, or quotes what a damaged file holds. */
	buf_add_utf8(&trouble, slice_of(table_trouble(w->table)));
	j = json_pack("{s:s, s:s, s:s, s:s, s:s, s:I, s:I}", "status",
	    rc == ERR_OK ? "ok" : "failing", "database", err_name(rc),
	    "trouble", buf_end(&trouble) == ERR_OK ? trouble.data : "",
	    "version", DETOUR_VERSION, "sandbox", w->sandbox, "uptime",
	    (json_int_t)(now - w->started_at), "skipped",
	    (json_int_t)table_skipped(w->table));
	add_json(j, &body);
	buf_free(&trouble);
	if (buf_end(&body) == ERR_OK)
		respond_page(rc == ERR_OK ? 200 : 503,
		    "application/json; charset=utf-8", "", buf_slice(&body),
		    method, &w->out);
	buf_free(&body);
}

/* --------------------------------------------------------------- metrics */

static void
add_metric(struct buf *b, const char *name, const char *type, const char *help)
{
	buf_addf(b, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static void
add_result(struct buf *b, const char *result, uint64_t n)
{
	buf_addf(b, "detour_requests_total{result=\"%s\"} %llu\n", result,
	    (unsigned long long)n);
}

static struct counts
sum_counts(const struct worker *w)
{
	struct counts sum = { 0 };

	for (size_t i = 0; i < w->all_n; i++) {
		sum.requests += w->all_counts[i].requests;
		sum.redirects += w->all_counts[i].redirects;
		sum.gone += w->all_counts[i].gone;
		sum.closed += w->all_counts[i].closed;
		sum.declined += w->all_counts[i].declined;
		sum.refused += w->all_counts[i].refused;
		sum.failed += w->all_counts[i].failed;
		sum.late += w->all_counts[i].late;
		sum.dropped += w->all_counts[i].dropped;
	}
	return sum;
}

static long long
size_of_wal(const char *db)
{
	struct buf  path;
	struct stat st;
	long long   size = 0;

	buf_init(&path, 4096);
	buf_addf(&path, "%s-wal", db);
	if (buf_end(&path) == ERR_OK && stat(path.data, &st) == 0)
		size = (long long)st.st_size;
	buf_free(&path);
	return size;
}

static void
metrics(struct worker *w, enum method method)
{
	struct counts c = sum_counts(w);
	struct buf    b;

	buf_init(&b, RESPOND_MAX);
	add_metric(&b, "detour_requests_total", "counter",
	    "Requests by what was answered, all children together.");
	add_result(&b, "redirect", c.redirects);
	add_result(&b, "gone", c.gone);
	add_result(&b, "closed", c.closed);
	add_result(&b, "declined", c.declined);
	add_result(&b, "refused", c.refused);
	add_result(&b, "failed", c.failed);
	add_metric(&b, "detour_late_hits_total", "counter",
	    "Requests that an expired rule would have answered.");
	buf_addf(&b, "detour_late_hits_total %llu\n",
	    (unsigned long long)c.late);
	add_metric(&b, "detour_hits_dropped_total", "counter",
	    "Hits that were not counted, for want of memory.");
	buf_addf(&b, "detour_hits_dropped_total %llu\n",
	    (unsigned long long)c.dropped);
	add_metric(&b, "detour_database_up", "gauge",
	    "1 while the rules can be read, 0 while old ones serve or none.");
	buf_addf(&b, "detour_database_up %d\n",
	    table_health(w->table) == ERR_OK);
	add_metric(&b, "detour_wal_bytes", "gauge",
	    "Size of the write-ahead log of the rules.");
	buf_addf(&b, "detour_wal_bytes %lld\n", size_of_wal(w->db));
	add_metric(&b, "detour_start_time_seconds", "gauge",
	    "When this child started, in Unix seconds.");
	buf_addf(&b, "detour_start_time_seconds %lld\n",
	    (long long)w->started_at);
	add_metric(&b, "detour_build_info", "gauge", "The version.");
	buf_adds(&b, "detour_build_info{version=\"" DETOUR_VERSION "\"} 1\n");
	if (buf_end(&b) == ERR_OK)
		respond_page(200, "text/plain; version=0.0.4; charset=utf-8",
		    "", buf_slice(&b), method, &w->out);
	buf_free(&b);
}

/* ----------------------------------------------------------------- stale */

struct stale_list {
	json_t *rows;
	size_t  room; /* octets left, guessed on the safe side */
	int64_t deadline_ms;
	bool    cut; /* the bounds were reached */
};

static int64_t
mono_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000LL + t.tv_nsec / 1000000;
}

static json_t *
json_slice(struct slice s)
{
	/* Put into the table by other means; jansson would refuse the page. */
	if (!slice_is_utf8(s))
		return json_string("(not UTF-8)");
	/* An empty slice may have no text at all: that is NULL to jansson. */
	return json_stringn_nocheck(s.n > 0 ? s.s : "", s.n);
}

/* An instant as RFC 3339 in UTC; null for what is none. */
static json_t *
json_when(int64_t t)
{
	struct buf b;
	json_t    *j;

	buf_init(&b, 64);
	when_utc(&b, t);
	j = t > 0 && b.len > 0 ? json_slice(buf_slice(&b)) : json_null();
	buf_free(&b);
	return j;
}

static enum err
add_row(const struct stale_row *row, void *arg)
{
	struct stale_list *list = arg;
	struct buf         also;
	json_t            *j;
	/* Names, numbers, tags; an octet may become an entity of six. */
	size_t size = 600 + 6 * (row->rule->source.n + row->rule->target.n);

	if (size > list->room || mono_now() > list->deadline_ms) {
		list->cut = true;
		return ERR_LIMIT;
	}
	list->room -= size;
	buf_init(&also, 256);
	report_also(row, &also);
	j = json_pack("{s:I, s:o, s:o, s:s, s:s, s:o, s:s, s:o, s:I, s:I, "
		      "s:I, s:o, s:s?, s:o}",
	    "id", (json_int_t)row->rule->id, "source",
	    json_slice(row->rule->source), "target",
	    row->rule->target.n > 0 ? json_slice(row->rule->target) :
				      json_null(),
	    "state", rule_state_name(row->state), "reason",
	    stale_reason_name(row->reason), "also",
	    json_slice(buf_slice(&also)), "advice", stale_advice(row->reason),
	    "expires_at", json_when(row->rule->expires_at), "age",
	    (json_int_t)row->age_s, "hits", (json_int_t)row->hits.served,
	    "late_hits", (json_int_t)row->hits.late, "last_hit",
	    json_when(row->hits.last), "verified",
	    row->verified ? finding_name(row->finding.result) : NULL,
	    "verified_at", json_when(row->verified ? row->finding.at : 0));
	buf_free(&also);
	return j != NULL && json_array_append_new(list->rows, j) == 0 ?
	    ERR_OK :
	    ERR_NOMEM;
}

/* Open what the report needs, for this once. */
static enum err
collect(struct worker *w, struct stale_list *list, int64_t now, int64_t mono_ms)
{
	struct store *rules = NULL, *hits = NULL;
	enum err      rc = store_open(w->db, STORE_READ, &rules, NULL);

	if (rc != ERR_OK)
		return rc;
	rc = store_open(w->hits_db, HITS_READ, &hits, NULL);
	/* Nothing counted yet is evidence; what cannot be read is none, and
	 * "remove" must not be its advice. */
	if (rc == ERR_OK || rc == ERR_ABSENT)
		rc = report_stale(rules, hits, w->table, now, mono_ms,
		    &stale_limits_default, add_row, list);
	store_close(hits);
	store_close(rules);
	return list->cut ? ERR_OK : rc;
}

/* A time with a blank for its T, where a narrow column may break it. */
static void
add_time(struct buf *out, const char *time)
{
	const size_t date = strcspn(time, "T");

	buf_add_slice(out, (struct slice){ time, date });
	buf_addc(out, ' ');
	buf_adds(out, time + date + (time[date] == 'T'));
}

static void
add_cell(struct buf *out, const json_t *row, const char *name)
{
	const json_t *v = json_object_get(row, name);

	buf_adds(out, "<td>");
	if (json_is_string(v) &&
	    (strcmp(name, "expires_at") == 0 || strcmp(name, "last_hit") == 0))
		add_time(out, json_string_value(v));
	else if (json_is_string(v))
		respond_html((struct slice){ json_string_value(v),
				 json_string_length(v) },
		    out);
	else if (strcmp(name, "age") == 0)
		when_span(out, json_integer_value(v));
	else if (json_is_integer(v))
		buf_addi(out, json_integer_value(v));
	buf_adds(out, "</td>");
}

static void
add_html(const struct stale_list *list, struct buf *out)
{
	static const char *const columns[] = { "id", "source", "target",
		"state", "reason", "advice", "expires_at", "age", "hits",
		"late_hits", "last_hit" };
	const json_t            *row;
	size_t                   i;

	buf_adds(out,
	    "<!DOCTYPE html>\n<html lang=\"en\"><meta charset=\"utf-8\">\n"
	    "<meta name=\"viewport\" content=\"width=device-width, "
	    "initial-scale=1\">\n"
	    "<title>Stale redirects</title>\n"
	    "<style>body{font:16px/1.5 system-ui,sans-serif;margin:2rem}"
	    "table{border-collapse:collapse}"
	    "th,td{text-align:left;padding:.3rem .9rem .3rem 0;"
	    "border-bottom:1px solid #8884;vertical-align:top}"
	    "td:nth-child(2),td:nth-child(3){overflow-wrap:anywhere;"
	    "min-width:6rem}"
	    /* Times break at the blank, not at a '-'. */
	    "td:nth-child(7),td:nth-child(11){min-width:6rem}"
	    ":root{color-scheme:light dark}"
	    /* A card for each rule, with the names of what it has. */
	    "@media(max-width:62rem){body{margin:1rem}"
	    "thead{position:absolute;left:-99rem}"
	    "tr{display:block;padding:.6rem 0;border-bottom:1px solid #8884}"
	    "td{display:flex;border:0;padding:.1rem 0;"
	    "overflow-wrap:anywhere}td:empty{display:none}"
	    "td::before{flex:0 0 6rem;opacity:.75}");
	for (i = 0; i < ARRAY_LEN(columns); i++)
		buf_addf(out, "td:nth-child(%zu)::before{content:\"%s\"}",
		    i + 1, columns[i]);
	buf_adds(out, "}</style>\n<main><h1>Stale redirects</h1>\n");
	if (json_array_size(list->rows) == 0 && !list->cut) {
		buf_adds(out,
		    "<p>No rule needs a decision.</p></main></html>\n");
		return;
	}
	buf_addf(out, "<p>%zu temporary %s a decision.%s</p>\n",
	    json_array_size(list->rows),
	    json_array_size(list->rows) == 1 ? "rule needs" : "rules need",
	    list->cut ? " There are more: <code>detour stale</code> lists "
			"them all." :
			"");
	buf_adds(out, "<table><thead><tr>");
	for (i = 0; i < ARRAY_LEN(columns); i++)
		buf_addf(out, "<th scope=\"col\">%s</th>", columns[i]);
	buf_adds(out, "</tr></thead><tbody>\n");
	json_array_foreach(list->rows, i, row)
	{
		buf_adds(out, "<tr>");
		for (size_t c = 0; c < ARRAY_LEN(columns); c++)
			add_cell(out, row, columns[c]);
		buf_adds(out, "</tr>\n");
	}
	buf_adds(out, "</tbody></table></main></html>\n");
}

static void
make_stale_page(struct worker *w, bool html, int64_t now, int64_t mono_ms)
{
	struct stale_list list = {
		.rows = json_array(),
		.room = PAGES_STALE_MAX - 4096,
		.deadline_ms = mono_now() + PAGES_STALE_BUDGET,
	};

	buf_reset(&w->stale_page);
	if (collect(w, &list, now, mono_ms) != ERR_OK)
		w->stale_page.err = ERR_STORE;
	if (html)
		add_html(&list, &w->stale_page);
	else
		add_json(json_incref(list.rows), &w->stale_page);
	json_decref(list.rows);
	w->stale_html = html;
	w->stale_cut = list.cut;
	w->stale_ms = mono_ms;
}

static void
stale(struct worker *w, const struct request *r, enum method method,
    int64_t now, int64_t mono_ms)
{
	bool html = accept_prefers_html(r->accept);

	if (w->stale_ms == 0 || html != w->stale_html ||
	    mono_ms - w->stale_ms >= PAGES_STALE_TTL)
		make_stale_page(w, html, now, mono_ms);
	if (buf_end(&w->stale_page) != ERR_OK) {
		w->stale_ms = 0; /* try again when asked again */
		respond_page(503, "text/plain; charset=utf-8", "",
		    SLICE("The stale report cannot be made now.\n"), method,
		    &w->out);
		return;
	}
	respond_page(200,
	    html ? "text/html; charset=utf-8" :
		   "application/json; charset=utf-8",
	    w->stale_cut ? "X-Detour-More: yes\r\n" : "",
	    buf_slice(&w->stale_page), method, &w->out);
}

void
pages_respond(struct worker *w, enum page page, const struct request *r,
    int64_t now, int64_t mono_ms)
{
	enum method method =
	    slice_is(r->method, "HEAD") ? METHOD_HEAD : METHOD_OTHER;

	/* Nobody else may have asked for a while, or ever. */
	table_look(w->table, mono_ms);
	if (page == PAGE_HEALTH)
		health(w, method, now);
	else if (page == PAGE_METRICS)
		metrics(w, method);
	else
		stale(w, r, method, now, mono_ms);
}
