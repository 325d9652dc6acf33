/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_ADDRESS_H
#define DETOUR_ADDRESS_H

/*
 * address.h - an address, as typed after --listen, to listening sockets.
 */

#include "listen.h"

/*
 * For both: errors are ERR_SYNTAX (of what was typed), ERR_LIMIT and ERR_IO,
 * with a sentence in why.
 */

/*
 * address_unix - a socket file at path, which must outlive the listener; with
 * the mode and group of the options before anybody can connect.  Beside it
 * lies PATH.lock, locked as long as this process or its child lives.
 */
enum err address_unix(struct listeners *, const char *path,
    const struct options *, struct buf               *why) MUST_CHECK;

/* address_tcp - "HOST:PORT" or "[IPV6]:PORT"; port 0 lets the kernel choose. */
enum err address_tcp(struct listeners *, const char *typed,
    struct buf *why) MUST_CHECK;

#endif
