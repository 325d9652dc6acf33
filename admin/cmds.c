/* SPDX-License-Identifier: MIT */
/*
 * cmds.c - every command: what it is called, takes, does and needs; but those
 * of cmds_care.c.  And the families in which the help prints them all.
 */
#include "cmd.h"

/* What add and edit say of a rule. */
#define RULE_OPTIONS                                                          \
	OPT_FOR, OPT_UNTIL, OPT_FROM, OPT_STATUS, OPT_AFTER, OPT_QUERY,       \
	    OPT_MAX_AGE, OPT_SHARE, OPT_STRICT, OPT_IGNORE_CASE, OPT_LITERAL, \
	    OPT_PROTECT, OPT_SUNSET, OPT_RANK, OPT_NOTE, OPT_TAG, OPT_TAGS,   \
	    OPT_DAILY, OPT_WEEKLY, OPT_ZONE, OPT_FOR_METHOD, OPT_COOKIE,      \
	    OPT_FOR_HEADER, OPT_LANGUAGE, OPT_FROM_NET, OPT_CORS, OPT_FORCE,  \
	    OPT_DISABLED, OPT_DRY_RUN
#define UNRULE_OPTIONS                                                     \
	OPT_NO_STRICT, OPT_NO_IGNORE_CASE, OPT_NO_LITERAL, OPT_NO_PROTECT, \
	    OPT_NO_SUNSET, OPT_NO_REPEAT, OPT_NO_METHOD, OPT_NO_COOKIE,    \
	    OPT_NO_HEADER, OPT_NO_LANGUAGE, OPT_NO_FROM_NET, OPT_NO_CORS
#define FILTER_OPTIONS \
	OPT_STATE, OPT_HOST, OPT_WITH_TAG, OPT_CONTAINS, OPT_LIMIT

#define RECIPE_OPTIONS                                                      \
	OPT_ORDER, OPT_SOCKET, OPT_ADDRESS, OPT_SITE, OPT_LISTEN, OPT_ROOT, \
	    OPT_PROGRAM

static const struct cmd database[] = {
	{
	    .name = "init",
	    .args = "[FILE]",
	    .help = "Make a database",
	    .examples = "--db rules.db init\n",
	    .need = NEED_NOTHING,
	    .most = 1,
	    .options = OPTIONS(OPT_DRY_RUN),
	    .live = true,
	    .run = cmd_init,
	},
	{
	    .name = "backup",
	    .args = "FILE",
	    .help = "Copy the rules into another file, while in use",
	    .examples = "backup rules-2026-12-01.db\n",
	    .need = NEED_OLD,
	    .least = 1,
	    .most = 1,
	    .options = OPTIONS(OPT_DRY_RUN),
	    .run = cmd_backup,
	},
	{
	    .name = "restore",
	    .args = "FILE",
	    .help = "Put a copy in the place of the rules, while in use",
	    .examples = "restore rules-2026-12-01.db --dry-run\n"
			"restore rules-2026-12-01.db\n",
	    .need = NEED_NOTHING,
	    .least = 1,
	    .most = 1,
	    .options = OPTIONS(OPT_FORCE, OPT_DRY_RUN),
	    .live = true,
	    .run = cmd_restore,
	},
	{
	    .name = "doctor",
	    .args = "",
	    .help = "Say whether all is well, and if not, what to do",
	    .examples = "doctor\n"
			"doctor --socket /run/detour/detour.sock\n"
			"doctor --user www-data --format json\n",
	    .need = NEED_NOTHING,
	    .options = OPTIONS(OPT_WORKER_SOCKET, OPT_WORKER_ADDRESS, OPT_USER),
	    .instead = "--socket PATH asks the worker that listens there",
	    .live = true,
	    .run = cmd_doctor,
	},
	{
	    .name = "migrate",
	    .args = "",
	    .help = "Bring the database to this version of detour",
	    .examples = "migrate --dry-run\n"
			"migrate\n",
	    .need = NEED_MIGRATE,
	    .options = OPTIONS(OPT_DRY_RUN),
	    .run = cmd_migrate,
	},
};

static const struct cmd rules[] = {
	{
	    .name = "add",
	    .args = "SOURCE [TARGET]",
	    .help = "Add a rule",
	    .examples = "add /old /new --for 30d\n"
			"add 'example.com/docs/*' https://docs.example/:splat "
			"--until 2027-01-31\n"
			"add '/store?id=:id' /blog/:id\n"
			"add /sale /sale-is-over --status 302 --from "
			"2026-12-01 --for 2w --after gone\n"
			"add /secret --status 410 --until never\n"
			"add 'example.com/*' --status 503 --for 2h\n"
			"add 'example.com/*' --status 503 --daily 02:00-04:00 "
			"--zone Europe/Berlin --for 2w\n"
			"add /shop /weekend-offer --weekly sat,sun --until "
			"2027-01-31\n"
			"add / /de/ --language de --for 90d\n"
			"add /shop /beta --cookie beta=1 --from-net "
			"192.0.2.0/24\n",
	    .need = NEED_WRITE,
	    .least = 1,
	    .most = 2,
	    .options = OPTIONS(RULE_OPTIONS),
	    .instead = "in quotes, '/docs/*', the shell "
		       "leaves '*', '?' and '&' alone",
	    .run = cmd_add,
	},
	{
	    .name = "list",
	    .args = "",
	    .help = "Print the rules",
	    .examples = "list\n"
			"list --state active --host example.com\n"
			"list --source /docs --format csv\n",
	    .need = NEED_READ,
	    .options = OPTIONS(FILTER_OPTIONS),
	    .instead = "--source TEXT looks for rules, show ID "
		       "prints one",
	    .run = cmd_list,
	},
	{
	    .name = "show",
	    .args = "ID",
	    .help = "Print everything about a rule",
	    .examples = "show 7\n"
			"show 7 --format json\n",
	    .need = NEED_READ,
	    .least = 1,
	    .most = 1,
	    .run = cmd_show,
	},
	{
	    .name = "edit",
	    .args = "ID",
	    .help = "Change a rule",
	    .examples = "edit 7 --target /newer\n"
			"edit 7 --until 2027-01-31 --no-strict\n"
			"edit 7 --weekly 'mon-fri 09:00-17:00'\n"
			"edit 7 --cookie beta --no-language\n",
	    .need = NEED_WRITE,
	    .least = 1,
	    .most = 1,
	    .options =
		OPTIONS(RULE_OPTIONS, UNRULE_OPTIONS, OPT_SOURCE, OPT_TARGET),
	    .instead = "--target and --source change what it "
		       "was added with",
	    .run = cmd_edit,
	},
	{
	    .name = "renew",
	    .args = "ID...",
	    .help = "Give rules another end",
	    .examples = "renew 7 --for 30d\n"
			"renew 7 8 9 --until 2027-01-31\n",
	    .need = NEED_WRITE,
	    .least = 1,
	    .most = CMD_ANY,
	    .options = OPTIONS(OPT_FOR, OPT_UNTIL, OPT_DRY_RUN),
	    .run = cmd_renew,
	},
	{
	    .name = "enable",
	    .args = "ID...",
	    .help = "Serve rules again",
	    .examples = "enable 7 8\n",
	    .need = NEED_WRITE,
	    .least = 1,
	    .most = CMD_ANY,
	    .options = OPTIONS(OPT_FORCE, OPT_DRY_RUN),
	    .run = cmd_enable,
	},
	{
	    .name = "disable",
	    .args = "ID...",
	    .help = "Stop serving rules, but keep them",
	    .examples = "disable 7\n",
	    .need = NEED_WRITE,
	    .least = 1,
	    .most = CMD_ANY,
	    .options = OPTIONS(OPT_DRY_RUN),
	    .run = cmd_disable,
	},
	{
	    .name = "remove",
	    .args = "ID...",
	    .help = "Delete rules",
	    .examples = "remove 7 --dry-run\n"
			"remove 7 8 9\n",
	    .need = NEED_WRITE,
	    .least = 1,
	    .most = CMD_ANY,
	    .options = OPTIONS(OPT_DRY_RUN),
	    .run = cmd_remove,
	},
};

static const struct cmd web_servers[] = {
	{
	    .name = "recipe",
	    .args = "[SERVER]",
	    .help = "Print what to tell a web server, or which ones there are",
	    .examples = "recipe\n"
			"recipe nginx --site http://127.0.0.1:3000\n"
			"recipe caddy --order B --root /srv/www "
			"--socket /run/detour/detour.sock\n",
	    .need = NEED_NOTHING,
	    .most = 1,
	    .options = OPTIONS(RECIPE_OPTIONS),
	    .run = cmd_recipe,
	},
};

static const struct cmd many[] = {
	{
	    .name = "import",
	    .args = "[FILE]",
	    .help = "Add rules from a file, of many formats",
	    .examples = "import moves.csv --dry-run\n"
			"import moves.csv --for 90d --tag move --refused "
			"again.csv\n"
			"import --from json <rules.json\n"
			"import redirection.csv --from redirection-csv "
			"--dry-run\n",
	    .need = NEED_WRITE,
	    .most = 1,
	    .options = OPTIONS(OPT_FROM_FORMAT, OPT_FOR_EACH, OPT_TAG_EACH,
		OPT_ON_CONFLICT, OPT_ALL_OR_NOTHING, OPT_REFUSED,
		OPT_SPREADSHEET, OPT_DRY_RUN),
	    .run = cmd_import,
	},
	{
	    .name = "export",
	    .args = "",
	    .help = "Write rules as CSV or JSON, or for a web server",
	    .examples = "export >rules.csv\n"
			"export --to json --only active --output "
			"active.json\n"
			"export --to nginx --only permanent --host "
			"example.com\n",
	    .need = NEED_READ,
	    .options = OPTIONS(FILTER_OPTIONS, OPT_ONLY, OPT_TO, OPT_OUTPUT,
		OPT_STRICTLY, OPT_SPREADSHEET),
	    .instead = "--output FILE writes a file, --to names "
		       "the format",
	    .run = cmd_export,
	},
	{
	    .name = "hits",
	    .args = "import FILE...",
	    .help = "Count the hits in a web server's log",
	    .examples = "hits import /var/log/nginx/access.log\n"
			"hits import access.log.2.gz access.log.1 access.log "
			"--host example.com\n"
			"hits import access.log --all\n",
	    .need = NEED_READ,
	    .least = 2,
	    .most = CMD_ANY,
	    .options = OPTIONS(OPT_LOG_HOST, OPT_ALL_RULES, OPT_STATE,
		OPT_WITH_TAG, OPT_FORCE_LOG, OPT_DRY_RUN),
	    .run = cmd_hits,
	},
};

static const struct cmd history[] = {
	{
	    .name = "history",
	    .args = "[ID]",
	    .help = "Print who changed what",
	    .examples = "history --limit 20\n"
			"history 7 --format json\n",
	    .need = NEED_READ,
	    .most = 1,
	    .options = OPTIONS(OPT_LIMIT),
	    .run = cmd_history,
	},
	{
	    .name = "undo",
	    .args = "[EVENT]",
	    .help = "Take the last change back, or the one of an event",
	    .examples = "undo\n"
			"undo 12\n",
	    .need = NEED_WRITE,
	    .most = 1,
	    .options = OPTIONS(OPT_FORCE, OPT_DRY_RUN),
	    .run = cmd_undo,
	},
};

static const struct cmd help[] = {
	{
	    .name = "help",
	    .args = "[COMMAND]",
	    .help = "Print help",
	    .examples = "help add\n",
	    .need = NEED_NOTHING,
	    .most = 1,
	    .run = cmd_help,
	},
};

static const struct cmd_family of_database = FAMILY("The database", database),
			       of_rules = FAMILY("Rules", rules),
			       of_many = FAMILY("Moving in and out", many),
			       of_servers = FAMILY("Web servers", web_servers),
			       of_history = FAMILY("The history", history),
			       of_help = FAMILY("Help", help);

const struct cmd_family *
cmd_family_at(size_t i)
{
	static const struct cmd_family *const all[] = { &of_database, &of_rules,
		&cmds_visitors, &cmds_life, &of_many, &of_servers, &of_history,
		&of_help };

	return i < ARRAY_LEN(all) ? all[i] : NULL;
}

const struct cmd *
cmd_at(size_t i)
{
	const struct cmd_family *family;

	for (size_t f = 0; (family = cmd_family_at(f)) != NULL; f++) {
		if (i < family->n)
			return &family->cmds[i];
		i -= family->n;
	}
	return NULL;
}
