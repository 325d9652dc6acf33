/* SPDX-License-Identifier: MIT */
/* logline_json.c - a line of an access log that is a JSON object. */
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "logline_base.h"
#include "when.h"

/* Which keys mean the same; of several the first counts. */
static const char *const time_keys[] = { "time_iso8601", "ts", "msec",
	"timestamp", "time", "time_local", "@timestamp", NULL };
static const char *const method_keys[] = { "method", "request_method", NULL };
static const char *const uri_keys[] = { "uri", "request_uri", "url", "path",
	NULL };
static const char *const query_keys[] = { "query", "query_string", "args",
	NULL };
static const char *const host_keys[] = { "host", "http_host", "vhost",
	"server_name", NULL };
static const char *const scheme_keys[] = { "scheme", "request_scheme", NULL };
static const char *const address_keys[] = { "remote_ip", "client_ip",
	"remote_addr", NULL };
static const char *const agent_keys[] = { "user_agent", "http_user_agent",
	NULL };

static const json_t *
find(const json_t *object, const char *const *keys)
{
	const json_t *value;

	for (; *keys != NULL; keys++) {
		value = json_object_get(object, *keys);
		if (value != NULL && !json_is_null(value))
			return value;
	}
	return NULL;
}

static struct slice
text_of(const json_t *object, const char *const *keys)
{
	const json_t *value = find(object, keys);

	if (!json_is_string(value))
		return (struct slice){ NULL, 0 };
	return (struct slice){ json_string_value(value),
		json_string_length(value) };
}

static size_t
keep(const json_t *object, const char *const *keys, struct buf *text)
{
	struct slice s = text_of(object, keys);

	return s.n == 0 || slice_is(s, "-") ? 0 : logline_keep(text, s);
}

/* Unix seconds with a fraction as text, as nginx's $msec is often quoted. */
static bool
read_seconds(const char *s, int64_t *ret)
{
	int64_t n = 0;
	size_t  i = 0;

	for (; s[i] >= '0' && s[i] <= '9' && i < 12; i++)
		n = n * 10 + s[i] - '0';
	*ret = n;
	return i >= 9 && (s[i] == '\0' || s[i] == '.');
}

static bool
read_time(const json_t *value, int64_t *ret)
{
	if (json_is_number(value)) {
		double n = json_number_value(value);

		/* Milliseconds, as some write them. */
		if (n > 100e9)
			n /= 1000;
		if (!(n >= 0 && n <= (double)WHEN_MAX))
			return false;
		*ret = (int64_t)n;
		return true;
	}
	if (!json_is_string(value))
		return false;
	return read_seconds(json_string_value(value), ret) ||
	    logline_time(slice_of(json_string_value(value)), ret) ||
	    when_instant(json_string_value(value), WHEN_START, 0, ret, NULL) ==
	    ERR_OK;
}

/* Caddy keeps the header's fields as lists of their values. */
static size_t
keep_caddy_agent(const json_t *request, struct buf *text)
{
	const json_t *list =
	    json_object_get(json_object_get(request, "headers"), "User-Agent");
	const json_t *value = json_array_get(list, 0);

	return json_is_string(value) ?
	    logline_keep(text, slice_of(json_string_value(value))) :
	    0;
}

/* What was asked: in the object itself, or in its "request". */
static void
read_request(const json_t *object, struct logline_places *p, struct buf *text)
{
	const json_t *request = json_object_get(object, "request");
	const json_t *from = json_is_object(request) ? request : object;
	struct slice  query = text_of(from, query_keys);

	if (json_is_string(request))
		logline_split(slice_of(json_string_value(request)), p, text);
	if (p->method == 0)
		p->method = keep(from, method_keys, text);
	if (p->uri == 0 && text_of(from, uri_keys).n > 0) {
		struct slice uri = text_of(from, uri_keys);

		p->uri = text->len;
		buf_add_slice(text, uri);
		if (query.n > 0 && !slice_is(query, "-") &&
		    !slice_has(uri, '?')) {
			if (query.s[0] != '?')
				buf_addc(text, '?');
			buf_add_slice(text, query);
		}
		buf_addc(text, '\0');
	}
	p->host = keep(from, host_keys, text);
	p->scheme = keep(from, scheme_keys, text);
	if (p->scheme == 0 && json_object_get(from, "tls") != NULL)
		p->scheme = logline_keep(text, SLICE("https"));
	p->address = keep(from, address_keys, text);
	p->agent = from == request ? keep_caddy_agent(from, text) :
				     keep(from, agent_keys, text);
}

static int
read_status(const json_t *value)
{
	int64_t n = json_is_integer(value) ? json_integer_value(value) : 0;

	if (json_is_string(value) && json_string_length(value) == 3)
		n = strtol(json_string_value(value), NULL, 10);
	return n >= 100 && n <= 999 ? (int)n : 0;
}

enum err
logline_json(struct slice line, struct logline *l, struct logline_places *p,
    struct buf *text, struct buf *why)
{
	json_error_t error;
	json_t      *object = json_loadb(line.s, line.n, 0, &error);
	enum err     rc = ERR_OK;

	if (!json_is_object(object)) {
		json_decref(object);
		return refuse(why, ERR_SYNTAX, "this is not a JSON object: %s",
		    error.text);
	}
	read_request(object, p, text);
	l->status = read_status(json_object_get(object, "status"));
	if (p->method == 0 || p->uri == 0)
		rc = refuse(why, ERR_SYNTAX,
		    "it has no %s: neither \"request\" nor \"%s\"",
		    p->method == 0 ? "method" : "path",
		    p->method == 0 ? "method" : "uri");
	else if (!read_time(find(object, time_keys), &l->at))
		rc = refuse(why, ERR_SYNTAX,
		    "it has no time that is understood, as \"ts\" or "
		    "\"time_iso8601\"");
	json_decref(object);
	return rc;
}
