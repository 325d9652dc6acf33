/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_STAGE_APPLY_H
#define DETOUR_STAGE_APPLY_H

/*
 * stage_apply.h - a stage becomes what is live: one transaction, one batch of
 * the history.
 */

#include "change.h"
#include "cmd.h"
#include "ids.h"
#include "stage_expected.h"

struct stage_open {
	struct store  *store;
	struct staging staging;
};

/*
 * Open a stage, and see whether it still belongs to these rules.  EXIT_NO with
 * a message if there is none.  To write
 * both, the session's store is opened anew. Close it in any case.
 */
enum status stage_open(struct session *, const char *path, enum store_mode,
    struct stage_open *);
void        stage_close(struct stage_open *);

/*
 * Within a ledger of the session's store: make all changes, whoever else has
 * changed the same.
 *
 *	change	told of each rule, or NULL
 *	added	receives the ids of rules that are new, or NULL
 *	fn	told of each expectation, with arg
 */
enum err stage_merge(struct session *, struct stage_open *, struct ledger *,
    struct change *change, struct ids *added, staged_expectation_fn *fn,
    void *arg) MUST_CHECK;

/*
 * Put what the stage has otherwise into the rules.  What has been changed there
 * since, too, or would break an expectation, keeps all of it from being done,
 * unless --force.  Then the stage is dropped.
 */
enum status stage_apply(struct session *, const char *path);

#endif
