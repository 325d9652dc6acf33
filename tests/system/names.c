/* SPDX-License-Identifier: MIT */
/*
 * names.c - preloaded into a program, lets a name lead to another address each
 * time: getaddrinfo() of the name NAMES_NAME tells the n-th of NAMES_ADDRESSES,
 * "192.0.2.1 192.0.2.2", the n-th time, and the last one from then on.
 */
#include <dlfcn.h>
#include <netdb.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

typedef int getaddrinfo_fn(const char *, const char *, const struct addrinfo *,
    struct addrinfo **);

/* The n-th word, or the last one. */
static void
word(const char *words, int n, char *ret, size_t size)
{
	size_t len = strcspn(words, " ");

	while (n-- > 0 && words[len] == ' ') {
		words += len + 1;
		len = strcspn(words, " ");
	}
	if (len >= size)
		len = size - 1;
	memcpy(ret, words, len);
	ret[len] = '\0';
}

int
getaddrinfo(const char *node, const char *service, const struct addrinfo *hints,
    struct addrinfo **res)
{
	static atomic_int asked;
	const char       *name = getenv("NAMES_NAME");
	const char       *addresses = getenv("NAMES_ADDRESSES");
	getaddrinfo_fn   *real;
	char              address[100];

	*(void **)&real = dlsym(RTLD_NEXT, "getaddrinfo");
	if (node != NULL && name != NULL && addresses != NULL &&
	    strcmp(node, name) == 0) {
		word(addresses, atomic_fetch_add(&asked, 1), address,
		    sizeof(address));
		node = address;
	}
	return real(node, service, hints, res);
}
