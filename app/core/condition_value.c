/* SPDX-License-Identifier: MIT */
/* condition_value.c - one value as people type it; see condition.h. */
#include "condition.h"

#include <string.h>
#include <strings.h>

#include "cookie.h"
#include "language.h"
#include "net.h"
#include "origin.h"
#include "url.h"

#define HEADER_NAME_MAX 100 /* octets */

/* ------------------------------------------------------------------- method */

static enum err
method_value(struct slice typed, struct buf *out, struct buf *why)
{
	char         name[KEY_METHOD_MAX];
	struct slice upper;

	if (!key_is_method(typed))
		return refuse(why, ERR_SYNTAX,
		    "'%.*s' is not a method: give GET, POST or the like",
		    quotable(typed), typed.s);
	for (size_t i = 0; i < typed.n; i++) {
		char c = url_lower(typed.s[i]);

		name[i] = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
	}
	upper = (struct slice){ name, typed.n };
	if (slice_is(upper, "CONNECT"))
		return refuse(why, ERR_SYNTAX,
		    "the method CONNECT asks for no page, so no rule takes it");
	buf_add_slice(out, upper);
	if (slice_is(upper, "GET"))
		buf_adds(out, "\nHEAD");
	return buf_end(out);
}

/* ------------------------------------------------------------------- cookie */

static enum err
cookie_value(struct slice typed, struct buf *out, struct buf *why)
{
	struct slice name, wanted;
	const bool   split = condition_split(typed, &name, &wanted);

	if (!slice_is_token(name))
		return refuse(why, ERR_SYNTAX,
		    "'%.*s' is not a cookie: give NAME or NAME=VALUE, the "
		    "name without blanks and any of ()<>@,;:\\\"/[]?{}",
		    quotable(typed), typed.s);
	if (!cookie_is_value(wanted))
		return refuse(why, ERR_SYNTAX,
		    "the cookie '%.*s' can have no such value: it is without "
		    "blanks and in ASCII",
		    quotable(name), name.s);
	buf_add_slice(out, name);
	if (split) {
		buf_addc(out, '=');
		buf_add_slice(out, wanted);
	}
	return buf_end(out);
}

/* ------------------------------------------------------------------- header */

/* Headers that are no condition, and why. */
static const struct {
	const char *name;
	const char *why;
} refused[] = {
	{ "host", "give the host in the source: example.com/path" },
	{ "cookie", "write --cookie NAME=VALUE" },
	{ "accept-language", "write --language de" },
	{ "content-length", "it says nothing of who asks" },
	{ "content-type", "it does not reach every worker as a header" },
	{ "authorization", "many web servers keep it to themselves" },
	{ "proxy-authorization", "web servers keep it to themselves" },
	{ "proxy", "web servers take it away, as it is only sent to harm" },
	{ "connection", "it ends at the web server" },
	{ "keep-alive", "it ends at the web server" },
	{ "proxy-connection", "it ends at the web server" },
	{ "te", "it ends at the web server" },
	{ "trailer", "it ends at the web server" },
	{ "transfer-encoding", "it ends at the web server" },
	{ "upgrade", "it ends at the web server" },
	{ "if-match", "a cache between adds and takes it away" },
	{ "if-none-match", "a cache between adds and takes it away" },
	{ "if-modified-since", "a cache between adds and takes it away" },
	{ "if-unmodified-since", "a cache between adds and takes it away" },
	{ "if-range", "a cache between adds and takes it away" },
	{ "range", "a cache between adds and takes it away" },
};

/* Letters, digits and '-': anything else is '_' in a variable, or is dropped
 * on the way, so that two headers would look the same. */
static bool
is_header_name(struct slice s)
{
	for (size_t i = 0; i < s.n; i++) {
		const char c = url_lower(s.s[i]);

		if ((c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-')
			return false;
	}
	return s.n > 0 && s.n <= HEADER_NAME_MAX;
}

/* As headers are usually written: "X-Device". */
static void
add_header_name(struct slice name, struct buf *out)
{
	bool first = true;

	for (size_t i = 0; i < name.n; i++) {
		char c = url_lower(name.s[i]);

		if (first && c >= 'a') /* or a digit, or a '-' */
			c = (char)(c - 'a' + 'A');
		buf_addc(out, c);
		first = c == '-';
	}
}

static bool
is_header_value(struct slice s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.s[i] < ' ' || s.s[i] >= 0x7f)
			return false;
	return true;
}

static enum err
header_value(struct slice typed, struct buf *out, struct buf *why)
{
	struct slice name, wanted;
	const bool   split = condition_split(typed, &name, &wanted);

	name = slice_trim(name);
	wanted = slice_trim(wanted);
	if (memchr(name.s, ':', name.n) != NULL)
		return refuse(why, ERR_SYNTAX,
		    "'%.*s' is not a header condition: write NAME or "
		    "NAME=VALUE, without a colon",
		    quotable(typed), typed.s);
	if (!is_header_name(name))
		return refuse(why, ERR_SYNTAX,
		    "'%.*s' is not a header's name: letters, digits and '-', "
		    "%d at most",
		    quotable(name), name.s, HEADER_NAME_MAX);
	for (size_t i = 0; i < ARRAY_LEN(refused); i++)
		if (name.n == strlen(refused[i].name) &&
		    strncasecmp(name.s, refused[i].name, name.n) == 0)
			return refuse(why, ERR_SYNTAX,
			    "the header '%.*s' is no condition: %s",
			    (int)name.n, name.s, refused[i].why);
	if (!is_header_value(wanted))
		return refuse(why, ERR_SYNTAX,
		    "the header '%.*s' can have no such value: it is one line "
		    "of ASCII",
		    (int)name.n, name.s);
	add_header_name(name, out);
	if (split) {
		buf_addc(out, '=');
		buf_add_slice(out, wanted);
	}
	return buf_end(out);
}

enum err
condition_value(enum condition_kind kind, struct slice typed, struct buf *out,
    struct buf *why)
{
	switch (kind) {
	case CONDITION_METHOD:
		return method_value(typed, out, why);
	case CONDITION_COOKIE:
		return cookie_value(typed, out, why);
	case CONDITION_HEADER:
		return header_value(typed, out, why);
	case CONDITION_LANGUAGE:
		return language_parse(typed, out, why);
	case CONDITION_FROM_NET:
		return net_parse(typed, out, why);
	case CONDITION_CORS:
	case CONDITION_KINDS:
		break;
	}
	return origin_parse(typed, out, why);
}
