/* SPDX-License-Identifier: MIT */
/* respond.c - a decision to the bytes of a CGI response; see respond.h. */
#include "respond.h"

#include <string.h>

#include "when.h"

/* The status line, whole: nothing is formatted for an answer. */
static void
add_status(int status, struct buf *out)
{
#define TEXT(status, reason) "Status: " #status " " reason "\r\n"
#define LINE(status, reason)                                                   \
	{                                                                      \
		status,                                                        \
		{                                                              \
			TEXT(status, reason), sizeof(TEXT(status, reason)) - 1 \
		}                                                              \
	}
	static const struct {
		int          status;
		struct slice line;
	} lines[] = {
		LINE(307, "Temporary Redirect"),
		LINE(404, "Not Found"),
		LINE(302, "Found"),
		LINE(303, "See Other"),
		LINE(308, "Permanent Redirect"),
		LINE(301, "Moved Permanently"),
		LINE(410, "Gone"),
		LINE(200, "OK"),
		LINE(204, "No Content"),
		LINE(400, "Bad Request"),
		LINE(405, "Method Not Allowed"),
		LINE(414, "URI Too Long"),
		LINE(503, "Service Unavailable"),
	};
#undef LINE
#undef TEXT

	for (size_t i = 0; i < ARRAY_LEN(lines); i++)
		if (lines[i].status == status) {
			buf_add_slice(out, lines[i].line);
			return;
		}
	buf_addf(out, "Status: %d Unknown\r\n", status);
}

static void
add_location(const struct decision *d, struct buf *out)
{
	if (d->location.len == 0)
		return;
	buf_adds(out, "Location: ");
	buf_add_slice(out, buf_slice(&d->location));
	buf_adds(out, "\r\n");
}

/* The part of a response that ends its head, and its body. */
static void
add_body(const char *type, struct slice body, enum method method,
    struct buf *out)
{
	buf_adds(out, "Content-Type: ");
	buf_adds(out, type);
	buf_adds(out, "\r\nContent-Length: ");
	buf_addi(out, (long long)body.n);
	buf_adds(out, "\r\n\r\n");
	if (method != METHOD_HEAD) /* RFC 9110, 9.3.2 */
		buf_add_slice(out, body);
}

/* Octets of the lines that describe a note, and of the empty line. */
#define NOTE_HEAD                                            \
	(sizeof("Content-Type: text/html; charset=utf-8\r\n" \
		"Content-Length: 12345\r\n\r\n") -           \
	    1)

void
respond_html(struct slice s, struct buf *out)
{
	size_t start = 0; /* never beyond i, which EVA does not see */

	for (size_t i = 0; i < s.n; i++) {
		const char *e = NULL;

		switch (s.s[i]) {
		case '&':
			e = "&amp;";
			break;
		case '<':
			e = "&lt;";
			break;
		case '>':
			e = "&gt;";
			break;
		case '"':
			e = "&quot;";
			break;
		case '\'':
			e = "&#39;";
			break;
		}
		if (e == NULL)
			continue;
		buf_add(out, s.s + start, i - start);
		buf_adds(out, e);
		start = i + 1;
	}
	buf_add(out, s.s + start, s.n - start);
}

/* Whether nothing in a text means anything in HTML, as nearly always. */
static bool
is_plain(struct slice s)
{
	static const char special[] = { '&', '<', '>', '"', '\'' };

	for (size_t i = 0; i < sizeof(special); i++)
		if (s.n > 0 && memchr(s.s, special[i], s.n) != NULL)
			return false;
	return true;
}

/*
 * The short note of RFC 9110, 15.4: its length must be known before it is
 * written, so what is not plain is written twice, first to count.
 */
static void
add_note(const struct decision *d, struct buf *out)
{
	static const char before[] =
	    "<!DOCTYPE html>\n<title>Redirect</title>\n"
	    "<p>This page is at <a href=\"";
	static const char after[] = "\">another address</a>.</p>\n";
	struct slice      location = buf_slice(&d->location);
	const bool        plain = is_plain(location);
	size_t            start = out->len, n = location.n;

	if (!plain) {
		respond_html(location, out);
		n = out->len - start;
		out->len = start;
	}
	buf_adds(out,
	    "Content-Type: text/html; charset=utf-8\r\n"
	    "Content-Length: ");
	n += sizeof(before) + sizeof(after) - 2;
	buf_addi(out, (long long)n);
	buf_adds(out, "\r\n\r\n");
	if (d->method == METHOD_HEAD)
		return;
	buf_add(out, before, sizeof(before) - 1);
	if (plain)
		buf_add_slice(out, location);
	else
		respond_html(location, out);
	buf_add(out, after, sizeof(after) - 1);
}

void
respond_cache_control(const struct decision *d, struct buf *out)
{
	if (d->is_private && d->max_age != MAX_AGE_NO_STORE)
		buf_adds(out, "private, ");
	if (d->max_age == MAX_AGE_NO_CACHE) {
		buf_adds(out, "no-cache");
	} else if (d->max_age == MAX_AGE_NO_STORE) {
		buf_adds(out, "no-store");
	} else {
		buf_adds(out, "max-age=");
		buf_addi(out, d->max_age);
	}
}

static void
add_text(const struct decision *d, struct buf *out)
{
	struct slice text = SLICE("No redirect here.\n");

	if (d->status == 410)
		text = SLICE("This page is gone.\n");
	else if (d->status == 503)
		text = SLICE("This page is under maintenance.\n");
	else if (d->status == 405)
		text = SLICE("This method is not served here.\n");
	else if (d->status == 400)
		text = SLICE("The request is malformed.\n");
	else if (d->status == 414)
		text = SLICE("The address is too long.\n");
	add_body("text/plain; charset=utf-8", text, d->method, out);
}

void
respond(const struct decision *d, struct respond_options o, struct buf *out)
{
	bool         is_decline = d->status == 404 || d->why == WHY_ASTERISK;
	const size_t start = out->len;

	if (is_decline && o.role == ROLE_AUTHORIZER) {
		buf_adds(out, "Status: 200 OK\r\n\r\n"); /* go on */
		return;
	}
	/* HAProxy before 2.6 takes a Location after Status for a 302; lighttpd
	 * drops what an Authorizer sends before Status. */
	if (o.role == ROLE_RESPONDER)
		add_location(d, out);
	add_status(d->status, out);
	if (o.role != ROLE_RESPONDER)
		add_location(d, out);
	buf_adds(out, "Cache-Control: ");
	respond_cache_control(d, out);
	buf_adds(out, "\r\n");
	if (d->vary.len > 0) { /* RFC 9110, 12.5.5 */
		buf_adds(out, "Vary: ");
		buf_add_slice(out, buf_slice(&d->vary));
		buf_adds(out, "\r\n");
	}
	buf_add_slice(out, buf_slice(&d->cors));
	if (d->retry_after > 0) { /* RFC 9110, 10.2.3 */
		buf_adds(out, "Retry-After: ");
		buf_addi(out, d->retry_after);
		buf_adds(out, "\r\n");
	}
	if (when_is_instant(d->sunset)) {
		buf_adds(out, "Sunset: ");
		when_http(out, d->sunset);
		buf_adds(out, "\r\n");
	}
	if (o.identify && d->rule_id != 0) {
		buf_adds(out, "X-Redirect-By: detour ");
		buf_addi(out, d->rule_id);
		buf_adds(out, "\r\n");
	}
	if (d->status == 204 || d->status == 405)
		buf_adds(out, "Allow: " DECIDE_ALLOW "\r\n");
	if (d->status == 204 || /* RFC 9110, 8.6: no Content-Length */
	    out->len - start + NOTE_HEAD > RESPOND_HEAD_MAX)
		buf_adds(out, "\r\n");
	else if (d->location.len > 0)
		add_note(d, out);
	else
		add_text(d, out);
}

void
respond_page(int status, const char *type, const char *more, struct slice body,
    enum method method, struct buf *out)
{
	add_status(status, out);
	buf_adds(out,
	    "Cache-Control: no-store\r\n"
	    "X-Content-Type-Options: nosniff\r\n");
	buf_adds(out, more);
	add_body(type, body, method, out);
}
