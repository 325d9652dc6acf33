/* SPDX-License-Identifier: MIT */
/*
 * cmds_care.c - the commands that look after rules: what visitors get, today
 * and later, what is stale, and what becomes of it.
 */
#include "cmd.h"

#define STALE_OPTIONS \
	OPT_VISITED_WITHIN, OPT_QUIET_FOR, OPT_OVERSTAYED_AFTER, OPT_UNUSED_FOR

static const struct cmd visitors[] = {
	{
	    .name = "explain",
	    .args = "URL | --file FILE",
	    .help = "Say what a URL gets, and why",
	    .examples = "explain https://example.com/old?a=1\n"
			"explain /old --at 2027-01-01\n"
			"explain /old --between now 2027-01-01\n"
			"explain --file urls.txt --format json\n"
			"explain /old --method POST --header 'Host: "
			"example.com' --format json\n"
			"explain / --header 'Accept-Language: de' --ip "
			"192.0.2.7\n",
	    .need = NEED_READ,
	    .most = 1,
	    .options = OPTIONS(OPT_AT, OPT_METHOD, OPT_HEADER, OPT_IP, OPT_ROLE,
		OPT_BETWEEN, OPT_FILE),
	    .run = cmd_explain,
	},
	{
	    .name = "lint",
	    .args = "[FILE]",
	    .help = "Find what is wrong with the rules",
	    .examples = "lint\n"
			"lint --severity error --format json\n"
			"lint --at 2027-01-01 --log access.log\n"
			"lint moves.csv --from csv --format sarif\n",
	    .need = NEED_FILE,
	    .most = 1,
	    .options = OPTIONS(OPT_SEVERITY, OPT_AT, OPT_LOG, OPT_FROM_FORMAT),
	    .format = "sarif",
	    .run = cmd_lint,
	},
	{
	    .name = "expect",
	    .args = "[URL ANSWER]",
	    .help = "Say what a URL shall get, for lint and promote to check",
	    .examples = "expect /old 307 https://example.com/new\n"
			"expect /old /new\n"
			"expect https://example.com/sale gone --at "
			"2027-02-01\n"
			"expect\n"
			"expect --file expected.json\n"
			"expect --remove 3\n",
	    .need = NEED_TOLD,
	    .most = 3,
	    .options = OPTIONS(OPT_AT, OPT_METHOD, OPT_NOTE, OPT_FILE_EXPECT,
		OPT_REMOVE, OPT_DRY_RUN),
	    .run = cmd_expect,
	},
	{
	    .name = "verify",
	    .args = "[ID...]",
	    .help = "Ask the targets over HTTP whether they are there",
	    .examples = "verify\n"
			"verify 7 8 --slow 2s\n"
			"verify --at-once 8 --delay 2s --format json\n"
			"verify --allow-private --dry-run\n",
	    .need = NEED_WRITE,
	    .most = CMD_ANY,
	    .options = OPTIONS(OPT_AT_ONCE, OPT_DELAY, OPT_TIMEOUT, OPT_SLOW,
		OPT_ALLOW_PRIVATE, OPT_DRY_RUN),
	    .live = true,
	    .run = cmd_verify,
	},
	{
	    .name = "diff",
	    .args = "[DATABASE] --file FILE",
	    .help = "Compare the answers at two times, or of two databases",
	    .examples = "diff --between now 2027-01-01 --file urls.txt\n"
			"diff new-rules.db --file access.log --format json\n",
	    .need = NEED_READ,
	    .most = 1,
	    .options =
		OPTIONS(OPT_FILE_LOG, OPT_BETWEEN, OPT_AT, OPT_EXIT_CODE),
	    .run = cmd_diff,
	},
	{
	    .name = "stage",
	    .args = "[begin | diff | apply | drop]",
	    .help = "Make changes aside, look at them, apply them at once",
	    .examples = "stage begin\n"
			"stage\n"
			"stage diff\n"
			"stage diff --file access.log\n"
			"stage apply --dry-run\n"
			"stage apply\n"
			"stage drop\n",
	    .need = NEED_READ,
	    .most = 1,
	    .live = true,
	    .options = OPTIONS(OPT_FILE_LOG, OPT_FORCE, OPT_DRY_RUN),
	    .run = cmd_stage,
	},
	{
	    .name = "upcoming",
	    .args = "",
	    .instead = "--within DURATION says how far to look ahead",
	    .help = "Print what starts and ends soon",
	    .examples = "upcoming --within 7d\n"
			"upcoming --within 90d --format ics\n",
	    .format = "ics",
	    .need = NEED_READ,
	    .options = OPTIONS(OPT_WITHIN, OPT_LIMIT),
	    .run = cmd_upcoming,
	},
};

static const struct cmd life[] = {
	{
	    .name = "stale",
	    .args = "",
	    .help = "Print the rules that need a decision",
	    .examples = "stale\n"
			"stale --exit-code --format tsv\n"
			"stale --overstayed-after 90d\n",
	    .need = NEED_READ,
	    .options = OPTIONS(STALE_OPTIONS, OPT_EXIT_CODE),
	    .run = cmd_stale,
	},
	{
	    .name = "flatten",
	    .args = "[ID...]",
	    .help = "Make chains of redirects one hop",
	    .examples = "flatten --dry-run\n"
			"flatten 7\n",
	    .need = NEED_WRITE,
	    .most = CMD_ANY,
	    .options = OPTIONS(OPT_DRY_RUN),
	    .run = cmd_flatten,
	},
	{
	    .name = "promote",
	    .args = "ID... | --stale",
	    .help = "Make temporary rules permanent",
	    .examples = "promote 7\n"
			"promote --stale --dry-run\n"
			"promote 7 --export nginx --output "
			"/etc/nginx/detour.conf\n"
			"promote 7 --check http://127.0.0.1\n",
	    .need = NEED_WRITE,
	    .most = CMD_ANY,
	    .options = OPTIONS(OPT_STALE, STALE_OPTIONS, OPT_FORCE, OPT_DRY_RUN,
		OPT_EXPORT, OPT_OUTPUT, OPT_CHECK),
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
	    .options = OPTIONS(OPT_DRY_RUN),
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
	    .options = OPTIONS(OPT_DRY_RUN),
	    .run = cmd_retire,
	},
};

const struct cmd_family cmds_visitors = FAMILY("What visitors get", visitors);
const struct cmd_family cmds_life = FAMILY("The life of rules", life);
