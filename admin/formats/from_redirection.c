/* SPDX-License-Identifier: MIT */
/* from_redirection.c - the plugin Redirection of WordPress, as JSON. */
#include <string.h>

#include "condition.h"
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

/* Only what leads to an address. */
static void
check_action(struct import *im, const json_t *o)
{
	char         n[JSON_NUMBER_MAX];
	struct slice action = json_text(o, "action_type", n);

	if (action.n > 0 && !slice_is(action, "url") &&
	    !slice_is(action, "error"))
		import_refuse(im,
		    "its action is '%.*s': only 'url', and 'error' for a 410, "
		    "are",
		    quotable(action), action.s);
}

/* ----------------------------------------------------- what it matches by */

/* A cookie or a header: its name, and its whole value. */
static enum err
match_pair(struct import *im, const json_t *data, enum column column)
{
	char         a[JSON_NUMBER_MAX], b[JSON_NUMBER_MAX];
	struct slice name = json_text(data, "name", a);
	struct slice value = json_text(data, "value", b);
	struct buf   text;
	enum err     rc = ERR_OK;

	if (is_true(data, "regex", false))
		import_refuse(im,
		    "it matches by an expression for the value of '%.*s', and "
		    "a condition is for a text",
		    quotable(name), name.s);
	if (name.n == 0 || value.n == 0 || slice_has(value, ';') ||
	    slice_has(value, '\n'))
		import_refuse(im,
		    "it matches by a value that no condition can have");
	buf_init(&text, 2 * CONDITION_VALUE_MAX);
	buf_add_slice(&text, name);
	buf_addc(&text, '=');
	buf_add_slice(&text, value);
	if (buf_end(&text) != ERR_OK)
		import_refuse(im, "its condition is too long");
	else
		rc = import_cell(im, column, buf_slice(&text));
	buf_free(&text);
	return rc;
}

/* Any of several addresses. */
static enum err
match_ips(struct import *im, const json_t *data)
{
	const json_t *list = json_object_get(data, "ip"), *one;
	struct buf    text;
	size_t        i;
	enum err      rc = ERR_OK;

	buf_init(&text, CONDITIONS_TEXT_MAX);
	json_array_foreach(list, i, one)
	{
		if (i > 0)
			buf_addc(&text, ',');
		buf_adds(&text,
		    json_is_string(one) ? json_string_value(one) : "?");
	}
	if (text.len == 0)
		import_refuse(im, "it matches by addresses, and names none");
	if (buf_end(&text) != ERR_OK)
		import_refuse(im, "its condition is too long");
	else
		rc = import_cell(im, COLUMN_FROM_NET, buf_slice(&text));
	buf_free(&text);
	return rc;
}

/* The host of a server, whatever scheme and path are around it. */
static void
match_server(struct import *im, const json_t *data, struct buf *host)
{
	char         n[JSON_NUMBER_MAX];
	struct slice rest, server = json_text(data, "server", n);

	(void)foreign_is_url(server, &rest);
	rest = slice_cut(&rest, '/');
	buf_add_slice(host, slice_cut(&rest, ':'));
	if (host->len == 0)
		import_refuse(im, "it matches by a server, and names none");
}

/* What is a condition of ours, too; *host is that of a server. */
static enum err
take_match(struct import *im, const json_t *o, struct buf *host)
{
	char          n[JSON_NUMBER_MAX];
	struct slice  type = json_text(o, "match_type", n);
	const json_t *data = json_object_get(o, "action_data");

	if (slice_is(type, "cookie"))
		return match_pair(im, data, COLUMN_COOKIE);
	if (slice_is(type, "header"))
		return match_pair(im, data, COLUMN_HEADER);
	if (slice_is(type, "ip"))
		return match_ips(im, data);
	if (slice_is(type, "server"))
		match_server(im, data, host);
	else
		import_refuse(im,
		    "it matches by '%.*s', not by its address alone",
		    quotable(type), type.s);
	return ERR_OK;
}

/* On a host. */
static void
set_host(struct import *im, struct buf *host)
{
	struct slice s = im->rule.source;
	struct buf   text;

	if (host->len == 0 || im->bad)
		return;
	buf_init(&text, 2 * SOURCE_MAX);
	buf_add_slice(&text, buf_slice(host));
	buf_add_slice(&text, s);
	if (s.s[0] != '/' && s.s[0] != '~')
		import_refuse(im, "it has a host, and matches by a server");
	else if (buf_end(&text) != ERR_OK)
		import_refuse(im, "its source is too long");
	else
		rule_set_text(&im->rule, &im->rule.source, buf_slice(&text));
	buf_free(&text);
}

/* "action_data" is an object with the address, or the address itself; of one
 * that has conditions, with one for those that match, and one for others. */
static struct slice
target_of(const json_t *o, const char *name, char n[static JSON_NUMBER_MAX])
{
	const json_t *data = json_object_get(o, "action_data");

	return json_is_object(data) ? json_text(data, name, n) :
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
	/* To the plugin an expression is of all that was asked for. */
	if (slice_is(query, "ignore") && !is_regex)
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
	const char *end;

	if (at == NULL)
		return NULL;
	end = ahead.s + ahead.n;
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

/* What is known of a file while it is read. */
struct reading {
	json_t    *groups;
	json_int_t group, position; /* of the object before */
};

/* There the lower position is asked first, wherever it stands. */
static void
look_at_position(struct import *im, struct reading *f, const json_t *o,
    int64_t line)
{
	const json_t *at = json_object_get(o, "position");
	json_int_t group = json_integer_value(json_object_get(o, "group_id"));

	if (!json_is_integer(at))
		return;
	if (group == f->group && json_integer_value(at) < f->position)
		import_remark(im, line,
		    "there the lower \"position\" is asked first, and lines "
		    "stand in another order: of two with one source the first "
		    "line is taken here");
	f->group = group;
	f->position = json_integer_value(at);
}

/* One rule: for those that match, for the others, or, by its address alone, for
 * all. */
static enum err
red_rule(struct import *im, const json_t *groups, const json_t *o,
    const char *target, int64_t line, struct slice raw)
{
	char          n[JSON_NUMBER_MAX], a[JSON_NUMBER_MAX];
	const json_t *match = json_object_get(o, "match_data");
	const json_t *flags = json_object_get(match, "source");
	bool          is_regex =
	    is_true(o, "regex", is_true(flags, "flag_regex", false));
	struct buf host;
	enum err   rc = ERR_OK;

	buf_init(&host, SOURCE_MAX);
	check_action(im, o);
	if (strcmp(target, "url_from") == 0)
		rc = take_match(im, o, &host);
	foreign_status(im, json_text(o, "action_code", n));
	im->rule.ignore_case = is_true(flags, "flag_case", true);
	redirection_rule(im, json_text(o, "url", n), target_of(o, target, a),
	    is_regex, line);
	take_flags(im, flags, json_text(o, "url", n), is_regex, line);
	set_host(im, &host);
	foreign_note(im, "", json_text(o, "title", n));
	im->rule.enabled = is_true(o, "enabled", true);
	if (im->rule.enabled && is_group_disabled(groups, o)) {
		im->rule.enabled = false;
		import_remark(im, line, "its group is disabled, and so is it");
	}
	buf_free(&host);
	return rc != ERR_OK ? rc : import_end_row(im, line, raw);
}

static enum err
red_object(struct import *im, void *arg, const json_t *o, int64_t line,
    struct slice raw)
{
	struct reading *f = arg;
	char            n[JSON_NUMBER_MAX];
	struct slice    type = json_text(o, "match_type", n);
	bool            others = target_of(o, "url_notfrom", n).n > 0 &&
	    json_is_object(json_object_get(o, "action_data"));
	enum err rc;

	look_at_position(im, f, o, line);
	if (type.n == 0 || slice_is(type, "url"))
		return red_rule(im, f->groups, o, "url", line, raw);
	if (others && target_of(o, "url_from", n).n == 0)
		import_refuse(im,
		    "it leads those that do not match, and a condition is for "
		    "those that do");
	rc = red_rule(im, f->groups, o, "url_from", line, raw);
	if (rc != ERR_OK || im->bad || !others)
		return rc;
	import_row(im);
	return red_rule(im, f->groups, o, "url_notfrom", line, raw);
}

enum err
from_redirection_json(struct import *im)
{
	struct reading f = { .groups = read_groups(im) };
	enum err       rc = read_json(im, "redirects", red_object, &f);

	json_decref(f.groups);
	return rc;
}

bool
guess_redirection_json(const struct hint *h)
{
	return guess_json(h) && hint_has(h, "\"redirects\"") &&
	    (hint_has(h, "\"action_data\"") || hint_has(h, "\"plugin\""));
}
