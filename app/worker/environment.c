/* SPDX-License-Identifier: MIT */
/* environment.c - parameters as strings, made in place; see environment.h. */
#include "environment.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "record.h"

char *const environment_malformed[] = { (char[]){ "REQUEST_METHOD=" }, NULL };

void
environment_init(struct environment *e)
{
	e->vars = e->usual;
	e->max = ENVIRONMENT_USUAL;
}

void
environment_free(struct environment *e)
{
	if (e->vars != e->usual)
		free(e->vars);
	environment_init(e);
}

static enum err
grow(struct environment *e)
{
	const size_t max = 2 * e->max;
	char       **vars = malloc((max + 1) * sizeof(*vars));

	if (vars == NULL)
		return ERR_NOMEM;
	memcpy(vars, e->vars, e->max * sizeof(*vars));
	environment_free(e);
	e->vars = vars;
	e->max = max;
	return ERR_OK;
}

/* To the octet before; names have 8 to 16 octets as a rule, so no call. */
static inline void
move_name(unsigned char *name, size_t n)
{
	uint64_t first, last;

	if (n < sizeof(first) || n > 2 * sizeof(first)) {
		memmove(name - 1, name, n);
		return;
	}
	memcpy(&first, name, sizeof(first));
	memcpy(&last, name + n - sizeof(last), sizeof(last));
	memcpy(name - 1, &first, sizeof(first));
	memcpy(name - 1 + n - sizeof(last), &last, sizeof(last));
}

static void
veil_nul(unsigned char *value, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (value[i] == '\0')
			value[i] = 1;
}

/* Once for those with a NUL and once for nearly all, which asks no pair. */
static inline __attribute__((always_inline)) enum err
make(struct environment *e, unsigned char *params, size_t n, bool nul)
{
	unsigned char *p = params, *const end = params + n;
	size_t at, name_n, value_n, count = 0;

	/*@ dynamic_split p - params; */
	while (p < end) {
		at = record_pair(p, (size_t)(end - p), &name_n, &value_n);
		if (at == 0)
			return ERR_SYNTAX;
		/* Once more, and to no instruction: EVA has forgotten that the
		 * two go together, unless it looks at each length apart. */
		/*@ split at; */
		/*@ split name_n <= n; */
		/*@ split name_n; */
		if (name_n + value_n > (size_t)(end - p) - at)
			return ERR_SYNTAX;
		if (count == e->max && grow(e) != ERR_OK)
			return ERR_NOMEM;
		*p = '\0'; /* the end of the last one */
		p += at;
		move_name(p, name_n);
		e->vars[count++] = (char *)p - 1;
		p += name_n;
		p[-1] = '=';
		if (nul)
			veil_nul(p, value_n);
		p += value_n;
		/*@ merge at; */
		/*@ merge name_n; */
		/*@ merge name_n <= n; */
	}
	*p = '\0';
	e->vars[count] = NULL;
	return ERR_OK;
}

enum err
environment_make(struct environment *e, unsigned char *params, size_t n,
    bool nul)
{
	return nul ? make(e, params, n, true) : make(e, params, n, false);
}
