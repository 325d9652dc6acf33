/* SPDX-License-Identifier: MIT */
/*
 * fixed.c - stands in place of answer.c and pages.c: every request gets the
 * same 307.  What is left of the worker is its loop, its gate and its
 * processes, and that is what the bench compares the rest with.
 */
#include "answer.h"

static const char fixed[] =
    "Location: https://www.example.com/docs/summer-guide/12345?from=old\r\n"
    "Status: 307 Temporary Redirect\r\n"
    "Cache-Control: no-cache\r\n"
    "Content-Type: text/html; charset=utf-8\r\n"
    "Content-Length: 151\r\n"
    "\r\n"
    "<!DOCTYPE html>\n"
    "<title>Redirect</title>\n"
    "<p>This page is at <a "
    "href=\"https://www.example.com/docs/summer-guide/12345?from=old\">"
    "another address</a>.</p>\n";

void
answer(struct worker *w, struct env env, enum role role, struct moment at,
    int64_t mono_ms)
{
	(void)env;
	(void)role;
	(void)at;
	(void)mono_ms;
	w->counts->requests++;
	buf_reset(&w->out);
	buf_add(&w->out, fixed, sizeof(fixed) - 1);
}
