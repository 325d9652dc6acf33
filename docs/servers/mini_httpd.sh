#!/bin/sh
# detour behind mini_httpd, order -: links to a CGI program, as in
# http://example.com/cgi-bin/go/sale, which is the rule /sale.
#
# No rule:      404, with a line of detour's
# Worker down:  no answer, if the program is not there
# Kept:         none: each request starts a program
#
# Not for POST and PUT: mini_httpd 1.30 ends the connection when it has passed
# on a body that came along with the head, before the program can answer.
# An encoded slash (%2F) is a slash here.  Of the headers it hands on cookies,
# but neither languages nor origins: no --language, --header or --cors.
#
# This script is /var/www/html/cgi-bin/go, executable; the server is started so:
#     mini_httpd -D -h 0.0.0.0 -p 80 -d /var/www/html -c "cgi-bin/*"
# Its user must be able to read the rules, and to write hits.db beside them.

DETOUR_DB=/var/lib/detour/rules.db DETOUR_PATH=path-info \
	exec /usr/local/libexec/detour.fcgi
