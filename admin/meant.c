/* SPDX-License-Identifier: MIT */
/* meant.c - words of other programs; see meant.h. */
#include "meant.h"

#include <ctype.h>
#include <string.h>

#include "columns.h"
#include "nearest.h"

static const struct {
	const char *words; /* with a blank between them */
	const char *here;
} commands[] = {
	{ "create new insert redirect", "add" },
	{ "delete del rm drop", "remove" },
	{ "ls rules all search find", "list" },
	{ "get view print cat info", "show" },
	{ "update set change modify", "edit" },
	{ "extend prolong", "renew" },
	{ "end expire finish", "edit ID --until now" },
	{ "on start resume", "enable" },
	{ "off stop pause", "disable" },
	{ "test trace resolve why curl", "explain" },
	{ "check validate", "lint" },
	{ "status health ping", "doctor" },
	{ "log audit who", "history" },
	{ "revert rollback", "undo" },
	{ "next calendar soon", "upcoming" },
	{ "report expired", "stale" },
	{ "load read", "import" },
	{ "dump save write", "export" },
	{ "copy", "backup" },
	{ "upgrade", "migrate" },
	{ "permanent", "promote" },
	{ "gone", "retire" },
	{ "config nginx apache caddy haproxy lighttpd", "recipe" },
	{ "version", "--version" },
};

static const struct {
	const char *words;
	enum opt    opt;
	const char *here;
} opts[] = {
	{ "json", OPT_FORMAT, "format json" },
	{ "csv", OPT_FORMAT, "format csv" },
	{ "tsv", OPT_FORMAT, "format tsv" },
	{ "end ends to expires expires-at expiry expire", OPT_UNTIL, "until" },
	{ "start starts begin starts-at since", OPT_FROM, "from" },
	{ "duration ttl days", OPT_FOR, "for" },
	{ "code type", OPT_STATUS, "status" },
	{ "permanent", OPT_STATUS, "status 308" },
	{ "temporary", OPT_STATUS, "status 307" },
	{ "gone", OPT_STATUS, "status 410" },
	{ "maintenance", OPT_STATUS, "status 503" },
	{ "comment description message", OPT_NOTE, "note" },
	{ "label", OPT_TAG, "tag" },
	{ "percent weight", OPT_SHARE, "share" },
	{ "timezone tz", OPT_ZONE, "zone" },
	{ "lang", OPT_LANGUAGE, "language" },
	{ "from-ip ip", OPT_FROM_NET, "from-net" },
	{ "fallback then", OPT_AFTER, "after" },
	{ "case-insensitive nocase", OPT_IGNORE_CASE, "ignore-case" },
	{ "url destination to", OPT_TARGET, "target" },
	{ "path", OPT_SOURCE, "source" },
	{ "path url search contains grep", OPT_CONTAINS, "source" },
	{ "date time when", OPT_AT, "at" },
	{ "out file", OPT_OUTPUT, "output" },
	{ "to", OPT_EXPORT, "export" },
	{ "preview simulate check test", OPT_DRY_RUN, "dry-run" },
	{ "yes", OPT_FORCE, "force" },
	{ "database", OPT_DB, "db" },
	{ "user author by", OPT_AS, "as" },
};

static const struct {
	const char *words;
	const char *here;
} columns_there[] = {
	{ "from old path url address origin from_url old_url source_url "
	  "from_path old_path source_path redirect_from",
	    "source" },
	{ "to new destination redirect to_url new_url target_url "
	  "destination_url new_path target_path redirect_to location",
	    "target" },
	{ "until end ends ends_at end_date expires expiry valid_until",
	    "expires_at" },
	{ "start starts begin starts_on start_date valid_from", "starts_at" },
	{ "code type http_code status_code http_status redirect_code "
	  "redirect_type statuscode",
	    "status" },
	{ "comment comments description remark", "note" },
	{ "tag label labels category", "tags" },
	{ "active on", "enabled" },
	{ "case_insensitive", "ignore_case" },
	{ "repeat", "repeats" },
	{ "fallback", "after" },
	{ "languages lang", "language" },
	{ "priority order position", "rank" },
};

static bool
has_word(const char *words, const char *name, size_t n)
{
	for (size_t len; words[0] != '\0'; words += len) {
		words += words[0] == ' ';
		len = strcspn(words, " ");
		if (len == n && memcmp(words, name, n) == 0)
			return true;
	}
	return false;
}

const char *
meant_command(const char *typed)
{
	for (size_t i = 0; i < ARRAY_LEN(commands); i++)
		if (has_word(commands[i].words, typed, strlen(typed)))
			return commands[i].here;
	return NULL;
}

const char *
meant_option(const enum opt *allowed, const char *name, size_t n)
{
	for (size_t i = 0; i < ARRAY_LEN(opts); i++)
		if (args_allows(allowed, opts[i].opt) &&
		    has_word(opts[i].words, name, n))
			return opts[i].here;
	return NULL;
}

const char *
meant_column(const char *typed, size_t n)
{
	char           name[32];
	struct nearest nearest = NEAREST(name);

	if (n >= sizeof(name))
		return NULL;
	for (size_t i = 0; i < n; i++)
		name[i] = typed[i] == ' ' || typed[i] == '-' ?
		    '_' :
		    (char)tolower((unsigned char)typed[i]);
	name[n] = '\0';
	for (size_t i = 0; i < ARRAY_LEN(columns_there); i++)
		if (has_word(columns_there[i].words, name, n))
			return columns_there[i].here;
	for (size_t i = 0; i < COLUMN_COUNT; i++)
		nearest_offer(&nearest, columns[i].name);
	return nearest.best;
}
