/* SPDX-License-Identifier: MIT */
/* rule.c - what a rule is, and when it is one; see rule.h. */
#include "rule.h"

#include <string.h>

/* Source, target, after, tags and note, each a few times over: replacing a
 * text leaves the old one behind until the rule is reset. */
#define RULE_TEXT_MAX                                      \
	(8 *                                               \
	    (SOURCE_MAX + 2 * TARGET_MAX + RULE_NOTE_MAX + \
		CONDITIONS_TEXT_MAX + RULE_REPEATS_MAX))

const char *
rule_state_name(enum rule_state s)
{
	static const char *const names[] = {
		[RULE_SCHEDULED] = "scheduled",
		[RULE_ACTIVE] = "active",
		[RULE_EXPIRED] = "expired",
		[RULE_PERMANENT] = "permanent",
		[RULE_DISABLED] = "disabled",
	};

	return names[s];
}

const char *
rule_query_name(enum rule_query q)
{
	return q == QUERY_DROP ? "drop" : "pass";
}

/* Everything at its default, but the memory is kept. */
static void
set_defaults(struct rule *r, int64_t now)
{
	const struct buf text = r->text, at_text = r->at_text;
	const struct buf to_text = r->to_text, later_text = r->later_text;

	*r = (struct rule){
		.after = SLICE("decline"),
		.status = RULE_STATUS_DEFAULT,
		.share = RULE_SHARE_ALL,
		.rank = RULE_RANK_DEFAULT,
		.starts_at = now,
		.expires_at = WHEN_NEVER,
		.created_at = now,
		.max_age = RULE_MAX_AGE_NONE,
		.enabled = true,
		.text = text,
		.at_text = at_text,
		.to_text = to_text,
		.later_text = later_text,
	};
}

void
rule_init(struct rule *r, int64_t now)
{
	buf_init(&r->text, RULE_TEXT_MAX);
	buf_init(&r->at_text, 4 * SOURCE_MAX);
	buf_init(&r->to_text, 3 * TARGET_MAX);
	buf_init(&r->later_text, 3 * TARGET_MAX);
	set_defaults(r, now);
}

void
rule_reset(struct rule *r, int64_t now)
{
	buf_reset(&r->text);
	buf_reset(&r->at_text);
	regex_free(r->regex);
	set_defaults(r, now);
}

void
rule_free(struct rule *r)
{
	buf_free(&r->text);
	buf_free(&r->at_text);
	buf_free(&r->to_text);
	buf_free(&r->later_text);
	regex_free(r->regex);
	set_defaults(r, 0);
}

/* Let a slice that pointed into the buffer's old place point into its new. */
static void
follow(struct slice *s, uintptr_t old, size_t len, char *now)
{
	uintptr_t at = (uintptr_t)s->s;

	if (old != 0 && at >= old && at <= old + len)
		s->s = now + (at - old);
}

void
rule_set_text(struct rule *r, struct slice *field, struct slice s)
{
	uintptr_t old = (uintptr_t)r->text.data, at = (uintptr_t)s.s;
	size_t    len = r->text.len;

	r->parsed = false;
	if (old != 0 && at >= old && at < old + len)
		/* One of the rule's own texts, which moves while it is read. */
		for (size_t i = 0; i < s.n && r->text.err == ERR_OK; i++)
			buf_addc(&r->text, r->text.data[at - old + i]);
	else
		buf_add_slice(&r->text, s);
	if (r->text.err != ERR_OK)
		return;
	follow(&r->source, old, len, r->text.data);
	follow(&r->target, old, len, r->text.data);
	follow(&r->after, old, len, r->text.data);
	follow(&r->tags, old, len, r->text.data);
	follow(&r->note, old, len, r->text.data);
	follow(&r->conditions, old, len, r->text.data);
	follow(&r->repeats, old, len, r->text.data);
	*field = SLICE("");
	if (s.n > 0)
		*field = (struct slice){ r->text.data + len, s.n };
}

enum err
rule_copy(struct rule *to, const struct rule *from)
{
	const struct buf text = to->text, at_text = to->at_text;
	const struct buf to_text = to->to_text, later_text = to->later_text;

	regex_free(to->regex);
	*to = *from;
	to->regex = NULL; /* of its own */
	to->text = text;
	to->at_text = at_text;
	to->to_text = to_text;
	to->later_text = later_text;
	buf_reset(&to->text);
	to->at = (struct source){ 0 };
	rule_set_text(to, &to->source, from->source);
	rule_set_text(to, &to->target, from->target);
	rule_set_text(to, &to->after, from->after);
	rule_set_text(to, &to->tags, from->tags);
	rule_set_text(to, &to->note, from->note);
	rule_set_text(to, &to->conditions, from->conditions);
	rule_set_text(to, &to->repeats, from->repeats);
	return to->text.err != ERR_OK ? to->text.err : rule_validate(to, NULL);
}

/* ------------------------------------------------------------ validity */

static bool
is_status(int s)
{
	return s == 301 || s == 302 || s == 303 || s == 307 || s == 308 ||
	    s == 410 || s == 503;
}

static enum err
check_note(const struct rule *r, struct buf *why)
{
	if (r->note.n > RULE_NOTE_MAX)
		return refuse(why, ERR_LIMIT,
		    "a note of %zu octets is too long: the limit is %d",
		    r->note.n, RULE_NOTE_MAX);
	for (size_t i = 0; i < r->note.n; i++) {
		unsigned char c = (unsigned char)r->note.s[i];

		if ((c < 0x20 && c != '\n' && c != '\r' && c != '\t') ||
		    c == 0x7f)
			return refuse(why, ERR_SYNTAX,
			    "the note holds a control character at octet %zu",
			    i + 1);
	}
	if (!slice_is_utf8(r->note))
		return refuse(why, ERR_SYNTAX, "the note is not UTF-8");
	return ERR_OK;
}

static enum err
check_tags(const struct rule *r, struct buf *why)
{
	struct buf b;
	enum err   rc;

	if (r->tags.n == 0)
		return ERR_OK;
	buf_init(&b, RULE_TAGS_MAX);
	rc = rule_tags_parse(r->tags, &b, why);
	if (rc == ERR_OK && !slice_eq(buf_slice(&b), r->tags))
		rc = refuse(why, ERR_SYNTAX,
		    "the tags '%.*s' are not in their stored form '%.*s'",
		    (int)r->tags.n, r->tags.s, (int)b.len, b.data);
	buf_free(&b);
	return rc;
}

static enum err
check_numbers(const struct rule *r, struct buf *why)
{
	if (r->id < 0)
		return refuse(why, ERR_SYNTAX,
		    "the id %lld is refused: ids count from 1",
		    (long long)r->id);
	if (!is_status(r->status))
		return refuse(why, ERR_SYNTAX,
		    "status %d is not one of 307, 302, 303 (temporary), 308, "
		    "301 (permanent), 410 (gone) and 503 (maintenance)",
		    r->status);
	if (r->share < 1 || r->share > RULE_SHARE_ALL)
		return refuse(why, ERR_SYNTAX,
		    "share %d is refused: it is a percentage of visitors, from "
		    "1 to 100",
		    r->share);
	if (r->rank < 0 || r->rank > RULE_RANK_MAX)
		return refuse(why, ERR_LIMIT,
		    "rank %d is out of range: from 0 to %d", r->rank,
		    RULE_RANK_MAX);
	if (r->rank != RULE_RANK_DEFAULT && r->at.kind != SOURCE_REGEX)
		return refuse(why, ERR_SYNTAX,
		    "a rank orders regular expressions, and the source is "
		    "none: leave it at %d",
		    RULE_RANK_DEFAULT);
	if (r->max_age < RULE_MAX_AGE_NONE || r->max_age > RULE_MAX_AGE_MAX)
		return refuse(why, ERR_LIMIT,
		    "a max-age of %lld seconds is out of range: at most %lld "
		    "(365d)",
		    (long long)r->max_age, (long long)RULE_MAX_AGE_MAX);
	if (r->status == 503 && r->max_age != RULE_MAX_AGE_NONE)
		return refuse(why, ERR_SYNTAX,
		    "a max-age is refused: a 503 is never stored by a cache");
	return ERR_OK;
}

static enum err
check_window(const struct rule *r, struct buf *why)
{
	struct buf start, end;
	enum err   rc = ERR_OK;

	if ((r->starts_at != WHEN_EVER && !when_is_instant(r->starts_at)) ||
	    (r->expires_at != WHEN_NEVER && !when_is_instant(r->expires_at)) ||
	    !when_is_instant(r->created_at) || !when_is_instant(r->promoted_at))
		return refuse(why, ERR_LIMIT,
		    "a time is out of range: from 1970-01-01 to 9999-12-31");
	if (rule_is_permanent(r) && r->expires_at != WHEN_NEVER)
		return refuse(why, ERR_SYNTAX,
		    "a permanent rule (%d) has no end: leave --until and "
		    "--for out, or take status %d, which ends on time",
		    r->status, rule_demoted_status(r->status));
	if (r->expires_at > r->starts_at)
		return ERR_OK;
	buf_init(&start, 64);
	buf_init(&end, 64);
	when_local(&start, r->starts_at);
	when_local(&end, r->expires_at);
	rc = buf_end(&start) != ERR_OK || buf_end(&end) != ERR_OK ?
	    ERR_NOMEM :
	    refuse(why, ERR_SYNTAX,
		"the window is empty: its end %s is not after its start %s",
		end.data, start.data);
	buf_free(&start);
	buf_free(&end);
	return rc;
}

static enum err
parse_targets(struct rule *r, struct buf *why)
{
	const bool fallback =
	    !slice_is(r->after, "decline") && !slice_is(r->after, "gone");
	enum err rc = ERR_OK;

	buf_reset(&r->to_text);
	buf_reset(&r->later_text);
	if (!rule_leads(r) && (r->target.n > 0 || fallback))
		return refuse(why, ERR_SYNTAX,
		    "a rule with status %d says that a page is %s: it takes no "
		    "target and no fallback",
		    r->status, r->status == 410 ? "gone" : "under maintenance");
	if (rule_leads(r))
		rc = target_parse(r->target, &r->at, r->literal, &r->to,
		    &r->to_text, why);
	if (rc == ERR_OK && fallback) {
		rc = target_parse(r->after, &r->at, r->literal, &r->later,
		    &r->later_text, why);
		if (rc == ERR_OK && r->later.kind == TARGET_ALONE)
			rc = refuse(why, ERR_SYNTAX,
			    "'-' is no fallback: --after takes decline, gone, "
			    "or a target");
	}
	return rc;
}

static enum err
parse_conditions(struct rule *r, struct buf *why)
{
	enum err rc = conditions_parse(r->conditions, &r->wants, why);

	if (rc == ERR_OK && (r->wants.looks & 1U << CONDITION_CORS) &&
	    slice_is(r->target, "-"))
		rc = refuse(why, ERR_SYNTAX,
		    "--cors is refused: a rule that leaves its URLs alone "
		    "answers no page");
	return rc;
}

/* The source in its parts, and an expression compiled. */
static enum err
parse_source(struct rule *r, struct buf *why)
{
	const struct source_options o = { r->literal, r->ignore_case };
	enum err                    rc;

	buf_reset(&r->at_text);
	regex_free(r->regex);
	r->regex = NULL;
	rc = source_parse(r->source, o, &r->at, &r->at_text, why);
	if (rc != ERR_OK || r->at.kind != SOURCE_REGEX)
		return rc;
	rc = regex_compile(r->at.path, r->ignore_case, &r->regex, why);
	if (rc == ERR_OK)
		r->at.captures = regex_captures(r->regex);
	return rc;
}

static enum err
check_repeats(struct rule *r, struct buf *why)
{
	if (rule_is_permanent(r) && r->repeats.n > 0)
		return refuse(why, ERR_SYNTAX,
		    "a permanent rule (%d) never ends, so it does not repeat: "
		    "leave --daily and --weekly out ('edit --no-repeat' takes "
		    "them away), or take status %d",
		    r->status, rule_demoted_status(r->status));
	return rule_repeats_parse(r->repeats, &r->repeat, why);
}

enum err
rule_validate(struct rule *r, struct buf *why)
{
	enum err rc;

	if (r->text.err == ERR_LIMIT)
		return refuse(why, ERR_LIMIT,
		    "the rule's text is too long: source, target and note have "
		    "at most %d octets each",
		    SOURCE_MAX);
	if (r->text.err != ERR_OK)
		return refuse(why, r->text.err,
		    "the rule's text is out of memory");
	r->parsed = false;
	rc = parse_source(r, why);
	if (rc == ERR_OK)
		rc = check_numbers(r, why);
	if (rc == ERR_OK)
		rc = parse_targets(r, why);
	if (rc == ERR_OK)
		rc = check_window(r, why);
	if (rc == ERR_OK)
		rc = check_repeats(r, why);
	if (rc == ERR_OK)
		rc = check_note(r, why);
	if (rc == ERR_OK)
		rc = check_tags(r, why);
	if (rc == ERR_OK)
		rc = parse_conditions(r, why);
	r->parsed = rc == ERR_OK;
	return rc;
}
