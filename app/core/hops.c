/* SPDX-License-Identifier: MIT */
/* hops.c - where a redirect leads; see hops.h. */
#include "hops.h"

#include <string.h>

#define TEXT_MAX ((HOPS_MAX + 2) * (8U * URL_REQUEST_MAX))

const char *
hops_end_name(enum hops_end e)
{
	static const char *const names[] = {
		[HOPS_NONE] = "none",
		[HOPS_LEAVES] = "leaves",
		[HOPS_GONE] = "gone",
		[HOPS_LOOPS] = "loops",
		[HOPS_TOO_MANY] = "too many",
		[HOPS_REFUSED] = "refused",
	};

	return names[e];
}

void
hops_init(struct hops *h)
{
	*h = (struct hops){ 0 };
	buf_init(&h->text, TEXT_MAX);
	buf_init(&h->url, 8 * URL_REQUEST_MAX);
	key_init(&h->key);
	decision_init(&h->decision);
}

void
hops_free(struct hops *h)
{
	decision_free(&h->decision);
	key_free(&h->key);
	buf_free(&h->url);
	buf_free(&h->text);
}

/* A key as a text of its own, by which it is known again. */
static void
add_url(const struct key *k, struct buf *out)
{
	key_url(k, out);
	buf_addc(out, '\0');
}

/* The URL that a visitor asks for next. */
static enum err
resolve(const struct key *k, const struct decision *d, struct buf *out)
{
	buf_reset(out);
	if (d->location.len > 0 && d->location.data[0] == '/')
		key_origin(k, out);
	buf_add_slice(out, buf_slice(&d->location));
	return buf_end(out);
}

/* Which of the URLs before it the last one is again; false for none. */
static bool
is_again(const struct hops *h, size_t *ret)
{
	const char *last = h->text.data + h->url_at[h->n];

	for (size_t i = 0; i < h->n; i++)
		if (strcmp(h->text.data + h->url_at[i], last) == 0) {
			*ret = i;
			return true;
		}
	return false;
}

/*
 * One hop: make the request.  False in *ret_more when it ends here.  url_at[0]
 * is the URL that was asked for, so hop[n] has url_at[n + 1].
 */
static enum err
hop(struct hops *h, struct table *t, const struct request *r, struct moment at,
    int64_t mono_ms, struct slice first_host, bool *ret_more)
{
	struct hop *one = &h->hop[h->n++];
	enum err    rc;

	*one = (struct hop){ 0 };
	*ret_more = false;
	rc = key_from_request(r, &h->key);
	if (rc == ERR_NOMEM)
		return rc;
	h->url_at[h->n] = h->text.len;
	if (rc != ERR_OK) {
		buf_add_slice(&h->text, buf_slice(&h->url));
		buf_addc(&h->text, '\0');
		decide_without_key(rc, &h->decision);
		h->end = HOPS_REFUSED;
	} else {
		add_url(&h->key, &h->text);
		one->same_host = slice_eq(h->key.host, first_host);
		h->key.env.no_cookies = !one->same_host;
		rc = table_decide(t, &h->key, at, mono_ms, &h->decision);
		if (rc != ERR_OK)
			return rc;
		*ret_more = h->decision.location.len > 0;
		h->end = h->decision.status == 404 ? HOPS_LEAVES : HOPS_GONE;
	}
	h->location_at[h->n - 1] = h->text.len;
	buf_add_slice(&h->text, buf_slice(&h->decision.location));
	buf_addc(&h->text, '\0');
	one->status = h->decision.status;
	one->rule_id = h->decision.rule_id;
	if (buf_end(&h->text) != ERR_OK)
		return h->text.err;
	if (is_again(h, &h->loops_to)) {
		h->end = HOPS_LOOPS;
		*ret_more = false;
	} else if (*ret_more && h->n > HOPS_MAX) {
		h->end = HOPS_TOO_MANY;
		*ret_more = false;
	}
	return ERR_OK;
}

/* RFC 9110, 15.4: what browsers make of a method. */
static struct slice
method_after(struct slice method, int status)
{
	if (status == 303 && !slice_is(method, "HEAD"))
		return SLICE("GET");
	if ((status == 301 || status == 302) && slice_is(method, "POST"))
		return SLICE("GET");
	return method;
}

enum err
hops_follow(struct table *t, const struct request *first, const struct key *k,
    const struct decision *d, struct moment at, int64_t mono_ms, struct hops *h)
{
	struct request         r = *first;
	const struct key      *from = k;
	const struct decision *answer = d;
	bool                   more = d->location.len > 0;
	enum err               rc = ERR_OK;

	h->n = h->loops_to = 0;
	h->end = HOPS_NONE;
	buf_reset(&h->text);
	h->url_at[0] = 0;
	add_url(k, &h->text);
	while (rc == ERR_OK && more) {
		rc = resolve(from, answer, &h->url);
		if (rc != ERR_OK)
			break;
		r.url = buf_slice(&h->url);
		r.method = method_after(r.method, answer->status);
		rc = hop(h, t, &r, at, mono_ms, k->host, &more);
		from = &h->key;
		answer = &h->decision;
	}
	/* Now that the text no longer moves. */
	for (size_t i = 0; rc == ERR_OK && i < h->n; i++) {
		h->hop[i].url = h->text.data + h->url_at[i + 1];
		h->hop[i].location = h->text.data + h->location_at[i];
	}
	return rc;
}
