/* SPDX-License-Identifier: MIT */
/* request.c - the CGI variables that matter, in one pass; see request.h. */
#include "request.h"

#include <stdint.h>
#include <string.h>

/* Whether a variable has that name; then its value is the field.  Of repeated
 * ones the first is kept: libfcgi does, and so do we. */
static inline __attribute__((always_inline)) bool
take(struct slice *field, const struct variable *v, struct slice name)
{
	if (v->name.n != name.n || memcmp(v->name.s, name.s, name.n) != 0)
		return false;
	if (field->s == NULL)
		*field = v->value;
	return true;
}

#define TAKE(field, name) take(&(field), &v, SLICE(name))

/*
 * Servers send some thirty variables, and we need a few: what tells most of the
 * others apart is their first letter and their length.
 */
void
request_from_env(struct env env, struct request *r)
{
	struct slice    redirect_method = { NULL, 0 };
	struct slice    redirect_https = { NULL, 0 };
	struct variable v;

	*r = (struct request){ .env = env };
	while (env_next(&env, &v)) {
		if (v.name.n == 0)
			continue;
		switch (v.name.s[0]) {
		case 'R':
			(void)(TAKE(r->uri, "REQUEST_URI") ||
			    TAKE(r->method, "REQUEST_METHOD") ||
			    TAKE(r->scheme, "REQUEST_SCHEME") ||
			    TAKE(r->address, "REMOTE_ADDR") ||
			    TAKE(redirect_method, "REDIRECT_REQUEST_METHOD") ||
			    TAKE(redirect_https, "REDIRECT_HTTPS"));
			break;
		case 'H':
			(void)(TAKE(r->host, "HTTP_HOST") ||
			    TAKE(r->accept, "HTTP_ACCEPT") ||
			    TAKE(r->agent, "HTTP_USER_AGENT") ||
			    TAKE(r->https, "HTTPS"));
			break;
		case 'S':
			(void)(TAKE(r->script_name, "SCRIPT_NAME") ||
			    TAKE(r->server_port, "SERVER_PORT"));
			break;
		case 'P':
			(void)TAKE(r->path_info, "PATH_INFO");
			break;
		case 'Q':
			(void)TAKE(r->query_string, "QUERY_STRING");
			break;
		case 'D':
			(void)(TAKE(r->page_name, "DETOUR_PAGE") ||
			    TAKE(r->path_from, "DETOUR_PATH"));
			break;
		}
	}
	if (redirect_method.n > 0)
		r->method = redirect_method;
	if (r->https.s == NULL)
		r->https = redirect_https;
}

void
request_from_url(const char *url, const char *method, struct request *r)
{
	*r = (struct request){ .method = slice_of(method),
		.url = slice_of(url) };
}

/* A letter of a header's name, as it stands in a variable. */
static char
in_variable(char c)
{
	return c == '-'          ? '_' :
	    c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') :
				   c;
}

struct slice
request_header(struct env env, struct slice name)
{
	const struct slice http = SLICE("HTTP_");
	struct variable    v;

	if (env.no_cookies && slice_is_any_case(name, "Cookie"))
		return (struct slice){ NULL, 0 };
	while (env_next(&env, &v)) {
		const char *is = v.name.s + http.n;
		size_t      i = 0;

		if (v.name.n != http.n + name.n ||
		    memcmp(v.name.s, http.s, http.n) != 0)
			continue;
		while (i < name.n && is[i] == in_variable(name.s[i]))
			i++;
		if (i == name.n)
			return v.value;
	}
	return (struct slice){ NULL, 0 };
}

bool
request_ask(const struct request *r, struct buf *out)
{
	const struct slice asks[] = { r->uri, r->host, r->method, r->scheme,
		r->https, r->server_port };
	uint16_t           n[ARRAY_LEN(asks)];

	/* With an uri, what servers make of it does not count. */
	if (r->uri.n == 0 || r->path_from.s != NULL)
		return false;
	for (size_t i = 0; i < ARRAY_LEN(asks); i++) {
		if (asks[i].n > UINT16_MAX)
			return false;
		n[i] = (uint16_t)asks[i].n;
		buf_add_slice(out, asks[i]);
	}
	/* Where each ends: none is taken for a part of another. */
	buf_add(out, n, sizeof(n));
	return out->err == ERR_OK;
}

enum page
request_page(const struct request *r)
{
	static const char *const names[] = {
		[PAGE_REDIRECT] = "redirect",
		[PAGE_STALE] = "stale",
		[PAGE_METRICS] = "metrics",
		[PAGE_HEALTH] = "health",
	};

	if (r->page_name.n > 0)
		for (size_t i = 0; i < ARRAY_LEN(names); i++)
			if (slice_is(r->page_name, names[i]))
				return (enum page)i;
	return PAGE_REDIRECT;
}

bool
request_path_is_info(const struct request *r)
{
	return slice_is(r->path_from, "path-info");
}
