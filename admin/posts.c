/* SPDX-License-Identifier: MIT */
/*
 * posts.c - the POSTs of an access log.
 */
#include "posts.h"

#include <stdlib.h>
#include <string.h>

#include "logline.h"
#include "urls.h"

#define TEXT_MAX (2U * LOGLINE_MAX)

struct posts {
	struct lint *lint;
	struct buf   text, why, url;
	int64_t      passed; /* lines that are none */
};

static enum err
judge_line(struct posts *p, const char *text)
{
	struct logline line;
	enum err       rc;

	buf_reset(&p->why);
	rc = logline_read(slice_of(text), &line, &p->text, &p->why);
	if (rc == ERR_SYNTAX || rc == ERR_LIMIT) {
		p->passed++;
		return ERR_OK;
	}
	if (rc != ERR_OK || strcmp(line.method, "POST") != 0)
		return rc;
	buf_reset(&p->url);
	if (line.host != NULL && line.uri[0] == '/')
		buf_addf(&p->url, "%s://%s",
		    line.scheme != NULL && strcmp(line.scheme, "https") == 0 ?
			"https" :
			"http",
		    line.host);
	buf_adds(&p->url, line.uri);
	rc = buf_end(&p->url);
	return rc == ERR_OK ? lint_post(p->lint, p->url.data, mono_ms()) : rc;
}

enum status
posts_judge(struct session *s, struct lint *lint)
{
	const char  *name = args_value(&s->args, OPT_LOG), *line, *method;
	struct posts p = { .lint = lint };
	struct urls *u;
	enum status  status;
	enum err     rc = ERR_OK;

	if (name == NULL)
		return EXIT_YES;
	u = malloc(sizeof(*u));
	if (u == NULL)
		return failed(s, ERR_NOMEM);
	buf_init(&p.text, TEXT_MAX);
	buf_init(&p.why, 8 * WHY_MAX);
	buf_init(&p.url, TEXT_MAX);
	status = urls_open(u, s, name);
	if (status == EXIT_YES) {
		while (rc == ERR_OK &&
		    (status = urls_next(u, &line, &method)) == EXIT_YES)
			rc = judge_line(&p, line);
		urls_close(u);
	}
	free(u);
	buf_free(&p.url);
	buf_free(&p.why);
	buf_free(&p.text);
	if (rc != ERR_OK)
		return failed(s, rc);
	if (p.passed > 0)
		said(s, EXIT_YES,
		    "warning: '%s' has %lld lines that are none of an access "
		    "log",
		    name, (long long)p.passed);
	return status == EXIT_NO ? EXIT_YES : status;
}
