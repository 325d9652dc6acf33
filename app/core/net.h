/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_NET_H
#define DETOUR_NET_H

/*
 * net.h - networks of addresses, and whether an address is in one.
 *
 * Pure.  Safe on hostile input.
 */

#include "buf.h"
#include "errs.h"

#define NET_TEXT_MAX 50 /* octets of a network or an address */

/*
 * net_parse - a network as people type it: "10.0.0.0/8", "2001:db8::/32", or
 * one address, which is a network by itself.  Appended in canonical form, with
 * its length always; IPv6 as inet_ntop(3) writes it; what lies within
 * ::ffff:0:0/96 is IPv4 (RFC 4291, 2.5.5.2).
 *
 * Refused: bits beyond the length, because it cannot be told which of the two
 * was meant.  Errors: ERR_SYNTAX, ERR_LIMIT, with a sentence in why; ERR_NOMEM.
 */
enum err net_parse(struct slice typed, struct buf *out,
    struct buf *why) MUST_CHECK;

/*
 * Whether an address, REMOTE_ADDR as web servers write it, is in a network in
 * canonical form.  IPv4 within IPv6 is IPv4; a zone ("%eth0") does not count.
 * What is no address, as "unix:", is in none.
 */
bool net_has(struct slice net, struct slice address);

/*
 * Whether an address is one of the public internet: not private, local, of a
 * link, for documents, for many, or reserved (RFC 6890 and IANA's registries
 * of special-purpose addresses).  Ways to write IPv4 in IPv6 that lead
 * elsewhere (64:ff9b::/96, 2002::/16) are not.  What is no address is not,
 * either.
 */
bool net_is_public(struct slice address);

#endif
