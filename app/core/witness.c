/* SPDX-License-Identifier: MIT */
/* witness.c - URLs that stand for a rule; see witness.h. */
#include "witness.h"

#include <string.h>

#include "params.h"
#include "pattern.h"

#define OWN "any" /* "any-year": in no source, but on purpose */

/* Below a star: so many segments, for a source has no more placeholders; and
 * so many that no source without a star is as deep. */
#define DEEP    (PATTERN_NAMES_MAX + 1U)
#define DEEPEST (URL_SEGMENTS_MAX + 2U)
#define TAILS   (2U * (DEEP + 2U)) /* each with and without a final slash */

/* How the letters are written; only of a rule without case. */
enum spelling { AS_TYPED, IN_CAPITALS, IN_SMALL, IN_TURNS, SPELLINGS };

static char
spelt(char c, size_t i, enum spelling spelling)
{
	bool big =
	    spelling == IN_CAPITALS || (spelling == IN_TURNS && i % 2 == 0);

	if (spelling != AS_TYPED)
		c = url_lower(c);
	return big && c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

static void
add_spelled(struct slice s, enum spelling spelling, struct buf *out)
{
	for (size_t i = 0; i < s.n; i++)
		buf_addc(out, spelt(s.s[i], i, spelling));
}

/* The path of a source, without its final slash, placeholders filled. */
static void
add_path(const struct source *at, enum spelling spelling, struct buf *out)
{
	struct slice path = url_trim(at->path), rest = path, hole;
	size_t       next = 0;

	while (at->kind == SOURCE_PATTERN && pattern_next(path, &next, &hole)) {
		rest.n = (size_t)(hole.s - rest.s);
		add_spelled(rest, spelling, out);
		buf_addf(out, OWN "-%.*s", (int)hole.n - 1, hole.s + 1);
		rest.s = hole.s + hole.n;
		rest.n = path.n - next;
	}
	add_spelled(rest, spelling, out);
}

/* The i-th end below a star: one segment first, then none, then more. */
static void
add_tail(size_t i, struct buf *out)
{
	size_t depth = i / 2;

	depth = depth < 2 ? !depth : depth > DEEP ? DEEPEST : depth;
	for (size_t n = 0; n < depth; n++)
		buf_addf(out, "/" OWN "-%zu", n);
	if (i % 2 == 1 || out->len == 0)
		buf_addc(out, '/');
}

static void
add_origin(const struct source *at, enum scheme scheme, struct buf *out)
{
	struct slice host = at->host;

	if (host.n == 0)
		return;
	buf_addf(out, "%s://", scheme_name(scheme));
	if (at->wild) {
		buf_adds(out, OWN "-host");
		host.s++;
		host.n--;
	}
	buf_add_slice(out, host);
}

/* How many forms of its path a source has. */
static size_t
tails(const struct rule *r)
{
	if (r->at.kind == SOURCE_REGEX)
		return REGEX_SAMPLES;
	if (r->at.rest)
		return TAILS;
	return r->strict || url_trim(r->at.path).n <= 1 ? 1 : 2;
}

/* Whether an expression begins with what may be any octet. */
static bool
begins_with_any(struct slice s)
{
	size_t at = slice_starts(s, "^") ? 1 : 0;

	return at < s.n && strchr(".([", s.s[at]) != NULL;
}

static bool
add_form(const struct rule *r, size_t tail, enum spelling spelling,
    struct buf *out)
{
	size_t at = out->len;

	if (r->at.kind == SOURCE_REGEX) {
		/* ".*x" begins with any octet, but a path with a slash. */
		if (r->at.literal.n == 0 && begins_with_any(r->at.path))
			buf_addc(out, '/');
		if (!regex_sample(r->at.path, (unsigned)tail, out) ||
		    out->len == at || out->data[at] != '/') {
			out->len = at;
			return false;
		}
		for (size_t i = at; i < out->len; i++)
			out->data[i] = spelt(out->data[i], i, spelling);
	} else if (r->at.rest) {
		add_path(&r->at, spelling, out);
		add_tail(tail, out);
	} else {
		add_path(&r->at, spelling, out);
		if (r->strict ? r->at.path.n > url_trim(r->at.path).n :
				tail == 1)
			buf_addc(out, '/');
	}
	return true;
}

bool
witness_url(const struct rule *r, size_t i, struct buf *out)
{
	size_t      n = tails(r), tail = i % n;
	size_t      spellings = r->ignore_case ? SPELLINGS : 1;
	size_t      spelling = i / n % spellings;
	size_t      second = i / n / spellings; /* scheme */
	enum scheme scheme = r->at.scheme;

	if (second > (scheme == SCHEME_ANY && r->at.host.n > 0))
		return false;
	if (scheme == SCHEME_ANY)
		scheme = second ? SCHEME_HTTPS : SCHEME_HTTP;
	add_origin(&r->at, scheme, out);
	if (!add_form(r, tail, (enum spelling)spelling, out))
		return true; /* there may be others */
	if (r->at.nparams > 0) {
		buf_addc(out, '?');
		params_example(r->at.params, out);
	}
	return true;
}
