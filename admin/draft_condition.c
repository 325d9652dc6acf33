/* SPDX-License-Identifier: MIT */
/*
 * draft_condition.c - for which requests a rule is, from the options of add and
 * edit.
 */
#include "draft.h"

#include <string.h>

#include "condition.h"

static const struct {
	enum opt set, unset;
} options[CONDITION_KINDS] = {
	[CONDITION_METHOD] = { OPT_FOR_METHOD, OPT_NO_METHOD },
	[CONDITION_COOKIE] = { OPT_COOKIE, OPT_NO_COOKIE },
	[CONDITION_HEADER] = { OPT_FOR_HEADER, OPT_NO_HEADER },
	[CONDITION_LANGUAGE] = { OPT_LANGUAGE, OPT_NO_LANGUAGE },
	[CONDITION_FROM_NET] = { OPT_FROM_NET, OPT_NO_FROM_NET },
	[CONDITION_CORS] = { OPT_CORS, OPT_NO_CORS },
};

/* As of a variable in a script that is not set: the rule would be for
 * everybody. */
static bool
is_nothing(const char *value)
{
	return value[strspn(value, " \t\n,;")] == '\0';
}

/* All values that were given for one kind, joined; whether there were any, or
 * the option that takes them away.  The last word counts.  *ret_nothing is a
 * value that names nothing, or NULL. */
static bool
join(const struct args *a, enum condition_kind kind, struct buf *typed,
    const char **ret_nothing)
{
	bool any = false;

	*ret_nothing = NULL;
	for (size_t i = 0; i < a->n; i++) {
		const struct given *g = &a->given[i];

		if (g->opt == options[kind].unset)
			buf_reset(typed);
		else if (g->opt != options[kind].set)
			continue;
		any = true;
		if (g->opt == options[kind].unset)
			continue;
		if (is_nothing(g->value))
			*ret_nothing = g->value;
		buf_adds(typed, g->value);
		buf_addc(typed, condition_joint(kind));
	}
	return any;
}

static enum err
draft_kind(struct session *s, struct rule *r, enum condition_kind kind,
    struct buf *typed, struct buf *text)
{
	const char *nothing;
	enum err    rc;

	buf_reset(typed);
	buf_reset(text);
	if (!join(&s->args, kind, typed, &nothing))
		return ERR_OK;
	if (nothing != NULL)
		return refuse(&s->why, ERR_SYNTAX,
		    "--%s '%.40s' names nothing: leave it out, or take it away "
		    "with 'edit --%s'",
		    option_rows[options[kind].set].name, nothing,
		    option_rows[options[kind].unset].name);
	rc = buf_end(typed);
	if (rc == ERR_LIMIT)
		return refuse(&s->why, rc,
		    "--%s is too long: the limit is %d octets",
		    option_rows[options[kind].set].name, CONDITIONS_TEXT_MAX);
	if (rc == ERR_OK)
		rc = conditions_set(r->conditions, kind, buf_slice(typed), text,
		    &s->why);
	if (rc == ERR_OK)
		rule_set_text(r, &r->conditions, buf_slice(text));
	return rc;
}

enum err
draft_conditions(struct session *s, struct rule *r)
{
	struct buf typed, text;
	enum err   rc = ERR_OK;

	buf_init(&typed, 4 * CONDITIONS_TEXT_MAX);
	buf_init(&text, CONDITIONS_TEXT_MAX);
	for (int k = 0; k < CONDITION_KINDS && rc == ERR_OK; k++)
		rc = draft_kind(s, r, (enum condition_kind)k, &typed, &text);
	buf_free(&text);
	buf_free(&typed);
	return rc;
}
