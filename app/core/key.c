/* SPDX-License-Identifier: MIT */
/* key.c - a request in canonical form; see key.h. */
#include "key.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "host.h"

/* Every octet of path, folded path, query and host may become an escape. */
#define KEY_TEXT_MAX (10 * URL_REQUEST_MAX)

void
key_init(struct key *k)
{
	*k = (struct key){ 0 };
	buf_init(&k->text, KEY_TEXT_MAX);
	buf_init(&k->fold, KEY_TEXT_MAX);
}

void
key_free(struct key *k)
{
	buf_free(&k->text);
	buf_free(&k->fold);
}

bool
key_is_method(struct slice s)
{
	return s.n <= KEY_METHOD_MAX && slice_is_token(s);
}

static enum err
set_method(struct key *k, struct slice method)
{
	static const struct {
		const char *name;
		enum method method;
	} known[] = {
		{ "GET", METHOD_OTHER },
		{ "POST", METHOD_OTHER },
		{ "HEAD", METHOD_HEAD },
		{ "OPTIONS", METHOD_OPTIONS },
		{ "TRACE", METHOD_TRACE },
	};

	for (size_t i = 0; i < ARRAY_LEN(known); i++)
		if (slice_is(method, known[i].name)) {
			k->method = known[i].method;
			return ERR_OK;
		}
	if (!key_is_method(method) || slice_is(method, "CONNECT"))
		return ERR_SYNTAX;
	k->method = METHOD_OTHER;
	return ERR_OK;
}

static void
set_host(struct key *k, struct slice typed, size_t *ret_at)
{
	*ret_at = k->text.len;
	k->port = 0;
	if (typed.n > 0 &&
	    host_parse(typed, &k->text, &k->port, NULL) != ERR_OK)
		k->port = 0; /* and nothing was appended: no host */
}

static int
port_number(struct slice s)
{
	int v = 0;

	for (size_t i = 0;
	     i < s.n && v <= 65535 && s.s[i] >= '0' && s.s[i] <= '9'; i++)
		v = v * 10 + (s.s[i] - '0');
	return v <= 65535 ? v : 0;
}

/* RFC 3986, 3.1. */
static bool
is_scheme(struct slice s)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = url_lower(s.s[i]);

		if ((c < 'a' || c > 'z') &&
		    (i == 0 || s.s[i] == '\0' ||
			strchr("0123456789+-.", c) == NULL))
			return false;
	}
	return s.n > 0;
}

/*
 * Cut "scheme://authority" off an absolute target; nothing of one that begins
 * with '/'.  False when it is neither; with a scheme, its authority is empty
 * then (RFC 9110, 4.2.1).
 */
static bool
cut_authority(struct slice *target, struct slice *scheme,
    struct slice *authority)
{
	size_t n = 0;

	*scheme = *authority = (struct slice){ NULL, 0 };
	if (target->n > 0 && target->s[0] == '/')
		return true;
	while (n < target->n && target->s[n] != ':' && target->s[n] != '/')
		n++;
	if (!is_scheme((struct slice){ target->s, n }) ||
	    !slice_starts((struct slice){ target->s + n, target->n - n },
		"://"))
		return false;
	*scheme = (struct slice){ target->s, n };
	target->s += n + 3;
	target->n -= n + 3;
	for (n = 0; n < target->n && strchr("/?#", target->s[n]) == NULL;)
		n++;
	*authority = (struct slice){ target->s, n };
	target->s += n;
	target->n -= n;
	return n > 0;
}

/* Raw octets that no web server should have let through, and "#". */
static bool
has_forbidden(struct slice s)
{
	if (slice_is_graphic(s)) /* nearly always */
		return slice_has(s, '#');
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.s[i];

		if (c <= ' ' || c == 0x7f || c == '#')
			return true;
	}
	return false;
}

/* Of eight octets: whether some are from 'A' to 'Z', none of which carries into
 * its neighbour. */
static bool
has_upper_eight(const char *s)
{
	const uint64_t each = UINT64_C(0x0101010101010101);
	uint64_t       v, low;

	memcpy(&v, s, sizeof(v));
	low = v & 0x7f * each;
	return (((low + (0x80 - 'A') * each) ^ (low + (0x7f - 'Z') * each)) &
		   ~v & 0x80 * each) != 0;
}

static bool
has_upper(struct slice s)
{
	for (; s.n >= 8; s.s += 8, s.n -= 8)
		if (has_upper_eight(s.s))
			return true;
	for (size_t i = 0; i < s.n; i++)
		if (s.s[i] >= 'A' && s.s[i] <= 'Z')
			return true;
	return false;
}

/*
 * Path and query of a target whose authority is cut off.  The slices are set
 * last, because text may move while it grows.
 */
static enum err
set_target(struct key *k, struct slice target, size_t host_at)
{
	struct slice path = target, query = { NULL, 0 };
	const char  *mark;
	size_t       host_n = k->text.len - host_at, path_at, query_at;
	enum err     rc;

	mark = target.n > 0 ? memchr(target.s, '?', target.n) : NULL;
	k->has_query = mark != NULL;
	if (mark != NULL) {
		path.n = (size_t)(mark - target.s);
		query = (struct slice){ mark + 1, target.n - path.n - 1 };
	}
	if (path.n == 0)
		path = SLICE("/");
	path_at = k->text.len;
	rc = url_path(path, &k->text);
	if (rc != ERR_OK)
		return rc;
	query_at = k->text.len;
	url_query(query, &k->text);
	rc = buf_end(&k->text);
	if (rc != ERR_OK)
		return rc;
	k->host = (struct slice){ k->text.data + host_at, host_n };
	k->path = (struct slice){ k->text.data + path_at, query_at - path_at };
	k->query =
	    (struct slice){ k->text.data + query_at, k->text.len - query_at };
	k->folded = k->path;
	if (!has_upper(k->path))
		return ERR_OK;
	buf_add_slice(&k->fold, k->path);
	rc = buf_end(&k->fold);
	if (rc != ERR_OK)
		return rc;
	url_fold(k->fold.data, k->fold.len);
	k->folded = buf_slice(&k->fold);
	return ERR_OK;
}

/* No REQUEST_URI that is of use: encode what the server decoded. */
static enum err
rebuild_target(const struct request *r, struct buf *out)
{
	if (!request_path_is_info(r)) {
		if (r->script_name.s == NULL && r->path_info.s == NULL)
			return ERR_SYNTAX;
		url_encode(r->script_name, out);
	}
	url_encode(r->path_info, out);
	if (out->len == 0) /* the program itself was asked for */
		buf_addc(out, '/');
	if (r->query_string.n > 0) {
		buf_addc(out, '?');
		buf_add_slice(out, r->query_string);
	}
	return buf_end(out);
}

/* "on" as a rule; no standard says so, and "off" is common, too, and so is the
 * scheme ("fastcgi_param HTTPS $scheme"). */
static bool
is_https(const struct request *r)
{
	static const char *const no[] = { "off", "0", "no", "false", "http" };
	bool                     on = r->https.n > 0;

	if (slice_is(r->https, "on"))
		return true;
	for (size_t i = 0; i < ARRAY_LEN(no) && on; i++)
		on = !slice_is_any_case(r->https, no[i]);
	return on || slice_is_any_case(r->scheme, "https");
}

/* The URL of "detour explain", as a browser would ask for it. */
static enum err
from_url(const struct request *r, struct key *k)
{
	struct slice target = r->url, scheme, authority;
	const char  *mark =
            target.n > 0 ? memchr(target.s, '#', target.n) : NULL;
	size_t host_at;

	if (slice_is(target, "*") && k->method == METHOD_OPTIONS) {
		k->asterisk = true; /* RFC 9112, 3.2.4: of the server */
		k->scheme = SCHEME_HTTP;
		return ERR_OK;
	}
	if (mark != NULL) /* a fragment is never sent */
		target.n = (size_t)(mark - target.s);
	if (has_forbidden(target))
		return ERR_SYNTAX;
	if (!cut_authority(&target, &scheme, &authority)) {
		size_t n = 0; /* "host/path", as people type it */

		if (scheme.n > 0)
			return ERR_SYNTAX;
		while (n < target.n && target.s[n] != '/' && target.s[n] != '?')
			n++;
		if (n == 0)
			return ERR_SYNTAX;
		authority = (struct slice){ target.s, n };
		target.s += n;
		target.n -= n;
	}
	if (target.n > URL_REQUEST_MAX) /* what a browser would send */
		return ERR_LIMIT;
	k->scheme = scheme.n == 5 && strncasecmp(scheme.s, "https", 5) == 0 ?
	    SCHEME_HTTPS :
	    SCHEME_HTTP;
	set_host(k, authority, &host_at);
	return set_target(k, target, host_at);
}

enum err
key_from_request(const struct request *r, struct key *k)
{
	struct buf   text = k->text, fold = k->fold, rebuilt;
	struct slice target = r->uri, scheme, authority;
	size_t       host_at;
	enum err     rc;

	*k = (struct key){
		.text = text,
		.fold = fold,
		.address = r->address,
		.agent = r->agent,
		.verb = r->method,
		.env = r->env,
	};
	buf_reset(&k->text);
	buf_reset(&k->fold);
	k->path = k->folded = SLICE("/");
	rc = set_method(k, r->method);
	if (rc != ERR_OK)
		return rc;
	if (r->url.n > 0)
		return from_url(r, k);
	k->scheme = is_https(r) ? SCHEME_HTTPS : SCHEME_HTTP;
	k->server_port = port_number(r->server_port);

	/* Three times: each octet of the decoded path may need an escape. */
	buf_init(&rebuilt, 3 * URL_REQUEST_MAX);
	if (target.n == 0 || request_path_is_info(r)) {
		rc = rebuild_target(r, &rebuilt);
		target = buf_slice(&rebuilt);
	}
	if (rc == ERR_OK && slice_is(target, "*") &&
	    k->method == METHOD_OPTIONS) {
		k->asterisk = true;
		target = SLICE("/");
	}
	if (rc == ERR_OK && target.n > URL_REQUEST_MAX)
		rc = ERR_LIMIT;
	if (rc == ERR_OK &&
	    (has_forbidden(target) ||
		!cut_authority(&target, &scheme, &authority)))
		rc = ERR_SYNTAX;
	if (rc == ERR_OK) {
		/* Of an absolute target (RFC 9112, 3.2.2), else the header's.
		 */
		set_host(k, authority.n > 0 ? authority : r->host, &host_at);
		rc = set_target(k, target, host_at);
	}
	buf_free(&rebuilt);
	return rc;
}

void
key_origin(const struct key *k, struct buf *out)
{
	if (k->host.n == 0)
		return;
	buf_addf(out, "%s://", scheme_name(k->scheme));
	buf_add_slice(out, k->host);
	if (k->port != 0 && k->port != (k->scheme == SCHEME_HTTPS ? 443 : 80))
		buf_addf(out, ":%d", k->port);
}

void
key_url(const struct key *k, struct buf *out)
{
	key_origin(k, out);
	buf_add_slice(out, k->path);
	if (k->has_query) {
		buf_addc(out, '?');
		buf_add_slice(out, k->query);
	}
}

bool
key_is_preflight(const struct key *k)
{
	return k->method == METHOD_OPTIONS &&
	    request_header(k->env, SLICE("Origin")).n > 0 &&
	    request_header(k->env, SLICE("Access-Control-Request-Method")).n >
	    0;
}
