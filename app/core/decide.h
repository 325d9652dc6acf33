/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_DECIDE_H
#define DETOUR_DECIDE_H

/*
 * decide.h - the matching rules and an instant to what is answered, and why.
 *
 *	env -> request -> key -> candidates -> winner -> DECISION -> bytes
 *
 * Pure: the time is an argument.  The worker sends the decision; "detour
 * explain" prints it, verdicts included.
 */

#include <stdint.h>

#include "buf.h"
#include "match.h"
#include "rule.h"
#include "key.h"

#define DECIDE_DECLINE_MAX_AGE 60        /* seconds */
#define DECIDE_ADDRESS_MAX_AGE 60        /* of what depends on an address */
#define DECIDE_PERMANENT_MIN   WHEN_HOUR /* max-age of a fresh promotion */
#define DECIDE_PERMANENT_MAX   WHEN_YEAR /* and of an old one */
#define DECIDE_VARY_MAX        4000      /* octets; beyond, it is no-store */
#define DECIDE_ALLOW           "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"

/* What became of each candidate, in the order in which they were asked. */
enum verdict {
	VERDICT_WON,
	VERDICT_BEHIND, /* another rule came first */
	VERDICT_DISABLED,
	VERDICT_SCHEDULED, /* its window has not begun, or it is between two
	                    * occurrences */
	VERDICT_EXPIRED,   /* its window is over, and it declines then */
	VERDICT_CONDITION, /* a condition does not hold */
	VERDICT_SHARE,     /* it is for other visitors */
	VERDICT_SELF,      /* its answer is the URL that was requested */
	VERDICT_TOO_LONG,  /* its Location would exceed LOCATION_MAX */
	VERDICT_UNSAFE,    /* captures or values make no sound Location */
	VERDICT_INVALID    /* the stored text does not validate */
};

/* "won", "behind", "disabled", ... */
const char *verdict_name(enum verdict);

/* Why the answer is what it is. */
enum why {
	WHY_RULE,     /* an active or permanent rule answers */
	WHY_AFTER,    /* an expired rule answers, by its --after */
	WHY_ALONE,    /* an active rule says: leave this alone */
	WHY_NONE,     /* no rule answers */
	WHY_ASTERISK, /* OPTIONS *: asks the server, not a path */
	WHY_BAD,      /* the request is malformed */
	WHY_TOO_LONG, /* the request target is too long */
	WHY_FAILED    /* the database could not be asked, or no memory */
};

/*
 * What to send, and why.  Each text lies in a buf of its own.
 */
struct decision {
	int        status;     /* HTTP status; 404 is a decline */
	struct buf location;   /* empty unless it is a redirect */
	int64_t    max_age;    /* seconds; -1 is no-cache, -2 no-store */
	struct buf vary;       /* header fields, joined by ", ", on which it
	                        * depends; or empty */
	struct buf cors;       /* header fields, as sent: cors.h; or empty */
	bool       is_private; /* another visitor may get another answer */
	bool       by_visitor; /* ... or another late hit: do not remember it */
	int64_t    rule_id;    /* the rule that answers, or 0 */
	int64_t    late_id;    /* the expired rule that would have, or did
	                        * answer: it gets a late hit; or 0 */
	int64_t         sunset;      /* expires_at to announce, or WHEN_NEVER */
	int64_t         retry_after; /* seconds, or 0 for none */
	enum rule_state state;       /* of the rule that answers */
	int64_t         until;       /* see decide() */
	enum why        why;
	enum method     method; /* of the request: HEAD has no body */
};

#define MAX_AGE_NO_CACHE (-1)
#define MAX_AGE_NO_STORE (-2)

void decision_init(struct decision *);
void decision_free(struct decision *);

/*
 * decide - the answer for a key.
 *
 *	m, n		the matches, sorted by match_order()
 *	verdicts	NULL, or n places that receive what became of each
 *	ret		initialised; overwritten
 *
 * The first active or permanent rule wins.  An expired one with an --after
 * answers in its place; one without loses, and the first of those before the
 * winner that would have answered, had it not ended, gets the late hit.
 *
 * A max-age never reaches beyond the end of the rule or of the occurrence that
 * lasts, nor beyond the start of
 * a scheduled rule that comes before it, nor the end of one that loses before
 * it.  For OPTIONS * no rule is asked.
 *
 * As long as the rules are the same, the decision is the same for this very
 * moment, and for every later one that is settled before until.
 *
 * A rule whose conditions do not hold loses.  What decides between visitors
 * is named in vary, also in the answers of others and in declines, so that all
 * answers for a key by one method name the same: the fields of each rule that
 * may answer now, up to the first that would answer everybody.  A condition on
 * the address makes them private, and short: a browser that has taken one along
 * to another network would go on by it.
 *
 * A rule with a share is asked for its own visitors only, and makes private
 * whatever is answered behind it, a decline included.
 *
 * Errors: ERR_NOMEM.
 */
enum err decide(const struct key *, const struct match *m, size_t n,
    struct moment at, enum verdict *verdicts, struct decision *ret) MUST_CHECK;

/*
 * The answer to a request without a key: ERR_SYNTAX gives 400, ERR_LIMIT 414,
 * anything else a decline, because the worker is never the reason that a site
 * is down.  The method is not known here: set it where it is.
 */
void decide_without_key(enum err, struct decision *ret);

#endif
