/* SPDX-License-Identifier: MIT */
/* exported.c - rules in a format for others; see exported.h. */
#include "exported_base.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "rules.h"

_Static_assert((int)TO_PARTS <= SPOOL_PARTS, "each part has a file");

/* One of the group at hand. */
struct member {
	struct rule rule;
	bool        wanted;
};

/* ---------------------------------------------------------------- collect */

bool
exported_answers(const struct rule *r, int64_t now)
{
	enum rule_state state = rule_window_state(r, now);

	return state != RULE_DISABLED &&
	    (state != RULE_EXPIRED || !slice_is(r->after, "decline"));
}

static enum err
collect(const struct rule *r, void *arg)
{
	struct work *w = arg;
	bool         wanted;

	if (++w->read % PROGRESS_ROWS == 0 && progress_due(&w->progress))
		fprintf(stderr, "reading rules, %zu, %lld s ", w->read,
		    (long long)(progress_ms(&w->progress) / 1000));
	if (!exported_answers(r, w->how.now))
		return ERR_OK;
	wanted = filter_passes(w->filter, r) &&
	    (w->filter->limit == 0 || w->wanted < w->filter->limit);
	w->wanted += wanted;
	w->wide =
	    w->wide || (wanted && (r->at.wild || r->at.kind != SOURCE_EXACT));
	if (wanted)
		ahead_expect(&w->ahead, r);
	return chosen_add(&w->chosen, r, wanted);
}

/* ------------------------------------------------------------------ groups */

static int
compare(const void *a, const void *b)
{
	const struct member *const *x = a, *const *y = b;

	return chosen_compare(&(*x)->rule, &(*y)->rule);
}

static enum err
make_room(struct work *w, size_t n)
{
	struct member **group;

	if (n <= w->cap)
		return ERR_OK;
	group = realloc(w->group, n * sizeof(struct member *));
	if (group == NULL)
		return ERR_NOMEM;
	w->group = group;
	for (; w->cap < n; w->cap++) {
		group[w->cap] = calloc(1, sizeof(struct member));
		if (group[w->cap] == NULL)
			return ERR_NOMEM;
		rule_init(&group[w->cap]->rule, w->how.now);
	}
	return ERR_OK;
}

/* All rules for one path, in order; mostly it is one. */
static enum err
load(struct work *w, size_t from, size_t n)
{
	bool     found = true;
	enum err rc = make_room(w, n);

	for (size_t i = 0; rc == ERR_OK && i < n; i++) {
		const struct chosen_one *one = &w->chosen.all[from + i];

		w->group[i]->wanted = chosen_is_wanted(one);
		rc = rules_get(w->session->store, chosen_id(one),
		    &w->group[i]->rule, &found);
		if (rc == ERR_OK && !found)
			rc = ERR_STORE; /* within one transaction */
	}
	if (rc == ERR_OK && n > 1)
		qsort(w->group, n, sizeof(struct member *), compare);
	return rc;
}

static enum err
write_group(struct work *w, size_t n)
{
	struct keys keys = { NULL, 0 };
	enum err    rc = ERR_OK;

	for (size_t i = 0; i < n && rc == ERR_OK; i++) {
		const struct rule *r = &w->group[i]->rule;

		if (keys.of == NULL || !chosen_same_path(keys.of, r))
			keys.n = r->at.kind == SOURCE_EXACT && !r->at.wild ?
			    0 :
			    TO_KEYS;
		keys.of = r;
		if (w->group[i]->wanted) {
			rc = exported_rule(w, r, &keys);
		} else {
			keys.n = TO_KEYS;
			rc = ahead_note(&w->ahead, r, r->id, false);
		}
	}
	return rc;
}

/* So many are left, and the first pass does not count. */
static void
show_progress(struct work *w, size_t done, int64_t began_ms)
{
	const int64_t took = progress_ms(&w->progress) - began_ms;
	const size_t  left = w->chosen.n - done;

	if (done == 0 || !progress_due(&w->progress))
		return;
	fprintf(stderr, "writing rules, %zu %%, %lld s left ",
	    done * 100 / w->chosen.n,
	    (long long)(took * (int64_t)left / (int64_t)done / 1000));
}

static enum err
write_groups(struct work *w)
{
	const int64_t began_ms = progress_ms(&w->progress);
	enum err      rc = ERR_OK;
	size_t        n;

	for (size_t i = 0; i < w->chosen.n && rc == ERR_OK; i += n) {
		n = chosen_group(&w->chosen, i);
		rc = load(w, i, n);
		if (rc == ERR_OK)
			rc = write_group(w, n);
		show_progress(w, i + n, began_ms);
	}
	return rc;
}

/*
 * Which rules can be written as one is known once all have been looked at: one
 * of them may be left out for what stands in front of it, and then the others
 * stand alone, which may leave out more.
 */
static enum err
write_all(struct work *w)
{
	size_t   before;
	enum err rc = ERR_OK;

	w->dry = w->format->joins && w->wide;
	while (w->dry && rc == ERR_OK) {
		before = w->napart;
		rc = write_groups(w);
		ahead_forget(&w->ahead);
		w->refused = w->differ = 0;
		w->dry = w->napart > before;
	}
	return rc == ERR_OK ? write_groups(w) : rc;
}

/* --------------------------------------------------------------- the whole */

static enum err
flush(struct buf *text, FILE *file)
{
	enum err rc = buf_end(text);

	if (rc == ERR_OK && fwrite(text->data, 1, text->len, file) != text->len)
		rc = ERR_IO;
	buf_reset(text);
	return rc;
}

/* A part, and what stands around it. */
static enum err
copy_part(struct work *w, enum to_part part, FILE *file)
{
	bool     is_out = true;
	enum err rc = ERR_OK;

	if (w->format->open != NULL) {
		w->format->open(&w->sum, part, &w->text);
		rc = flush(&w->text, file);
	}
	if (rc == ERR_OK) {
		rc = spool_copy(&w->spool, part, file, &is_out);
		w->no_room = rc == ERR_IO && !is_out;
	}
	if (rc == ERR_OK && w->format->close != NULL) {
		w->format->close(part, &w->text);
		rc = flush(&w->text, file);
	}
	return rc;
}

static enum err
write_out(struct work *w, FILE *file)
{
	enum err rc;

	buf_reset(&w->text);
	w->sum.now = w->how.now;
	for (int i = 0; i < TO_PARTS; i++)
		w->sum.has[i] = spool_has(&w->spool, (unsigned)i);
	if (w->format->head != NULL)
		w->format->head(&w->sum, &w->text);
	rc = flush(&w->text, file);
	for (int i = 0; i < TO_PARTS && rc == ERR_OK; i++)
		if (w->sum.has[i] || i == TO_ANY_LIST)
			rc = copy_part(w, (enum to_part)i, file);
	if (rc == ERR_OK && w->format->tail != NULL) {
		w->format->tail(&w->sum, &w->text);
		rc = flush(&w->text, file);
	}
	if (rc == ERR_OK && fflush(file) != 0)
		rc = ERR_IO;
	return rc;
}

static void
work_free(struct work *w)
{
	for (size_t i = 0; i < w->cap && w->group[i] != NULL; i++) {
		rule_free(&w->group[i]->rule);
		free(w->group[i]);
	}
	free(w->group);
	rule_free(&w->other);
	exported_peers_free(w);
	buf_free(&w->differs);
	buf_free(&w->guard);
	buf_free(&w->text);
	spool_free(&w->spool);
	ahead_free(&w->ahead);
	chosen_free(&w->chosen);
}

static enum status
finish(struct work *w, enum err rc, const struct place *place)
{
	struct session *s = w->session;

	if (rc == ERR_IO && w->no_room)
		return said(s, EXIT_FAIL,
		    "a temporary file cannot be written: %s; $TMPDIR says "
		    "where they are",
		    strerror(errno));
	if (rc == ERR_IO && place->path != NULL)
		return place_cannot(s, place->path);
	return finished(s, rc, w->refused + w->differ > 0 ? EXIT_NO : EXIT_YES);
}

enum status
exported(struct session *s, const struct to_format *format,
    const struct filter *filter, bool strict, struct place *place)
{
	struct work w = {
		.session = s,
		.format = format,
		.filter = filter,
		.how = { .now = s->now, .first = true },
	};
	enum status status;
	enum err    rc = ahead_init(&w.ahead);

	spool_init(&w.spool);
	rule_init(&w.other, s->now);
	buf_init(&w.text, TO_TEXT_MAX);
	buf_init(&w.guard, TO_TEXT_MAX);
	buf_init(&w.differs, WHY_MAX);
	w.how.differs = &w.differs;
	w.how.peers = &w.peers;
	exported_peers_init(&w);
	progress_begin(&w.progress);
	if (rc == ERR_OK)
		rc = rules_each(s->store, collect, &w);
	if (rc == ERR_OK) {
		chosen_sort(&w.chosen);
		rc = write_all(&w);
	}
	progress_hush(&w.progress);
	if (rc == ERR_OK && w.refused + w.differ > 0 && strict) {
		place->abandoned = true;
		status = said(s, EXIT_NO,
		    "%zu of %lld rules cannot be expressed exactly: nothing "
		    "was written",
		    w.refused + w.differ, (long long)w.wanted);
	} else {
		if (rc == ERR_OK)
			rc = write_out(&w, place->file);
		status = finish(&w, rc, place);
	}
	buf_reset(&s->why);
	work_free(&w);
	return status;
}
