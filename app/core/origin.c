/* SPDX-License-Identifier: MIT */
/* origin.c - origins as browsers write them; see origin.h. */
#include "origin.h"

#include <string.h>
#include <strings.h>

#include "host.h"
#include "url.h"

/* "https" of "https://app.example"; empty when there is none. */
static struct slice
scheme_of(struct slice typed)
{
	const char *mark =
	    typed.n > 0 ? memmem(typed.s, typed.n, "://", 3) : NULL;
	size_t n = mark != NULL ? (size_t)(mark - typed.s) : 0;

	for (size_t i = 0; i < n; i++) {
		char c = url_lower(typed.s[i]);

		if ((c < 'a' || c > 'z') &&
		    (i == 0 || strchr("0123456789+-.", c) == NULL || c == '\0'))
			return (struct slice){ NULL, 0 };
	}
	return (struct slice){ typed.s, n };
}

/* The port that browsers leave out, or 0. */
static int
usual_port(struct slice scheme)
{
	if (scheme.n == 4 && strncasecmp(scheme.s, "http", 4) == 0)
		return 80;
	return scheme.n == 5 && strncasecmp(scheme.s, "https", 5) == 0 ? 443 :
									 0;
}

static enum err
refuse_form(struct slice typed, struct buf *why)
{
	if (slice_is(typed, "null"))
		return refuse(why, ERR_SYNTAX,
		    "the origin 'null' is refused: any page can make its "
		    "browser send it, so write '*' if any may");
	if (typed.n > 1 && memchr(typed.s, '*', typed.n) != NULL)
		return refuse(why, ERR_SYNTAX,
		    "'%.*s' is not an origin: name each one, or write '*' "
		    "alone for any",
		    quotable(typed), typed.s);
	return refuse(why, ERR_SYNTAX,
	    "'%.*s' is not an origin: give a scheme and a host, and a port if "
	    "there is one, as https://app.example, or '*' for any",
	    quotable(typed), typed.s);
}

enum err
origin_parse(struct slice typed, struct buf *out, struct buf *why)
{
	const struct slice scheme = scheme_of(typed);
	struct slice       host = typed;
	char               room[ORIGIN_MAX + 1];
	struct buf         name, reason;
	int                port = 0;
	enum err           rc;

	if (slice_is(typed, "*")) {
		buf_addc(out, '*');
		return buf_end(out);
	}
	if (typed.n > ORIGIN_MAX)
		return refuse(why, ERR_LIMIT,
		    "an origin of %zu octets is too long: the limit is %d",
		    typed.n, ORIGIN_MAX);
	if (scheme.n == 0)
		return refuse_form(typed, why);
	host.s += scheme.n + 3;
	host.n -= scheme.n + 3;
	if (host.n > 0 && host.s[host.n - 1] == '/')
		return refuse(why, ERR_SYNTAX,
		    "'%.*s' has a path: an origin ends after the host, or "
		    "after its port",
		    quotable(typed), typed.s);
	buf_init_in(&name, room, sizeof(room));
	buf_init(&reason, WHY_MAX);
	rc = host_parse(host, &name, &port, &reason);
	buf_free(&reason);
	if (rc == ERR_NOMEM)
		return rc;
	if (rc != ERR_OK)
		return refuse_form(typed, why);
	for (size_t i = 0; i < scheme.n; i++)
		buf_addc(out, url_lower(scheme.s[i]));
	buf_adds(out, "://");
	buf_add_slice(out, buf_slice(&name));
	if (port != 0 && port != usual_port(scheme))
		buf_addf(out, ":%d", port);
	return buf_end(out);
}
