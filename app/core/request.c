/* SPDX-License-Identifier: MIT */
/* request.c - the CGI variables that matter, in one pass; see request.h. */
#include "request.h"

#include <stddef.h>
#include <string.h>

/* If an entry is "NAME=value", that is the field; of repeated variables the
 * first one is kept: libfcgi does, and so do we.  A dozen times a request. */
static inline __attribute__((always_inline)) void
take(const char **field, const char *entry, const char *name, size_t n)
{
	if (*field == NULL && strncmp(entry, name, n) == 0)
		*field = entry + n;
}

#define TAKE(field, name) take(&(field), e, name "=", sizeof(name))

/*
 * Servers send some thirty variables, and we need a few: what tells most of the
 * others apart is one letter, which is looked at first.
 */
void
request_from_env(char *const *env, struct request *r)
{
	const char *redirect_method = NULL;

	*r = (struct request){ .env = env };
	for (; *env != NULL; env++) {
		const char *e = *env;

		switch (e[0]) {
		case 'R':
			if (e[1] == 'E' && e[2] == 'Q') {
				TAKE(r->method, "REQUEST_METHOD");
				TAKE(r->uri, "REQUEST_URI");
				TAKE(r->scheme, "REQUEST_SCHEME");
			} else if (e[1] == 'E' && e[2] == 'D') {
				TAKE(redirect_method,
				    "REDIRECT_REQUEST_METHOD");
			} else {
				TAKE(r->address, "REMOTE_ADDR");
			}
			break;
		case 'H':
			if (e[1] != 'T' || e[2] != 'T' || e[3] != 'P')
				break;
			if (e[4] == 'S')
				TAKE(r->https, "HTTPS");
			else if (e[4] == '_' && e[5] == 'H')
				TAKE(r->host, "HTTP_HOST");
			else if (e[4] == '_' && e[5] == 'A')
				TAKE(r->accept, "HTTP_ACCEPT");
			else if (e[4] == '_' && e[5] == 'U')
				TAKE(r->agent, "HTTP_USER_AGENT");
			break;
		case 'S':
			if (e[1] == 'C')
				TAKE(r->script_name, "SCRIPT_NAME");
			else if (e[1] == 'E' && e[2] == 'R' && e[3] == 'V' &&
			    e[4] == 'E' && e[5] == 'R' && e[6] == '_' &&
			    e[7] == 'P') /* others are many */
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
			if (e[1] != 'E')
				break;
			TAKE(r->page_name, "DETOUR_PAGE");
			TAKE(r->path_from, "DETOUR_PATH");
			break;
		}
	}
	if (redirect_method != NULL && redirect_method[0] != '\0')
		r->method = redirect_method;
}

void
request_from_url(const char *url, const char *method, struct request *r)
{
	*r = (struct request){ .method = method };
	r->url = slice_of(url);
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
request_header(char *const *env, struct slice name)
{
	for (; env != NULL && *env != NULL; env++) {
		const char *e = *env;
		size_t      i = 0;

		if (strncmp(e, "HTTP_", 5) != 0)
			continue;
		for (e += 5; i < name.n && e[i] == in_variable(name.s[i]);)
			i++;
		if (i == name.n && e[i] == '=')
			return slice_of(e + i + 1);
	}
	return (struct slice){ NULL, 0 };
}

bool
request_ask(const struct request *r, struct buf *out)
{
	const char *const asks[] = { r->uri, r->host, r->method, r->scheme,
		r->https, r->server_port };

	/* With an uri, what servers make of it does not count. */
	if (r->uri == NULL || r->uri[0] == '\0' || r->path_from != NULL)
		return false;
	/* With the NUL, which none of them holds. */
	for (size_t i = 0; i < ARRAY_LEN(asks); i++)
		buf_add(out, asks[i] != NULL ? asks[i] : "",
		    asks[i] != NULL ? strlen(asks[i]) + 1 : 1);
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
