/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_TO_NGINX_BASE_H
#define DETOUR_TO_NGINX_BASE_H

/*
 * to_nginx_base.h - what the files behind the format nginx share; nobody else
 * includes it.
 *
 *	to_nginx.c	what stands around the rules, and the lists
 *	to_nginx_key.c	rules that are found by their path
 */

#include "to.h"

/* nginx reads its configuration through a buffer of 4,096 octets, into which
 * each text must fit; so must all comments between two statements. */
#define NGINX_TOKEN_MAX   4000
#define NGINX_CARRIED_MAX 3500

/* Append "7: {...}", the rule in its comment. */
void nginx_comment(const struct rule *, struct buf *out);

/* Append one octet of a value: '$' begins a variable there. */
void nginx_escape(char, struct buf *out);

/* Append the answer of a shape, "307 | no-cache | | | /new"; capture as for
 * to_template(). */
void nginx_answer(const struct shape *, void (*capture)(int, struct buf *),
    struct buf *out);

/* How much room the tables of nginx need; nothing where its own is enough. */
void nginx_key_sizes(const struct to_sum *, struct buf *out);

/* What is looked at, where there are such rules. */
void nginx_key_head(const struct to_sum *, struct buf *out);

/* The map of a part that is found by its path: in front, and behind. */
void nginx_key_open(enum to_part, struct buf *out);
void nginx_key_close(enum to_part, struct buf *out);

/* Append the variable with the answer of a part. */
void nginx_part(enum to_part, struct buf *out);

/* As to_format.entry. */
enum err nginx_key_entry(const struct rule *, struct to_how, size_t *ret_key,
    struct buf *out, struct buf *why) MUST_CHECK;

#endif
