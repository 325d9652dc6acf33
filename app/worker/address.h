/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_ADDRESS_H
#define DETOUR_ADDRESS_H

/*
 * address.h - an address, as typed after --listen, to listening sockets.
 */

#include "listen.h"
#include "options.h"

/*
 * address_listen - make a socket for "unix:PATH", "HOST:PORT" or
 * "[IPV6]:PORT" and add it; for a name, one for each of its addresses.  Port 0
 * lets the kernel choose.
 *
 * A Unix socket has the mode and the group of the options before anybody can
 * connect; PATH must outlive the listener and may be the socket file of a
 * worker that has died.  Beside it lies PATH.lock, locked as long as this
 * process or its child lives.  Refused, with a sentence in why: a live socket,
 * and anything that is none.
 *
 * Errors: ERR_SYNTAX (of what was typed), ERR_LIMIT (more than
 * OPTIONS_LISTEN_MAX), ERR_IO.
 */
enum err address_listen(struct listeners *, const char *typed,
    const struct options *, struct buf                 *why) MUST_CHECK;

#endif
