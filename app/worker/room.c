/* SPDX-License-Identifier: MIT */
/* room.c - is there room for an answer in a socket's buffer? */
#include "room.h"

#include <linux/sockios.h>
#include <sys/ioctl.h>

#include "respond.h"

/* libfcgi writes 8 kB at a time, we all at once; the kernel rounds each up to a
 * power of two, and adds its own. */
#define CHARGE(n) (2 * (n) + 1024 * (1 + (n) / 8192))

#define UNREAD_MAX ((size_t)64 * 1024)

_Static_assert(UNREAD_MAX + CHARGE(RESPOND_MAX) <= ROOM_BUFFER,
    "the longest answer fits behind what is unread");

bool
room_is_enough(int peer, size_t *unread)
{
	int queued;

	/* Asking each time would cost a system call; that the peer has read
	 * nothing can be afforded for a good while. */
	if (*unread <= UNREAD_MAX)
		return true;
	if (ioctl(peer, SIOCOUTQ, &queued) != 0 || queued != 0)
		return false;
	*unread = 0;
	return true;
}

size_t
room_charge(size_t n)
{
	return CHARGE(n);
}
