/* SPDX-License-Identifier: MIT */
/*
 * asked.c - the request that "explain" is asked about.
 */
#include "asked.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define URI_MAX 65536 /* octets: longer than what key.h refuses */

/* The value of "Name: value", blanks in front of it left out, or NULL when it
 * is not a header at all. */
static const char *
header_value(const char *typed, size_t *ret_name_len)
{
	const size_t n = strcspn(typed, ":");

	if (typed[n] != ':' || !slice_is_token((struct slice){ typed, n }))
		return NULL;
	*ret_name_len = n;
	typed += n + 1;
	return typed + strspn(typed, " \t");
}

/* The scheme of a URL, whatever stands for its host, and the rest. */
static const char *
after_host(const char *url, const char **ret_scheme)
{
	*ret_scheme = "http";
	if (strncasecmp(url, "http://", 7) == 0) {
		url += 7;
	} else if (strncasecmp(url, "https://", 8) == 0) {
		*ret_scheme = "https";
		url += 8;
	}
	return url + strcspn(url, "/?#");
}

/* The same request, for another host. */
static void
set_host(struct asked *a, const char *host)
{
	const char *scheme, *rest = after_host(a->url, &scheme);

	buf_reset(&a->uri);
	if (rest[0] != '/')
		buf_addc(&a->uri, '/');
	buf_add(&a->uri, rest, strcspn(rest, "#"));
	a->host = host;
	a->request.url = slice_of(NULL);
	a->request.host = slice_of(host);
	a->request.scheme = slice_of(scheme);
}

/* A header as web servers hand it on: "X-Some: a" is HTTP_X_SOME=a, without
 * the blanks behind it (RFC 9110, 5.5), to which the value is set. */
static enum err
add_variable(struct asked *a, size_t n, struct slice name, const char **value)
{
	size_t len = strlen(*value);
	char  *v;

	while (len > 0 && strchr(" \t", (*value)[len - 1]) != NULL)
		len--;
	if (asprintf(&v, "HTTP_%.*s=%.*s", (int)name.n, name.s, (int)len,
		*value) < 0)
		return ERR_NOMEM;
	for (size_t i = 5; v[i] != '='; i++)
		v[i] = v[i] == '-' ? '_' : (char)toupper((unsigned char)v[i]);
	*value = strchr(v, '=') + 1;
	a->env[n] = v;
	return ERR_OK;
}

/* As web servers write REMOTE_ADDR; nginx has "unix:" for who comes by a
 * socket. */
static bool
is_address(const char *typed)
{
	unsigned char octets[16];

	return inet_pton(AF_INET, typed, octets) == 1 ||
	    inet_pton(AF_INET6, typed, octets) == 1 ||
	    strcmp(typed, "unix:") == 0;
}

enum status
asked_parse(struct session *s, const char *url, const char *method,
    struct asked *a)
{
	const struct given *g;
	const char         *value;
	enum err            rc;
	size_t              i, n, headers = 0;

	*a = (struct asked){ .url = url, .method = method };
	buf_init(&a->uri, URI_MAX);
	if (a->url[0] == '\0')
		return said(s, EXIT_USAGE,
		    "'' is not a URL: give https://example.com/path, "
		    "example.com/path or /path");
	a->env = calloc(s->args.n + 1, sizeof(a->env[0]));
	if (a->env == NULL)
		return failed(s, ERR_NOMEM);
	request_from_url(a->url, a->method, &a->request);
	a->request.env = (struct env){ .strings = a->env };
	value = args_value(&s->args, OPT_IP);
	if (value != NULL && !is_address(value))
		return said(s, EXIT_USAGE,
		    "'%s' is not an address: write one as 192.0.2.7 or "
		    "2001:db8::7",
		    value);
	a->request.address = slice_of(value);
	for (i = 0; i < s->args.n; i++) {
		g = &s->args.given[i];
		if (g->opt != OPT_HEADER)
			continue;
		value = header_value(g->value, &n);
		if (value == NULL)
			return said(s, EXIT_USAGE,
			    "'%s' is not a header: write it as 'Name: value'",
			    g->value);
		rc = add_variable(a, headers++, (struct slice){ g->value, n },
		    &value);
		if (rc != ERR_OK)
			return failed(s, rc);
		if (n == 4 && strncasecmp(g->value, "host", n) == 0)
			set_host(a, value);
		if (n == 10 && strncasecmp(g->value, "user-agent", n) == 0)
			a->request.agent = slice_of(value);
	}
	rc = buf_end(&a->uri);
	if (rc == ERR_LIMIT)
		return said(s, EXIT_USAGE, "the URL is too long");
	if (rc != ERR_OK)
		return failed(s, rc);
	if (a->uri.len > 0)
		a->request.uri = buf_slice(&a->uri);
	return EXIT_YES;
}

void
asked_free(struct asked *a)
{
	for (size_t i = 0; a->env != NULL && a->env[i] != NULL; i++)
		free(a->env[i]);
	free(a->env);
	a->env = NULL;
	buf_free(&a->uri);
}
