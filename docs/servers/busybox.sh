#!/bin/sh
# detour behind busybox, order -: links to a CGI program, as in
# http://example.com/cgi-bin/go/sale, which is the rule /sale.
#
# No rule:      404, with a line of detour's
# Worker down:  no answer, if the program is not there
# Kept:         none: each request starts a program
#
# busybox answers 404 itself where a slash is encoded (%2F).  This script is
# /var/www/html/cgi-bin/go, executable; the server is started so:
#     busybox httpd -f -p 0.0.0.0:80 -h /var/www/html
# Its user must be able to read the rules, and to write hits.db beside them.

DETOUR_DB=/var/lib/detour/rules.db DETOUR_PATH=path-info \
	exec /usr/local/libexec/detour.fcgi
