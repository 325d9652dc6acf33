/* SPDX-License-Identifier: MIT */
/*
 * cmds.c - every command: what it is called, takes, does and needs.
 */
#include "cmd.h"

/* What add and edit say of a rule. */
#define RULE_OPTIONS                                                        \
	(HAS(FOR) | HAS(UNTIL) | HAS(FROM) | HAS(STATUS) | HAS(AFTER) |     \
	    HAS(QUERY) | HAS(MAX_AGE) | HAS(SHARE) | HAS(STRICT) |          \
	    HAS(IGNORE_CASE) | HAS(LITERAL) | HAS(PROTECT) | HAS(SUNSET) |  \
	    HAS(NOTE) | HAS(TAG) | HAS(TAGS) | HAS(FORCE) | HAS(DISABLED) | \
	    HAS(DRY_RUN))
#define UNRULE_OPTIONS                                            \
	(HAS(NO_STRICT) | HAS(NO_IGNORE_CASE) | HAS(NO_LITERAL) | \
	    HAS(NO_PROTECT) | HAS(NO_SUNSET))
#define FILTER_OPTIONS \
	(HAS(STATE) | HAS(HOST) | HAS(WITH_TAG) | HAS(CONTAINS) | HAS(LIMIT))
#define STALE_OPTIONS                                                   \
	(HAS(VISITED_WITHIN) | HAS(QUIET_FOR) | HAS(OVERSTAYED_AFTER) | \
	    HAS(UNUSED_FOR))

#define RECIPE_OPTIONS                                                       \
	(HAS(ORDER) | HAS(SOCKET) | HAS(ADDRESS) | HAS(SITE) | HAS(LISTEN) | \
	    HAS(ROOT) | HAS(PROGRAM))

const struct cmd cmds[] = {
	{
	    .name = "init",
	    .args = "[FILE]",
	    .help = "Make a database",
	    .examples = "--db rules.db init\n",
	    .need = NEED_NOTHING,
	    .most = 1,
	    .options = HAS(DRY_RUN),
	    .run = cmd_init,
	},
	{
	    .name = "add",
	    .args = "SOURCE [TARGET]",
	    .help = "Add a rule",
	    .examples = "add /old /new --for 30d\n"
			"add 'example.com/docs/*' https://docs.example/:splat "
			"--until 2027-01-31\n"
			"add /sale /sale-is-over --status 302 --from "
			"2026-12-01 --for 2w --after gone\n"
			"add /secret --status 410 --until never\n",
	    .need = NEED_WRITE,
	    .least = 1,
	    .most = 2,
	    .options = RULE_OPTIONS,
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
	    .options = FILTER_OPTIONS,
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
			"edit 7 --until 2027-01-31 --no-strict\n",
	    .need = NEED_WRITE,
	    .least = 1,
	    .most = 1,
	    .options =
		RULE_OPTIONS | UNRULE_OPTIONS | HAS(SOURCE) | HAS(TARGET),
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
	    .options = HAS(FOR) | HAS(UNTIL) | HAS(DRY_RUN),
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
	    .options = HAS(DRY_RUN),
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
	    .options = HAS(DRY_RUN),
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
	    .options = HAS(DRY_RUN),
	    .run = cmd_remove,
	},
	{
	    .name = "explain",
	    .args = "URL",
	    .help = "Say what a URL gets, and why",
	    .examples = "explain https://example.com/old?a=1\n"
			"explain /old --at 2027-01-01\n"
			"explain /old --method POST --header 'Host: "
			"example.com' --format json\n",
	    .need = NEED_READ,
	    .least = 1,
	    .most = 1,
	    .options = HAS(AT) | HAS(METHOD) | HAS(HEADER),
	    .run = cmd_explain,
	},
	{
	    .name = "stale",
	    .args = "",
	    .help = "Print the rules that need a decision",
	    .examples = "stale\n"
			"stale --exit-code --format tsv\n"
			"stale --overstayed-after 90d\n",
	    .need = NEED_READ,
	    .options = STALE_OPTIONS | HAS(EXIT_CODE),
	    .run = cmd_stale,
	},
	{
	    .name = "upcoming",
	    .args = "",
	    .help = "Print what starts and ends soon",
	    .examples = "upcoming --within 7d\n",
	    .need = NEED_READ,
	    .options = HAS(WITHIN) | HAS(LIMIT),
	    .run = cmd_upcoming,
	},
	{
	    .name = "promote",
	    .args = "ID... | --stale",
	    .help = "Make temporary rules permanent",
	    .examples = "promote 7\n"
			"promote --stale --dry-run\n",
	    .need = NEED_WRITE,
	    .most = CMD_ANY,
	    .options = HAS(STALE) | STALE_OPTIONS | HAS(FORCE) | HAS(DRY_RUN),
	    .run = cmd_promote,
	},
	{
	    .name = "demote",
	    .args = "ID...",
	    .help = "Take a promotion back",
	    .examples = "demote 7\n",
	    .need = NEED_WRITE,
	    .least = 1,
	    .most = CMD_ANY,
	    .options = HAS(DRY_RUN),
	    .run = cmd_demote,
	},
	{
	    .name = "retire",
	    .args = "ID...",
	    .help = "Answer 410 (gone) from now on",
	    .examples = "retire 7\n",
	    .need = NEED_WRITE,
	    .least = 1,
	    .most = CMD_ANY,
	    .options = HAS(DRY_RUN),
	    .run = cmd_retire,
	},
	{
	    .name = "import",
	    .args = "[FILE]",
	    .help = "Add rules from CSV or JSON",
	    .examples = "import moves.csv --dry-run\n"
			"import moves.csv --for 90d --tag move --refused "
			"again.csv\n"
			"import --from json <rules.json\n",
	    .need = NEED_WRITE,
	    .most = 1,
	    .options = HAS(FROM_FORMAT) | HAS(FOR_EACH) | HAS(TAG_EACH) |
		HAS(ON_CONFLICT) | HAS(ALL_OR_NOTHING) | HAS(REFUSED) |
		HAS(DRY_RUN),
	    .run = cmd_import,
	},
	{
	    .name = "export",
	    .args = "",
	    .help = "Write rules as CSV or JSON",
	    .examples = "export >rules.csv\n"
			"export --to json --state active --output "
			"active.json\n",
	    .need = NEED_READ,
	    .options = FILTER_OPTIONS | HAS(TO) | HAS(OUTPUT),
	    .run = cmd_export,
	},
	{
	    .name = "history",
	    .args = "[ID]",
	    .help = "Print who changed what",
	    .examples = "history --limit 20\n"
			"history 7 --format json\n",
	    .need = NEED_READ,
	    .most = 1,
	    .options = HAS(LIMIT),
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
	    .options = HAS(FORCE) | HAS(DRY_RUN),
	    .run = cmd_undo,
	},
	{
	    .name = "backup",
	    .args = "FILE",
	    .help = "Copy the rules into another file, while in use",
	    .examples = "backup rules-2026-12-01.db\n",
	    .need = NEED_READ,
	    .least = 1,
	    .most = 1,
	    .run = cmd_backup,
	},
	{
	    .name = "migrate",
	    .args = "",
	    .help = "Bring the database to this version of detour",
	    .examples = "migrate\n",
	    .need = NEED_WRITE,
	    .options = HAS(DRY_RUN),
	    .run = cmd_migrate,
	},
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
	    .options = RECIPE_OPTIONS,
	    .run = cmd_recipe,
	},
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

const size_t cmds_n = ARRAY_LEN(cmds);
