/* SPDX-License-Identifier: MIT */
/* expect.c - answers as people say them; see expect.h. */
#include "expect.h"

#include "location.h"

#define ANY_REDIRECT "3xx"
#define URL_MAX      (8U * URL_REQUEST_MAX)

/* What the worker may answer. */
static const int statuses[] = { 204, 301, 302, 303, 307, 308, 400, 404, 405,
	410, 414, 503 };

static bool
is_url(struct slice s)
{
	return slice_starts(s, "http://") || slice_starts(s, "https://");
}

static bool
is_path(struct slice s)
{
	return slice_starts(s, "/") && !slice_starts(s, "//");
}

/* A status from a word of three; 0 for any redirect, -1 if it is none. */
static int
status_of(struct slice word)
{
	int n = 0;

	if (slice_is(word, ANY_REDIRECT))
		return 0;
	if (slice_is(word, "decline"))
		return 404;
	if (slice_is(word, "gone"))
		return 410;
	for (size_t i = 0; i < word.n && i < 3; i++) {
		if (word.s[i] < '0' || word.s[i] > '9')
			return -1;
		n = 10 * n + (word.s[i] - '0');
	}
	return word.n == 3 ? n : -1;
}

static bool
is_answered(int status)
{
	for (size_t i = 0; i < ARRAY_LEN(statuses); i++)
		if (statuses[i] == status)
			return true;
	return status == 0;
}

static bool
is_redirect(int status)
{
	return status == 0 || (status >= 300 && status < 400);
}

static enum err
check_location(struct slice to, struct buf *why)
{
	if (!is_path(to) && !is_url(to))
		return refuse(why, ERR_SYNTAX,
		    "'%.*s' is not a Location: a path as /new, or a URL as "
		    "https://example.com/new",
		    quotable(to), to.s);
	if (!slice_is_graphic(to))
		return refuse(why, ERR_SYNTAX,
		    "'%.*s' cannot be a Location: it is compared as it is "
		    "sent, so blanks and other octets are escaped: %%20",
		    quotable(to), to.s);
	if (to.n > LOCATION_MAX)
		return refuse(why, ERR_LIMIT,
		    "the Location has %zu octets, and no answer more than %d",
		    to.n, LOCATION_MAX);
	return ERR_OK;
}

enum err
expect_parse(struct slice typed, struct buf *out, struct buf *why)
{
	struct slice rest = slice_trim(typed), word;
	int          status = 0;
	enum err     rc;

	if (!is_path(rest) && !is_url(rest)) {
		word = slice_cut(&rest, ' ');
		rest = slice_trim(rest);
		status = status_of(word);
		if (status < 0)
			return refuse(why, ERR_SYNTAX,
			    "'%.*s' is not an answer: a status as 404, a "
			    "Location as /new or https://example.com/new, or "
			    "both: '307 /new'",
			    quotable(typed), typed.s);
		if (!is_answered(status))
			return refuse(why, ERR_SYNTAX,
			    "%d is never answered: it is 301, 302, 303, 307, "
			    "308, 3xx for any of these, 404 where no rule "
			    "answers, 410, 503, 204, 400, 405 or 414",
			    status);
	}
	if (rest.n > 0 && !is_redirect(status))
		return refuse(why, ERR_SYNTAX,
		    "'%.*s' is too much: a %d leads nowhere", quotable(rest),
		    rest.s, status);
	if (rest.n > 0) {
		rc = check_location(rest, why);
		if (rc != ERR_OK)
			return rc;
	}
	if (status == 0)
		buf_adds(out, ANY_REDIRECT);
	else
		buf_addi(out, status);
	if (rest.n > 0)
		buf_addc(out, ' ');
	buf_add_slice(out, rest);
	return buf_end(out);
}

/* Whether a path on the origin of a request is this URL. */
static bool
is_there(const struct key *k, struct slice path, struct slice url)
{
	char       room[URL_MAX];
	struct buf b;

	buf_init_in(&b, room, sizeof(room));
	key_origin(k, &b);
	if (b.len == 0)
		return false;
	buf_add_slice(&b, path);
	return buf_end(&b) == ERR_OK && slice_eq(buf_slice(&b), url);
}

bool
expect_holds(struct slice answer, const struct key *k, const struct decision *d)
{
	struct slice to = answer, got = buf_slice(&d->location);
	int          status = status_of(slice_cut(&to, ' '));

	if (status == 0 ? !is_redirect(d->status) : status != d->status)
		return false;
	if (to.n == 0 || slice_eq(to, got))
		return true;
	if (is_path(to) && is_url(got))
		return is_there(k, to, got);
	return is_path(got) && is_url(to) && is_there(k, got, to);
}

void
expect_tell(const struct decision *d, struct buf *out)
{
	buf_addi(out, d->status);
	if (d->location.len > 0) {
		buf_addc(out, ' ');
		buf_add_slice(out, buf_slice(&d->location));
	}
}
