/* SPDX-License-Identifier: MIT */
/* wire.c - requests and answers as octets; see wire.h. */
#include "wire.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define HEADER    8    /* octets of a FastCGI record's header */
#define PARAM_MAX 8192 /* octets of all that is the same */

/* FastCGI 1.0, section 8. */
enum { BEGIN = 1, END = 3, PARAMS = 4, STDIN = 5, STDOUT = 6 };

/* ------------------------------------------------------------- requests */

static unsigned char *
put_length(unsigned char *p, size_t n)
{
	if (n < 128) {
		*p++ = (unsigned char)n;
		return p;
	}
	*p++ = 0x80 | (unsigned char)(n >> 24);
	*p++ = (unsigned char)(n >> 16);
	*p++ = (unsigned char)(n >> 8);
	*p++ = (unsigned char)n;
	return p;
}

static unsigned char *
put_pair(unsigned char *p, const char *name, struct slice value)
{
	const size_t n = strlen(name);

	p = put_length(p, n);
	p = put_length(p, value.n);
	memcpy(p, name, n);
	if (value.n > 0)
		memcpy(p + n, value.s, value.n);
	return p + n + value.n;
}

static unsigned char *
put_header(unsigned char *p, int type, size_t len, size_t padding)
{
	const unsigned char h[HEADER] = { 1, (unsigned char)type, 0, 1,
		(unsigned char)(len >> 8), (unsigned char)len,
		(unsigned char)padding, 0 };

	memcpy(p, h, HEADER);
	return p + HEADER;
}

static void
add_pair(struct buf *b, const char *name, const char *value)
{
	unsigned char pair[512];

	buf_add(b, pair,
	    (size_t)(put_pair(pair, name, slice_of(value)) - pair));
}

/* What a browser sends, by way of Debian's fastcgi_params. */
static void
add_nginx_params(struct buf *b, const char *host)
{
	static const char *const pairs[][2] = {
		{ "CONTENT_TYPE", "" },
		{ "CONTENT_LENGTH", "" },
		{ "DOCUMENT_ROOT", "/usr/share/nginx/html" },
		{ "SERVER_PROTOCOL", "HTTP/1.1" },
		{ "REQUEST_SCHEME", "https" },
		{ "HTTPS", "on" },
		{ "GATEWAY_INTERFACE", "CGI/1.1" },
		{ "SERVER_SOFTWARE", "nginx/1.22.1" },
		{ "REMOTE_ADDR", "192.0.2.17" },
		{ "REMOTE_PORT", "54321" },
		{ "REMOTE_USER", "" },
		{ "SERVER_ADDR", "192.0.2.1" },
		{ "SERVER_PORT", "443" },
		{ "REDIRECT_STATUS", "200" },
		{ "HTTP_USER_AGENT",
		    "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) "
		    "Gecko/20100101 Firefox/128.0" },
		{ "HTTP_ACCEPT",
		    "text/html,application/xhtml+xml,application/xml;q=0.9,"
		    "image/avif,image/webp,*/*;q=0.8" },
		{ "HTTP_ACCEPT_LANGUAGE", "en-US,en;q=0.5" },
		{ "HTTP_ACCEPT_ENCODING", "gzip, deflate, br" },
		{ "HTTP_REFERER",
		    "https://www.example.net/some/page/with/a/link.html" },
		{ "HTTP_CONNECTION", "keep-alive" },
		{ "HTTP_UPGRADE_INSECURE_REQUESTS", "1" },
	};

	for (size_t i = 0; i < ARRAY_LEN(pairs); i++)
		add_pair(b, pairs[i][0], pairs[i][1]);
	add_pair(b, "SERVER_NAME", host);
}

enum err
wire_init(struct wire *w, bool http, bool keep, enum wire_params params,
    const char *host)
{
	*w = (struct wire){ .http = http, .keep = keep };
	buf_init(&w->same, PARAM_MAX);
	if (http) {
		buf_addf(&w->same, " HTTP/1.1\r\nHost: %s\r\n%s\r\n", host,
		    keep ? "" : "Connection: close\r\n");
		return buf_end(&w->same);
	}
	add_pair(&w->same, "REQUEST_METHOD", "GET");
	add_pair(&w->same, "HTTP_HOST", host);
	if (params == WIRE_NGINX) {
		add_nginx_params(&w->same, host);
	} else {
		add_pair(&w->same, "REQUEST_SCHEME", "https");
		add_pair(&w->same, "SERVER_PORT", "443");
	}
	return buf_end(&w->same);
}

void
wire_free(struct wire *w)
{
	buf_free(&w->same);
}

static size_t
ask_http(const struct wire *w, const struct line *l, unsigned char *out)
{
	memcpy(out, "GET ", 4);
	memcpy(out + 4, l->uri.s, l->uri.n);
	memcpy(out + 4 + l->uri.n, w->same.data, w->same.len);
	return 4 + l->uri.n + w->same.len;
}

size_t
wire_ask(const struct wire *w, const struct line *l, unsigned char *out)
{
	const unsigned char begin[] = { 0, 1, w->keep, 0, 0, 0, 0, 0 };
	unsigned char      *p = out, *head, *content;
	size_t              len, padding;

	if (w->http)
		return ask_http(w, l, out);
	p = put_header(p, BEGIN, sizeof(begin), 0);
	memcpy(p, begin, sizeof(begin));
	head = p + sizeof(begin);
	p = content = head + HEADER;
	p = put_pair(p, "REQUEST_URI", l->uri);
	/* Five are ours; the others have what nginx makes of the URI, too. */
	if (w->same.len > 200) {
		p = put_pair(p, "QUERY_STRING", l->query);
		p = put_pair(p, "DOCUMENT_URI", l->path);
		p = put_pair(p, "SCRIPT_NAME", l->path);
	}
	memcpy(p, w->same.data, w->same.len);
	p += w->same.len;
	len = (size_t)(p - content);
	padding = -len & 7;
	put_header(head, PARAMS, len, padding);
	memset(p, 0, padding);
	p = put_header(p + padding, PARAMS, 0, 0);
	p = put_header(p, STDIN, 0, 0);
	return (size_t)(p - out);
}

/* -------------------------------------------------------------- answers */

/* The value of a header, without the space around it. */
static struct slice
header_of(struct slice head, const char *name)
{
	const size_t n = strlen(name);
	struct slice v = { NULL, 0 };

	while (head.n > n) {
		const char *end = memchr(head.s, '\n', head.n);
		size_t line = end != NULL ? (size_t)(end - head.s) : head.n;

		if (line > n && head.s[n] == ':' &&
		    strncasecmp(head.s, name, n) == 0) {
			v = (struct slice){ head.s + n + 1, line - n - 1 };
			while (v.n > 0 && v.s[0] == ' ')
				v.s++, v.n--;
			while (v.n > 0 && v.s[v.n - 1] == '\r')
				v.n--;
			return v;
		}
		if (end == NULL)
			break;
		head.s += line + 1;
		head.n -= line + 1;
	}
	return v;
}

static int
number(struct slice s)
{
	int v = 0;

	for (size_t i = 0; i < s.n && s.s[i] >= '0' && s.s[i] <= '9'; i++)
		v = v * 10 + (s.s[i] - '0');
	return v;
}

/* Of a CGI response: all content of the records, in one piece. */
static enum wire_seen
look_fastcgi(const unsigned char *in, size_t n, struct wire_answer *ret)
{
	static char  text[WIRE_IN_MAX];
	struct slice head = { text, 0 }, status;
	size_t       at = 0, len, all;

	for (;; at += all) {
		if (n - at < HEADER)
			return WIRE_MORE;
		len = (size_t)in[at + 4] << 8 | in[at + 5];
		all = HEADER + len + in[at + 6];
		if (in[at] != 1 || all > WIRE_IN_MAX)
			return WIRE_BROKEN;
		if (n - at < all)
			return WIRE_MORE;
		if (in[at + 1] == END)
			break;
		if (in[at + 1] != STDOUT)
			continue;
		if (len > sizeof(text) - head.n)
			return WIRE_BROKEN;
		memcpy(text + head.n, in + at + HEADER, len);
		head.n += len;
	}
	*ret = (struct wire_answer){ .status = 200, .len = at + all };
	ret->location = header_of(head, "Location");
	status = header_of(head, "Status");
	if (status.n > 0)
		ret->status = number(status);
	else if (ret->location.n > 0)
		ret->status = 302; /* RFC 3875, 6.2.3 */
	return WIRE_WHOLE;
}

/* The end of a body in chunks: 0 when it is not there yet. */
static size_t
end_of_chunks(const char *in, size_t at, size_t n)
{
	for (;;) {
		const char *end =
		    at < n ? memmem(in + at, n - at, "\r\n", 2) : NULL;
		unsigned long len;

		if (end == NULL)
			return 0;
		len = strtoul(in + at, NULL, 16);
		at = (size_t)(end - in) + 2 + len + 2;
		if (at > n)
			return 0;
		if (len == 0)
			return at;
	}
}

static enum wire_seen
look_http(const char *in, size_t n, struct wire_answer *ret)
{
	const char  *end = n > 0 ? memmem(in, n, "\r\n\r\n", 4) : NULL;
	struct slice head = { in, 0 }, coding;
	size_t       body;

	if (end == NULL)
		return WIRE_MORE;
	head.n = (size_t)(end - in) + 2;
	if (head.n < 12 || memcmp(in, "HTTP/1.", 7) != 0)
		return WIRE_BROKEN;
	*ret = (struct wire_answer){
		.status = number((struct slice){ in + 9, 3 }),
		.location = header_of(head, "Location"),
		.close = slice_is(header_of(head, "Connection"), "close"),
	};
	body = head.n + 2;
	coding = header_of(head, "Transfer-Encoding");
	if (slice_is(coding, "chunked"))
		ret->len = end_of_chunks(in, body, n);
	else
		ret->len =
		    body + (size_t)number(header_of(head, "Content-Length"));
	return ret->len > 0 && ret->len <= n ? WIRE_WHOLE : WIRE_MORE;
}

enum wire_seen
wire_look(const struct wire *w, const unsigned char *in, size_t n,
    struct wire_answer *ret)
{
	return w->http ? look_http((const char *)in, n, ret) :
			 look_fastcgi(in, n, ret);
}
