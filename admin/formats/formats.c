/* SPDX-License-Identifier: MIT */
/* formats.c - what can be imported; see formats.h. */
#include "formats.h"
#include "read_csv.h"

#include <string.h>
#include <strings.h>

static bool
guess_csv(const struct hint *h)
{
	return hint_fields(h, "source,target");
}

const struct format formats[] = {
	{ "netlify", "_redirects of Netlify", 301, false, ORDER_FIRST,
	    from_netlify, guess_netlify },
	{ "cloudflare", "_redirects of Cloudflare Pages and Workers", 302,
	    false, ORDER_FIRST, from_cloudflare, guess_never },
	{ "gitlab", "_redirects of GitLab Pages", 301, false, ORDER_FIRST,
	    from_gitlab, guess_never },
	{ "htaccess", "Apache: Redirect, RewriteRule", 302, false, ORDER_FIRST,
	    from_htaccess, guess_htaccess },
	{ "nginx", "nginx: return, rewrite, map", 302, false, ORDER_FIRST,
	    from_nginx, guess_nginx },
	{ "redirection-json", "the WordPress plugin Redirection", 301, false,
	    ORDER_FIRST, from_redirection_json, guess_redirection_json },
	{ "vercel-json",
	    "redirects of vercel.json, and bulk ones: CSV, JSON lines", 308,
	    false, ORDER_FIRST, from_vercel, guess_vercel },
	{ "golink-jsonl", "golink's export", 302, false, ORDER_ONCE,
	    from_golink, guess_golink },
	{ "json", "detour's own, lossless", 307, false, ORDER_NONE, from_json,
	    guess_json },
	{ "redirection-csv", "the WordPress plugin Redirection", 301, false,
	    ORDER_FIRST, from_redirection_csv, guess_redirection_csv },
	{ "safe-redirect-csv", "the WordPress plugin Safe Redirect Manager",
	    302, false, ORDER_FIRST, from_safe_redirect, guess_safe_redirect },
	{ "neos-csv", "Neos", 301, true, ORDER_ONCE, from_neos, guess_neos },
	{ "govuk-csv", "mappings of gov.uk's Transition", 301, true, ORDER_ONCE,
	    from_govuk, guess_govuk },
	{ "shlink-csv", "Shlink", 302, false, ORDER_ONCE, from_shlink,
	    guess_shlink },
	{ "yourls-csv", "YOURLS", 301, false, ORDER_ONCE, from_yourls,
	    guess_yourls },
	{ "csv", "detour's own, lossless", 307, false, ORDER_NONE, from_csv,
	    guess_csv },
	{ "mdn-tsv", "_redirects.txt of MDN", 301, true, ORDER_ONCE, from_mdn,
	    guess_mdn },
	{ "cloudflare-csv", "Bulk Redirects of Cloudflare", 301, true,
	    ORDER_ONCE, from_cloudflare_csv, guess_cloudflare_csv },
	{ "wagtail-csv", "Wagtail: old path, new target", 301, true, ORDER_ONCE,
	    from_wagtail, guess_wagtail },
};
const size_t formats_n = ARRAY_LEN(formats);

const struct format *
formats_find(const char *name)
{
	/* What one file of objects, one a line, is called elsewhere. */
	if (strcmp(name, "jsonl") == 0 || strcmp(name, "ndjson") == 0)
		name = "json";
	for (size_t i = 0; i < formats_n; i++)
		if (strcmp(name, formats[i].name) == 0)
			return &formats[i];
	return NULL;
}

void
formats_names(struct buf *out)
{
	for (size_t i = 0; i < formats_n; i++) {
		if (i > 0)
			buf_adds(out, ", ");
		buf_adds(out, formats[i].name);
	}
}

/* ------------------------------------------------------------------- guess */

bool
hint_has(const struct hint *h, const char *text)
{
	return memmem(h->ahead.s, h->ahead.n, text, strlen(text)) != NULL;
}

bool
hint_named(const struct hint *h, const char *name)
{
	size_t n = strlen(name);

	return h->name.n >= n &&
	    strncasecmp(h->name.s + h->name.n - n, name, n) == 0;
}

/* The next field of a line, without quotes and spaces around it. */
static bool
next_field(struct slice *rest, struct slice *ret)
{
	size_t n = 0;

	if (rest->n == 0)
		return false;
	while (n < rest->n && strchr(",;\t|\r\n", rest->s[n]) == NULL)
		n++;
	*ret = (struct slice){ rest->s, n };
	n += n < rest->n;
	rest->s += n;
	rest->n -= n;
	while (ret->n > 0 && strchr(" \"", ret->s[0]) != NULL) {
		ret->s++;
		ret->n--;
	}
	while (ret->n > 0 && strchr(" \"", ret->s[ret->n - 1]) != NULL)
		ret->n--;
	return true;
}

bool
hint_fields(const struct hint *h, const char *names)
{
	struct slice wanted = slice_of(names), name, rest, field;
	bool         has = true;

	while (has && next_field(&wanted, &name)) {
		has = false;
		for (rest = h->line; !has && next_field(&rest, &field);)
			has = field.n == name.n &&
			    strncasecmp(field.s, name.s, name.n) == 0;
	}
	return has;
}

bool
hint_only(const struct hint *h, const char *const *names, size_t n)
{
	struct slice rest = h->line, field;
	bool         known = true;

	while (known && next_field(&rest, &field))
		known = field.n == 0 || csv_column(names, n, field) < n;
	return known;
}

/* The first line that says something. */
static struct slice
first_line(struct slice rest)
{
	struct slice line = { "", 0 };
	size_t       n;

	if (csv_is_separator(rest)) {
		rest.s += 6;
		rest.n -= 6;
	}
	while (rest.n > 0) {
		for (n = 0;
		     n < rest.n && rest.s[n] != '\n' && rest.s[n] != '\r';)
			n++;
		line = (struct slice){ rest.s, n };
		n += n < rest.n;
		rest.s += n;
		rest.n -= n;
		while (line.n > 0 && strchr(" \t", line.s[0]) != NULL) {
			line.s++;
			line.n--;
		}
		if (line.n > 0 && line.s[0] != '#')
			break;
	}
	return line;
}

const struct format *
formats_guess(const char *name, struct slice ahead, const char **ret_by)
{
	struct hint h = { .ahead = ahead };
	const char *slash = name != NULL ? strrchr(name, '/') : NULL;
	const char *suffix;

	h.name = slice_of(slash != NULL ? slash + 1 : name);
	h.line = first_line(slice_starts(ahead, "\xef\xbb\xbf") ?
		(struct slice){ ahead.s + 3, ahead.n - 3 } :
		ahead);
	*ret_by = "how it begins";
	for (size_t i = 0; i < formats_n; i++)
		if (formats[i].guess(&h))
			return &formats[i];
	suffix = name != NULL ? strrchr(name, '.') : NULL;
	if (suffix != NULL && formats_find(suffix + 1) != NULL) {
		*ret_by = "its name";
		return formats_find(suffix + 1);
	}
	return formats_find("csv");
}
