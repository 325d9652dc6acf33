/* SPDX-License-Identifier: MIT */
/*
 * cmd_verify.c - verify: whether the targets of rules are there.
 *
 * Rules are read first, then asked without a transaction, so that nobody waits;
 * findings are kept every few seconds, so that little is lost when it is
 * interrupted.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd.h"
#include "finding.h"
#include "ids.h"
#include "ledger.h"
#include "progress.h"
#include "rules.h"
#include "verify.h"
#include "verify_url.h"

#define KEEP_EACH_MS    5000
#define TIMEOUT_DEFAULT 10 /* seconds */
#define SLOW_DEFAULT    3
#define DELAY_DEFAULT   1
#define AT_ONCE_DEFAULT 4

static const struct out_column verify_columns[] = {
	{ "id", OUT_ALL },
	{ "url", OUT_ALL },
	{ "result", OUT_ALL },
	{ "status", OUT_ALL },
	{ "location", OUT_ALL },
	{ "ms", OUT_ALL },
	{ "message", OUT_ALL },
};

/* One rule; several may ask for the same URL. */
struct asking {
	int64_t id;
	char   *target; /* as stored */
	char   *url;
};

struct run {
	struct session     *session;
	struct asking      *askings; /* sorted by url once all are there */
	size_t              n, cap;
	struct verify_ask  *asks;
	size_t              nasks, answered;
	struct verify_ask **fresh; /* answered, and not kept yet */
	size_t              nfresh;
	int64_t             began_ms, kept_ms;
	struct progress     progress;
	size_t              found[FINDING_RESULTS];
	bool                named;
	size_t              skipped; /* nobody knows which URL */
};

/* --------------------------------------------------------------- which URLs */

static enum err
note(const struct rule *r, void *arg)
{
	struct run   *run = arg;
	const char   *no = verify_why_not(r);
	struct buf    url;
	struct asking a = { .id = r->id };
	enum err      rc;

	if (no != NULL) {
		run->skipped += r->parsed && rule_leads(r) && r->enabled;
		if (run->named)
			said(run->session, EXIT_YES,
			    "rule %lld is not asked for: %s", (long long)r->id,
			    no);
		return ERR_OK;
	}
	if (run->n == run->cap) {
		size_t         cap = run->cap == 0 ? 64 : 2 * run->cap;
		struct asking *p = realloc(run->askings, cap * sizeof(*p));

		if (p == NULL)
			return ERR_NOMEM;
		run->askings = p;
		run->cap = cap;
	}
	buf_init(&url, VERIFY_URL_MAX);
	verify_url(r, &url);
	rc = buf_end(&url);
	if (rc == ERR_OK) {
		a.url = strdup(url.data);
		a.target = strndup(r->target.s, r->target.n);
		run->askings[run->n++] = a;
		rc = a.url == NULL || a.target == NULL ? ERR_NOMEM : ERR_OK;
	}
	buf_free(&url);
	return rc;
}

static int
by_url(const void *a, const void *b)
{
	const struct asking *x = a, *y = b;
	int                  c = strcmp(x->url, y->url);

	return c != 0 ? c : (x->id > y->id) - (x->id < y->id);
}

/* Each URL once. */
static enum err
make_asks(struct run *run)
{
	run->asks = calloc(run->n + 1, sizeof(*run->asks));
	run->fresh = calloc(run->n + 1, sizeof(struct verify_ask *));
	if (run->asks == NULL || run->fresh == NULL)
		return ERR_NOMEM;
	if (run->n > 0)
		qsort(run->askings, run->n, sizeof(*run->askings), by_url);
	for (size_t i = 0; i < run->n; i++)
		if (i == 0 ||
		    strcmp(run->askings[i].url, run->askings[i - 1].url) != 0)
			run->asks[run->nasks++].url = run->askings[i].url;
	return ERR_OK;
}

/* ----------------------------------------------------------------- findings */

/* The first rule that asks for a URL; the others follow. */
static const struct asking *
first_of(const struct run *run, const char *url)
{
	size_t low = 0, high = run->n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (strcmp(run->askings[mid].url, url) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return &run->askings[low];
}

static enum err
keep_one(struct run *run, const struct verify_ask *a)
{
	struct session      *s = run->session;
	const struct asking *x = first_of(run, a->url);
	struct finding f = { .at = s->now + (mono_ms() - run->began_ms) / 1000,
		.result = a->result,
		.status = a->status,
		.location = slice_of(a->location),
		.ms = a->ms,
		.message = slice_of(a->message) };
	enum err       rc = ERR_OK;

	for (; rc == ERR_OK && x < run->askings + run->n &&
	     strcmp(x->url, a->url) == 0;
	     x++) {
		f.rule = x->id;
		rc = finding_put(s->store, &f, slice_of(x->target));
	}
	return rc;
}

static enum err
keep(struct run *run)
{
	struct store *store = run->session->store;
	enum err      rc = ERR_OK;

	run->kept_ms = mono_ms();
	if (run->nfresh == 0 || run->session->dry_run)
		return ERR_OK;
	rc = store_begin_write(store);
	if (rc != ERR_OK)
		return rc;
	for (size_t i = 0; i < run->nfresh && rc == ERR_OK; i++)
		rc = keep_one(run, run->fresh[i]);
	if (rc == ERR_OK)
		rc = store_commit(store);
	else
		store_end(store);
	run->nfresh = 0;
	return rc;
}

static enum err
answered(struct verify_ask *a, void *arg)
{
	struct run          *run = arg;
	struct out          *o = &run->session->out;
	const struct asking *x = first_of(run, a->url);

	progress_hush(&run->progress);
	run->answered++;
	run->found[a->result]++;
	run->fresh[run->nfresh++] = a;
	for (; x < run->askings + run->n && strcmp(x->url, a->url) == 0; x++) {
		out_int(o, x->id);
		out_string(o, a->url);
		out_string(o, finding_name(a->result));
		if (a->status == 0)
			out_null(o);
		else
			out_int(o, a->status);
		out_string(o, a->location);
		out_int(o, a->ms);
		out_string(o, a->message[0] != '\0' ? a->message : NULL);
	}
	if (out_failed(o))
		return ERR_IO;
	return mono_ms() - run->kept_ms >= KEEP_EACH_MS ? keep(run) : ERR_OK;
}

static void
show_progress(void *arg)
{
	struct run *run = arg;

	if (progress_due(&run->progress))
		fprintf(stderr, "%zu of %zu asked ", run->answered, run->nasks);
}

/* ------------------------------------------------------------------ options */

static bool
seconds_option(struct session *s, enum opt opt, int64_t otherwise,
    int64_t *ret_ms)
{
	int64_t seconds = otherwise;

	if (!duration_option(s, opt, &seconds))
		return false;
	if (seconds > WHEN_DAY) {
		said(s, EXIT_USAGE, "'%s' is more than a day",
		    args_value(&s->args, opt));
		return false;
	}
	*ret_ms = seconds * 1000;
	return true;
}

/* As curl and OpenSSL's own programs take it: for an authority of one's own. */
static bool
read_authorities(const struct session *s, struct verify_options *o)
{
	const char *file = getenv("SSL_CERT_FILE");

	o->authorities = NULL;
	if (file == NULL || file[0] == '\0')
		return true;
	o->authorities = file;
	if (access(file, R_OK) == 0)
		return true;
	said(s, EXIT_FAIL,
	    "'%s', which SSL_CERT_FILE names, cannot be read: %s", file,
	    strerror(errno));
	return false;
}

static bool
read_options(struct session *s, struct verify_options *o)
{
	const char *typed = args_value(&s->args, OPT_AT_ONCE);
	int64_t     at_once = AT_ONCE_DEFAULT;
	enum err    rc = ERR_OK;

	if (typed != NULL)
		rc = number_parse(typed, "a number of requests", 1,
		    VERIFY_AT_ONCE_MAX, &at_once, &s->why);
	if (rc != ERR_OK) {
		failed(s, rc);
		return false;
	}
	o->at_once = (size_t)at_once;
	o->allow_private = args_has(&s->args, OPT_ALLOW_PRIVATE);
	return seconds_option(s, OPT_DELAY, DELAY_DEFAULT, &o->delay_ms) &&
	    seconds_option(s, OPT_TIMEOUT, TIMEOUT_DEFAULT, &o->timeout_ms) &&
	    seconds_option(s, OPT_SLOW, SLOW_DEFAULT, &o->slow_ms);
}

static void
print_sum(const struct run *run)
{
	printf("%zu %s asked: %zu dead, %zu redirecting, %zu slow, %zu "
	       "unreachable, %zu private; %zu %s cannot be asked for\n",
	    run->nasks, run->nasks == 1 ? "target" : "targets",
	    run->found[FINDING_DEAD], run->found[FINDING_REDIRECTS],
	    run->found[FINDING_SLOW], run->found[FINDING_UNREACHABLE],
	    run->found[FINDING_PRIVATE], run->skipped,
	    run->skipped == 1 ? "rule" : "rules");
}

static enum status
ask_all(struct run *run, const struct verify_options *options)
{
	struct session *s = run->session;
	enum err        rc = make_asks(run), end;

	out_begin(&s->out, verify_columns, ARRAY_LEN(verify_columns), false);
	run->began_ms = run->kept_ms = mono_ms();
	progress_begin(&run->progress);
	if (rc == ERR_OK)
		rc = verify_run(run->asks, run->nasks, options, answered,
		    show_progress, run);
	progress_hush(&run->progress);
	/* What was answered is kept, whatever came after. */
	end = run->nfresh > 0 ? keep(run) : ERR_OK;
	if (rc == ERR_OK)
		rc = end;
	if (rc != ERR_OK)
		return failed(s, rc);
	s->done = !s->dry_run;
	rc = out_end(&s->out);
	if (rc == ERR_OK && s->format == OUT_TEXT)
		print_sum(run);
	return finished(s, rc,
	    run->found[FINDING_DEAD] + run->found[FINDING_REDIRECTS] +
			run->found[FINDING_SLOW] >
		    0 ?
		EXIT_NO :
		EXIT_YES);
}

enum status
cmd_verify(struct session *s)
{
	struct run            run = { .session = s };
	struct verify_options options;
	struct ids            ids = { 0 };
	enum status           status;
	enum err              rc;

	if (!read_options(s, &options))
		return EXIT_USAGE;
	if (!read_authorities(s, &options))
		return EXIT_FAIL;
	status = ids_parse(s, &ids);
	run.named = ids.n > 0;
	if (status == EXIT_YES && run.named)
		status = ids_each(s, &ids, note, &run);
	else if (status == EXIT_YES) {
		rc = rules_each(s->store, note, &run);
		status = rc == ERR_OK ? EXIT_YES : failed(s, rc);
	}
	if (status == EXIT_YES)
		status = ask_all(&run, &options);
	for (size_t i = 0; i < run.nasks; i++)
		free(run.asks[i].location);
	for (size_t i = 0; i < run.n; i++) {
		free(run.askings[i].url);
		free(run.askings[i].target);
	}
	free(run.fresh);
	free(run.asks);
	free(run.askings);
	ids_free(&ids);
	return status;
}
