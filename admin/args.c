/* SPDX-License-Identifier: MIT */
/*
 * args.c - the command line taken apart.
 */
#include "args.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "meant.h"
#include "nearest.h"

/* getopt_long() returns an option's number plus this, clear of '?' and ':'. */
#define CODE 256

/* Of the help, in columns: its lines, and what an option does in them. */
#define HELP_WIDTH    80
#define HELP_INDENT   29
#define HELP_TEXT_MAX 1000 /* octets of what is said of an option */

const enum opt options_global[] = { OPT_DB, OPT_HITS, OPT_AS, OPT_FORMAT,
	OPT_STAGE, OPT_LIVE, OPT_NO_WAIT, OPT_HELP, OPT_VERSION, OPT_COUNT };

static bool
has(const enum opt *list, size_t opt)
{
	for (; list != NULL && *list != OPT_COUNT; list++)
		if (*list == opt)
			return true;
	return false;
}

bool
args_allows(const enum opt *allowed, size_t opt)
{
	return has(allowed, opt) || has(options_global, opt);
}

/* "--name=value" or "--name": the name's length. */
static size_t
name_len(const char *typed)
{
	return strcspn(typed + 2, "=");
}

/* What was wrong with an option that is not one of these. */
static enum err
refuse_unknown(const enum opt *allowed, const char *typed, struct buf *why)
{
	struct nearest n;
	struct buf     name;
	const char    *meant;
	enum err       rc;
	size_t         i;

	buf_init(&name, 100);
	buf_add(&name, typed + 2, name_len(typed));
	if (buf_end(&name) != ERR_OK) {
		buf_free(&name);
		return refuse(why, ERR_SYNTAX, "there is no such long option");
	}
	n = NEAREST(name.data);
	/* Of two that are as near, the command's own is meant. */
	for (i = 0; i < OPT_COUNT; i++)
		if (has(allowed, i))
			nearest_offer(&n, option_rows[i].name);
	for (i = 0; i < OPT_COUNT; i++)
		if (has(options_global, i))
			nearest_offer(&n, option_rows[i].name);
	meant = meant_option(allowed, name.data, name.len);
	if (meant == NULL || n.distance == 0)
		meant = n.best != NULL ? n.best : meant;
	if (meant != NULL) {
		rc = refuse(why, ERR_SYNTAX,
		    "unknown option '--%s'; did you mean '--%s'?", name.data,
		    meant);
		buf_free(&name);
		return rc;
	}
	rc = ERR_OK;
	for (i = 0; i < OPT_COUNT; i++)
		if (strcmp(option_rows[i].name, name.data) == 0)
			rc = ERR_SYNTAX;
	rc = rc != ERR_OK ?
	    refuse(why, ERR_SYNTAX,
		"'--%s' is an option of other commands, not of this one",
		name.data) :
	    refuse(why, ERR_SYNTAX, "unknown option '--%s'", name.data);
	buf_free(&name);
	return rc;
}

static enum err
add_given(struct args *args, struct given one)
{
	struct given *more;

	more = realloc(args->given, (args->n + 1) * sizeof(*more));
	if (more == NULL)
		return ERR_NOMEM;
	args->given = more;
	more[args->n++] = one;
	return ERR_OK;
}

/* "--dry-run" where a value is wanted: it would be lost, and the rule changed.
 */
static bool
is_option(const enum opt *allowed, const char *value)
{
	if (strncmp(value, "--", 2) != 0)
		return false;
	for (size_t i = 0; i < OPT_COUNT; i++)
		if (args_allows(allowed, i) &&
		    strcmp(option_rows[i].name, value + 2) == 0)
			return true;
	return false;
}

/* What stands behind dashes of a text, one at least, as word processors make of
 * "--"; NULL when there is none. */
static const char *
behind_dashes(const char *typed)
{
	static const char *const dashes[] = { "\u2010", "\u2011", "\u2012",
		"\u2013", "\u2014", "\u2015", "\u2212" };
	bool                     found = false;
	size_t                   i;

	do {
		typed += strspn(typed, "-");
		for (i = 0; i < ARRAY_LEN(dashes); i++)
			if (strncmp(typed, dashes[i], strlen(dashes[i])) == 0)
				break;
		if (i < ARRAY_LEN(dashes)) {
			typed += strlen(dashes[i]);
			found = true;
		}
	} while (i < ARRAY_LEN(dashes));
	return found ? typed : NULL;
}

/* One of the first n operands that is an option, but for its dashes. */
static enum err
refuse_dashes(const enum opt *allowed, const struct args *args, size_t n,
    struct buf *why)
{
	for (size_t k = 0; k < n; k++) {
		const char *name = behind_dashes(args->operands[k]);

		for (size_t i = 0; name != NULL && i < OPT_COUNT; i++)
			if (args_allows(allowed, i) &&
			    slice_is((struct slice){ name, strcspn(name, "=") },
				option_rows[i].name))
				return refuse(why, ERR_SYNTAX,
				    "'%s' has a dash as texts have it; write "
				    "--%s",
				    args->operands[k], name);
	}
	return ERR_OK;
}

/* The rows of getopt_long() for a set of options. */
static void
fill(struct option *longs, const enum opt *allowed)
{
	size_t i, n = 0;

	for (i = 0; i < OPT_COUNT; i++)
		if (args_allows(allowed, i))
			longs[n++] = (struct option){
				.name = option_rows[i].name,
				.has_arg = option_rows[i].arg != NULL,
				.val = CODE + (int)i,
			};
	longs[n] = (struct option){ 0 };
}

enum err
args_parse(struct args *args, const enum opt *allowed, int argc, char **argv,
    bool global, int *ret_used, struct buf *why)
{
	struct option            longs[OPT_COUNT + 1];
	const struct option_row *row;
	const char              *typed;
	struct given             one;
	enum err                 rc;
	int                      c;

	fill(longs, allowed);
	opterr = 0;
	optind = 0; /* 0, not 1: glibc then forgets the last command line */
	while ((c = getopt_long(argc, argv, global ? "+:h" : ":h", longs,
		    NULL)) != -1) {
		typed = argv[optind - 1];
		if (c == ':')
			return refuse(why, ERR_SYNTAX, "'%s' needs a value: %s",
			    typed, option_rows[optopt - CODE].arg);
		if (c == '?' && optopt >= CODE)
			return refuse(why, ERR_SYNTAX,
			    "'--%s' takes no value, but '%s' gives one",
			    option_rows[optopt - CODE].name, typed);
		if (c == 'h') {
			rc = add_given(args, (struct given){ .opt = OPT_HELP });
			if (rc != ERR_OK)
				return rc;
			continue;
		}
		/* Of "-xyz" getopt() says where it stands only at the end. */
		if (c == '?' && optopt != 0)
			return refuse(why, ERR_SYNTAX,
			    "'-%c' is not an option: they are spelt out, as "
			    "--help is",
			    optopt);
		if (c == '?')
			return refuse_unknown(allowed, typed, why);
		row = &option_rows[c - CODE];
		if (optarg != NULL && optarg == typed) {
			if (is_option(allowed, optarg))
				return refuse(why, ERR_SYNTAX,
				    "'--%s' needs a value: %s; write --%s=%s "
				    "if '%s' is meant as one",
				    row->name, row->arg, row->name, optarg,
				    optarg);
			typed = argv[optind - 2];
		}
		if (name_len(typed) != strlen(row->name))
			return refuse_unknown(allowed, typed, why);
		one = (struct given){ (enum opt)(c - CODE), optarg, NULL };
		/* getopt() goes on at optind, wherever that is by now. */
		if (one.opt == OPT_BETWEEN && optind < argc)
			one.second = argv[optind++];
		else if (one.opt == OPT_BETWEEN)
			return refuse(why, ERR_SYNTAX,
			    "'--between' needs two values: %s", row->arg);
		rc = add_given(args, one);
		if (rc != ERR_OK)
			return rc;
	}
	args->operands = argv + optind;
	args->operands_n = (size_t)(argc - optind);
	if (ret_used != NULL)
		*ret_used = optind;
	/* Behind "--" everything is as it stands. */
	if (optind > 1 && strcmp(argv[optind - 1], "--") == 0)
		return ERR_OK;
	/* Behind a command its own options say what is an operand. */
	return refuse_dashes(allowed, args,
	    global && optind < argc ? 1 : args->operands_n, why);
}

void
args_free(struct args *args)
{
	free(args->given);
	*args = (struct args){ 0 };
}

const char *
args_value(const struct args *args, enum opt opt)
{
	size_t i;

	for (i = args->n; i > 0; i--)
		if (args->given[i - 1].opt == opt)
			return args->given[i - 1].value;
	return NULL;
}

const char *
args_second(const struct args *args, enum opt opt)
{
	size_t i;

	for (i = args->n; i > 0; i--)
		if (args->given[i - 1].opt == opt)
			return args->given[i - 1].second;
	return NULL;
}

bool
args_has(const struct args *args, enum opt opt)
{
	size_t i;

	for (i = 0; i < args->n; i++)
		if (args->given[i].opt == opt)
			return true;
	return false;
}

bool
args_switch(const struct args *args, enum opt yes, enum opt no, bool otherwise)
{
	size_t i;

	for (i = args->n; i > 0; i--) {
		if (args->given[i - 1].opt == yes)
			return true;
		if (args->given[i - 1].opt == no)
			return false;
	}
	return otherwise;
}

enum err
number_parse(const char *typed, const char *what, int64_t least, int64_t most,
    int64_t *ret, struct buf *why)
{
	size_t    digits = strspn(typed, "0123456789");
	long long n = 0;

	errno = 0;
	if (digits > 0 && typed[digits] == '\0')
		n = strtoll(typed, NULL, 10);
	else
		errno = EINVAL;
	if (errno != 0 || n < least || n > most) {
		if (most == INT64_MAX)
			return refuse(why, ERR_SYNTAX,
			    "'%s' is not %s: a whole number from %lld up",
			    typed, what, (long long)least);
		return refuse(why, ERR_SYNTAX,
		    "'%s' is not %s: a whole number from %lld to %lld", typed,
		    what, (long long)least, (long long)most);
	}
	*ret = n;
	return ERR_OK;
}

/* The text, in lines of HELP_WIDTH octets, of which the first has begun. */
static void
add_folded(struct buf *out, const char *text)
{
	const size_t room = HELP_WIDTH - HELP_INDENT;
	size_t       n;

	while (strlen(text) > room) {
		for (n = room; n > 0 && text[n] != ' '; n--)
			;
		if (n == 0)
			break;
		buf_addf(out, "%.*s\n%*s", (int)n, text, HELP_INDENT, "");
		text += n + 1;
	}
	buf_addf(out, "%s\n", text);
}

void
options_print(const enum opt *list, struct buf *out)
{
	const struct option_row *row;
	struct buf               text;
	size_t                   i, n, start;

	buf_init(&text, HELP_TEXT_MAX);
	for (i = 0; i < OPT_COUNT; i++) {
		if (!has(list, i))
			continue;
		row = &option_rows[i];
		start = out->len;
		buf_addf(out, "  --%s%s%s", row->name,
		    row->arg != NULL ? " " : "",
		    row->arg != NULL ? row->arg : "");
		for (n = out->len - start; n < HELP_INDENT - 1; n++)
			buf_addc(out, ' ');
		buf_addc(out, ' ');
		buf_reset(&text);
		option_help((enum opt)i, &text);
		add_folded(out, buf_end(&text) == ERR_OK ? text.data : "");
	}
	buf_free(&text);
}
