#!/bin/sh
# SPDX-License-Identifier: MIT
# demo.sh - the life of a temporary redirect, shown with the real programs:
# a database, the tool, the worker on a Unix socket, nginx before a site.
#
#	demo.sh BUILD [PLACE]
#
# Everything lies in PLACE, by default BUILD/demo, and ends with this script.
# On a terminal it stays up until interrupted.  Exit status: 0 when every answer was as
# expected, 1 when one was not, 3 when something could not be started.

programs=$(cd "${1:?usage: demo.sh BUILD [PLACE]}" && pwd) || exit 3
place=${2:-$programs/demo}
# Names within the folder are relative: a Unix socket's must be short.
rm -rf "$place" && mkdir -p "$place" && cd "$place" || exit 3
PATH=$programs:$PATH:/usr/sbin:/sbin
DETOUR_DB=rules.db
export PATH DETOUR_DB

bold='' dim='' green='' red='' plain=''
if [ -t 1 ] && [ -z "$NO_COLOR" ] && [ "$TERM" != dumb ]; then
	bold=$(printf '\033[1m') dim=$(printf '\033[2m')
	green=$(printf '\033[32m') red=$(printf '\033[31m')
	plain=$(printf '\033[0m')
fi

# ------------------------------------------------------- start, and the end

nginx='' worker='' wrong=0

# Ends what was started here, by its process id, and waits for it.
end() {
	trap - EXIT
	trap '' INT TERM HUP PIPE
	for pid in $nginx $worker; do
		kill "$pid" 2>/dev/null
	done
	for pid in $nginx $worker; do
		wait "$pid" 2>/dev/null
	done
}
trap end EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP PIPE

stop() {
	echo "demo: $*" >&2
	exit 3
}

# until_true SECONDS COMMAND... - try it ten times a second until it holds.
until_true() {
	tries=$(($1 * 10))
	shift
	while ! "$@" >/dev/null 2>&1; do
		tries=$((tries - 1))
		[ "$tries" -gt 0 ] || return 1
		sleep 0.1
	done
}

# -q: not with the settings of whoever runs this.
fetch() {
	command curl -q -sS --noproxy '*' --max-time 10 "$@"
}

configure() {
	user=''
	[ "$(id -u)" -ne 0 ] || user="user $(id -un) $(id -gn);"
	cat >nginx.conf <<EOF
$user
daemon off;
pid nginx.pid;
error_log error.log;
worker_processes 1;
events { worker_connections 256; }
http {
	access_log access.log;
	client_body_temp_path tmp-body;
	proxy_temp_path tmp-proxy;
	fastcgi_temp_path tmp-fastcgi;
	uwsgi_temp_path tmp-uwsgi;
	scgi_temp_path tmp-scgi;

	upstream detour { server unix:detour.sock; keepalive 8; }
	upstream site { server unix:site.sock; }

	# Redirects first, then the site.
	server {
		listen 127.0.0.1:$port;
		recursive_error_pages on;
		fastcgi_pass_request_body off;
		fastcgi_pass_request_headers off;
		fastcgi_keep_conn on;
		fastcgi_param REQUEST_METHOD \$request_method;
		fastcgi_param REQUEST_URI \$request_uri;
		fastcgi_param HTTP_HOST \$http_host;
		fastcgi_param SERVER_PORT \$server_port;
		fastcgi_param REQUEST_SCHEME \$scheme;
		fastcgi_param HTTP_ACCEPT \$http_accept;
		fastcgi_param DETOUR_PAGE \$page;
		set \$page redirect;

		location / {
			fastcgi_pass detour;
			fastcgi_intercept_errors on;
			error_page 404 502 504 = @site;
		}
		location @site {
			proxy_pass http://site;
			proxy_set_header Host \$http_host;
			ssi on;
			ssi_types text/plain;
		}
		location ~ ^/-detour/(stale|metrics|health)$ {
			set \$page \$1;
			fastcgi_pass detour;
		}
	}

	# The site: it shows what arrives.
	server {
		listen unix:site.sock;
		default_type text/plain;
		location / {
			return 200 'the site itself: <!--# echo var="request_method" --> <!--# echo var="request_uri" -->, body: <!--# echo var="request_body" default="none" -->\n';
		}
	}
}
EOF
}

start() {
	detour.fcgi --db rules.db --listen unix:detour.sock 2>worker.log &
	worker=$!
	# A port is free when nginx can have it.
	for port in $(shuf -i 20000-32000 -n 5); do
		configure
		nginx -e error.log -p "$PWD/" -c "$PWD/nginx.conf" 2>start.log &
		nginx=$!
		site=http://127.0.0.1:$port
		until_true 5 healthy && return
		kill "$nginx" 2>/dev/null
		wait "$nginx"
		nginx=''
	done
	cat worker.log start.log error.log >&2
	stop "the worker or nginx does not answer"
}

healthy() {
	fetch -f "$site/-detour/health"
}

# ------------------------------------------------------------------- showing

step() {
	printf '\n%s%s%s\n' "$bold" "$1" "$plain"
	shift
	for line; do
		printf '%s%s%s\n' "$dim" "$line" "$plain"
	done
}

# quoted WORD... - as one would have to type it.
quoted() {
	for word; do
		case $word in
		*[!A-Za-z0-9_./:=,-]*) printf " '%s'" "$word" ;;
		*) printf ' %s' "$word" ;;
		esac
	done
}

# tool ARGUMENT... - show a command of the tool, and what it says.
tool() {
	printf '  $ detour%s\n' "$(quoted "$@")"
	detour "$@" >said 2>&1
	status=$?
	sed 's/^/    /' said
	[ $status -eq 0 ] || holds "exit status 0, not $status" false
}

# ask ARGUMENT... - show a request with curl, and the answer's main lines.
ask() {
	printf '  $ curl -i%s\n' "$(quoted "$@")"
	fetch -i "$@" 2>&1 | tr -d '\r' >said
	sed -nE '/^(HTTP|Location|Cache-Control)/p; /^the site/p' said |
		sed 's/^/    /'
}

# holds SENTENCE COMMAND... - a tick, or a cross and a bad end.
holds() {
	sentence=$1
	shift
	if "$@" >/dev/null 2>&1; then
		printf '  %s✓%s %s\n' "$green" "$plain" "$sentence"
	else
		printf '  %s✗ %s%s\n' "$red" "$sentence" "$plain"
		sed 's/^/    | /' said
		wrong=$((wrong + 1))
	fi
}

# said PATTERN - a line of the last answer is this, whole.
said() {
	grep -qxE -- "$1" said
}

status_is() {
	grep -qE "^HTTP/1\.1 $1 " said
}

flash_is_over() {
	detour list --state expired --format tsv | grep -q /flash
}

late_hit_is_known() {
	detour stale --format tsv | grep -q visited
}

# --------------------------------------------------------------------- story

detour init >said 2>&1 || stop "no database: $(cat said)"
start

step "1. A page moves for a while." \
	"The rule is a row in SQLite; the worker sees it at once."
tool add /sale /summer-sale --for 30d --note 'summer campaign'
ask "$site/sale"
holds "307: temporary, and the browser asks again next time" status_is 307
holds "the new place" said 'Location: /summer-sale'

step "2. A form moves, too: method and body arrive." \
	"That is what 307 is for; 302 would turn a POST into a GET."
tool add '/forms/*' '/contact/:splat' --for 30d
ask -L -d name=Ada "$site/forms/write"
holds "the POST arrived at the new place, body and all" \
	said 'the site itself: POST /contact/write, body: name=Ada'

step "3. A redirect that knows when to end."
tool add /flash /offer --for 3s
ask "$site/flash"
holds "307 while it lasts" status_is 307
printf '%s  ... a few seconds later%s\n' "$dim" "$plain"
until_true 10 flash_is_over
ask "$site/flash"
holds "over: the site's own page comes through, with nothing to clean up" \
	said 'the site itself: GET /flash, body: none'

step "4. What needs a decision?" \
	"People still ask for /flash: a late hit is the evidence."
until_true 10 late_hit_is_known
tool stale
holds "the rule is reported, with a reason and an advice" \
	grep -q visited said

step "5. The move has proved itself: promote it."
tool promote 1
ask "$site/sale"
holds "308: permanent from now on" status_is 308
holds "caches may trust it for as long as it has stood, at least an hour" \
	said 'Cache-Control: max-age=3600'

step "6. Why does a URL get what it gets?" \
	"The very functions that serve it also explain it."
tool explain "$site/forms/write?from=demo"
holds "explained" grep -qF '/contact/write?from=demo' said

echo
if [ "$wrong" -gt 0 ]; then
	echo "${red}$wrong answers were not as expected.${plain}"
	exit 1
fi
echo "${green}Every answer was as expected.${plain}"
if [ -t 0 ] && [ -t 1 ]; then
	cat <<EOF

It stays up for you to try, until you press Ctrl-C:
  $site/sale            a redirect
  $site/-detour/stale   the report that you have seen
  cd $PWD
  DETOUR_DB=rules.db $programs/detour list
EOF
	wait "$worker"
fi
exit 0
