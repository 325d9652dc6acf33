# SPDX-License-Identifier: MIT
# detour.bash - completion for bash, of what 'detour help' knows.
#
#	. admin/detour.bash

# _detour_options [COMMAND] - "--name ARG" a line; without a command the global
# ones.
_detour_options() {
	"${COMP_WORDS[0]}" help ${1:+"$1"} 2>/dev/null |
		sed -n 's/^  \(--[a-z-]*\( [^ ][^ ]*\)\{0,1\}\).*/\1/p'
}

_detour_commands() {
	"${COMP_WORDS[0]}" help 2>/dev/null |
		sed -n '/^Options/q; s/^  \([a-z][a-z]*\) .*/\1/p'
}

_detour_servers() {
	"${COMP_WORDS[0]}" recipe --format tsv 2>/dev/null | cut -f 1 | sort -u
}

_detour_exports='nginx apache caddy haproxy netlify cloudflare-csv vercel-json'
_detour_imports='csv json netlify cloudflare gitlab htaccess nginx
	redirection-csv redirection-json safe-redirect-csv neos-csv
	cloudflare-csv vercel-json govuk-csv golink-jsonl mdn-tsv wagtail-csv
	shlink-csv yourls-csv'

_detour() {
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}
	local command='' options words='' i

	COMPREPLY=()
	# bash takes the '=' of "--format=json" for a word of its own.
	if [ "$prev" = = ] && ((COMP_CWORD > 2)); then
		prev=${COMP_WORDS[COMP_CWORD - 2]}
	fi
	[ "$cur" != = ] || cur=''
	for ((i = 1; i < COMP_CWORD; i++)); do
		case ${COMP_WORDS[i]} in
		--db | --hits | --as | --format)
			i=$((i + 1))
			[ "${COMP_WORDS[i]}" != = ] || i=$((i + 1))
			;;
		-*) ;;
		*)
			command=${COMP_WORDS[i]}
			break
			;;
		esac
	done
	options=$(_detour_options
		[ -z "$command" ] || _detour_options "$command")
	case $prev in
	--format)
		words='text tsv csv json'
		case $command in
		lint) words+=' sarif' ;;
		upcoming) words+=' ics' ;;
		esac
		;;
	--role) words='responder authorizer cgi' ;;
	--severity) words='error warning info' ;;
	--to) words="csv json $_detour_exports" ;;
	--export) words=$_detour_exports ;;
	--state | --only) words='scheduled active expired permanent disabled' ;;
	--status) words='307 302 303 308 301 410 503' ;;
	--after) words='decline gone' ;;
	--until) words='never' ;;
	--from)
		case $command in
		import | lint) words=$_detour_imports ;;
		*) return ;;
		esac
		;;
	--*)
		# "--query pass|drop"; where there is no choice, a value of one's own.
		i=$(printf '%s\n' "$options" | sed -n "s/^$prev //p" | head -n 1)
		case $i in
		*'|'*) words=$(printf '%s' "$i" | tr '|' ' ') ;;
		?*) return ;;
		esac
		;;
	esac
	if [ -z "$words" ]; then
		case $command,$cur in
		,-*) words=$(printf '%s\n' "$options" | cut -d ' ' -f 1) ;;
		,*) words=$(_detour_commands) ;;
		help,[!-]* | help,) words=$(_detour_commands) ;;
		stage,[!-]* | stage,) words='begin diff apply drop' ;;
		hits,[!-]* | hits,) [ "$prev" = hits ] && words='import' ;;
		recipe,[!-]* | recipe,) words=$(_detour_servers) ;;
		*,-*) words=$(printf '%s\n' "$options" | cut -d ' ' -f 1) ;;
		esac
	fi
	mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
}

# What is none of these words is the name of a file.
complete -o default -F _detour detour
