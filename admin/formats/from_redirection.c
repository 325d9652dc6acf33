/* SPDX-License-Identifier: MIT */
/* from_redirection.c - the plugin Redirection of WordPress, as JSON. */
#include <string.h>

#include "foreign.h"
#include "formats.h"
#include "from_wordpress.h"
#include "read_json.h"

static bool
is_true(const json_t *o, const char *name, bool none)
{
	const json_t *v = json_object_get(o, name);

	return v == NULL       ? none :
	    json_is_integer(v) ? json_integer_value(v) != 0 :
				 json_is_true(v);
}

/* Only what leads by its address, and to an address. */
static void
check_types(struct import *im, const json_t *o)
{
	char         n[JSON_NUMBER_MAX];
	struct slice match = json_text(o, "match_type", n);
	struct slice action = json_text(o, "action_type", n);

	if (match.n > 0 && !slice_is(match, "url"))
		import_refuse(im,
		    "it matches by '%.*s', not by its address alone",
		    quotable(match), match.s);
	if (action.n > 0 && !slice_is(action, "url") &&
	    !slice_is(action, "error"))
		import_refuse(im,
		    "its action is '%.*s': only 'url', and 'error' for a 410, "
		    "are",
		    quotable(action), action.s);
}

/* "action_data" is an object with the address, or the address itself. */
static struct slice
target_of(const json_t *o, char n[static JSON_NUMBER_MAX])
{
	const json_t *data = json_object_get(o, "action_data");

	return json_is_object(data) ? json_text(data, "url", n) :
				      json_text(o, "action_data", n);
}

/* The options of one redirect, which override those of the plugin. */
static void
take_flags(struct import *im, const json_t *flags, struct slice url,
    bool is_regex, int64_t line)
{
	char         n[JSON_NUMBER_MAX];
	struct slice query = json_text(flags, "flag_query", n);

	im->rule.ignore_case = is_true(flags, "flag_case", true);
	im->rule.strict |= !is_regex && !is_true(flags, "flag_trailing", true);
	if (slice_is(query, "ignore"))
		im->rule.query = QUERY_DROP;
	else if (slice_is(query, "pass") && !is_regex)
		redirection_pass(im, url);
	if (!is_regex && !im->bad &&
	    (query.n == 0 || slice_starts(query, "exact")))
		import_remark(im, line,
		    "there an address was for requests with exactly its "
		    "parameters; here it takes those with others, too, and "
		    "passes them on");
}

/* A group that is disabled has no redirect in effect.  Groups stand before the
 * redirects; NULL when they do not, or are too many to be looked at. */
static json_t *
read_groups(struct import *im)
{
	struct slice ahead = feed_ahead(&im->feed), name = SLICE("\"groups\"");
	const char  *at =
            ahead.n > 0 ? memmem(ahead.s, ahead.n, name.s, name.n) : NULL;
	const char *end = ahead.s + ahead.n;

	if (at == NULL)
		return NULL;
	at = memchr(at, '[', (size_t)(end - at));
	return at == NULL ?
	    NULL :
	    json_loadb(at, (size_t)(end - at), JSON_DISABLE_EOF_CHECK, NULL);
}

static bool
is_group_disabled(const json_t *groups, const json_t *o)
{
	char          a[JSON_NUMBER_MAX], b[JSON_NUMBER_MAX];
	struct slice  id = json_text(o, "group_id", a);
	const json_t *one;
	size_t        i;

	json_array_foreach(groups, i, one) if (id.n > 0 &&
	    slice_eq(json_text(one, "id", b), id)) return !is_true(one,
	    "enabled", true);
	return false;
}

static enum err
red_object(struct import *im, void *arg, const json_t *o, int64_t line,
    struct slice raw)
{
	char          n[JSON_NUMBER_MAX], a[JSON_NUMBER_MAX];
	const json_t *match = json_object_get(o, "match_data");
	const json_t *flags = json_object_get(match, "source");
	bool          is_regex =
	    is_true(o, "regex", is_true(flags, "flag_regex", false));

	check_types(im, o);
	foreign_status(im, json_text(o, "action_code", n));
	im->rule.ignore_case = is_true(flags, "flag_case", true);
	redirection_rule(im, json_text(o, "url", n), target_of(o, a), is_regex,
	    line);
	take_flags(im, flags, json_text(o, "url", n), is_regex, line);
	foreign_note(im, "", json_text(o, "title", n));
	im->rule.enabled = is_true(o, "enabled", true);
	if (im->rule.enabled && is_group_disabled(arg, o)) {
		im->rule.enabled = false;
		import_remark(im, line, "its group is disabled, and so is it");
	}
	return import_end_row(im, line, raw);
}

enum err
from_redirection_json(struct import *im)
{
	json_t  *groups = read_groups(im);
	enum err rc = read_json(im, "redirects", red_object, groups);

	json_decref(groups);
	return rc;
}

bool
guess_redirection_json(const struct hint *h)
{
	return guess_json(h) && hint_has(h, "\"redirects\"") &&
	    (hint_has(h, "\"action_data\"") || hint_has(h, "\"plugin\""));
}
