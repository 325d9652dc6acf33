/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_ROOM_H
#define DETOUR_ROOM_H

/*
 * room.h - is there room for an answer in a socket's buffer?
 *
 * libfcgi writes to a blocking socket; it must never find the buffer full, or
 * a peer that does not read would hold up all others.  What we write ourselves
 * would not wait, but half an answer is none.
 */

#include <stdbool.h>
#include <stddef.h>

/* Of a buffer, asked for with SO_SNDBUF.  Linux gives it without being asked,
 * and doubles it when asked. */
#define ROOM_BUFFER 212992

/*
 * Whether a socket takes an answer of RESPOND_MAX octets at once, even if its
 * peer reads nothing.  *unread is the account of what the peer may not have
 * read: start it at 0, add room_charge() for each answer.
 *
 * False is for a peer that asks again and again and does not read.
 */
bool room_is_enough(int peer, size_t *unread);

/* What an answer of n octets takes of a socket's buffer, at most. */
size_t room_charge(size_t n);

#endif
