# SPDX-License-Identifier: MIT
# detour - make, make demo, make check, make install.  GNU make 4.
#
#	make demo                see it work, behind a real nginx
#	make check               every test; closes with what passed and failed
#	make DEV=1               warnings are errors
#	make SAN=1 check         address and undefined-behaviour sanitizers
#	make coverage            which lines and branches the tests reach
#	make bench               how fast it is: some minutes; BENCH=full, an hour
#	make soak                half an hour of load, edits and kills; SOAK=90s
#	make valgrind            every test once more, with memcheck: an hour
#	make fuzz                each fuzz target for FUZZ_SECONDS, with clang
#	make tidy                what cppcheck, gcc -fanalyzer and clang-tidy say
#	make prove               look for undefined behaviour, with Frama-C
#	make hosts               ask Netlify's and Vercel's own code, from npm
#	make V=1                 show the commands
#	make install DESTDIR=stage PREFIX=/usr
#	make deb                 a Debian package, in build/deb/
#	make PACKAGES=installed check
#	                         where there is no apt: install nothing

VERSION := 0.1.0

PREFIX  ?= /usr/local
BINDIR  ?= $(PREFIX)/bin
LIBEXEC ?= $(PREFIX)/libexec
MANDIR  ?= $(PREFIX)/share/man
# Of bash.
COMPDIR ?= $(PREFIX)/share/bash-completion/completions
LIBDIR  ?= $(PREFIX)/lib
# Of systemd; UNITDIR= installs none of its files.
UNITDIR     ?= $(LIBDIR)/systemd/system
SYSUSERSDIR ?= $(LIBDIR)/sysusers.d
TMPFILESDIR ?= $(LIBDIR)/tmpfiles.d
# The group of the web server.
WEBGROUP ?= www-data
INSTALL ?= install
AWK     ?= awk

CFLAGS ?= -O2 -g
# For each target of make fuzz.
FUZZ_SECONDS ?= 60
# How long make soak lasts.
SOAK ?= 30m

# The flow, in the order a request meets it.
CORE   := env request share key url host punycode pattern params params_parse regex regex_text source source_cut
CORE   += source_describe target target_scheme target_hole cookie language quality net origin
CORE   += condition condition_value condition_hold condition_describe rule rule_tags
CORE   += rule_state rule_repeats match trust near visitor cors own location
CORE   += zone zone_footer zones repeat repeat_text
CORE   += decide turns arrive respond
# Where rules come from, and what is said of them.
CORE   += flatten flatten_join flatten_target flatten_query flatten_fit flatten_rivals lint lint_find lint_crowd lint_look lint_walk lint_reach lint_calendar lint_text witness regex_sample
CORE   += expect expect_store finding staging
CORE   += sift sieve siphash
CORE   += report hops table table_exact table_chained table_near table_unserved table_recent table_fresh heads wants rules rules_same rules_long
CORE   += bulk bulk_source ledger ledger_undo ledger_expect ledger_restore hits hits_log stale
CORE   += store store_query store_open store_given store_long store_transaction store_migrate store_lacks store_copy store_look store_wal lock litter
# What all stand on.
CORE   += when when_civil when_refuse buf beside errs
WORKER := main options supervise walls child loop cgi answer pages accept worker keeper sieving listen
WORKER += address door direct library conn conn_came gather lend room peers memo marks gate rest reply log clock sandbox sandbox_calls
ADMIN  := $(basename $(wildcard admin/*.c admin/formats/*.c))
UNIT   := $(notdir $(basename $(wildcard tests/unit/test_*.c)))
FUZZ   := $(notdir $(basename $(wildcard tests/fuzz/fuzz_*.c)))

# ------------------------------------------------------------------ flags

# Each kind of build has its own folder, so that flags never mix.
O := build$(if $(SAN),/san)$(if $(COVERAGE),/coverage)$(if $(VALGRIND),/valgrind)$(if $(filter clang%,$(CC)),/clang)$(if $(FUZZING),/fuzz)

# The rules that the tool takes when it is told of none: as a rule nobody's.
# What make was told last holds until it is told something else, so that what
# is installed is what was built.
db_known := $(file <$(O)/db)
DB       ?= $(db_known)

STD  := -std=c17 -D_GNU_SOURCE -DDETOUR_VERSION='"$(VERSION)"'
WARN := -Wall -Wextra -Wpedantic -Wshadow -Wvla -Wundef -Wformat=2 \
	-Wstrict-prototypes -Wmissing-prototypes -Wold-style-definition \
	-Wpointer-arith -Wwrite-strings -Wcast-qual -Wconversion \
	-Wimplicit-fallthrough -Werror=implicit -Werror=int-conversion \
	-Werror=incompatible-pointer-types -Werror=format-security
# -iquote, not -I: app/ must never answer for a system header's <name.h>.
INC  := -iquote app/core -iquote $(O)
# The hardening guide of the OpenSSF for C, as far as the compiler knows it; but
# not -ftrivial-auto-var-init=zero, which costs the core 23 % of instructions.
try   = $(shell $(CC) -Werror $1 -x c -c /dev/null -o /dev/null 2>/dev/null && \
	echo "$1")
HARD := -fPIE -fstack-protector-strong -fstack-clash-protection \
	-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 -fno-delete-null-pointer-checks \
	-fno-strict-overflow -fno-strict-aliasing \
	$(call try,-fstrict-flex-arrays=3) $(call try,-fcf-protection=full) \
	$(call try,-mbranch-protection=standard)
LINK := -pie -Wl,-z,relro,-z,now,-z,noexecstack,--as-needed \
	-Wl,--no-copy-dt-needed-entries

ifdef SAN
HARD := -fPIE -fsanitize=address,undefined -fno-sanitize-recover=all \
	-fno-omit-frame-pointer
LINK := -pie
endif
ifdef FUZZING
HARD := -fPIE -fsanitize=fuzzer-no-link,address,undefined \
	-fno-sanitize-recover=all -fno-omit-frame-pointer
LINK := -pie
endif
# These do what the sandbox forbids: start processes, write files of their own.
ifneq ($(SAN)$(COVERAGE)$(VALGRIND),)
STD += -DDETOUR_SANDBOX='"off"'
endif
ifdef COVERAGE
CFLAGS := -O0 -g -fprofile-abs-path
HARD := -fPIE --coverage
endif
ifdef DEV
WARN += -Werror
endif
ifdef VALGRIND
# Memcheck takes __memmove_chk for __memcpy_chk, which are one function, and
# does not know what PCRE2's machine code means by reading in words.
HARD := -fPIE -fno-omit-frame-pointer
LINK := -pie
STD += -DINTERPRETED
PCRE2_LIBS := $(O)/tests/valgrind/no_jit.o -lpcre2-8
endif

# What is built does not tell where, so that two builds are the same to the octet.
SAME := -ffile-prefix-map=$(CURDIR)=.

DETOUR_CFLAGS  = $(STD) $(WARN) $(INC) $(HARD) $(SAME) $(CPPFLAGS) $(CFLAGS)
DETOUR_LDFLAGS = $(HARD) $(LINK) $(LDFLAGS)
FCGI_LIBS   ?= -lfcgi
SECCOMP_LIBS ?= -lseccomp
SQLITE_LIBS ?= -lsqlite3
PCRE2_LIBS  ?= -lpcre2-8
CORE_LIBS    = $(SQLITE_LIBS) $(PCRE2_LIBS) -pthread
FORMAT_LIBS ?= -ljansson -lcsv -lz -lcurl
CMOCKA_LIBS ?= -lcmocka

Q := $(if $(V),,@)
say = $(if $(V),,@printf '  %-7s %s\n' $(1) $(@:$(O)/%=%);)

# ---------------------------------------------------------------- targets

core_o  := $(CORE:%=$(O)/app/core/%.o) $(O)/sql.o
progs   := $(O)/detour.fcgi $(O)/detour
replays := $(FUZZ:fuzz_%=$(O)/tests/replay_%)
fuzzers := $(FUZZ:%=$(O)/tests/%)
units   := $(UNIT:%=$(O)/tests/%) $(O)/tests/locate $(O)/tests/clocks $(replays)
benches := $(addprefix $(O)/bench/,fcgiload corpus_write fixed lent uncounted \
	textbook limit naive)

# What the programs are made of: the bill of materials, SPDX.
bill := $(O)/detour.spdx.json

all: $(progs) $(bill)

# demo and check begin on a machine without a compiler, so what they build is
# only looked at once the packages are there: by a make of their own.
packages = $(if $(filter installed,$(PACKAGES)),@:,$(Q)sh tests/packages.sh)
again    = $(Q)+$(MAKE) --no-print-directory \
	$(if $(findstring -j,$(MAKEFLAGS)),,-j$$(nproc))

demo:
	$(packages) build demo
	$(again) all
	$(Q)sh tests/system/demo.sh $(O)

check:
	$(packages) build check
	$(again) all units
	$(Q)python3 tests/run $(O)

# The pure core is what stands on no database: the flow, and what it is made of.
pure := $(filter-out table% expect_store finding staging heads rules% bulk% ledger% sift \
    hits% store% lock flatten% hops lint% report,$(CORE))
coverage:
	$(packages) build check coverage
	$(again) COVERAGE=1 all units
	$(Q)find build/coverage -name '*.gcda' -delete
	$(Q)python3 tests/run build/coverage || :
	$(Q)sh tests/coverage.sh build/coverage $(pure)

units: $(units)

# All that make check runs, with each program of ours under memcheck.
valgrind:
	$(packages) build check valgrind
	$(again) VALGRIND=1 all units
	$(Q)sh tests/valgrind/run.sh $(O)/valgrind $(ONLY)

# What it finds is written to build/: keep it in tests/fuzz/corpus/.
fuzz:
	$(packages) build ci
	$(again) CC=clang FUZZING=1 fuzzers
	$(Q)for f in $(FUZZ:fuzz_%=%); do \
		mkdir -p build/clang/fuzz/corpus/$$f && \
		build/clang/fuzz/tests/fuzz_$$f -max_total_time=$(FUZZ_SECONDS) \
		    -max_len=4096 -artifact_prefix=build/clang/fuzz/$$f- \
		    -print_final_stats=1 build/clang/fuzz/corpus/$$f \
		    tests/fuzz/corpus/$$f || exit 1; \
	done

fuzzers: $(fuzzers)

prove:
	$(packages) prove
	$(Q)sh tests/prove/run.sh $(O)

# What is exported for them, read by the hosts' own code.
hosts: all
	$(Q)command -v npm >/dev/null || sh tests/packages.sh hosts
	$(Q)npm install --silent --no-audit --no-fund --prefix $(O)/hosts \
	    netlify-redirector@0.5.0 @vercel/routing-utils@6.6.0
	$(Q)python3 tests/oracle/hosts.py $(O) $(O)/hosts

bench:
	$(packages) build bench
	$(again) all benches
	$(Q)python3 tests/bench/run.py $(O) $(BENCH)

soak:
	$(packages) build bench
	$(again) all benches
	$(Q)python3 tests/bench/soak.py $(O) $(SOAK)

benches: $(benches)

format:
	clang-format -i $(sources)

tidy: $(O)/sql.h
	$(packages) build tidy
	$(Q)sh tests/tidy.sh $(O)

sources := $(wildcard app/*/*.[ch] admin/*.[ch] admin/*/*.[ch] tests/*.h tests/*/*.c)

# From, mode and to of each file, for install and uninstall alike.
files := \
    $(O)/detour:755:$(BINDIR)/detour \
    $(O)/detour.fcgi:755:$(LIBEXEC)/detour.fcgi \
    admin/detour.1:644:$(MANDIR)/man1/detour.1 \
    admin/detour.bash:644:$(COMPDIR)/detour \
    app/worker/detour.fcgi.8:644:$(MANDIR)/man8/detour.fcgi.8
systemd := $(if $(UNITDIR), \
    $(O)/systemd/detour.socket:644:$(UNITDIR)/detour.socket \
    $(O)/systemd/detour.service:644:$(UNITDIR)/detour.service \
    $(O)/systemd/sysusers.conf:644:$(SYSUSERSDIR)/detour.conf \
    $(O)/systemd/tmpfiles.conf:644:$(TMPFILESDIR)/detour.conf)
# Each line of a recipe in "$$1" (from), "$$2" (mode) and "$$3" (to).
each_file = for file in $(files) $(systemd); do (IFS=:; set -- $$file; \
    $1) || exit; done

install: all $(foreach file,$(systemd),$(firstword $(subst :, ,$(file))))
	$(Q)$(call each_file,$(INSTALL) -D -m $$2 $$1 "$(DESTDIR)$$3")

# What was made with it, the rules and the hits, stays.
uninstall:
	$(Q)$(call each_file,rm -f "$(DESTDIR)$$3")

# dpkg-buildpackage writes beside the tree that it builds: that is a copy.
deb:
	$(packages) build package
	$(Q)sh debian/build $(O)/deb

clean:
	rm -rf build

.PHONY: all demo check coverage units prove hosts fuzz fuzzers bench soak benches format tidy install uninstall deb clean FORCE
.DELETE_ON_ERROR:
# What a pattern makes on the way is kept.  No .SECONDARY: with it an object that is
# missing would not be made where the library is newer than its source.
.PRECIOUS: $(O)/%.o

# ------------------------------------------------------------------ rules

ifdef VALGRIND
$(progs) $(units): | $(O)/tests/valgrind/no_jit.o
endif

$(O)/detour.fcgi: $(WORKER:%=$(O)/app/worker/%.o) $(O)/libdetour.a
	$(call say,LD)$(CC) $(DETOUR_LDFLAGS) -o $@ $^ $(FCGI_LIBS) $(SECCOMP_LIBS) \
	    $(CORE_LIBS) -ljansson

$(O)/detour: $(ADMIN:%=$(O)/%.o) $(O)/recipes.o $(O)/libdetour.a
	$(call say,LD)$(CC) $(DETOUR_LDFLAGS) -o $@ $^ $(CORE_LIBS) \
	    $(FORMAT_LIBS)

$(bill): debian/sbom $(progs)
	$(call say,SBOM)sh debian/sbom $(VERSION) $(progs) >$@

$(O)/libdetour.a: $(core_o)
	$(call say,AR)rm -f $@ && $(AR) rcs $@ $^

# A unit test may also stand on the parts of both programs that need no server.
testable := $(patsubst %,$(O)/app/worker/%.o,answer pages accept worker gate rest reply peers memo marks \
    gather lend room keeper sieving log clock sandbox sandbox_calls)

$(O)/tests/test_%: $(O)/tests/unit/test_%.o $(testable) \
    $(O)/libadmin.a $(O)/libdetour.a
	$(call say,LD)$(CC) $(DETOUR_LDFLAGS) -o $@ $^ $(CMOCKA_LIBS) \
	    $(SECCOMP_LIBS) $(CORE_LIBS) $(FORMAT_LIBS)

# What is held to be what libfcgi makes.
$(O)/tests/test_env: CMOCKA_LIBS += $(FCGI_LIBS)

# A fuzz target replays its corpus in "check", and goes on by itself in "fuzz".
fuzzed := $(O)/app/worker/gate.o $(O)/app/worker/rest.o \
    $(O)/libadmin.a $(O)/libdetour.a

$(O)/tests/replay_%: $(O)/tests/fuzz/fuzz_%.o $(O)/tests/fuzz/replay.o \
    $(fuzzed)
	$(call say,LD)$(CC) $(DETOUR_LDFLAGS) -o $@ $^ $(CORE_LIBS) \
	    $(FORMAT_LIBS)

$(O)/tests/fuzz_%: $(O)/tests/fuzz/fuzz_%.o $(fuzzed)
	$(call say,LD)$(CC) $(DETOUR_LDFLAGS) -fsanitize=fuzzer -o $@ $^ \
	    $(CORE_LIBS) $(FORMAT_LIBS)

# These stand between the core and its memory: tests/memory.h.
$(addprefix $(O)/tests/test_,oom oom_answer oom_table faulty_memory): \
    DETOUR_LDFLAGS += \
    -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc

# Say where targets lead, for a browser's parser to judge, and what clocks show,
# for Python's zoneinfo.
$(O)/tests/locate $(O)/tests/clocks: $(O)/tests/%: $(O)/tests/oracle/%.o \
    $(O)/libdetour.a
	$(call say,LD)$(CC) $(DETOUR_LDFLAGS) -o $@ $^ $(CORE_LIBS)

# What the worker is measured with, and against: docs/performance.md.
$(O)/bench/%: $(O)/tests/bench/%.o $(O)/libdetour.a
	@mkdir -p $(@D)
	$(call say,LD)$(CC) $(DETOUR_LDFLAGS) -o $@ $(filter %.o,$^) \
	    $(filter %.a,$^) $(FCGI_LIBS) $(SECCOMP_LIBS) $(CORE_LIBS) -ljansson -lm

worker_o := $(WORKER:%=$(O)/app/worker/%.o)
$(O)/bench/fcgiload: $(patsubst %,$(O)/tests/bench/%.o,\
    drive link wire lines spread cost)
$(O)/bench/corpus_write: $(O)/tests/bench/corpus.o
$(O)/bench/fixed $(O)/bench/lent: $(filter-out %/answer.o %/pages.o,$(worker_o))
$(O)/bench/lent: $(O)/tests/bench/fixed.o
$(O)/bench/lent: DETOUR_LDFLAGS += -Wl,--wrap=conn_may_gather
$(O)/bench/uncounted: $(worker_o)
$(O)/bench/uncounted: DETOUR_LDFLAGS += -Wl,--wrap=hits_count

# The units lie in docs/ as a package has them.
$(O)/systemd/%: docs/systemd/% FORCE
	@mkdir -p $(@D)
	$(Q)sed -e 's,/usr/libexec/,$(LIBEXEC)/,' \
	    -e 's,=www-data$$,=$(WEBGROUP),' $< >$@

$(O)/admin/main.o: STD += -DDETOUR_DB='"$(DB)"'
$(O)/admin/main.o: $(O)/db
ifneq ($(DB),$(db_known))
$(O)/db: FORCE
endif
$(O)/db:
	@mkdir -p $(@D)
	@echo '$(DB)' >$@

$(O)/libadmin.a: $(patsubst %,$(O)/%.o,$(filter-out admin/main,$(ADMIN))) \
    $(O)/recipes.o
	$(call say,AR)rm -f $@ && $(AR) rcs $@ $^

$(O)/app/worker/%.o $(O)/tests/%.o: INC += -iquote app/worker
$(O)/admin/%.o $(O)/tests/%.o: INC += -iquote admin -iquote admin/formats
$(O)/tests/%.o: INC += -iquote tests -iquote .

$(O)/sql.c $(O)/sql.h: $(O)/sql.%: sql/embed.awk $(wildcard sql/*.sql sql/migrate/*.sql)
	@mkdir -p $(@D)
	$(call say,SQL)$(AWK) $(if $(filter %.h,$@),-v header=1) -f $< \
	    $(filter %.sql,$^) >$@

# What detour recipe prints.
$(O)/recipes.c: admin/embed.awk $(sort $(wildcard docs/servers/*))
	@mkdir -p $(@D)
	$(call say,RECIPE)$(AWK) -f $< $(filter-out $<,$^) >$@

$(O)/recipes.o: INC += -iquote admin -iquote admin/formats

# C17 only promises string literals of 4095 octets; every compiler allows more.
$(O)/sql.o $(O)/recipes.o: $(O)/%.o: $(O)/%.c $(O)/sql.h
	$(call say,CC)$(CC) $(DETOUR_CFLAGS) -Wno-overlength-strings \
	    -MMD -MP -c -o $@ $<

$(O)/%.o: %.c | $(O)/sql.h
	@mkdir -p $(@D)
	$(call say,CC)$(CC) $(DETOUR_CFLAGS) -MMD -MP -c -o $@ $<

-include $(shell find $(O)/app $(O)/admin $(O)/tests -name '*.d' -type f \
    2>/dev/null) $(O)/sql.d $(O)/recipes.d
