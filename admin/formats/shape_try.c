/* SPDX-License-Identifier: MIT */
/* shape_try.c - the Location to a path with marks; see shape_base.h. */
#include "shape_base.h"

#include <string.h>

#include "location.h"
#include "match.h"
#include "request.h"

void
trial_init(struct trial *t)
{
	*t = (struct trial){ 0 };
	key_init(&t->key);
	buf_init(&t->url, SHAPE_TEXT_MAX);
	buf_init(&t->location, SHAPE_TEXT_MAX);
	buf_init(&t->path, SHAPE_TEXT_MAX);
}

void
trial_free(struct trial *t)
{
	key_free(&t->key);
	buf_free(&t->url);
	buf_free(&t->location);
	buf_free(&t->path);
}

/* The host that may be the target's own as well: there it could loop. */
static void
add_host(const struct rule *r, const struct target *to, struct buf *out)
{
	if (r->at.host.n == 0 && to->kind == TARGET_URL)
		buf_add_slice(out, to->host);
	else
		source_any_host(&r->at, out);
}

/* The request for a path, perhaps with a query. */
static enum err
make_key(struct trial *t, const struct rule *r, const struct target *to,
    struct slice path, struct slice query)
{
	struct request request;
	enum scheme    scheme = r->at.scheme;
	enum err       rc;

	if (scheme == SCHEME_ANY)
		scheme = to->kind == TARGET_URL ? to->scheme : SCHEME_HTTP;
	buf_reset(&t->url);
	buf_adds(&t->url, scheme_name(scheme));
	buf_adds(&t->url, "://");
	add_host(r, to, &t->url);
	buf_add_slice(&t->url, path);
	if (query.n > 0) {
		buf_addc(&t->url, '?');
		buf_add_slice(&t->url, query);
	}
	rc = buf_end(&t->url);
	if (rc != ERR_OK)
		return rc;
	request_from_url(t->url.data, "GET", &request);
	return key_from_request(&request, &t->key);
}

static enum err
make_location(struct trial *t, const struct match *match,
    const struct target *to)
{
	enum err rc;

	buf_reset(&t->location);
	t->self = false;
	if (to->kind == TARGET_ALONE)
		return buf_end(&t->location);
	rc = location_build(to, match, &t->key, match->rule->query,
	    &t->location);
	if (rc == ERR_OK)
		t->self =
		    location_is_self(to, buf_slice(&t->location), &t->key);
	return rc;
}

enum err
trial_make(struct trial *t, const struct rule *r, const struct target *to,
    struct slice path, struct slice query)
{
	struct match match;
	enum err     rc = make_key(t, r, to, path, query);

	if (rc != ERR_OK)
		return rc;
	if (match_rule(r, &t->key, &match) != MATCH_YES)
		return ERR_SYNTAX;
	return make_location(t, &match, to);
}

enum err
trial_make_pieces(struct trial *t, const struct rule *r,
    const struct target *to, const struct forms *f, struct slice query)
{
	struct match match = { .rule = r };
	enum err rc = make_key(t, r, to, buf_slice(&f->form[0].path), query);

	if (rc != ERR_OK)
		return rc;
	for (unsigned i = 0; i < f->pieces; i++)
		match.pieces[i] =
		    (struct piece){ (uint16_t)(1 + i * MARK_N), MARK_N };
	return make_location(t, &match, to);
}

void
trial_template(const struct trial *t, const struct forms *f, struct buf *out)
{
	struct slice l = buf_slice(&t->location);
	size_t       used;

	for (; l.n > 0; l.s += used, l.n -= used) {
		const int n = mark_at(f, l);

		used = n < 0 ? 1 : MARK_N;
		buf_addc(out, n < 0 ? l.s[0] : n == 0 ? MARK_QUERY : (char)n);
	}
}
