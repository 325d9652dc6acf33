/* SPDX-License-Identifier: MIT */
/*
 * cmd_explain.c - explain: what a URL gets at an instant and why, what many
 * get, or when the answer becomes another.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "cmd.h"
#include "explain.h"
#include "explain_between.h"
#include "urls.h"

static const char *
method_of(const struct session *s)
{
	const char *method = args_value(&s->args, OPT_METHOD);

	return method != NULL ? method : "GET";
}

/* What is done with one URL. */
typedef enum status url_fn(void *arg, const char *url, const char *method);

/* Each URL of a file, until one of them fails. */
static enum status
each_url(struct session *s, url_fn *fn, void *arg)
{
	struct urls *u = malloc(sizeof(*u));
	const char  *url = NULL, *method = NULL;
	enum status  status;

	if (u == NULL)
		return failed(s, ERR_NOMEM);
	status = urls_open(u, s, args_value(&s->args, OPT_FILE));
	if (status == EXIT_YES) {
		while (!out_failed(&s->out) &&
		    (status = urls_next(u, &url, &method)) == EXIT_YES &&
		    (status = fn(arg, url,
			 method != NULL ? method : method_of(s))) == EXIT_YES)
			;
		urls_close(u);
	}
	free(u);
	return status == EXIT_NO ? EXIT_YES : status;
}

/* ------------------------------------------------------------ at an instant */

static bool
role_option(struct session *s, enum role *ret)
{
	static const char *const names[] = {
		[ROLE_RESPONDER] = "responder",
		[ROLE_AUTHORIZER] = "authorizer",
		[ROLE_CGI] = "cgi",
	};
	const char *typed = args_value(&s->args, OPT_ROLE);

	for (size_t i = 0; typed != NULL && i < ARRAY_LEN(names); i++)
		if (strcmp(typed, names[i]) == 0) {
			*ret = (enum role)i;
			return true;
		}
	if (typed != NULL)
		said(s, EXIT_USAGE,
		    "'%s' is not a role: responder, authorizer or cgi", typed);
	return typed == NULL;
}

static enum status
explain_one(struct explanation *e)
{
	struct session *s = e->session;
	enum status     status;
	enum err        rc;

	if (strpbrk(method_of(s), "abcdefghijklmnopqrstuvwxyz") != NULL)
		said(s, EXIT_YES,
		    "warning: '%s' is a method of its own: those that are "
		    "known are written in capitals",
		    method_of(s));
	e->thorough = true;
	status = explain_work(e, s->args.operands[0], method_of(s));
	if (status != EXIT_YES)
		return status;
	if (s->format == OUT_TEXT) {
		rc = explain_print(e);
	} else {
		explain_begin(&s->out, true);
		explain_row(e);
		rc = out_end(&s->out);
	}
	return finished(s, rc, explain_is_answered(e) ? EXIT_YES : EXIT_NO);
}

struct many {
	struct explanation *explanation;
	bool                answered; /* every one so far */
};

static enum status
one_of_many(void *arg, const char *url, const char *method)
{
	struct many *m = arg;
	enum status  status = explain_work(m->explanation, url, method);

	if (status != EXIT_YES)
		return status;
	explain_row(m->explanation);
	m->answered = m->answered && explain_is_answered(m->explanation);
	return EXIT_YES;
}

static enum status
explain_many(struct explanation *e)
{
	struct session *s = e->session;
	struct many     m = { e, true };
	enum status     status;
	enum err        rc;

	explain_begin(&s->out, false);
	status = each_url(s, one_of_many, &m);
	rc = out_end(&s->out);
	if (status == EXIT_YES)
		status = m.answered ? EXIT_YES : EXIT_NO;
	return finished(s, rc, status);
}

static enum status
explain_at(struct session *s)
{
	struct explanation e;
	enum status        status = EXIT_USAGE;

	explain_init(&e, s);
	if (instant_option(s, OPT_AT, WHEN_START, &e.at) &&
	    role_option(s, &e.role)) {
		if (args_has(&s->args, OPT_AT))
			e.moment = when_exactly(e.at);
		status = args_has(&s->args, OPT_FILE) ? explain_many(&e) :
							explain_one(&e);
	}
	explain_free(&e);
	return status;
}

/* -------------------------------------------------------------- between two */

static enum status
between_url(void *arg, const char *url, const char *method)
{
	return between_rows(arg, url, method);
}

static enum status
explain_between(struct session *s)
{
	struct between b;
	enum status    status;
	enum err       rc;

	if (args_has(&s->args, OPT_AT) || args_has(&s->args, OPT_ROLE))
		return said(s, EXIT_USAGE,
		    "--between goes with neither --at nor --role");
	status = between_parse(&b, s);
	if (status != EXIT_YES)
		return status;
	b.many = args_has(&s->args, OPT_FILE);
	between_begin(&b);
	status = b.many ? each_url(s, between_url, &b) :
			  between_rows(&b, s->args.operands[0], method_of(s));
	rc = out_end(&s->out);
	if (status == EXIT_YES)
		status = b.answered ? EXIT_YES : EXIT_NO;
	return finished(s, rc, status);
}

/* What a slip makes of a URL would be matched as some other one. */
static bool
is_url(struct session *s, const char *typed)
{
	const size_t scheme = strcspn(typed, ":/?#");
	const bool http = (scheme == 4 && strncasecmp(typed, "http", 4) == 0) ||
	    (scheme == 5 && strncasecmp(typed, "https", 5) == 0);

	if (typed[scheme] != ':' || typed[scheme + 1] != '/' ||
	    (http && typed[scheme + 2] == '/'))
		return true;
	if (http)
		said(s, EXIT_USAGE, "'%s' lacks a slash: write %.*s:/%s", typed,
		    (int)scheme, typed, typed + scheme + 1);
	else
		said(s, EXIT_USAGE,
		    "'%s' is no URL that a web server is asked for: give "
		    "https://example.com/path, example.com/path or /path",
		    typed);
	return false;
}

enum status
cmd_explain(struct session *s)
{
	bool file = args_has(&s->args, OPT_FILE);

	if (file == (s->args.operands_n > 0))
		return said(s, EXIT_USAGE,
		    file ? "a URL and --file are too much: either of them" :
			   "which URL? give one, or --file FILE");
	if (!file && !is_url(s, s->args.operands[0]))
		return EXIT_USAGE;
	return args_has(&s->args, OPT_BETWEEN) ? explain_between(s) :
						 explain_at(s);
}
