/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_HOST_H
#define DETOUR_HOST_H

/*
 * host.h - the canonical form of a host name.
 *
 * Pure.  Only hosts on which no URL parser disagrees are hosts here (WHATWG
 * URL, 3.5): for requests that is hygiene, for targets it is safety.
 */

#include "buf.h"
#include "errs.h"

/*
 * host_parse - "host", "host:port", "[ipv6]:port": append the host in lower
 * case, without port and final dot.  *ret_port is the port, or 0.  The
 * brackets of IPv6 stay.
 *
 * Accepts labels of 1 to 63 letters, digits, '-' and '_', joined by dots; four
 * plain decimal numbers where the last label is a number; IPv6 as
 * inet_pton(3) takes it, which becomes what browsers send.  Appends nothing
 * unless ERR_OK.
 *
 * Errors: ERR_SYNTAX, ERR_LIMIT (URL_HOST_MAX), with a sentence in why;
 * ERR_NOMEM.
 */
enum err host_parse(struct slice in, struct buf *out, int *ret_port,
    struct buf *why) MUST_CHECK;

/* Whether a host, as host_parse() takes it, is an address and no name. */
bool host_is_address(struct slice host);

#endif
