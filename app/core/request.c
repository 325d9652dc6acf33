/* SPDX-License-Identifier: MIT */
/* request.c - the CGI variables that matter, in one pass; see request.h. */
#include "request.h"

#include <stddef.h>
#include <string.h>

/*
 * The value if entry is "NAME=value", else NULL.  The first letters differ
 * between almost all variables, so this mostly ends at the first octet.
 */
static const char *
value_of(const char *entry, const char *name, size_t n)
{
	return strncmp(entry, name, n) == 0 && entry[n] == '=' ? entry + n + 1 :
								 NULL;
}

/* Keep the first of repeated variables: libfcgi does, and so do we. */
#define TAKE(field, name)                                             \
	do {                                                          \
		const char *v_ = value_of(e, name, sizeof(name) - 1); \
		if (v_ != NULL && (field) == NULL)                    \
			(field) = v_;                                 \
	} while (0)

void
request_from_env(char *const *env, struct request *r)
{
	const char *redirect_method = NULL;

	*r = (struct request){ 0 };
	for (; *env != NULL; env++) {
		const char *e = *env;

		switch (e[0]) {
		case 'R':
			TAKE(r->method, "REQUEST_METHOD");
			TAKE(r->uri, "REQUEST_URI");
			TAKE(r->scheme, "REQUEST_SCHEME");
			TAKE(redirect_method, "REDIRECT_REQUEST_METHOD");
			break;
		case 'H':
			TAKE(r->host, "HTTP_HOST");
			TAKE(r->https, "HTTPS");
			TAKE(r->accept, "HTTP_ACCEPT");
			break;
		case 'S':
			TAKE(r->script_name, "SCRIPT_NAME");
			TAKE(r->server_port, "SERVER_PORT");
			break;
		case 'P':
			TAKE(r->path_info, "PATH_INFO");
			break;
		case 'Q':
			TAKE(r->query_string, "QUERY_STRING");
			break;
		case 'C':
			TAKE(r->length, "CONTENT_LENGTH");
			break;
		case 'D':
			TAKE(r->page_name, "DETOUR_PAGE");
			TAKE(r->path_from, "DETOUR_PATH");
			break;
		}
	}
	if (redirect_method != NULL)
		r->method = redirect_method;
}

void
request_from_url(const char *url, const char *method, struct request *r)
{
	*r = (struct request){ .method = method };
	r->url = slice_of(url);
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

	if (r->page_name != NULL)
		for (size_t i = 0; i < ARRAY_LEN(names); i++)
			if (strcmp(r->page_name, names[i]) == 0)
				return (enum page)i;
	return PAGE_REDIRECT;
}

bool
request_path_is_info(const struct request *r)
{
	return r->path_from != NULL && strcmp(r->path_from, "path-info") == 0;
}
