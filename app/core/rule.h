/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_RULE_H
#define DETOUR_RULE_H

/*
 * rule.h - what a rule is: its columns, its validity, its state at an instant.
 */

#include <stdbool.h>
#include <stdint.h>

#include "buf.h"
#include "condition.h"
#include "errs.h"
#include "regex.h"
#include "repeat.h"
#include "source.h"
#include "target.h"
#include "url.h"
#include "when.h"

#define RULE_STATUS_DEFAULT 307
#define RULE_FOR_DEFAULT    (30 * WHEN_DAY) /* window when none is given */
#define RULE_MAX_AGE_NONE   (-1)            /* answer with no-cache */
#define RULE_MAX_AGE_MAX    WHEN_YEAR       /* seconds */
#define RULE_NOTE_MAX       2000            /* octets */
#define RULE_TAGS_MAX       500             /* octets, all tags together */
#define RULE_TAGS_TYPED_MAX 2000            /* octets, as they are typed */
#define RULE_REPEATS_MAX    REPEAT_TEXT_MAX
#define RULE_SHARE_ALL      100 /* percent: every visitor */
#define RULE_RANK_DEFAULT   100
#define RULE_RANK_MAX       1000000

enum rule_state {
	RULE_SCHEDULED, /* before starts_at, or not while it repeats */
	RULE_ACTIVE,    /* within [starts_at, expires_at), and while it
	                 * repeats */
	RULE_EXPIRED,   /* at or after expires_at */
	RULE_PERMANENT, /* status 301 or 308 */
	RULE_DISABLED
};

/* "scheduled", "active", "expired", "permanent", "disabled". */
const char *rule_state_name(enum rule_state);

enum rule_query { QUERY_PASS, QUERY_DROP };

/* "pass", "drop". */
const char *rule_query_name(enum rule_query);

/*
 * One rule.  All text lies in the rule's own buf and lives as long as the
 * rule; rule_set_text() is how it gets there.
 */
struct rule {
	int64_t         id;         /* 0 until it is stored */
	struct slice    source;     /* as typed */
	struct slice    target;     /* as typed; empty unless rule_leads() */
	struct slice    after;      /* "decline", "gone", or a target */
	struct slice    tags;       /* "a,b": sorted, each once */
	struct slice    note;       /* for people; never sent */
	struct slice    conditions; /* condition.h; empty: none */
	struct slice    repeats;    /* repeat.h; empty: always */
	int             status;     /* 301 302 303 307 308 410 503 */
	enum rule_query query;
	int             share;      /* percent of visitors */
	int             rank;       /* among regular expressions */
	int64_t         starts_at;  /* or WHEN_EVER */
	int64_t         expires_at; /* or WHEN_NEVER; of a permanent rule
	                             * always WHEN_NEVER */
	int64_t created_at;
	int64_t promoted_at;    /* 301 and 308: since when; else 0 */
	int64_t promoted_until; /* the end that promotion took away, or
	                         * WHEN_NEVER; else 0 */
	int64_t max_age;        /* seconds, or RULE_MAX_AGE_NONE */
	bool    strict;
	bool    ignore_case;
	bool    literal;
	bool    enabled;
	bool    protect;
	bool    sunset; /* send a Sunset header (RFC 8594) */

	/* Set by rule_validate(), and no longer to be used once a text is set:
	 * parsed says so. */
	bool              parsed;
	struct source     at;     /* the source */
	struct regex     *regex;  /* of a SOURCE_REGEX, compiled; owned */
	struct conditions wants;  /* what the conditions look at */
	struct target     to;     /* the target; of a 410 there is none */
	struct target     later;  /* after, where it is a target */
	struct repeat     repeat; /* repeats; without a zone if it does not */

	struct buf text;       /* owns all of the slices above ... */
	struct buf at_text;    /* ... but for those of at, ... */
	struct buf to_text;    /* ... of to, ... */
	struct buf later_text; /* ... and of later */
};

/* A rule with every default; owns nothing yet.  Free it with rule_free(). */
void rule_init(struct rule *, int64_t now);

/* Defaults again, but the memory is kept. */
void rule_reset(struct rule *, int64_t now);
void rule_free(struct rule *);

/*
 * rule_set_text - put text into one of a rule's slices: copies s into
 * rule->text and lets *field, a member of the same rule, point at the copy.
 * s may be one of the rule's own texts.
 * Appending may move the buffer: all other slices of the rule follow.
 * What was parsed is no longer, until the rule is validated again.
 * A failure is sticky in rule->text and reported by rule_validate().
 */
void rule_set_text(struct rule *, struct slice *field, struct slice s);

/* Deep copy; to must be initialised. */
enum err rule_copy(struct rule *to, const struct rule *from) MUST_CHECK;

/*
 * Append the tags' canonical form: sorted, each once, joined by ','.  ERR_LIMIT
 * where that has more than RULE_TAGS_MAX octets, or what was typed more than
 * RULE_TAGS_TYPED_MAX.
 */
enum err rule_tags_parse(struct slice typed, struct buf *out,
    struct buf *why) MUST_CHECK;

/*
 * rule_validate - check everything that can be checked on one rule, and set
 * its parsed source, compiled expression and targets.  The one gate in front of
 * the store: add, edit, import and undo all pass here, and the worker passes
 * here what it reads.
 *
 * Refused: a source or target that does not parse; a status outside the list;
 * a target or a fallback on a 410 or 503, none on anything else; a max-age on a
 * 503; expires_at not after starts_at; a permanent rule with an end; an after
 * that is neither a word nor a target; max_age, note, tags beyond their limits;
 * a permanent rule that repeats, repeats that are not in their stored form or
 * in a zone that is not there; conditions that conditions_parse() refuses; a
 * cors on a rule that leaves its URLs alone;
 * a share out of 1 to 100;
 * an expression that does not compile; a rank on anything else.
 *
 * Errors: ERR_SYNTAX, ERR_LIMIT, with a sentence in why; ERR_NOMEM.
 */
enum err rule_validate(struct rule *, struct buf *why) MUST_CHECK;

/*
 * rule_repeats_parse - the stored form of a repetition, with its zone (repeat.h
 * and zones.h).  Of an empty text ret has no zone.
 *
 * Errors: ERR_SYNTAX, ERR_LIMIT, with a sentence in why; ERR_NOMEM.
 */
enum err rule_repeats_parse(struct slice, struct repeat *ret,
    struct buf *why) MUST_CHECK;

/*
 * The state of a rule at an instant.  One that repeats is active during each
 * occurrence within its window and scheduled at any other time of it, also
 * after the last; it is expired once the window is over, not before.
 */
enum rule_state rule_state(const struct rule *, int64_t now);

/* The same of the window alone, as if the rule did not repeat. */
enum rule_state rule_window_state(const struct rule *, int64_t now);

/*
 * The next instant after now at which a rule begins to answer, or ceases to:
 * WHEN_NEVER when its state stays as it is.  Of an active rule it is the end,
 * of the occurrence or of the window.
 */
int64_t rule_next_change(const struct rule *, int64_t now);

/*
 * The occurrence that lasts at an instant, or else the next one, as far as the
 * window has it.  Of a rule that does not repeat it is the window.  False if
 * none is left.
 */
bool rule_occurrence(const struct rule *, int64_t now, struct occurrence *ret);

/* Whether it leads anywhere: all do but 410 (gone) and 503 (maintenance). */
bool rule_leads(const struct rule *);

/* 301 and 308. */
bool rule_is_permanent(const struct rule *);

/* promote: 307 to 308, 302 to 301; demote: the way back; else 0. */
int rule_promoted_status(int status);
int rule_demoted_status(int status);

#endif
