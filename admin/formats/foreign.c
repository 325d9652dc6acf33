/* SPDX-License-Identifier: MIT */
/* foreign.c - what the formats of others have in common; see foreign.h. */
#include "foreign.h"

#include <string.h>
#include <strings.h>

#include "pattern.h"
#include "url.h"

#define TEXT_MAX (2 * SOURCE_MAX)

bool
foreign_is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\v' ||
	    c == '\f';
}

struct slice
foreign_trim(struct slice s)
{
	while (s.n > 0 && foreign_is_space(s.s[0])) {
		s.s++;
		s.n--;
	}
	while (s.n > 0 && foreign_is_space(s.s[s.n - 1]))
		s.n--;
	return s;
}

void
foreign_unescape(struct slice s, struct buf *out)
{
	const size_t start = out->len;
	int          c;

	for (size_t i = 0; i < s.n; i++) {
		c = url_escape_at(s, i);
		buf_addc(out, c < 0 ? s.s[i] : (char)c);
		i += c < 0 ? 0 : 2;
	}
	if (out->err == ERR_OK &&
	    !slice_is_utf8((struct slice){
		out->data + start, out->len - start })) {
		out->len = start;
		buf_add_slice(out, s);
	}
}

bool
slice_is_word(struct slice s, const char *word)
{
	return s.n == strlen(word) && strncasecmp(s.s, word, s.n) == 0;
}

bool
slice_ends(struct slice s, const char *end)
{
	size_t n = strlen(end);

	return s.n >= n && memcmp(s.s + s.n - n, end, n) == 0;
}

bool
foreign_is_url(struct slice s, struct slice *ret_rest)
{
	size_t n = s.n >= 8 && strncasecmp(s.s, "https://", 8) == 0 ? 8 :
	    s.n >= 7 && strncasecmp(s.s, "http://", 7) == 0         ? 7 :
								      0;

	*ret_rest = s; /* which may be no text at all */
	if (n > 0)
		*ret_rest = (struct slice){ s.s + n, s.n - n };
	return n > 0;
}

bool
foreign_bool(struct import *im, const char *name, struct slice s, bool none)
{
	s = foreign_trim(s);
	if (s.n == 0)
		return none;
	if (slice_is_word(s, "true") || slice_is_word(s, "1") ||
	    slice_is_word(s, "yes") || slice_is_word(s, "t"))
		return true;
	if (!slice_is_word(s, "false") && !slice_is_word(s, "0") &&
	    !slice_is_word(s, "no") && !slice_is_word(s, "f"))
		import_refuse(im, "%s: '%.*s' is neither true nor false", name,
		    quotable(s), s.s);
	return false;
}

void
foreign_status(struct import *im, struct slice typed)
{
	struct slice s = foreign_trim(typed);
	int          n = 0;

	if (s.n == 0)
		return;
	for (size_t i = 0; i < s.n; i++)
		n = s.s[i] >= '0' && s.s[i] <= '9' && n < 1000 ?
		    10 * n + s.s[i] - '0' :
		    1000;
	if (s.n != 3 || n < 100 || n > 599)
		import_refuse(im, "'%.*s' is not a status", quotable(s), s.s);
	else if (n == 200)
		import_refuse(im,
		    "a 200 shows another page under this address, which is no "
		    "redirect: the web server has to do that, and where a "
		    "wider rule is for it, too, one with the target '-' leaves "
		    "it alone");
	else if (n == 404)
		import_refuse(im,
		    "a 404 is no redirect; 410 says that a page is gone");
	else if (n != 301 && n != 302 && n != 303 && n != 307 && n != 308 &&
	    n != 410)
		import_refuse(im,
		    "a %d is no redirect: 301, 302, 303, 307, 308, and 410 for "
		    "gone are there",
		    n);
	else
		im->rule.status = n;
	im->answered |= n == 200;
	if (im->rule.status == 410)
		im->rule.target = SLICE("");
}

/* A space is none in a URL. */
static void
add_spaced(struct buf *out, struct slice s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.s[i] == ' ')
			buf_adds(out, "%20");
		else
			buf_addc(out, s.s[i]);
}

/* What is longer than any source or target is refused by its length. */
static void
set_text(struct import *im, struct slice *field, struct buf *text)
{
	if (buf_end(text) == ERR_LIMIT)
		import_refuse(im,
		    "it is too long: the limit is %d octets for a source, and "
		    "%d for a target",
		    SOURCE_MAX, TARGET_MAX);
	else
		rule_set_text(&im->rule, field, buf_slice(text));
	buf_free(text);
}

void
foreign_source(struct import *im, struct slice host, struct slice path,
    const char *rest)
{
	struct buf text;

	buf_init(&text, TEXT_MAX);
	add_spaced(&text, host);
	if (path.n == 0 || path.s[0] != '/')
		buf_addc(&text, '/');
	add_spaced(&text, path);
	if (rest[0] == '/' && text.len > 0 && text.data[text.len - 1] == '/')
		text.len--;
	buf_adds(&text, rest);
	set_text(im, &im->rule.source, &text);
}

void
foreign_source_url(struct import *im, struct slice typed, bool with_scheme)
{
	struct slice s = foreign_trim(typed), rest, host;
	struct buf   text;
	size_t       n = 0;

	if (!foreign_is_url(s, &rest)) {
		foreign_source(im, (struct slice){ "", 0 }, s, "");
		return;
	}
	while (n < rest.n && strchr("/?#", rest.s[n]) == NULL)
		n++;
	host = (struct slice){ with_scheme ? s.s : rest.s,
		with_scheme ? s.n - rest.n + n : n };
	buf_init(&text, TEXT_MAX);
	add_spaced(&text, host);
	if (n == rest.n || rest.s[n] != '/')
		buf_addc(&text, '/');
	add_spaced(&text, (struct slice){ rest.s + n, rest.n - n });
	set_text(im, &im->rule.source, &text);
}

void
foreign_target(struct import *im, struct slice typed, const char *rest)
{
	struct slice s = foreign_trim(typed);
	size_t       n = 0;
	struct buf   text;

	if (im->rule.status == 410)
		return;
	if (s.n == 0) {
		import_refuse(im, "it has no target");
		return;
	}
	while (n < s.n && s.s[n] != '?' && s.s[n] != '#')
		n++;
	buf_init(&text, TEXT_MAX);
	add_spaced(&text, (struct slice){ s.s, n });
	buf_adds(&text, rest);
	add_spaced(&text, (struct slice){ s.s + n, s.n - n });
	set_text(im, &im->rule.target, &text);
}

static bool
has_named(struct slice query, struct slice param)
{
	struct slice one;

	while (url_next_param(&query, &one))
		if (url_same_name(one, param))
			return true;
	return false;
}

void
foreign_add_params(struct import *im, struct slice query)
{
	struct slice fragment = im->rule.target, to, own, one;
	struct buf   text;
	bool         first;

	if (query.n == 0 || im->bad || im->rule.target.n == 0)
		return;
	to = own = slice_cut(&fragment, '#');
	(void)slice_cut(&own, '?');
	first = own.s == NULL;
	buf_init(&text, 2 * TARGET_MAX);
	buf_add_slice(&text, to);
	while (url_next_param(&query, &one)) {
		if (has_named(own, one))
			continue;
		buf_addc(&text, first ? '?' : '&');
		buf_add_slice(&text, one);
		first = false;
	}
	if (fragment.s != NULL)
		buf_addc(&text, '#');
	buf_add_slice(&text, fragment);
	set_text(im, &im->rule.target, &text);
}

void
foreign_own_query(struct import *im)
{
	struct slice t = im->rule.target;
	const char  *mark = t.n > 0 ? memchr(t.s, '?', t.n) : NULL;
	const char  *hash = t.n > 0 ? memchr(t.s, '#', t.n) : NULL;

	if (mark != NULL && (hash == NULL || mark < hash))
		im->rule.query = QUERY_DROP;
}

/* Whether something would be read as a placeholder or a star. */
static bool
is_special(struct slice s)
{
	struct slice before, hole;

	return (s.n > 0 && memchr(s.s, '*', s.n) != NULL) ||
	    target_next_hole(&s, &before, &hole);
}

void
foreign_plain(struct import *im)
{
	struct rule *r = &im->rule;
	struct slice to, path = r->source;

	(void)foreign_is_url(path, &path);
	(void)foreign_is_url(r->target, &to);
	r->literal |= is_special(path) || is_special(to);
}

void
foreign_note(struct import *im, const char *before, struct slice s)
{
	struct rule *r = &im->rule;
	struct buf   text;

	s = foreign_trim(s);
	if (s.n == 0)
		return;
	buf_init(&text, RULE_NOTE_MAX);
	buf_add_slice(&text, r->note);
	if (r->note.n > 0)
		buf_addc(&text, '\n');
	buf_adds(&text, before);
	buf_add_slice(&text, s);
	if (buf_end(&text) == ERR_LIMIT)
		import_refuse(im,
		    "its note is too long: the limit is %d octets",
		    RULE_NOTE_MAX);
	else
		rule_set_text(r, &r->note, buf_slice(&text));
	buf_free(&text);
}

void
foreign_tags(struct import *im, struct slice list, char separator, int64_t line)
{
	struct rule *r = &im->rule;
	struct buf   all, tags, one;

	buf_init(&all, RULE_TAGS_TYPED_MAX);
	buf_init(&tags, RULE_TAGS_MAX);
	buf_init(&one, RULE_TAGS_MAX);
	while (list.n > 0) {
		const char  *end = memchr(list.s, separator, list.n);
		size_t       n = end != NULL ? (size_t)(end - list.s) : list.n;
		struct slice tag = foreign_trim((struct slice){ list.s, n });

		n += end != NULL;
		list.s += n;
		list.n -= n;
		buf_reset(&one);
		if (tag.n > 0 && rule_tags_parse(tag, &one, NULL) != ERR_OK) {
			import_warn(im, line,
			    "the tag '%.*s' is left out: a tag is one word of "
			    "letters, digits, '-', '_' and '.'",
			    quotable(tag), tag.s);
			continue;
		}
		buf_add_slice(&all, tag);
		buf_addc(&all, ',');
	}
	if (buf_end(&all) != ERR_OK ||
	    rule_tags_parse(buf_slice(&all), &tags, NULL) != ERR_OK)
		import_refuse(im,
		    "its tags are too long: the limit is %d octets",
		    RULE_TAGS_MAX);
	else
		rule_set_text(r, &r->tags, buf_slice(&tags));
	buf_free(&one);
	buf_free(&tags);
	buf_free(&all);
}
